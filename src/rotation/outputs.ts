import { listRemovals } from '../plan/plan.ts';
import type { Progress } from './context.ts';
import { formatTimestamp } from '../shared/timestamp.ts';

/**
 * Sets all outputs that are known, whether the run succeeded or failed, except the value: the destination `step-output` sets
 * that one. The outputs never name a secret that was removed again or is to be removed.
 */
export function setOutputs(progress: Progress, setOutput: (name: string, value: string) => void): void {
  const { application, plan, keptKeyId, retired, handOver } = progress;
  if (application !== undefined) {
    setOutput('application-id', application.applicationId);
    setOutput('object-id', application.objectId);
  }
  setOutput('rotated', String(keptKeyId !== undefined));
  setOutput('retired-key-ids', JSON.stringify(retired.map(({ secret }) => secret.keyId)));
  setOutput('actions-due', JSON.stringify(listActions(progress)));
  if (handOver?.issueUrl !== undefined) setOutput('hand-over-issue-url', handOver.issueUrl);
  const { keyId, endDateTime } =
    plan?.kind === 'add' ? { keyId: keptKeyId, endDateTime: plan.endDateTime } : (plan?.current ?? {});
  if (keyId === undefined) return;
  if (plan?.nextRenewal !== undefined) setOutput('next-renewal-on', formatTimestamp(plan.nextRenewal));
  setOutput('key-id', keyId);
  if (endDateTime) setOutput('expires-on', formatTimestamp(endDateTime));
}

/** What the run did, or what a dry run would do: `renew`, `retire` and `hand-over`. */
function listActions({ plan, keptKeyId, retired, handOver, dryRun }: Progress): readonly string[] {
  const isDry = dryRun !== undefined;
  const removals = plan === undefined ? [] : listRemovals(plan);
  const done: readonly (readonly [name: string, isDone: boolean])[] = [
    ['renew', isDry ? plan?.kind === 'add' : keptKeyId !== undefined],
    ['retire', (isDry ? removals : retired).length > 0],
    ['hand-over', isDry ? dryRun.opensIssue : handOver?.opened === true],
  ];
  return done.filter(([, isDone]) => isDone).map(([name]) => name);
}
