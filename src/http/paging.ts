import { ActionError } from '../shared/action-error.ts';

/** The longest list that this action reads: 1,000 pages of Microsoft Graph hold a million applications. */
const maxPages = 1_000;

/** Some services send empty pages with a link to the next one, but not this many in a row. */
const maxEmptyPages = 20;

/** What shows whether a list ever ends. */
export interface PageMarkers {
  /** An ID of the first item of the page; undefined when the page is empty. */
  readonly first: string | undefined;
  /** The link to the next page, if the service sends one. */
  readonly next?: string | undefined;
  /** Whether the page only has items that earlier pages had. Default: false. */
  readonly isRepeated?: boolean;
}

/**
 * Checks the pages of one list, because a server, or a proxy that responds in its place, may send pages without end.
 *
 * @param service its name in an error: `Microsoft Graph`
 * @param operation completes "when asked to …": `list applications`
 * @returns a function to call with each page before the next one is requested. It throws ActionError `list-endless`
 */
export function createPageGuard(service: string, operation: string): (page: PageMarkers) => void {
  const markers = new Set<string>();
  let pages = 0;
  let emptyInRow = 0;
  return ({ first, next, isRepeated = false }) => {
    pages += 1;
    emptyInRow = first === undefined ? emptyInRow + 1 : 0;
    if (pages >= maxPages) throw endlessListError(`more than ${maxPages} pages`);
    if (emptyInRow >= maxEmptyPages) throw endlessListError(`${maxEmptyPages} empty pages in a row`);
    if (isRepeated) throw endlessListError('the same page twice');
    for (const marker of [first, next]) {
      if (marker === undefined) continue;
      if (markers.has(marker)) throw endlessListError('the same page twice');
      markers.add(marker);
    }
  };

  function endlessListError(what: string): ActionError {
    return new ActionError('list-endless', {
      problem: `${service} sent ${what} when asked to ${operation}. The action stopped reading.`,
      likelyCause: 'an error in the service, or a proxy that caches or changes its responses.',
      remedy:
        'run the job again; on self-hosted runners, check that the proxy does not cache or change responses.',
    });
  }
}
