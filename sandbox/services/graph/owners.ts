import type { DirectoryObject } from '@microsoft/microsoft-graph-types';
import type { Application } from '../entra/application.ts';
import type { Tenant } from '../entra/tenant.ts';
import { collection } from './collection.ts';
import { allowOptions, select } from './reading.ts';

/** https://learn.microsoft.com/graph/api/application-list-owners */
export function listOwners(
  { applications }: Tenant,
  application: Application,
  url: URL,
  root: string,
): Record<string, unknown> {
  allowOptions(url, ['$select', '$top', '$skiptoken']);
  const owners = [...application.owners].map((id) => {
    const isPrincipal = applications.some((each) => each.servicePrincipalId === id);
    const owner = { id, deletedDateTime: null } satisfies DirectoryObject;
    // Graph names the type, whatever was selected.
    return {
      '@odata.type': `#microsoft.graph.${isPrincipal ? 'servicePrincipal' : 'user'}`,
      ...select(owner, url),
    };
  });
  return collection(owners, url, `${root}/$metadata#directoryObjects`);
}
