/**
 * This action, its report and its reusable workflow by what the workflow of a user can write after `uses:`: the moving tag, a full
 * SHA, or what the documents write instead of one.
 */
const published = /^org\/exalate-secret-action(?:\/([^@]+))?@(?:v1|[0-9a-f]{40}|COMMIT-SHA)$/;

/**
 * The path in this repository that a text after `uses:` names, which is `.` for the action itself; undefined if it names
 * something else. A workflow of this repository writes `$/` for the action.
 */
export function findOwnPath(uses: string): string | undefined {
  if (uses === '$/') return '.';
  const match = published.exec(uses);
  return match === null ? undefined : (match[1] ?? '.');
}
