import type { Application as ApplicationEntity } from '@microsoft/microsoft-graph-types';
import { header, jsonResponse } from '../../network/http.ts';
import type { SandboxRequest, SandboxResponse } from '../../network/http.ts';
import type { Application } from '../entra/application.ts';
import type { Tenant } from '../entra/tenant.ts';
import { requireReading } from './authorization.ts';
import { badRequest, GraphError } from './errors.ts';
import { parseFilter } from './filter.ts';
import type { Properties } from './filter.ts';
import { findPrincipal } from './principals.ts';
import { allowOptions, select } from './query.ts';
import { findApplication } from './scene.ts';
import type { Scene } from './scene.ts';

type Entity = Record<string, unknown>;

const defaultPage = 100;
const largestPage = 999;

const properties: Properties<Application> = {
  id: ({ objectId }) => objectId,
  appId: ({ appId }) => appId,
  displayName: ({ displayName }) => displayName,
  identifierUris: () => [],
};

/** https://learn.microsoft.com/graph/api/application-list */
export function listApplications(scene: Scene): SandboxResponse {
  requireReading(scene.caller);
  return jsonResponse(200, page(scene, findApplications(scene), `${scene.root}/$metadata#applications`));
}

/** https://learn.microsoft.com/graph/aad-advanced-queries */
export function countApplications(scene: Scene): SandboxResponse {
  requireReading(scene.caller);
  allowOptions(scene.request.url, ['$filter']);
  if (!isEventual(scene.request)) throw badRequest('$count is not currently supported.');
  const count = String(findApplications(scene).length);
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: count };
}

/** https://learn.microsoft.com/graph/api/serviceprincipal-list-ownedobjects */
export function listOwnedApplications(scene: Scene): SandboxResponse {
  requireReading(scene.caller);
  return jsonResponse(200, page(scene, findOwned(scene), `${scene.root}/$metadata#applications`));
}

/** The same, where applications are all that anybody owns here; Graph names the type of each. */
export function listOwnedObjects(scene: Scene): SandboxResponse {
  requireReading(scene.caller);
  const { value, ...rest } = page(scene, findOwned(scene), `${scene.root}/$metadata#directoryObjects`);
  const typed = value.map((each) => ({ '@odata.type': '#microsoft.graph.application', ...each }));
  return jsonResponse(200, { ...rest, value: typed });
}

function findOwned(scene: Scene): readonly Application[] {
  const principal = findPrincipal(scene);
  return knownApplications(scene).filter(({ owners }) => owners.has(principal.id));
}

/** https://learn.microsoft.com/graph/api/application-get */
export function showApplication(scene: Scene): SandboxResponse {
  requireReading(scene.caller);
  const { tenant, request, root } = scene;
  const application = findApplication(scene);
  allowOptions(request.url, ['$select']);
  const entity = select(applicationEntity(tenant, application, tenant.nextReadDelay()), request.url);
  return jsonResponse(200, { '@odata.context': `${root}/$metadata#applications/$entity`, ...entity });
}

function knownApplications({ tenant, isKnown }: Scene): readonly Application[] {
  return tenant.applications.filter(({ registeredAt }) => isKnown(registeredAt));
}

function findApplications(scene: Scene): readonly Application[] {
  const filter = scene.request.url.searchParams.get('$filter');
  const all = knownApplications(scene);
  return filter === null ? all : all.filter(parseFilter(filter, properties, 'Application'));
}

function isEventual(request: SandboxRequest): boolean {
  return header(request, 'consistencylevel')?.toLowerCase() === 'eventual';
}

/** The place to go on from is in the link to the next page; clients need not understand it. */
function page(
  { tenant, request: { url } }: Scene,
  all: readonly Application[],
  context: string,
): Entity & { readonly value: readonly Entity[] } {
  allowOptions(url, ['$filter', '$select', '$top', '$skiptoken']);
  const top = Number(url.searchParams.get('$top') ?? defaultPage);
  if (!Number.isInteger(top) || top < 1 || top > largestPage) {
    throw badRequest(
      `Invalid page size specified: '${url.searchParams.get('$top') ?? ''}'. Must be between 1 and 999 inclusive.`,
    );
  }
  const start = readPageToken(tenant, url.searchParams.get('$skiptoken') ?? '');
  const delay = tenant.nextReadDelay();
  const value = all
    .slice(start, start + top)
    .map((each) => select(applicationEntity(tenant, each, delay), url));
  if (start + top >= all.length) return { '@odata.context': context, value };
  const next = new URL(url);
  next.searchParams.set('$skiptoken', makePageToken(tenant, start + top));
  return { '@odata.context': context, '@odata.nextLink': next.href, value };
}

/** Where the next page starts, and since when the token is valid. */
function makePageToken(tenant: Tenant, start: number): string {
  return Buffer.from(`${start} ${tenant.now()}`).toString('base64url');
}

function readPageToken(tenant: Tenant, token: string): number {
  const [start, since] = Buffer.from(token, 'base64url').toString().split(' ').map(Number);
  if (!Number.isInteger(start) || start === undefined) throw badRequest('Invalid skip token.');
  if (tenant.now() - (since ?? tenant.now()) <= tenant.policies.pageTokenLifetime) return start;
  throw new GraphError(
    400,
    'Directory_ExpiredPageToken',
    'The specified page token value has expired and can no longer be included in your request.',
  );
}

export function applicationEntity(tenant: Tenant, application: Application, delay: number): Entity {
  return {
    id: application.objectId,
    deletedDateTime: null,
    appId: application.appId,
    createdDateTime: application.createdDateTime,
    displayName: application.displayName,
    description: null,
    identifierUris: [],
    keyCredentials: [],
    notes: null,
    publisherDomain: 'sandbox.onmicrosoft.com',
    requiredResourceAccess: [],
    signInAudience: application.signInAudience,
    tags: [],
    ...application.details,
    passwordCredentials: application.passwords.seen(tenant.now(), delay).map((each) => ({
      customKeyIdentifier: null,
      displayName: each.displayName,
      endDateTime: each.endDateTime,
      hint: each.hint,
      keyId: each.keyId,
      secretText: null,
      startDateTime: each.startDateTime,
    })),
  } satisfies ApplicationEntity;
}
