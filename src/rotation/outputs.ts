import type { Progress } from './context.ts';
import { formatTimestamp } from '../shared/timestamp.ts';

/**
 * Sets all outputs that are known, whether the run succeeded or failed, except the value: the destination `step-output` sets
 * that one. The outputs never name a secret that was removed again or is to be removed.
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
