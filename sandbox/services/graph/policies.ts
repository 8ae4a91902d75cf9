import type {
  AppManagementPolicy as AppManagementPolicyEntity,
  PasswordCredentialConfiguration,
  TenantAppManagementPolicy,
} from '@microsoft/microsoft-graph-types';
import { isEnabled } from '../entra/app-management.ts';
import type { AppManagementPolicy, PasswordRestriction } from '../entra/app-management.ts';
import { jsonResponse } from '../../network/http.ts';
import type { SandboxResponse } from '../../network/http.ts';
import { collection } from './collection.ts';
import { requireReadingPolicies } from './permissions.ts';
import { allowOptions, select } from './query.ts';
import { findApplication } from './scene.ts';
import type { Scene } from './scene.ts';

type Entity = Record<string, unknown>;

/** https://learn.microsoft.com/graph/api/tenantappmanagementpolicy-get */
export function showDefaultPolicy({ tenant, caller, request: { url }, root }: Scene): SandboxResponse {
  requireReadingPolicies(caller);
  const { appManagement } = tenant;
  allowOptions(url, ['$select']);
  const policy = {
    id: '00000000-0000-0000-0000-000000000000',
    deletedDateTime: null,
    displayName: 'Default app management tenant policy',
    description:
      'Default tenant policy that enforces app management restrictions on applications and service principals. To apply policy to targeted resources, create a new policy under appManagementPolicies collection.',
    isEnabled: appManagement.defaultPolicy.isEnabled,
    applicationRestrictions: restrictionsEntity(appManagement.defaultPolicy),
    servicePrincipalRestrictions: restrictionsEntity({ restrictions: [] }),
  } satisfies TenantAppManagementPolicy;
  return jsonResponse(200, {
    '@odata.context': `${root}/$metadata#policies/defaultAppManagementPolicy/$entity`,
    ...select(policy, url),
  });
}

/** An application has one policy at most. https://learn.microsoft.com/graph/api/resources/appmanagementpolicy */
export function listPolicies(scene: Scene): SandboxResponse {
  requireReadingPolicies(scene.caller);
  const {
    tenant: { appManagement },
    request: { url },
    root,
  } = scene;
  const { objectId } = findApplication(scene);
  allowOptions(url, ['$select', '$top', '$skiptoken']);
  const assigned = appManagement.assigned.get(objectId);
  const policies = assigned ? [select(policyEntity(assigned, objectId), url)] : [];
  return jsonResponse(200, collection(policies, url, `${root}/$metadata#policies/appManagementPolicies`));
}

/** https://learn.microsoft.com/graph/api/appmanagementpolicy-list */
export function listAllPolicies(scene: Scene): SandboxResponse {
  requireReadingPolicies(scene.caller);
  const { tenant, request, root } = scene;
  allowOptions(request.url, ['$select', '$top', '$skiptoken']);
  const policies = [...tenant.appManagement.assigned].map(([objectId, policy]) =>
    select(policyEntity(policy, objectId), request.url),
  );
  const context = `${root}/$metadata#policies/appManagementPolicies`;
  return jsonResponse(200, collection(policies, request.url, context));
}

function policyEntity(policy: AppManagementPolicy, objectId: string): Entity {
  return {
    id: objectId.replace(/^.{8}/, 'dddddddd'),
    deletedDateTime: null,
    displayName: 'Sandbox',
    description: 'The policy of one application.',
    isEnabled: isEnabled(policy),
    restrictions: restrictionsEntity(policy),
  } satisfies AppManagementPolicyEntity;
}

function restrictionsEntity({ restrictions }: AppManagementPolicy): {
  passwordCredentials: PasswordCredentialConfiguration[];
  keyCredentials: [];
} {
  return { passwordCredentials: restrictions.map(restrictionEntity), keyCredentials: [] };
}

function restrictionEntity(restriction: PasswordRestriction): PasswordCredentialConfiguration {
  return {
    restrictionType: restriction.restrictionType,
    state: restriction.state ?? 'enabled',
    maxLifetime: restriction.maxLifetime ?? null,
    restrictForAppsCreatedAfterDateTime: restriction.restrictForAppsCreatedAfterDateTime ?? null,
  };
}
