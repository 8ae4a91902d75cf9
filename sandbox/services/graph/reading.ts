import type { Application } from '../entra/application.ts';
import type { Tenant } from '../entra/tenant.ts';
import { badRequest, GraphError } from './errors.ts';
import { parseFilter } from './filter.ts';

type Entity = Record<string, unknown>;

const defaultPage = 100;
const largestPage = 999;

/** https://learn.microsoft.com/graph/api/application-list */
export function listApplications(tenant: Tenant, url: URL, root: string): Entity {
  const filter = url.searchParams.get('$filter');
  const matches = filter === null ? () => true : parseFilter(filter);
  return page(tenant, tenant.applications.filter(matches), url, `${root}/$metadata#applications`);
}

export function ownedApplications(tenant: Tenant, principal: Application, url: URL, root: string): Entity {
  const owned = tenant.applications.filter((each) => each.owners.has(principal.servicePrincipalId ?? ''));
  return page(tenant, owned, url, `${root}/$metadata#applications`);
}

export function showApplication(tenant: Tenant, application: Application, url: URL, root: string): Entity {
  allowOptions(url, ['$select']);
  const entity = select(applicationEntity(tenant, application, tenant.nextReadDelay()), url);
  return { '@odata.context': `${root}/$metadata#applications/$entity`, ...entity };
}

export function showServicePrincipal(application: Application, url: URL, root: string): Entity {
  allowOptions(url, ['$select']);
  const entity: Entity = {
    id: application.servicePrincipalId,
    appId: application.appId,
    displayName: application.displayName,
    accountEnabled: !application.disabled,
    servicePrincipalType: 'Application',
    signInAudience: application.signInAudience,
  };
  return { '@odata.context': `${root}/$metadata#servicePrincipals/$entity`, ...select(entity, url) };
}

/** The place to go on from is in the link to the next page; clients need not understand it. */
function page(tenant: Tenant, all: readonly Application[], url: URL, context: string): Entity {
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

function applicationEntity(tenant: Tenant, application: Application, delay: number): Entity {
  return {
    id: application.objectId,
    deletedDateTime: null,
    appId: application.appId,
    createdDateTime: application.createdDateTime,
    displayName: application.displayName,
    description: null,
    identifierUris: [],
    keyCredentials: [],
    signInAudience: application.signInAudience,
    tags: [],
    passwordCredentials: application.passwords.seen(tenant.now(), delay).map((each) => ({
      customKeyIdentifier: null,
      displayName: each.displayName,
      endDateTime: each.endDateTime,
      hint: each.hint,
      keyId: each.keyId,
      secretText: null,
      startDateTime: each.startDateTime,
    })),
  };
}

export function select(entity: Entity, url: URL): Entity {
  const names = url.searchParams
    .get('$select')
    ?.split(',')
    .map((name) => name.trim());
  if (!names) return entity;
  const unknown = names.find((name) => !(name in entity));
  if (unknown !== undefined) {
    throw new GraphError(
      400,
      'BadRequest',
      `Parsing OData Select and Expand failed: Could not find a property named '${unknown}'.`,
    );
  }
  return Object.fromEntries(names.map((name) => [name, entity[name]]));
}

/** The sandbox would rather refuse an option than ignore it. */
export function allowOptions(url: URL, known: readonly string[]): void {
  const unknown = [...url.searchParams.keys()].find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new GraphError(400, 'BadRequest', `The query parameter '${unknown}' is not supported.`);
}
