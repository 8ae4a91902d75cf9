import { acknowledgementRefusedError } from '../hand-over/acknowledgement-errors.ts';
import { readWorkflow } from '../hand-over/workflow.ts';
import {
  confirmAcknowledged,
  planAcknowledgement,
  type Acknowledged,
  type Acknowledgement,
  type RefusedAcknowledgement,
} from '../plan/acknowledgement.ts';
import type { PasswordCredential } from '../plan/credentials.ts';
import type { DestinationEvidence } from '../plan/evidence.ts';
import { findManagedSecrets, type PlanTime } from '../plan/plan.ts';
import type { RetirableSecret } from '../plan/retirement.ts';
import { ActionError } from '../shared/action-error.ts';
import type { RotationContext } from './context.ts';
import { closeIssues } from './hand-over.ts';
import { describeSecret, formatRemovals, formatUsedAfterAcknowledged } from './messages.ts';
import { retireSecrets } from './retire-secrets.ts';

/**
 * A run in which a person confirms that Exalate uses the current secret: removes the older ones, and closes the hand-over issue.
 * It adds nothing.
 *
 * @param keyId the secret that Exalate uses, in lower case
 * @throws ActionError `acknowledgement-refused` before anything changes; `acknowledgement-incomplete` when a secret is left
 */
export async function acknowledge(
  keyId: string,
  context: RotationContext,
  time: PlanTime,
): Promise<Acknowledged> {
  const { application, destinations, inputs, log, progress } = context;
  const { run } = inputs;
  const plan = (
    credentials: readonly PasswordCredential[],
    states: readonly DestinationEvidence[],
  ): Acknowledgement => {
    const managed = findManagedSecrets(context.provenance, context.policy, credentials);
    return planAcknowledgement(keyId, managed, states, context.policy, time.earliestNow, context.lastUses);
  };
  const planned = plan(application.passwordCredentials, destinations);
  const refuse = (refused: RefusedAcknowledgement): ActionError =>
    acknowledgementRefusedError(keyId, refused, readWorkflow(run.serverUrl, run.repository, run.workflowRef));
  if (planned.kind === 'acknowledgement-refused') throw refuse(planned);
  progress.plan = planned;
  log.info(`Exalate uses the current secret ${describeSecret(planned.current)}.`);
  const usedWarning = formatUsedAfterAcknowledged(planned.retire, inputs.dryRun);
  if (usedWarning !== undefined) log.warning(usedWarning);
  if (inputs.dryRun) {
    progress.dryRun = { opensIssue: false };
    for (const line of formatRemovals(planned)) log.info(line);
    return planned;
  }
  const checks: Acknowledgement[] = [];
  const confirm = (
    credentials: readonly PasswordCredential[],
    states: readonly DestinationEvidence[],
  ): readonly RetirableSecret[] => {
    const check = plan(credentials, states);
    checks.push(check);
    return confirmAcknowledged(planned.retire, check);
  };
  progress.retired.push(...(await retireSecrets(planned.retire, confirm, context)));
  const refused = checks.find((check) => check.kind === 'acknowledgement-refused');
  // Without the current secret, the second check is of a replica that is behind.
  if (refused?.current !== undefined && refused.current.startDateTime >= planned.current.startDateTime) {
    progress.plan = undefined;
    throw refuse(refused);
  }
  const left = planned.retire.filter((secret) => !progress.retired.includes(secret));
  if (left.length > 0) throw incompleteError(keyId, left);
  progress.handOver = await closeIssues(planned.current, context);
  return planned;
}

function incompleteError(keyId: string, left: readonly RetirableSecret[]): ActionError {
  return new ActionError('acknowledgement-incomplete', {
    problem: [
      'Some of the older client secrets could not be removed. These are left:',
      ...left.map(({ secret }) => `  - ${describeSecret(secret)}`),
    ].join('\n'),
    likelyCause: 'the warnings in the log say why.',
    remedy: `start the workflow again with \`acknowledge: ${keyId}\`.`,
  });
}
