import * as v from 'valibot';
import { ActionError, type ErrorCode } from '../shared/action-error.ts';
import { guid, type Application } from './application.ts';
import { ambiguousNameError, ambiguousIdError, maxCandidates, notFoundError } from './graph-errors.ts';
import type { Identity } from '../azure/az-commands.ts';

/** What finding an application asks Microsoft Graph. */
export interface Directory {
  readonly identity: Identity;
  /** Lists what a filter of OData matches. Graph's comparison of text ignores case. */
  readonly listMatching: (filter: string) => AsyncIterable<Application>;
  /** Lists the applications that the workload identity owns. */
  readonly listOwned: () => AsyncIterable<Application>;
  /** Undefined when there is none of that object ID. */
  readonly findByObjectId: (objectId: string) => Promise<Application | undefined>;
}

/**
 * Finds an application by application ID, object ID, or display name. What Graph answers is compared with what was
 * asked for.
 *
 * @throws Failure `application-not-found`, `application-ambiguous`
 */
export function findApplication(wanted: string, directory: Directory): Promise<Application> {
  return v.is(guid, wanted) ? findById(wanted, directory) : findByName(wanted, directory);
}

async function findById(
  id: string,
  { identity, listMatching, findByObjectId }: Directory,
): Promise<Application> {
  const [byApplicationId, byObject] = await Promise.all([
    takeFirst(listMatching(`appId eq '${id}'`), ({ applicationId }) => isSameId(applicationId, id)),
    findByObjectId(id),
  ]);
  const found = [
    ...byApplicationId,
    ...(byObject !== undefined && isSameId(byObject.objectId, id) ? [byObject] : []),
  ];
  const [only, ...others] = found;
  if (only === undefined) throw notFoundError(id, true, identity, []);
  if (others.length > 0) throw ambiguousIdError(id, found);
  return only;
}

/**
 * The name must match to the letter. Anybody in the tenant may register another application of the same name, so among
 * several it is the one that the workload identity owns.
 */
async function findByName(name: string, directory: Directory): Promise<Application> {
  const isCalledSo = ({ displayName }: Application): boolean => displayName === name;
  const listed = await takeFirst(directory.listMatching(`displayName eq ${odataString(name)}`), () => true);
  const found = listed.filter(isCalledSo);
  const [only, ...others] = found;
  // Of a longer list, those of exactly this name may be in the rest.
  if (listed.length < maxCandidates) {
    if (only === undefined)
      throw notFoundError(name, false, directory.identity, await findSimilar(name, directory));
    if (others.length === 0) return only;
  }
  const [owned, ...moreOwned] = await findOwned(
    directory,
    isCalledSo,
    (code) => code === 'graph-permission-missing',
  );
  if (owned === undefined || moreOwned.length > 0) throw ambiguousNameError(name, found);
  return owned;
}

/** Only what the workload identity owns: an error may be in the log of a public repository. */
function findSimilar(name: string, directory: Directory): Promise<readonly Application[]> {
  const beginning = name.slice(0, 2).toLowerCase();
  return findOwned(
    directory,
    ({ displayName }) => displayName.toLowerCase().startsWith(beginning),
    () => true,
  );
}

/** @param ignored the failures after which none is taken to be owned */
async function findOwned(
  { listOwned }: Directory,
  matches: (one: Application) => boolean,
  ignored: (code: ErrorCode) => boolean,
): Promise<readonly Application[]> {
  try {
    return await takeFirst(listOwned(), matches);
  } catch (error) {
    if (error instanceof ActionError && ignored(error.code)) return [];
    throw error;
  }
}

/** The first that match, as many as an error looks at. The pages after them are not asked for. */
async function takeFirst(
  applications: AsyncIterable<Application>,
  matches: (one: Application) => boolean,
): Promise<readonly Application[]> {
  const found: Application[] = [];
  for await (const one of applications) {
    if (matches(one)) found.push(one);
    if (found.length >= maxCandidates) break;
  }
  return found;
}

function isSameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** A string literal of OData, in which a quote is written twice. */
function odataString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
