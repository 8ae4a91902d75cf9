import type { DirectoryObject } from '@microsoft/microsoft-graph-types';
import * as v from 'valibot';
import { emptyResponse, jsonBody, jsonResponse } from '../../network/http.ts';
import type { SandboxResponse } from '../../network/http.ts';
import { collection } from './collection.ts';
import { badRequest, invalidBody, notFound } from './errors.ts';
import { requireAddingOwners, requireReadingDirectory, requireReadingOwners } from './permissions.ts';
import { findPrincipal } from './principals.ts';
import { allowOptions, select } from './query.ts';
import { findApplication, findApplicationForWriting } from './scene.ts';
import type { Scene } from './scene.ts';

const reference = v.strictObject({
  '@odata.id': v.pipe(
    v.string(),
    v.regex(
      /^https:\/\/[^/]+\/(?:v1\.0|beta)\/(?:[^/]+\/)?(?:directoryObjects|servicePrincipals|users)\/[0-9a-f-]{36}$/i,
    ),
  ),
});

/** https://learn.microsoft.com/graph/api/application-list-owners */
export function listOwners(scene: Scene): SandboxResponse {
  requireReadingOwners(scene.caller);
  return listObjects(scene, findApplication(scene).owners);
}

/** https://learn.microsoft.com/graph/api/serviceprincipal-list-owners */
export function listOwnersOfPrincipal(scene: Scene): SandboxResponse {
  requireReadingDirectory(scene.caller);
  return listObjects(scene, findPrincipal(scene).application?.servicePrincipal?.owners ?? new Set());
}

function listObjects({ tenant, request, root }: Scene, ids: ReadonlySet<string>): SandboxResponse {
  allowOptions(request.url, ['$select', '$top', '$skiptoken']);
  const owners = [...ids].map((id) => {
    const isPrincipal = tenant.applications.some((each) => each.servicePrincipalId === id);
    const owner = { id, deletedDateTime: null } satisfies DirectoryObject;
    // Graph names the type, whatever was selected.
    return {
      '@odata.type': `#microsoft.graph.${isPrincipal ? 'servicePrincipal' : 'user'}`,
      ...select(owner, request.url),
    };
  });
  return jsonResponse(200, collection(owners, request.url, `${root}/$metadata#directoryObjects`));
}

/** https://learn.microsoft.com/graph/api/application-post-owners */
export function addOwner(scene: Scene): SandboxResponse {
  const { tenant, request, caller } = scene;
  const application = findApplicationForWriting(scene);
  requireAddingOwners(caller);
  const given = v.safeParse(reference, jsonBody(request));
  if (!given.success) throw invalidBody(given.issues);
  const id = given.output['@odata.id'].split('/').at(-1)?.toLowerCase() ?? '';
  // As in https://github.com/Azure/azure-cli/issues/12946
  if (tenant.applications.some(({ objectId }) => objectId === id)) {
    throw badRequest(
      `The reference target 'Application_${id}' of type 'Application' is invalid for the 'owners' reference.`,
    );
  }
  const owner = tenant.people.find((each) => each.id === id) ?? findPrincipal(scene, id);
  if (application.owners.has(owner.id)) {
    throw badRequest(
      "One or more added object references already exist for the following modified properties: 'owners'.",
    );
  }
  application.owners.add(owner.id);
  return emptyResponse(204);
}

/** https://learn.microsoft.com/graph/api/application-delete-owners */
export function removeOwner(scene: Scene): SandboxResponse {
  const application = findApplicationForWriting(scene);
  const [, id = ''] = scene.ids;
  if (!application.owners.delete(id)) throw notFound(id);
  return emptyResponse(204);
}
