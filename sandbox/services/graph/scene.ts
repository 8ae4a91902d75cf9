import type { SandboxResponse, SandboxRequest } from '../../network/http.ts';
import type { Caller } from '../entra/access-token.ts';
import type { Application } from '../entra/application.ts';
import type { Tenant } from '../entra/tenant.ts';
import { requireOwnership } from './authorization.ts';
import { notFound } from './errors.ts';
import type { Writing } from './writing.ts';

/** One request to Graph, and the replica that answers it. */
export interface Scene {
  readonly request: SandboxRequest;
  /** The address of the version that was asked. */
  readonly root: string;
  readonly tenant: Tenant;
  readonly caller: Caller;
  readonly writing: Writing;
  /** What stands in the path where the route has `{…}`, in order. */
  readonly ids: readonly string[];
  /** Whether the replica has heard of what was added then. */
  readonly isKnown: (addedAt: number) => boolean;
}

/** A request that Graph knows: `GET applications/{id}/owners`. */
export type Routes = Readonly<Record<string, (scene: Scene) => SandboxResponse>>;

/** An application that the replica knows. */
export function findApplication({ tenant, isKnown, ids: [id = ''] }: Scene): Application {
  const found = tenant.applications.find((each) => isNamed(id, each.objectId, each.appId));
  if (!found || !isKnown(found.registeredAt)) throw notFound(readId(id));
  return found;
}

/** An application that the caller may change. */
export function findApplicationForWriting(scene: Scene, requirePermission = requireOwnership): Application {
  const application = findApplication(scene);
  const { tenant, caller, ids } = scene;
  if (tenant.now() < application.unknownToWritersUntil) throw notFound(readId(ids[0] ?? ''));
  requirePermission(caller, application);
  return application;
}

/** Whether a path names an object: by its object ID, or as `(appId='…')`. */
export function isNamed(id: string, objectId: string, appId: string): boolean {
  const byAppId = readAppId(id);
  return byAppId === undefined ? objectId === id.toLowerCase() : appId === byAppId.toLowerCase();
}

/** The ID as errors show it. */
export function readId(id: string): string {
  return readAppId(id) ?? id;
}

function readAppId(id: string): string | undefined {
  return /^\(appId='(.*)'\)$/.exec(id)?.[1];
}
