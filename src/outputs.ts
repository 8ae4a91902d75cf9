import type { Outcome } from './outcome.ts';
import { wholeSeconds } from './plan/lifetime.ts';

/** Hands what a run did to the later steps of the job. The value is none of it: a destination of its own sets that. */
export function setOutputs(outcome: Outcome, setOutput: (name: string, value: string) => void): void {
  const { application, plan, dryRun, retired } = outcome;
  const { keyId, endDateTime } = outcome.secret;
  setOutput('application-id', application.applicationId);
  setOutput('object-id', application.objectId);
  setOutput('rotated', String(plan.kind === 'add' && !dryRun));
  setOutput('retired-key-ids', JSON.stringify(retired.map(({ secret }) => secret.keyId)));
  if (keyId === undefined) return;
  setOutput('key-id', keyId);
  if (endDateTime !== null) setOutput('expires-on', wholeSeconds(endDateTime));
}
