import type { NextStep } from '../plan/next-step.ts';
import { formatDay } from '../shared/timestamp.ts';
import type { Outcome } from './rotate.ts';

/** The first line of the summary: what a person must do, if anything, and by when. In a dry run, what would be done. */
export function formatHeadline(
  { plan, dryRun, retired }: Outcome,
  nextStep: NextStep,
  revokeAfterJob: boolean,
  now: Date,
): string {
  switch (plan.kind) {
    case 'acknowledged': {
      const { keyId } = plan.current;
      return dryRun
        ? `Dry run: Exalate uses the secret ${keyId}; ${countOlder(plan.retire.length)} would be removed`
        : `Exalate uses the secret ${keyId}; ${countOlder(retired.length)} ${retired.length > 1 ? 'were' : 'was'} removed`;
    }
    case 'keep':
      return `${dryRun ? 'Dry run: no client secret would be added. ' : ''}${formatNextStep(nextStep, now)}`;
    case 'add':
      if (!dryRun) {
        return revokeAfterJob
          ? 'Nothing to do: the new client secret is removed when the job ends'
          : formatNextStep(nextStep, now);
      }
      return revokeAfterJob
        ? 'Dry run: a client secret would be added, and removed when the job ends'
        : `Dry run: a client secret would be added. ${formatNextStep(nextStep, now, 'Next')}`;
  }
}

function countOlder(count: number): string {
  if (count === 0) return 'no older secret';
  return count === 1 ? '1 older secret' : `${count} older secrets`;
}

function formatNextStep(step: NextStep, now: Date, introduction = 'Action needed'): string {
  if (step.kind === 'update-exalate') {
    const day = formatDay(step.date);
    return step.date > now
      ? `${introduction}: update Exalate by ${day}`
      : `${introduction}: update Exalate now; it was due by ${day}`;
  }
  return step.until === undefined
    ? 'Nothing to do: the current client secret never expires'
    : `Nothing to do until ${formatDay(step.until)}`;
}
