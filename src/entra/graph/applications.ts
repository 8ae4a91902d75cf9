import * as v from 'valibot';
import type { Identity } from '../../azure/identity.ts';
import { describeFailure, isRefusal } from '../../http/failure.ts';
import { matchesRule } from '../../http/failure-rules.ts';
import type { ActionError } from '../../shared/action-error.ts';
import { formatTimestamp } from '../../shared/timestamp.ts';
import type { TimeBudget } from '../../http/time-budget.ts';
import type { PasswordCredential } from '../../plan/credentials.ts';
import type { LastUses } from '../../plan/retirement.ts';
import {
  addedPassword,
  application,
  withCredentials,
  withListedSecrets,
  type Application,
  type ApplicationIds,
  type ListedApplication,
} from './application.ts';
import { findApplication, type ApplicationQueries } from './find-application.ts';
import { maxCandidates } from './find-application-errors.ts';
import { isCertainRefusal } from './rules.ts';
import type { GraphClient, GraphResult } from './client.ts';
import { graphError, unreadableResponseError } from './errors.ts';
import type { GraphContext } from './explanations.ts';
import { readLastUses } from './last-use.ts';
import { listPages } from './list-pages.ts';
import type { GraphToken } from '../login/login.ts';
import { canReadPolicies, checkRenewal, type RenewalCheck } from './renewal-check.ts';
import type { SecretRequest } from './renewal-findings.ts';

/** The fields of a client secret that cleaning up needs. The description is exactly what Graph sent. */
export interface ListedSecret {
  /** '' when it cannot be read. */
  readonly keyId: string;
  readonly displayName: string | null;
}

/** What Graph returns for addPassword. */
export interface AddedPassword extends ListedSecret {
  /** Null when Graph does not return it. */
  readonly endDateTime: Date | null;
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
  list(scope: 'owned' | 'tenant'): AsyncIterable<ListedApplication>;
  /** Lists the client secrets. A replica may respond that does not have the latest changes yet. */
  listCredentials(objectId: string): Promise<readonly PasswordCredential[]>;
  /** Lists the key IDs and descriptions of the client secrets, like `listCredentials`. */
  listSecrets(objectId: string): Promise<readonly ListedSecret[]>;
  /**
   * Reads when client secrets were last used, as far as Graph knows: its report is a day or two late.
   *
   * @param applicationId undefined for all applications of the tenant
   * @param budget a part of that of the run
   * @throws ActionError `last-use-unavailable`
   */
  readLastUses(applicationId: string | undefined, budget: TimeBudget): Promise<LastUses>;
  /**
   * Adds a client secret, and masks its value before anything else is done with it.
   *
   * @returns the secret with the description that Graph stored, which should be the one that was sent
   * @throws ActionError when Graph refuses: `graph-permission-missing`, `application-not-owned`, `lifetime-not-allowed`,
   *   `client-secrets-not-allowed`, `too-many-credentials`, `two-secret-limit`, `description-refused`,
   *   `graph-request-failed`; UncertainRefusalError when Graph does not find the application; LostResponseError when it is not
   *   known whether the secret was added
   */
  addPassword(application: Application, displayName: string, endDateTime: Date): Promise<AddedPassword>;
  /** Removes a client secret. @returns whether the replica that responded had it */
  removePassword(application: ApplicationIds, keyId: string): Promise<'removed' | 'not-found'>;
  /** Whether the token permits reading the policies on client secrets. */
  canReadPolicies(): boolean;
  /** Checks whether a client secret could be added, without adding one. */
  checkRenewal(application: ApplicationIds, request: SecretRequest): Promise<RenewalCheck>;
}

/** Graph did not find the application that it has just listed: a replica lags behind, maybe after another one added the secret. */
export class UncertainRefusalError extends Error {
  readonly actionError: ActionError;
  /** What was received, for the log. */
  readonly reason: string;

  constructor(actionError: ActionError, reason: string) {
    super('uncertain refusal');
    this.actionError = actionError;
    this.reason = reason;
  }
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

const applicationFields = 'id,appId,displayName,signInAudience,passwordCredentials';

/**
 * Creates the operations on applications, over a Graph client.
 *
 * @param readToken returns what the current token permits
 * @param createGraph creates a client like `graph` that is bound to another time budget
 */
export function createApplications(
  graph: GraphClient,
  identity: Identity,
  readToken: () => Omit<GraphToken, 'token'>,
  createGraph: (budget: TimeBudget) => GraphClient,
): Applications {
  const createContext = (operation: string, applicationId?: string): GraphContext => ({
    identity,
    roles: readToken().roles,
    operation: applicationId === undefined ? operation : `${operation} application ${applicationId}`,
    applicationId,
  });

  const readBody = <T extends v.GenericSchema>(
    result: GraphResult,
    schema: T,
    operation: string,
  ): v.InferOutput<T> => {
    if ('failure' in result) throw graphError(result.failure, createContext(operation));
    const parsed = v.safeParse(schema, result.response.body);
    if (!parsed.success) throw unreadableResponseError(result.response, createContext(operation));
    return parsed.output;
  };

  const list = (scope: 'owned' | 'tenant'): AsyncIterable<ListedApplication> => {
    const owned = `/servicePrincipals(appId='${identity.clientId}')/ownedObjects/microsoft.graph.application`;
    const query = { $select: applicationFields, $top: maxPageSize };
    return listPages(graph, scope === 'owned' ? owned : '/applications', query, createContext);
  };

  const directory: ApplicationQueries = {
    identity,
    listMatching: ($filter) =>
      listPages(
        graph,
        '/applications',
        { $filter, $select: applicationFields, $top: String(maxCandidates) },
        createContext,
      ),
    listOwned: () => list('owned'),
    async findByObjectId(objectId) {
      const query = { $select: applicationFields };
      const result = await graph.get(`/applications/${objectId}`, query, { mayBeMissing: true });
      const isMissing = 'failure' in result && matchesRule(result.failure, { status: 404 });
      return isMissing ? undefined : readBody(result, application, 'read an application');
    },
  };

  /** @throws ActionError when Graph describes another application than the one that was asked for */
  const readCredentials = async <T extends v.GenericSchema<unknown, { readonly id: string }>>(
    objectId: string,
    schema: T,
  ): Promise<v.InferOutput<T>> => {
    const result = await graph.get(`/applications/${objectId}`, { $select: 'id,passwordCredentials' });
    const isWanted = v.check(({ id }: v.InferOutput<T>) => id === objectId.toLowerCase());
    return readBody(result, v.pipe(schema, isWanted), 'list client secrets');
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

    readLastUses: (applicationId, budget) =>
      readLastUses(
        createGraph(budget),
        applicationId,
        createContext('read when client secrets were last used'),
      ),

    async addPassword({ objectId, applicationId, passwordCredentials }, displayName, endDateTime) {
      const passwordCredential = { displayName, endDateTime: endDateTime.toISOString() };
      const result = await graph.post(`/applications/${objectId}/addPassword`, { passwordCredential });
      if ('failure' in result) {
        const { failure } = result;
        if ('network' in failure) throw new LostResponseError('no response');
        if (!isRefusal(failure)) throw new LostResponseError(describeFailure(failure));
        const operation = `add a client secret valid until ${formatTimestamp(endDateTime)} to`;
        const context = { ...createContext(operation, applicationId), description: displayName };
        const error = graphError(failure, context);
        throw isCertainRefusal(failure) ? error : new UncertainRefusalError(error, describeFailure(failure));
      }
      const parsed = v.safeParse(addedPassword, result.response.body);
      if (!parsed.success) throw new LostResponseError('a response without a usable value');
      // After a later failure the secret with this key ID is removed, so it must not be one that existed before.
      if (passwordCredentials.some(({ keyId }) => keyId === parsed.output.keyId)) {
        throw new LostResponseError('a response about an earlier secret');
      }
      return parsed.output;
    },

    async removePassword({ objectId, applicationId }, keyId) {
      const result = await graph.post(`/applications/${objectId}/removePassword`, { keyId });
      const context = createContext('remove a client secret from', applicationId);
      if ('response' in result) {
        if (result.response.status === 204) return 'removed';
        throw unreadableResponseError(result.response, context);
      }
      const { failure } = result;
      if (matchesRule(failure, { message: /^No password credential found/i })) return 'not-found';
      throw graphError(failure, context);
    },

    canReadPolicies: () => canReadPolicies(readToken()),

    checkRenewal: (application, request) =>
      checkRenewal(application, request, { graph, identity, ...readToken() }),
  };
}
