import { formatCommands, formatRemoveSecretCommand } from '../azure/az-commands.ts';
import { readPlanTime } from '../entra/plan-time.ts';
import { findUnreplaced, isCompromisedRemoval, type CompromisedRemoval } from '../plan/compromised.ts';
import type { ManagedSecret } from '../plan/credentials.ts';
import type { Addition, Keep } from '../plan/plan.ts';
import type { RetirableSecret } from '../plan/retirement.ts';
import { ActionError } from '../shared/action-error.ts';
import { toPlainText } from '../shared/plain-text.ts';
import { formatTimestamp } from '../shared/timestamp.ts';
import { formatCompromisedInput } from './compromised-errors.ts';
import type { RotationContext } from './context.ts';
import { describeSecret } from './messages.ts';
import { findManagedSecretsAgain, retireSecrets, type Confirm } from './retire-secrets.ts';

/** What became of the compromised secrets, and why some are left. */
export interface CompromisedResult extends CompromisedRemoval {
  /** Undefined when none is left. */
  readonly error: ActionError | undefined;
}

/**
 * Removes the compromised secrets at once, after a second check that every destination holds another secret of the lineage. It does
 * not throw: the hand-over comes first, which says what became of them.
 *
 * @param current the secret that the destinations hold
 * @returns undefined when there were none
 */
export async function removeCompromised(
  plan: Keep | Addition,
  current: ManagedSecret,
  context: RotationContext,
): Promise<CompromisedResult | undefined> {
  const { progress, log } = context;
  const planned = plan.compromised;
  const { confirm, findBlocking } = createReplacementCheck(plan, current, context);
  progress.retired.push(...(await retireSecrets(planned, confirm, context)));
  const removed = progress.retired.filter(isCompromisedRemoval);
  const left = planned.filter((secret) => !progress.retired.includes(secret));
  if (removed.length > 0) {
    log.warning(
      `If Exalate used a compromised client secret, it cannot sign in any more. Put the value of the current one (key ID ${current.keyId}) into Exalate now.`,
    );
  }
  if (removed.length + left.length === 0) return undefined;
  const error = left.length === 0 ? undefined : notRemovedError(left, findBlocking(), current, context);
  return { removed, left, error };
}

/** The second check, and the destinations that it found in the way. */
interface ReplacementCheck {
  readonly confirm: Confirm;
  readonly findBlocking: () => readonly string[];
}

function createReplacementCheck(
  plan: Keep | Addition,
  current: ManagedSecret,
  context: RotationContext,
): ReplacementCheck {
  const { destinations, policy } = context;
  let blocking: readonly string[] = [];
  // Not those of the second check: a replica may not list a compromised one.
  const secrets = plan.compromised.map(({ secret }) => secret);
  const known = plan.kind === 'add' ? [current] : [];
  const ownWrite = plan.kind === 'add' ? { added: current, before: destinations } : undefined;
  return {
    findBlocking: () => blocking,
    confirm(credentials, states) {
      const managed = findManagedSecretsAgain(credentials, known, context);
      blocking = findUnreplaced(secrets, managed, states, policy.maxStoreDelay, ownWrite);
      return blocking.length === 0 ? plan.compromised : [];
    },
  };
}

/** @param blocking the labels of the destinations that may hold one of the secrets */
function notRemovedError(
  left: readonly RetirableSecret[],
  blocking: readonly string[],
  current: ManagedSecret,
  context: RotationContext,
): ActionError {
  const { application, inputs } = context;
  const keyIds = left.map(({ secret }) => secret.keyId);
  const commands = keyIds.map((keyId) => formatRemoveSecretCommand(application.applicationId, keyId));
  const again = `start the workflow again${formatWait(left, blocking, context)} with \`${formatCompromisedInput(keyIds)}\``;
  return new ActionError(
    'compromised-not-removed',
    {
      problem: [
        'Compromised client secrets could not be removed. These are left:',
        ...left.map(({ secret }) => `  - ${describeSecret(secret)}`),
      ].join('\n'),
      likelyCause:
        blocking.length === 0
          ? 'the warnings in the log say why.'
          : [
              'these destinations are not known to hold another client secret:',
              ...blocking.map((label) => `  - ${toPlainText(label)}`),
              'Another process has written them, or a compromised client secret was added shortly before. GitHub shows only when a secret was last written.',
            ].join('\n'),
      remedy: `${blocking.length === 0 ? 'fix the cause, then ' : ''}${again}. To remove them now, which stops everything that still uses them:${formatCommands(inputs.cloud, ...commands)}`,
    },
    `the current client secret (key ID ${current.keyId}) was kept.`,
  );
}

/** When GitHub may hold one of the secrets because it was added so recently, a later write shows that it does not. */
function formatWait(
  left: readonly RetirableSecret[],
  blocking: readonly string[],
  context: RotationContext,
): string {
  const { destinations, policy } = context;
  const isUndecided = destinations.some(
    ({ label, evidence }) => evidence?.kind === 'written' && blocking.includes(label),
  );
  const newest = Math.max(...left.map(({ secret }) => secret.startDateTime.getTime()));
  const until = new Date(newest + policy.maxStoreDelay);
  return isUndecided && until > readPlanTime(context).now ? ` after ${formatTimestamp(until)}` : '';
}
