import * as v from 'valibot';
import type { PasswordCredential } from '../plan/credentials.ts';
import { megabyte } from '../http/client.ts';
import { pageWatch } from '../http/paging.ts';
import { wholeSeconds } from '../shared/timestamp.ts';
import {
  application,
  described,
  named,
  secretName,
  type Application,
  type ApplicationIds,
} from './application.ts';
import { findApplication, type Directory } from './find-application.ts';
import type { Graph, GraphAnswer } from './graph.ts';
import {
  candidateLimit,
  nameOfAnswer,
  refusal,
  refusedChange,
  unreadable,
  type Rights,
} from './graph-errors.ts';

/** A client secret, as far as cleaning up must know it: its description to the letter. */
export interface SecretName {
  readonly keyId: string;
  readonly displayName: string | null;
}

/** What Graph answered to addPassword. */
export interface AddedPassword extends SecretName {
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
  all(scope: 'owned' | 'tenant'): AsyncIterable<Application>;
  /** Lists the client secrets, as one replica knows them: reads lag writes. */
  credentials(objectId: string): Promise<readonly PasswordCredential[]>;
  /** Lists the client secrets by key ID and description, as one replica knows them: reads lag writes. */
  secretNames(objectId: string): Promise<readonly SecretName[]>;
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
export class LostAnswer extends Error {
  /** Why, in words for people. */
  readonly reason: string;

  constructor(reason: string) {
    super('lost answer');
    this.reason = reason;
  }
}

/** Source: Microsoft Graph, "List applications". */
const largestPage = '999';

/** How long such a page may be, in bytes: an application has about 1 KB, and 400 bytes more for each secret. */
const pageLimit = 32 * megabyte;

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
  ...secretName.entries,
  secretText: v.pipe(v.string(), v.regex(/^[\x21-\x7e]{16,64}$/)),
});

/**
 * The applications behind a Graph client.
 *
 * @param mask called with the value of a new secret by the first statement after it arrived
 */
export function applicationsIn(graph: Graph, rights: Rights, mask: (value: string) => void): Applications {
  const maskSecretIn = (body: unknown): void => {
    if (v.is(withSecretText, body)) mask(body.secretText);
  };

  const expect = <T extends v.GenericSchema>(
    answer: GraphAnswer,
    schema: T,
    wish: string,
  ): v.InferOutput<T> => {
    if (answer.status !== 200) throw refusal(answer, wish, rights);
    const parsed = v.safeParse(schema, answer.body);
    if (!parsed.success) throw unreadable(wish, answer);
    return parsed.output;
  };

  const page = pageOf(rights.identity.cloud.graph);

  /** Each is read when it is its turn: of ten thousand, few need to be in memory at once. */
  async function* each(
    path: string,
    query: { readonly $filter?: string; readonly $top: string },
  ): AsyncGenerator<Application> {
    const { $top, ...filter } = query;
    const watch = pageWatch('Microsoft Graph', 'list applications');
    // What changes meanwhile moves applications from one page to the next.
    const seen = new Set<string>();
    let answer = await graph.get(path, { ...filter, $select: fields, $top }, pageLimit);
    for (;;) {
      const { value, '@odata.nextLink': next } = expect(answer, page, 'list applications');
      let first: string | undefined;
      for (const one of value) {
        const parsed = v.safeParse(application, one);
        if (!parsed.success) throw unreadable('list applications', answer);
        const { objectId } = parsed.output;
        first ??= objectId;
        if (!seen.has(objectId)) yield parsed.output;
        seen.add(objectId);
      }
      if (next === undefined) return;
      watch({ first, next });
      answer = await graph.get(next, {}, pageLimit);
    }
  }

  const all = (scope: 'owned' | 'tenant'): AsyncIterable<Application> => {
    const { clientId } = rights.identity;
    const owned = `/servicePrincipals(appId='${clientId}')/ownedObjects/microsoft.graph.application`;
    return each(scope === 'owned' ? owned : '/applications', { $top: largestPage });
  };

  const directory: Directory = {
    identity: rights.identity,
    matching: ($filter) => each('/applications', { $filter, $top: String(candidateLimit) }),
    owned: () => all('owned'),
    async byObjectId(objectId) {
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

    all,

    async credentials(objectId) {
      return (await listed(objectId, described)).passwordCredentials;
    },

    async secretNames(objectId) {
      return (await listed(objectId, named)).passwordCredentials;
    },

    async addPassword({ objectId, applicationId, passwordCredentials }, displayName, endDateTime) {
      const passwordCredential = { displayName, endDateTime: endDateTime.toISOString() };
      const answer = await graph
        .post(`/applications/${objectId}/addPassword`, { passwordCredential })
        .catch(() => {
          throw new LostAnswer('no answer');
        });
      maskSecretIn(answer.body);
      const wish = `add a client secret valid until ${wholeSeconds(endDateTime)} to`;
      if (isRefusal(answer)) throw refusedChange(answer, wish, rights, applicationId);
      if (answer.status !== 200) throw new LostAnswer(nameOfAnswer(answer));
      const parsed = v.safeParse(added, answer.body);
      if (!parsed.success) throw new LostAnswer('an answer without a usable value');
      // Whoever fails from now on removes the secret of that key ID: it must be none that was there before.
      if (passwordCredentials.some(({ keyId }) => keyId === parsed.output.keyId)) {
        throw new LostAnswer('an answer about an earlier secret');
      }
      return parsed.output;
    },

    async removePassword({ objectId, applicationId }, keyId) {
      const answer = await graph.post(`/applications/${objectId}/removePassword`, { keyId });
      if (answer.status === 204) return 'removed';
      if (/^No password credential found/i.test(answer.message)) return 'not-found';
      throw refusedChange(answer, 'remove a client secret from', rights, applicationId);
    },
  };
}

/** Whether Graph itself said that it did nothing: what else comes back may come from something in between. */
function isRefusal({ status, code }: GraphAnswer): boolean {
  return status >= 400 && status < 500 && status !== 408 && code !== undefined;
}
