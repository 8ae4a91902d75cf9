import { isCompromisedRemoval } from '../plan/compromised.ts';
import type { NextStep } from '../plan/next-step.ts';
import { listRemovals } from '../plan/plan.ts';
import type { RetirableSecret } from '../plan/retirement.ts';
import { countNoun } from '../shared/count-noun.ts';
import { formatSummarySentence } from '../shared/summary-text.ts';
import { formatDay } from '../shared/timestamp.ts';
import type { Inputs } from './inputs.ts';
import type { Finding } from './rehearse.ts';
import type { Outcome } from './rotate.ts';

/** The first line of the summary, as HTML: what a person must do, if anything, and by when. In a dry run, what would be done. */
export function formatHeadline(
  outcome: Outcome,
  nextStep: NextStep,
  { compromised, revokeAfterJob }: Pick<Inputs, 'compromised' | 'revokeAfterJob'>,
  now: Date,
): string {
  const { plan, dryRun, retired, findings } = outcome;
  const [first] = findings;
  const removal = formatCompromised(outcome) ?? formatNotFound(compromised);
  if (removal !== undefined) return removal;
  switch (plan.kind) {
    case 'acknowledged': {
      if (first !== undefined) return formatFindings(first, findings);
      const { keyId } = plan.current;
      return dryRun
        ? `Dry run: Exalate uses the secret ${keyId}; ${countOlder(plan.retire.length)} would be removed`
        : `Exalate uses the secret ${keyId}; ${countOlder(retired.length)} ${retired.length > 1 ? 'were' : 'was'} removed`;
    }
    case 'keep':
      if (first !== undefined && isMoreUrgent(findings, nextStep)) return formatFindings(first, findings);
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

/** The headline of a run with compromised secrets: Exalate may have used one. Undefined without any. */
function formatCompromised({ plan, dryRun, compromised }: Outcome): string | undefined {
  if (dryRun) {
    const planned = plan.kind === 'acknowledged' ? [] : listRemovals(plan).filter(isCompromisedRemoval);
    if (planned.length === 0) return undefined;
    const what = formatCompromisedSecrets(planned);
    return plan.kind === 'add'
      ? `Dry run: a client secret would be added, and ${what} removed`
      : `Dry run: no client secret would be added; ${what} would be removed`;
  }
  if (compromised === undefined) return undefined;
  const { removed, left } = compromised;
  const results = [
    ...(removed.length === 0
      ? []
      : [`${formatCompromisedSecrets(removed)} ${removed.length === 1 ? 'was' : 'were'} removed`]),
    ...(left.length === 0 ? [] : [`${formatCompromisedSecrets(left)} could not be removed`]),
  ];
  return `Action needed: update Exalate now; ${results.join(', and ')}`;
}

/** The headline when no key ID that `compromised` names is on the application. A mistyped one must not look like a success. */
function formatNotFound(keyIds: readonly string[]): string | undefined {
  const [first] = keyIds;
  if (first === undefined) return undefined;
  return keyIds.length === 1
    ? `Action needed: check the key ID ${first}, which is not on the application`
    : `Action needed: check the ${keyIds.length} key IDs in <code>compromised</code>; none of them is on the application`;
}

function formatCompromisedSecrets(secrets: readonly RetirableSecret[]): string {
  const [first] = secrets;
  return secrets.length === 1 && first !== undefined
    ? `the compromised client secret ${first.secret.keyId}`
    : `${secrets.length} compromised client secrets`;
}

/** Whether the problems of the next renewal come before the update of Exalate. */
function isMoreUrgent(findings: readonly Finding[], nextStep: NextStep): boolean {
  return nextStep.kind === 'nothing' || Number(findEarliest(findings) ?? Infinity) < Number(nextStep.date);
}

function formatFindings({ error }: Finding, findings: readonly Finding[]): string {
  const deadline = findEarliest(findings);
  const problem = error.explanation.problem.replace(/\.(?:\s[^]*)?$/, '');
  const what =
    findings.length === 1
      ? formatSummarySentence(problem)
      : `fix ${findings.length} problems that would make the next renewal fail`;
  return `Action needed before ${deadline === undefined ? 'the next renewal' : formatDay(deadline)}: ${what}`;
}

function findEarliest(findings: readonly Finding[]): Date | undefined {
  const deadlines = findings.map(({ deadline }) => deadline).filter((date) => date !== undefined);
  return deadlines.toSorted((a, b) => Number(a) - Number(b))[0];
}

function countOlder(count: number): string {
  return count === 0 ? 'no older secret' : countNoun(count, 'older secret');
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
