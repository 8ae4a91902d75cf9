import * as v from 'valibot';
import type { PasswordCredential } from '../plan/credentials.ts';
import { megabyte } from '../http/network-error.ts';
import { isRefusal } from '../http/refusal.ts';
import { createPageGuard } from '../http/paging.ts';
import { formatTimestamp } from '../shared/timestamp.ts';
import {
  application,
  withCredentials,
  withListedSecrets,
  listedSecret,
  type Application,
  type ApplicationIds,
} from './application.ts';
import { findApplication, type ApplicationQueries } from './find-application.ts';
import { maxCandidates } from './find-application-errors.ts';
import type { GraphClient, GraphResponse } from './graph.ts';
import {
  describeResponse,
  graphError,
  secretChangeError,
  unreadableResponseError,
  type GraphAccessContext,
} from './graph-errors.ts';

/** The fields of a client secret that cleaning up needs. The description is exactly what Graph sent. */
export interface ListedSecret {
  readonly keyId: string;
  readonly displayName: string | null;
}

/** What Graph returns for addPassword. */
export interface AddedPassword extends ListedSecret {
  readonly secretText: string;
}

/** The applications of the tenant. */
export interface Applications {
  /**
   * Finds one by display name, application ID or object ID. A name must match exactly. Among several applications of that
   * name it is the one that the workload identity owns, because anyone can register another.
   *
   * @throws ActionError `application-not-found`, `application-ambiguous`
   */
  find(wanted: string): Promise<Application>;
  /**
   * Lists all applications that the workload identity owns, or all of the tenant, as the pages arrive.
   *
   * @throws ActionError `list-endless`
   */
  list(scope: 'owned' | 'tenant'): AsyncIterable<Application>;
  /** Lists the client secrets. A replica may respond that does not have the latest changes yet. */
  listCredentials(objectId: string): Promise<readonly PasswordCredential[]>;
  /** Lists the key IDs and descriptions of the client secrets, like `listCredentials`. */
  listSecrets(objectId: string): Promise<readonly ListedSecret[]>;
  /**
   * Adds a client secret, and masks its value before anything else is done with it.
   *
   * @returns the secret with the description that Graph stored, which should be the one that was sent
   * @throws ActionError when Graph refuses: `graph-permission-missing`, `application-not-owned`, `lifetime-not-allowed`,
   *   `client-secrets-not-allowed`, `too-many-credentials`, `two-secret-limit`, `description-refused`,
   *   `graph-request-failed`; LostResponseError when it is not known whether
   *   the secret was added
   */
  addPassword(application: Application, displayName: string, endDateTime: Date): Promise<AddedPassword>;
  /** Removes a client secret. @returns whether the replica that responded had it */
  removePassword(application: ApplicationIds, keyId: string): Promise<'removed' | 'not-found'>;
}

/** The response to addPassword does not say whether the secret was added. */
export class LostResponseError extends Error {
  /** What was received, for an error message. */
  readonly reason: string;

  constructor(reason: string) {
    super('lost response');
    this.reason = reason;
  }
}

/** The largest page that Graph sends. Source: Microsoft Graph, "List applications". */
const maxPageSize = '999';

/** The longest page to accept, in bytes: an application has about 1 KB, and 400 bytes more for each secret. */
const maxPageBytes = 32 * megabyte;

const applicationFields = 'id,appId,displayName,signInAudience,passwordCredentials';

/** A page of a list. The next page must be on the same host, because the request for it carries the token. */
const createPageSchema = (host: string) =>
  v.object({
    value: v.array(v.unknown()),
    '@odata.nextLink': v.optional(v.pipe(v.string(), v.url(), v.startsWith(`${host}/`))),
  });

const withSecretText = v.object({ secretText: v.string() });

/** Entra's values have 16 to 64 printable ASCII characters. Anything else is not a usable value. */
const addedPassword = v.object({
  ...listedSecret.entries,
  secretText: v.pipe(v.string(), v.regex(/^[\x21-\x7e]{16,64}$/)),
});

/**
 * Creates the operations on applications, over a Graph client.
 *
 * @param mask called with the value of a new secret in the first statement after it arrives
 */
export function createApplications(
  graph: GraphClient,
  context: GraphAccessContext,
  mask: (value: string) => void,
): Applications {
  const maskSecretIn = (body: unknown): void => {
    if (v.is(withSecretText, body)) mask(body.secretText);
  };

  const parseBody = <T extends v.GenericSchema>(
    response: GraphResponse,
    schema: T,
    operation: string,
  ): v.InferOutput<T> => {
    if (response.status !== 200) throw graphError(response, operation, context);
    const parsed = v.safeParse(schema, response.body);
    if (!parsed.success) throw unreadableResponseError(operation, response);
    return parsed.output;
  };

  const pageSchema = createPageSchema(context.identity.cloud.graph);

  /** A generator, so that only one page of ten thousand applications is in memory at a time. */
  async function* listPages(
    path: string,
    query: { readonly $filter?: string; readonly $top: string },
  ): AsyncGenerator<Application> {
    const { $top, ...filter } = query;
    const checkPage = createPageGuard('Microsoft Graph', 'list applications');
    // A change during the listing can move an application to the next page, so that it is sent twice.
    const listedIds = new Set<string>();
    let response = await graph.get(path, { ...filter, $select: applicationFields, $top }, maxPageBytes);
    for (;;) {
      const { value, '@odata.nextLink': next } = parseBody(response, pageSchema, 'list applications');
      let first: string | undefined;
      for (const item of value) {
        const parsed = v.safeParse(application, item);
        if (!parsed.success) throw unreadableResponseError('list applications', response);
        const { objectId } = parsed.output;
        first ??= objectId;
        if (!listedIds.has(objectId)) yield parsed.output;
        listedIds.add(objectId);
      }
      if (next === undefined) return;
      checkPage({ first, next });
      response = await graph.get(next, {}, maxPageBytes);
    }
  }

  const list = (scope: 'owned' | 'tenant'): AsyncIterable<Application> => {
    const { clientId } = context.identity;
    const owned = `/servicePrincipals(appId='${clientId}')/ownedObjects/microsoft.graph.application`;
    return listPages(scope === 'owned' ? owned : '/applications', { $top: maxPageSize });
  };

  const directory: ApplicationQueries = {
    identity: context.identity,
    listMatching: ($filter) => listPages('/applications', { $filter, $top: String(maxCandidates) }),
    listOwned: () => list('owned'),
    async findByObjectId(objectId) {
      const response = await graph.get(`/applications/${objectId}`, { $select: applicationFields });
      return response.status === 404 ? undefined : parseBody(response, application, 'read an application');
    },
  };

  const readCredentials = async <T extends v.GenericSchema>(
    objectId: string,
    schema: T,
  ): Promise<v.InferOutput<T>> => {
    const response = await graph.get(`/applications/${objectId}`, { $select: 'id,passwordCredentials' });
    return parseBody(response, schema, 'list client secrets');
  };

  return {
    find: (wanted) => findApplication(wanted, directory),

    list,

    async listCredentials(objectId) {
      return (await readCredentials(objectId, withCredentials)).passwordCredentials;
    },

    async listSecrets(objectId) {
      return (await readCredentials(objectId, withListedSecrets)).passwordCredentials;
    },

    async addPassword({ objectId, applicationId, passwordCredentials }, displayName, endDateTime) {
      const passwordCredential = { displayName, endDateTime: endDateTime.toISOString() };
      const response = await graph
        .post(`/applications/${objectId}/addPassword`, { passwordCredential })
        .catch(() => {
          throw new LostResponseError('no response');
        });
      maskSecretIn(response.body);
      const operation = `add a client secret valid until ${formatTimestamp(endDateTime)} to`;
      if (isRefusal(response.status, response.code !== undefined))
        throw secretChangeError(response, operation, context, applicationId);
      if (response.status !== 200) throw new LostResponseError(describeResponse(response));
      const parsed = v.safeParse(addedPassword, response.body);
      if (!parsed.success) throw new LostResponseError('a response without a usable value');
      // After a later failure the secret with this key ID is removed, so it must not be one that existed before.
      if (passwordCredentials.some(({ keyId }) => keyId === parsed.output.keyId)) {
        throw new LostResponseError('a response about an earlier secret');
      }
      return parsed.output;
    },

    async removePassword({ objectId, applicationId }, keyId) {
      const response = await graph.post(`/applications/${objectId}/removePassword`, { keyId });
      if (response.status === 204) return 'removed';
      if (/^No password credential found/i.test(response.message)) return 'not-found';
      throw secretChangeError(response, 'remove a client secret from', context, applicationId);
    },
  };
}
