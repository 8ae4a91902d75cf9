import type { User } from '@microsoft/microsoft-graph-types';
import { jsonResponse } from '../../network/http.ts';
import type { SandboxResponse } from '../../network/http.ts';
import type { Person } from '../entra/people.ts';
import { collection } from './collection.ts';
import { parseFilter } from './filter.ts';
import type { Properties } from './filter.ts';
import { requireReadingDirectory } from './permissions.ts';
import { allowOptions, select } from './query.ts';
import type { Scene } from './scene.ts';

const properties: Properties<Person> = {
  id: ({ id }) => id,
  displayName: ({ displayName }) => displayName,
  userPrincipalName: ({ userPrincipalName }) => userPrincipalName,
};

/** https://learn.microsoft.com/graph/api/user-list */
export function listUsers({ caller, tenant, request: { url }, root }: Scene): SandboxResponse {
  requireReadingDirectory(caller);
  allowOptions(url, ['$filter', '$select', '$top', '$skiptoken']);
  const filter = url.searchParams.get('$filter');
  const matches = filter === null ? () => true : parseFilter(filter, properties, 'User');
  const users = tenant.people.filter(matches).map((each) => select(userEntity(each), url));
  return jsonResponse(200, collection(users, url, `${root}/$metadata#users`));
}

export function userEntity({ id, displayName, userPrincipalName }: Person): Record<string, unknown> {
  return { id, displayName, userPrincipalName, mail: null } satisfies User;
}
