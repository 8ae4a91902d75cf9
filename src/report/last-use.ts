import type { ListedApplication } from '../entra/graph/application.ts';
import type { Applications } from '../entra/graph/applications.ts';
import type { TimeBudget } from '../http/time-budget.ts';
import type { LastUses } from '../plan/retirement.ts';
import { toActionErrors, type ActionError } from '../shared/action-error.ts';
import type { Log } from '../shared/log.ts';

/**
 * For at most this many applications, each one is asked for. Microsoft Graph answers five such requests in ten seconds, so for
 * more of them the list of the whole tenant takes less time.
 */
const maxSingleRequests = 20;

/** How long reading the last uses may take, and how much longer Microsoft Graph may make it wait, in milliseconds. */
const time = { budget: 300_000, retryAfterAllowance: 600_000 };

/** Applications, and when the secrets of all of them were last used. */
interface WithLastUses {
  readonly listed: AsyncIterable<ListedApplication>;
  readonly lastUses: LastUses;
}

/**
 * Reads when the secrets of the listed applications were last used. When that fails, the report goes on with what is known, and
 * a warning says so.
 */
export async function readLastUses(
  listed: AsyncIterable<ListedApplication>,
  applications: Applications,
  { budget, log }: { readonly budget: TimeBudget; readonly log: Log },
): Promise<WithLastUses> {
  const iterator = listed[Symbol.asyncIterator]();
  const first = await takeFirst(iterator, maxSingleRequests + 1);
  const part = budget.createPart(time.budget, time.retryAfterAllowance);
  const wanted = first.length > maxSingleRequests ? [undefined] : first.map((one) => one.applicationId);
  const lastUses = new Map<string, Date>();
  try {
    for (const applicationId of wanted.filter((id) => id !== '')) {
      const uses = await applications.readLastUses(applicationId, part);
      for (const [keyId, at] of uses) lastUses.set(keyId, at);
    }
  } catch (error) {
    log.warning(toActionErrors(error).map(formatIncomplete).join('\n'));
  }
  return { listed: followedBy(first, iterator), lastUses };
}

async function takeFirst<T>(iterator: AsyncIterator<T>, count: number): Promise<readonly T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const next = await iterator.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}

async function* followedBy<T>(first: readonly T[], rest: AsyncIterator<T>): AsyncGenerator<T> {
  yield* first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

function formatIncomplete({ code, explanation: { problem, likelyCause, remedy } }: ActionError): string {
  return [
    `When client secrets were last used is not known for all applications (${code}). The rest of the report is complete. ${problem}`,
    `Likely cause: ${likelyCause}`,
    `To fix it: ${remedy}`,
  ].join('\n');
}
