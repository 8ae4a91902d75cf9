import * as v from 'valibot';
import { Failure, type FailureCode } from '../shared/action-error.ts';
import { guid, type Application } from './application.ts';
import { ambiguous, ambiguousId, candidateLimit, notFound } from './graph-errors.ts';
import type { Identity } from '../azure/az-commands.ts';

/** What finding an application asks Microsoft Graph. */
export interface Directory {
  readonly identity: Identity;
  /** Lists what a filter of OData matches. Graph's comparison of text ignores case. */
  readonly matching: (filter: string) => AsyncIterable<Application>;
  /** Lists the applications that the workload identity owns. */
  readonly owned: () => AsyncIterable<Application>;
  /** Undefined when there is none of that object ID. */
  readonly byObjectId: (objectId: string) => Promise<Application | undefined>;
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

async function findById(id: string, { identity, matching, byObjectId }: Directory): Promise<Application> {
  const [byApplicationId, byObject] = await Promise.all([
    firstOf(matching(`appId eq '${id}'`), ({ applicationId }) => isSameId(applicationId, id)),
    byObjectId(id),
  ]);
  const found = [
    ...byApplicationId,
    ...(byObject !== undefined && isSameId(byObject.objectId, id) ? [byObject] : []),
  ];
  const [only, ...others] = found;
  if (only === undefined) throw notFound(id, true, identity, []);
  if (others.length > 0) throw ambiguousId(id, found);
  return only;
}

/**
 * The name must match to the letter. Anybody in the tenant may register another application of the same name, so among
 * several it is the one that the workload identity owns.
 */
async function findByName(name: string, directory: Directory): Promise<Application> {
  const isCalledSo = ({ displayName }: Application): boolean => displayName === name;
  const listed = await firstOf(directory.matching(`displayName eq ${literal(name)}`), () => true);
  const found = listed.filter(isCalledSo);
  const [only, ...others] = found;
  // Of a longer list, those of exactly this name may be in the rest.
  if (listed.length < candidateLimit) {
    if (only === undefined) throw notFound(name, false, directory.identity, await similarTo(name, directory));
    if (others.length === 0) return only;
  }
  const [owned, ...moreOwned] = await ownedOrNone(
    directory,
    isCalledSo,
    (code) => code === 'graph-permission-missing',
  );
  if (owned === undefined || moreOwned.length > 0) throw ambiguous(name, found);
  return owned;
}

/** Only what the workload identity owns: an error may be in the log of a public repository. */
function similarTo(name: string, directory: Directory): Promise<readonly Application[]> {
  const beginning = name.slice(0, 2).toLowerCase();
  return ownedOrNone(
    directory,
    ({ displayName }) => displayName.toLowerCase().startsWith(beginning),
    () => true,
  );
}

/** @param ignored the failures after which none is taken to be owned */
async function ownedOrNone(
  { owned }: Directory,
  matches: (one: Application) => boolean,
  ignored: (code: FailureCode) => boolean,
): Promise<readonly Application[]> {
  try {
    return await firstOf(owned(), matches);
  } catch (error) {
    if (error instanceof Failure && ignored(error.code)) return [];
    throw error;
  }
}

/** The first that match, as many as an error looks at. The pages after them are not asked for. */
async function firstOf(
  applications: AsyncIterable<Application>,
  matches: (one: Application) => boolean,
): Promise<readonly Application[]> {
  const found: Application[] = [];
  for await (const one of applications) {
    if (matches(one)) found.push(one);
    if (found.length >= candidateLimit) break;
  }
  return found;
}

function isSameId(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** A string literal of OData, in which a quote is written twice. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
