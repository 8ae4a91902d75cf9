import * as v from 'valibot';
import type { PasswordCredential } from '../plan/credentials.ts';
import { megabyte } from '../http/network-error.ts';
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
import { findApplication, type Directory } from './find-application.ts';
import type { GraphClient, GraphResponse } from './graph.ts';
import {
  maxCandidates,
  describeResponse,
  graphError,
  secretChangeError,
  unreadableResponseError,
  type GraphAccessContext,
} from './graph-errors.ts';

/** A client secret, as far as cleaning up must know it: its description to the letter. */
export interface ListedSecret {
  readonly keyId: string;
  readonly displayName: string | null;
}

/** What Graph answered to addPassword. */
export interface AddedPassword extends ListedSecret {
  readonly secretText: string;
}

/** The applications of the tenant, as far as this action goes. */
export interface Applications {
  /**
   * Finds one by display name, application ID or object ID. A name must match to the letter; of several applications of
   * that name it is the one that the workload identity owns, since anybody may register another.
   *
   * @throws Failure `application-not-found`, `application-ambiguous`
   */
  find(wanted: string): Promise<Application>;
  /**
   * All applications that the workload identity owns, or all of the tenant, one by one as the pages come in.
   *
   * @throws Failure `list-endless`
   */
  list(scope: 'owned' | 'tenant'): AsyncIterable<Application>;
  /** Lists the client secrets, as one replica knows them: reads lag writes. */
  listCredentials(objectId: string): Promise<readonly PasswordCredential[]>;
  /** Lists the client secrets by key ID and description, as one replica knows them: reads lag writes. */
  listSecrets(objectId: string): Promise<readonly ListedSecret[]>;
  /**
   * Adds a client secret, and masks its value before anything else is done with it.
   *
   * @returns with the description that Graph keeps, which should be the one it was given
   * @throws Failure the refusals of policies, limits and rights; LostAnswer when nobody can say whether it was added
   */
  addPassword(application: Application, displayName: string, endDateTime: Date): Promise<AddedPassword>;
  /** Removes a client secret. @returns whether it was there, as far as the replica that was asked knows */
  removePassword(application: ApplicationIds, keyId: string): Promise<'removed' | 'not-found'>;
}

/** addPassword was sent, and what came back does not say whether it took effect. */
export class LostResponseError extends Error {
  /** Why, in words for people. */
  readonly reason: string;

  constructor(reason: string) {
    super('lost answer');
    this.reason = reason;
  }
}

/** Source: Microsoft Graph, "List applications". */
const maxPageSize = '999';

/** How long such a page may be, in bytes: an application has about 1 KB, and 400 bytes more for each secret. */
const maxPageBytes = 32 * megabyte;

const fields = 'id,appId,displayName,signInAudience,passwordCredentials';

/** One page of a list; the next one must be of the same host, since the token goes with the request. */
const pageOf = (host: string) =>
  v.object({
    value: v.array(v.unknown()),
    '@odata.nextLink': v.optional(v.pipe(v.string(), v.url(), v.startsWith(`${host}/`))),
  });

const withSecretText = v.object({ secretText: v.string() });

/** Entra's values are 16 to 64 printable characters of ASCII. What differs is no value that anybody could use. */
const added = v.object({
  ...listedSecret.entries,
  secretText: v.pipe(v.string(), v.regex(/^[\x21-\x7e]{16,64}$/)),
});

/**
 * The applications behind a Graph client.
 *
 * @param mask called with the value of a new secret by the first statement after it arrived
 */
export function createApplications(
  graph: GraphClient,
  rights: GraphAccessContext,
  mask: (value: string) => void,
): Applications {
  const maskSecretIn = (body: unknown): void => {
    if (v.is(withSecretText, body)) mask(body.secretText);
  };

  const expect = <T extends v.GenericSchema>(
    answer: GraphResponse,
    schema: T,
    operation: string,
  ): v.InferOutput<T> => {
    if (answer.status !== 200) throw graphError(answer, operation, rights);
    const parsed = v.safeParse(schema, answer.body);
    if (!parsed.success) throw unreadableResponseError(operation, answer);
    return parsed.output;
  };

  const page = pageOf(rights.identity.cloud.graph);

  /** Each is read when it is its turn: of ten thousand, few need to be in memory at once. */
  async function* each(
    path: string,
    query: { readonly $filter?: string; readonly $top: string },
  ): AsyncGenerator<Application> {
    const { $top, ...filter } = query;
    const watch = createPageGuard('Microsoft Graph', 'list applications');
    // What changes meanwhile moves applications from one page to the next.
    const seen = new Set<string>();
    let answer = await graph.get(path, { ...filter, $select: fields, $top }, maxPageBytes);
    for (;;) {
      const { value, '@odata.nextLink': next } = expect(answer, page, 'list applications');
      let first: string | undefined;
      for (const one of value) {
        const parsed = v.safeParse(application, one);
        if (!parsed.success) throw unreadableResponseError('list applications', answer);
        const { objectId } = parsed.output;
        first ??= objectId;
        if (!seen.has(objectId)) yield parsed.output;
        seen.add(objectId);
      }
      if (next === undefined) return;
      watch({ first, next });
      answer = await graph.get(next, {}, maxPageBytes);
    }
  }

  const list = (scope: 'owned' | 'tenant'): AsyncIterable<Application> => {
    const { clientId } = rights.identity;
    const owned = `/servicePrincipals(appId='${clientId}')/ownedObjects/microsoft.graph.application`;
    return each(scope === 'owned' ? owned : '/applications', { $top: maxPageSize });
  };

  const directory: Directory = {
    identity: rights.identity,
    listMatching: ($filter) => each('/applications', { $filter, $top: String(maxCandidates) }),
    listOwned: () => list('owned'),
    async findByObjectId(objectId) {
      const answer = await graph.get(`/applications/${objectId}`, { $select: fields });
      return answer.status === 404 ? undefined : expect(answer, application, 'read an application');
    },
  };

  const listed = async <T extends v.GenericSchema>(
    objectId: string,
    schema: T,
  ): Promise<v.InferOutput<T>> => {
    const answer = await graph.get(`/applications/${objectId}`, { $select: 'id,passwordCredentials' });
    return expect(answer, schema, 'list client secrets');
  };

  return {
    find: (wanted) => findApplication(wanted, directory),

    list,

    async listCredentials(objectId) {
      return (await listed(objectId, withCredentials)).passwordCredentials;
    },

    async listSecrets(objectId) {
      return (await listed(objectId, withListedSecrets)).passwordCredentials;
    },

    async addPassword({ objectId, applicationId, passwordCredentials }, displayName, endDateTime) {
      const passwordCredential = { displayName, endDateTime: endDateTime.toISOString() };
      const answer = await graph
        .post(`/applications/${objectId}/addPassword`, { passwordCredential })
        .catch(() => {
          throw new LostResponseError('no answer');
        });
      maskSecretIn(answer.body);
      const operation = `add a client secret valid until ${formatTimestamp(endDateTime)} to`;
      if (isRefusal(answer)) throw secretChangeError(answer, operation, rights, applicationId);
      if (answer.status !== 200) throw new LostResponseError(describeResponse(answer));
      const parsed = v.safeParse(added, answer.body);
      if (!parsed.success) throw new LostResponseError('an answer without a usable value');
      // Whoever fails from now on removes the secret of that key ID: it must be none that was there before.
      if (passwordCredentials.some(({ keyId }) => keyId === parsed.output.keyId)) {
        throw new LostResponseError('an answer about an earlier secret');
      }
      return parsed.output;
    },

    async removePassword({ objectId, applicationId }, keyId) {
      const answer = await graph.post(`/applications/${objectId}/removePassword`, { keyId });
      if (answer.status === 204) return 'removed';
      if (/^No password credential found/i.test(answer.message)) return 'not-found';
      throw secretChangeError(answer, 'remove a client secret from', rights, applicationId);
    },
  };
}

/** Whether Graph itself said that it did nothing: what else comes back may come from something in between. */
function isRefusal({ status, code }: GraphResponse): boolean {
  return status >= 400 && status < 500 && status !== 408 && code !== undefined;
}
