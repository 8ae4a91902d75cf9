import * as v from 'valibot';
import { parseJson } from '../shared/json.ts';

/** Says which secret a hand-over issue is about. */
export interface IssueSubject {
  readonly tenantId: string;
  /** The application (client) ID. */
  readonly applicationId: string;
  /** The lineage as `formatLineage` returns it. */
  readonly lineage: string;
  readonly keyId: string;
}

const subject = v.object({
  tenantId: v.string(),
  applicationId: v.string(),
  lineage: v.string(),
  keyId: v.string(),
});

const marker = /<!-- exalate-secret-action (issue|reminder) ([\w-]+) -->/;

/**
 * Formats the subject of an issue as an HTML comment, which GitHub does not show. The subject is encoded, because a description
 * could end the comment.
 *
 * @param kind what carries the marker: the issue itself, or a reminder in a comment
 */
export function formatMarker(kind: 'issue' | 'reminder', issueSubject: IssueSubject): string {
  const { tenantId, applicationId, lineage, keyId } = issueSubject;
  const text = JSON.stringify({ tenantId, applicationId, lineage, keyId });
  return `<!-- exalate-secret-action ${kind} ${Buffer.from(text).toString('base64url')} -->`;
}

/** Reads the subject from the text of an issue or a comment; undefined when it has no marker of this kind. */
export function parseMarker(kind: 'issue' | 'reminder', text: string): IssueSubject | undefined {
  const [, found, encoded] = marker.exec(text) ?? [];
  if (found !== kind || encoded === undefined) return undefined;
  const parsed = v.safeParse(subject, parseJson(Buffer.from(encoded, 'base64url').toString('utf8')));
  return parsed.success ? parsed.output : undefined;
}

/** Whether two subjects have the same tenant, application and lineage. */
export function isSameSeries(a: IssueSubject, b: IssueSubject): boolean {
  return a.tenantId === b.tenantId && a.applicationId === b.applicationId && a.lineage === b.lineage;
}

/** Whether two subjects are about the same secret. */
export function isSameSubject(a: IssueSubject, b: IssueSubject): boolean {
  return isSameSeries(a, b) && a.keyId === b.keyId;
}
