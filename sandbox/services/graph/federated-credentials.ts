import { createHash, randomUUID } from 'node:crypto';
import type { FederatedIdentityCredential } from '@microsoft/microsoft-graph-types';
import * as v from 'valibot';
import { emptyResponse, jsonBody, jsonResponse } from '../../network/http.ts';
import type { SandboxResponse } from '../../network/http.ts';
import type { Application, FederatedCredential } from '../entra/application.ts';
import { requireReading } from './authorization.ts';
import { collection } from './collection.ts';
import { GraphError, invalidBody, notFound } from './errors.ts';
import { parseFilter } from './filter.ts';
import type { Properties } from './filter.ts';
import { allowOptions, select } from './query.ts';
import { findApplication, findApplicationForWriting } from './scene.ts';
import type { Scene } from './scene.ts';

/** https://learn.microsoft.com/graph/api/resources/federatedidentitycredentials-overview#design-considerations */
const maxCredentials = 20;

const audiences = v.pipe(v.array(v.pipe(v.string(), v.maxLength(600))), v.length(1));
const longText = v.pipe(v.string(), v.nonEmpty(), v.maxLength(600));
const newCredential = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{2,119}$/)),
  issuer: longText,
  subject: longText,
  audiences,
  description: v.nullish(v.pipe(v.string(), v.maxLength(600))),
});
const change = v.strictObject({
  issuer: v.optional(longText),
  subject: v.optional(longText),
  audiences: v.optional(audiences),
  description: v.nullish(v.pipe(v.string(), v.maxLength(600))),
});

const properties: Properties<FederatedCredential> = {
  id: idOf,
  name: nameOf,
  issuer: ({ issuer }) => issuer,
  subject: ({ subject }) => subject,
};

/** https://learn.microsoft.com/graph/api/application-list-federatedidentitycredentials */
export function listCredentials(scene: Scene): SandboxResponse {
  requireReading(scene.caller);
  const { url } = scene.request;
  allowOptions(url, ['$filter', '$select', '$top', '$skiptoken']);
  const application = findApplication(scene);
  const filter = url.searchParams.get('$filter');
  const matches =
    filter === null ? () => true : parseFilter(filter, properties, 'FederatedIdentityCredential');
  const entities = knownCredentials(scene, application)
    .filter(matches)
    .map((each) => select(entityOf(each), url));
  return jsonResponse(200, collection(entities, url, contextOf(scene, application)));
}

/** https://learn.microsoft.com/graph/api/federatedidentitycredential-get */
export function showCredential(scene: Scene): SandboxResponse {
  requireReading(scene.caller);
  const application = findApplication(scene);
  const found = findCredential(scene, application);
  return jsonResponse(200, {
    '@odata.context': `${contextOf(scene, application)}/$entity`,
    ...select(entityOf(found), scene.request.url),
  });
}

/** https://learn.microsoft.com/graph/api/application-post-federatedidentitycredentials */
export function addCredential(scene: Scene): SandboxResponse {
  const application = findApplicationForWriting(scene);
  const given = v.safeParse(newCredential, jsonBody(scene.request));
  if (!given.success) throw invalidBody(given.issues);
  const { audiences: audience, ...others } = given.output;
  const { federatedCredentials: present } = application;
  // As in https://github.com/Azure/azure-dev/issues/1482
  if (present.some((each) => nameOf(each) === others.name)) {
    throw new GraphError(
      409,
      'Request_MultipleObjectsWithSameKeyValue',
      `FederatedIdentityCredential with name ${others.name} already exists.`,
    );
  }
  checkUnique(present, others);
  // The code of the real refusal is not published.
  if (present.length >= maxCredentials) {
    throw new GraphError(
      400,
      'Request_BadRequest',
      `The maximum number of federated identity credentials per application is ${maxCredentials}.`,
    );
  }
  const added = {
    ...others,
    audience: String(audience),
    description: others.description ?? null,
    id: randomUUID(),
    addedAt: scene.tenant.now(),
  };
  present.push(added);
  return jsonResponse(201, {
    '@odata.context': `${contextOf(scene, application)}/$entity`,
    ...entityOf(added),
  });
}

/** https://learn.microsoft.com/graph/api/federatedidentitycredential-update */
export function changeCredential(scene: Scene): SandboxResponse {
  const application = findApplicationForWriting(scene);
  const found = findCredential(scene, application);
  const given = v.safeParse(change, jsonBody(scene.request));
  if (!given.success) throw invalidBody(given.issues);
  const { issuer = found.issuer, subject = found.subject, audiences: audience, description } = given.output;
  checkUnique(
    application.federatedCredentials.filter((each) => each !== found),
    { issuer, subject },
  );
  Object.assign(found, {
    ...{ issuer, subject, id: idOf(found), name: nameOf(found), addedAt: scene.tenant.now() },
    ...(audience && { audience: String(audience) }),
    ...(description !== undefined && { description }),
  });
  return emptyResponse(204);
}

/** https://learn.microsoft.com/graph/api/federatedidentitycredential-delete */
export function deleteCredential(scene: Scene): SandboxResponse {
  const application = findApplicationForWriting(scene);
  const found = findCredential(scene, application);
  application.federatedCredentials = application.federatedCredentials.filter((each) => each !== found);
  return emptyResponse(204);
}

/** As in https://github.com/Azure/azure-workload-identity/issues/434 */
function checkUnique(
  present: readonly FederatedCredential[],
  { issuer, subject }: Pick<FederatedCredential, 'issuer' | 'subject'>,
): void {
  if (!present.some((each) => each.issuer === issuer && each.subject === subject)) return;
  throw new GraphError(
    400,
    'InvalidFederatedIdentityCredentialValue',
    `The combination of issuer and subject must be unique for the application. Issuer ${issuer} and Subject: ${subject} already exist. paramName: FederatedIdentityCredential.Subject, paramValue: ${subject}, objectType: Microsoft.Online.DirectoryServices.Application`,
  );
}

function knownCredentials(
  { isKnown }: Scene,
  { federatedCredentials }: Application,
): readonly FederatedCredential[] {
  return federatedCredentials.filter(({ addedAt = -Infinity }) => isKnown(addedAt));
}

/** By ID or by name. */
function findCredential(scene: Scene, application: Application): FederatedCredential {
  const [, wanted = ''] = scene.ids;
  const found = knownCredentials(scene, application).find((each) =>
    [idOf(each), nameOf(each)].includes(wanted),
  );
  if (!found) throw notFound(wanted);
  return found;
}

function idOf({ id, issuer, subject, audience }: FederatedCredential): string {
  if (id !== undefined) return id;
  const digest = createHash('sha256')
    .update(JSON.stringify([issuer, subject, audience]))
    .digest('hex');
  return `${digest.slice(0, 8)}-0000-4000-8000-${digest.slice(8, 20)}`;
}

function nameOf(credential: FederatedCredential): string {
  return credential.name ?? idOf(credential);
}

function entityOf(credential: FederatedCredential): Record<string, unknown> {
  const { issuer, subject, audience, description = null } = credential;
  return {
    id: idOf(credential),
    name: nameOf(credential),
    issuer,
    subject,
    description,
    audiences: [audience],
  } satisfies FederatedIdentityCredential;
}

function contextOf({ root }: Scene, { objectId }: Application): string {
  return `${root}/$metadata#applications('${objectId}')/federatedIdentityCredentials`;
}
