import { ActionError } from '../shared/action-error.ts';

/** No list that this action reads has more pages: 1,000 pages of Microsoft Graph hold a million applications. */
const maxPages = 1_000;

/** Some services send empty pages with a link to the next one, but not this many in a row. */
const maxEmptyPages = 20;

/** A page of a list, as far as it tells whether the list goes on for ever. */
export interface PageMarkers {
  /** What the page begins with; undefined when it is empty. */
  readonly first: string | undefined;
  /** The link to the next page, where a service gives one. */
  readonly next?: string | undefined;
}

/**
 * Watches the pages of one list: a server, or what answers in its place, may send the same page for ever.
 *
 * @param service how it is named to people: `Microsoft Graph`
 * @param operation what was asked for, to complete "asked to …": `list applications`
 * @returns to be called with each page, before the next one is asked for; throws Failure `list-endless`
 */
export function createPageGuard(service: string, operation: string): (page: PageMarkers) => void {
  const seen = new Set<string>();
  let pages = 0;
  let emptyInRow = 0;
  return ({ first, next }) => {
    pages += 1;
    emptyInRow = first === undefined ? emptyInRow + 1 : 0;
    if (pages >= maxPages) throw endless(`more than ${maxPages} pages`);
    if (emptyInRow >= maxEmptyPages) throw endless(`${maxEmptyPages} empty pages in a row`);
    for (const trait of [first, next]) {
      if (trait === undefined) continue;
      if (seen.has(trait)) throw endless('the same page twice');
      seen.add(trait);
    }
  };

  function endless(what: string): ActionError {
    return new ActionError('list-endless', {
      problem: `${service}, asked to ${operation}, sent ${what}; the action did not read further.`,
      likelyCause:
        'a fault of the service, or a proxy between the runner and the service that answers in its place.',
      remedy:
        'run the job again; on your own runners, check that the proxy does not store or change answers.',
    });
  }
}
