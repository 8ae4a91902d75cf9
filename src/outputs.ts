import type { Outcome } from './outcome.ts';

/** Hands what a run did to the later steps of the job. The value is none of it: a destination of its own sets that. */
export function setOutputs(outcome: Outcome, setOutput: (name: string, value: string) => void): void {
  const { application, keyId, endDateTime } = outcome;
  setOutput('application-id', application.applicationId);
  setOutput('object-id', application.objectId);
  setOutput('rotated', String(keyId !== undefined));
  if (keyId === undefined) return;
  setOutput('key-id', keyId);
  setOutput('expires-on', wholeSeconds(endDateTime));
}

/** RFC 3339 in UTC and whole seconds, as Entra keeps it: `2028-11-22T00:00:00Z`. */
export function wholeSeconds(moment: Date): string {
  return moment.toISOString().replace(/\.\d+Z$/, 'Z');
}
