import { isPrerelease, formatTag } from './version.ts';

/** Where people copy a version from: after a SHA in `uses:`, and in the commands that verify a release. */
const shownTag = /(?<=\bSHA # |\bgit checkout |\bgh release (?:download|verify) )v\d+\.\d+\.\d+\b/g;

/** Makes a page show a version. A pre-release is shown nowhere: the page keeps the version before it. */
export function showVersion(page: string, version: string): string {
  return isPrerelease(version) ? page : page.replaceAll(shownTag, formatTag(version));
}

/** Whether a file of this repository shows the version of the newest release. A decision record shows an example. */
export function showsVersion(path: string): boolean {
  return (
    (path.endsWith('.md') && !path.startsWith('docs/decisions/')) ||
    path.startsWith('.github/ISSUE_TEMPLATE/')
  );
}
