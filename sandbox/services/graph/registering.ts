import * as v from 'valibot';
import { emptyResponse, jsonBody, jsonResponse } from '../../network/http.ts';
import type { SandboxResponse } from '../../network/http.ts';
import { requireRegistering } from './authorization.ts';
import { collection } from './collection.ts';
import { badRequest, invalidBody, notFound } from './errors.ts';
import { requireReadingDirectory } from './permissions.ts';
import { allowOptions, select } from './query.ts';
import { applicationEntity } from './reading.ts';
import { findApplicationForWriting } from './scene.ts';
import type { Scene } from './scene.ts';

const changes = {
  displayName: v.optional(v.pipe(v.string(), v.nonEmpty(), v.maxLength(256))),
  signInAudience: v.optional(
    v.picklist([
      'AzureADMyOrg',
      'AzureADMultipleOrgs',
      'AzureADandPersonalMicrosoftAccount',
      'PersonalMicrosoftAccount',
    ]),
  ),
};
const details = {
  description: v.nullish(v.pipe(v.string(), v.maxLength(1024))),
  notes: v.nullish(v.pipe(v.string(), v.maxLength(1024))),
  tags: v.optional(v.array(v.string())),
  requiredResourceAccess: v.optional(
    v.array(
      v.strictObject({
        resourceAppId: v.string(),
        resourceAccess: v.array(v.strictObject({ id: v.string(), type: v.picklist(['Scope', 'Role']) })),
      }),
    ),
  ),
};
/** The Azure CLI always sends it. The sandbox takes no certificates. */
const ignored = { keyCredentials: v.optional(v.tuple([])) };
const body = v.strictObject({ ...changes, ...details, ...ignored });

/** https://learn.microsoft.com/graph/api/application-post-applications */
export function registerApplication(scene: Scene): SandboxResponse {
  const { tenant, caller, request, root } = scene;
  requireRegistering(caller);
  const { displayName, signInAudience, ...others } = parseBody(jsonBody(request));
  if (displayName === undefined) {
    throw badRequest("A value is required for property 'displayName' of resource 'Application'.");
  }
  const application = tenant.addApplication({
    displayName,
    ...(signInAudience && { signInAudience }),
    owned: false,
    servicePrincipal: false,
    registeredAt: tenant.now(),
  });
  application.details = others;
  // A person, and an application that may change only its own, becomes the owner of what it makes.
  if (caller.kind === 'person' || !caller.roles.includes('Application.ReadWrite.All')) {
    application.owners.add(caller.objectId);
  }
  return jsonResponse(201, {
    '@odata.context': `${root}/$metadata#applications/$entity`,
    ...applicationEntity(tenant, application, 0),
  });
}

/** https://learn.microsoft.com/graph/api/application-update */
export function changeApplication(scene: Scene): SandboxResponse {
  const application = findApplicationForWriting(scene);
  const { displayName, signInAudience, ...others } = parseBody(jsonBody(scene.request));
  application.displayName = displayName ?? application.displayName;
  application.signInAudience = signInAudience ?? application.signInAudience;
  application.details = { ...application.details, ...others };
  return emptyResponse(204);
}

/** It can be restored for 30 days. https://learn.microsoft.com/graph/api/application-delete */
export function deleteApplication(scene: Scene): SandboxResponse {
  scene.tenant.deleteApplication(findApplicationForWriting(scene));
  return emptyResponse(204);
}

/** https://learn.microsoft.com/graph/api/directory-deleteditems-list */
export function listDeletedApplications(scene: Scene): SandboxResponse {
  requireReadingDirectory(scene.caller);
  const { tenant, request, root } = scene;
  allowOptions(request.url, ['$select', '$top', '$skiptoken']);
  const entities = tenant.deletedApplications.map((each) =>
    select(applicationEntity(tenant, each, 0), request.url),
  );
  return jsonResponse(200, collection(entities, request.url, `${root}/$metadata#applications`));
}

/** Then it cannot be restored. https://learn.microsoft.com/graph/api/directory-deleteditems-delete */
export function deletePermanently({ tenant, caller, ids: [id = ''] }: Scene): SandboxResponse {
  requireRegistering(caller);
  const index = tenant.deletedApplications.findIndex(({ objectId }) => objectId === id);
  if (index < 0) throw notFound(id);
  tenant.deletedApplications.splice(index, 1);
  return emptyResponse(204);
}

type Given = v.InferOutput<typeof body>;

function parseBody(value: unknown): Given {
  const given = v.safeParse(body, value);
  if (!given.success) throw invalidBody(given.issues);
  return given.output;
}
