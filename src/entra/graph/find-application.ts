import * as v from 'valibot';
import { ActionError, type ErrorCode } from '../../shared/action-error.ts';
import { settleAllOrFirst } from '../../shared/settle.ts';
import { guid, isUnreadable, type Application, type ListedApplication } from './application.ts';
import {
  ambiguousNameError,
  ambiguousIdError,
  maxCandidates,
  notFoundError,
} from './find-application-errors.ts';
import { unreadableApplicationError } from './errors.ts';
import type { Identity } from '../../azure/identity.ts';

/** The queries to Microsoft Graph that find an application. */
export interface ApplicationQueries {
  readonly identity: Identity;
  /** Lists the applications that match an OData filter. Graph ignores case when it compares text. */
  readonly listMatching: (filter: string) => AsyncIterable<ListedApplication>;
  /** Lists the applications that the workload identity owns. */
  readonly listOwned: () => AsyncIterable<ListedApplication>;
  /** Undefined when no application has this object ID. */
  readonly findByObjectId: (objectId: string) => Promise<Application | undefined>;
}

/**
 * Finds an application by application ID, object ID, or display name. Each application that Graph returns is compared
 * with what was asked for.
 *
 * @throws ActionError `application-not-found`, `application-ambiguous`; `graph-request-failed` when Graph returns it without
 *   an ID or its client secrets
 */
export async function findApplication(wanted: string, directory: ApplicationQueries): Promise<Application> {
  const found = await (v.is(guid, wanted) ? findById(wanted, directory) : findByName(wanted, directory));
  if (isUnreadable(found)) throw unreadableApplicationError(wanted, found, directory.identity);
  return found;
}

async function findById(
  id: string,
  { identity, listMatching, findByObjectId }: ApplicationQueries,
): Promise<ListedApplication> {
  const [byApplicationId, byObjectId] = await settleAllOrFirst([
    // Graph sent only what matches, so an entry without an application ID can be the wanted one.
    takeFirst(
      listMatching(`appId eq '${id}'`),
      ({ applicationId }) => applicationId === '' || isSameId(applicationId, id),
    ),
    findByObjectId(id),
  ]);
  const found = [
    ...byApplicationId,
    ...(byObjectId !== undefined && isSameId(byObjectId.objectId, id) ? [byObjectId] : []),
  ];
  const [only, ...others] = found;
  if (only === undefined) throw notFoundError(id, true, identity, []);
  const unreadable = found.find(isUnreadable);
  if (unreadable !== undefined) return unreadable;
  if (others.length > 0) throw ambiguousIdError(id, found);
  return only;
}

/**
 * The name must match exactly. Anyone in the tenant can register another application of the same name, so among several
 * the one that the workload identity owns is meant.
 */
async function findByName(name: string, directory: ApplicationQueries): Promise<ListedApplication> {
  const hasName = ({ displayName }: ListedApplication): boolean => displayName === name;
  const listed = await takeFirst(directory.listMatching(`displayName eq ${odataString(name)}`), () => true);
  // Graph sent only what matches, so an entry without a name can have the wanted one.
  const found = listed.filter(
    (application) => hasName(application) || (isUnreadable(application) && application.displayName === ''),
  );
  const [only, ...others] = found;
  // A longer list may continue with applications of exactly this name.
  if (listed.length < maxCandidates) {
    if (only === undefined)
      throw notFoundError(name, false, directory.identity, await findSimilar(name, directory));
    if (others.length === 0) return only;
  }
  const [owned, ...moreOwned] = await findOwned(
    directory,
    hasName,
    (code) => code === 'graph-permission-missing',
  );
  if (owned === undefined || moreOwned.length > 0) throw ambiguousNameError(name, found);
  return owned;
}

/** Looks only among the applications that the workload identity owns, because an error may appear in a public log. */
function findSimilar(name: string, directory: ApplicationQueries): Promise<readonly ListedApplication[]> {
  const prefix = name.slice(0, 2).toLowerCase();
  return findOwned(
    directory,
    ({ displayName }) => displayName.toLowerCase().startsWith(prefix),
    () => true,
  );
}

/** @param isIgnored which errors mean that no owned application is known, so that the result is empty */
async function findOwned(
  { listOwned }: ApplicationQueries,
  matches: (application: ListedApplication) => boolean,
  isIgnored: (code: ErrorCode) => boolean,
): Promise<readonly ListedApplication[]> {
  try {
    return await takeFirst(listOwned(), matches);
  } catch (error) {
    if (error instanceof ActionError && isIgnored(error.code)) return [];
    throw error;
  }
}

/** Takes as many matching applications as an error needs. Further pages are not requested. */
async function takeFirst(
  applications: AsyncIterable<ListedApplication>,
  matches: (application: ListedApplication) => boolean,
): Promise<readonly ListedApplication[]> {
  const found: ListedApplication[] = [];
  for await (const application of applications) {
    if (matches(application)) found.push(application);
    if (found.length >= maxCandidates) break;
  }
  return found;
}

function isSameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Formats a string literal of OData, in which a quote is doubled. */
function odataString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
