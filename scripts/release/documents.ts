import { isPrerelease, formatTag } from './version.ts';

/** The tag of a release on a page: after a SHA in `uses:`, or in a command that verifies a release. */
const shownTag = /(?<=\bSHA # |\bgit checkout |\bgh release (?:download|verify) )v\d+\.\d+\.\d+\b/g;

/** Updates the version on a page. Pages do not show pre-releases: they keep the previous version. */
export function updateVersion(page: string, version: string): string {
  return isPrerelease(version) ? page : page.replaceAll(shownTag, formatTag(version));
}

/** Whether a file of this repository shows the version of the newest release. The version in a decision record is an example. */
export function showsVersion(path: string): boolean {
  return (
    (path.endsWith('.md') && !path.startsWith('docs/decisions/')) ||
    path.startsWith('.github/ISSUE_TEMPLATE/')
  );
}
