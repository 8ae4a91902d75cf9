import type { Organization } from '@microsoft/microsoft-graph-types';
import { jsonResponse } from '../../network/http.ts';
import type { SandboxResponse } from '../../network/http.ts';
import { collection } from './collection.ts';
import { GraphError } from './errors.ts';
import { requireReadingOrganization } from './permissions.ts';
import { allowOptions, select } from './query.ts';
import type { Scene } from './scene.ts';

/** https://learn.microsoft.com/graph/api/organization-list */
export function showOrganization({ tenant, caller, request: { url }, root }: Scene): SandboxResponse {
  requireReadingOrganization(caller);
  allowOptions(url, ['$select']);
  const organization = {
    id: tenant.tenantId,
    deletedDateTime: null,
    displayName: 'Sandbox',
    tenantType: 'AAD',
    verifiedDomains: [
      {
        name: 'sandbox.onmicrosoft.com',
        isDefault: true,
        isInitial: true,
        type: 'Managed',
        capabilities: 'Email',
      },
    ],
  } satisfies Organization;
  return jsonResponse(200, collection([select(organization, url)], url, `${root}/$metadata#organization`));
}

/** Only people have one. As in https://github.com/microsoftgraph/msgraph-sdk-php/issues/1163 */
export function showSignedInUser(): SandboxResponse {
  throw new GraphError(400, 'BadRequest', '/me request is only valid with delegated authentication flow.');
}
