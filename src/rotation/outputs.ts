import type { Progress } from './outcome.ts';
import { formatTimestamp } from '../shared/timestamp.ts';

/**
 * Hands what is known of a run to the later steps of the job, whether it succeeded or failed. The value is none of it: a
 * destination of its own sets that. A secret that was removed again, or is to be removed, is never named.
 */
export function setOutputs(
  { application, plan, keptKeyId, retired }: Progress,
  setOutput: (name: string, value: string) => void,
): void {
  if (application !== undefined) {
    setOutput('application-id', application.applicationId);
    setOutput('object-id', application.objectId);
  }
  setOutput('rotated', String(keptKeyId !== undefined));
  setOutput('retired-key-ids', JSON.stringify(retired.map(({ secret }) => secret.keyId)));
  const { keyId, endDateTime } =
    plan?.kind === 'keep' ? plan.current : { keyId: keptKeyId, endDateTime: plan?.endDateTime };
  if (keyId === undefined) return;
  setOutput('key-id', keyId);
  if (endDateTime) setOutput('expires-on', formatTimestamp(endDateTime));
}
