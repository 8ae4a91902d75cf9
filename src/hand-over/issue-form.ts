import * as v from 'valibot';

/** GitHub sends a label as an object, or as its name. */
const labelName = v.union([
  v.string(),
  v.pipe(
    v.object({ name: v.nullish(v.string()) }),
    v.transform(({ name }) => name),
  ),
]);
const account = v.object({ login: v.string() });
const isoTimestamp = v.pipe(v.string(), v.isoTimestamp());
/** What people and programs wrote, and who did. GitHub sends no author when the account was deleted. */
const text = { body: v.nullish(v.string(), ''), user: v.nullish(account), created_at: isoTimestamp };

/** An issue, as GitHub sends it. Lists of issues contain pull requests as well. */
export const receivedIssue = v.object({
  ...text,
  number: v.pipe(v.number(), v.integer()),
  state: v.string(),
  labels: v.array(labelName),
  assignees: v.nullish(v.array(account), []),
  pull_request: v.optional(v.unknown()),
});

export type ReceivedIssue = v.InferOutput<typeof receivedIssue>;

export const receivedComment = v.object(text);

/** Whether two logins are the same. GitHub ignores their case. */
export function isSameLogin(a: string | undefined, b: string): boolean {
  return a?.toLowerCase() === b.toLowerCase();
}
