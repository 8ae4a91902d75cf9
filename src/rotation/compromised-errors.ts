import { formatCommands, formatRemoveSecretCommand, type AzCommand } from '../azure/az-commands.ts';
import { findUnmanagedCompromised, isCompromisedRemoval } from '../plan/compromised.ts';
import type { PasswordCredential } from '../plan/credentials.ts';
import { findManagedSecrets } from '../plan/plan.ts';
import { ActionError, ActionErrors, toActionErrors } from '../shared/action-error.ts';
import type { Progress, RotationContext } from './context.ts';
import type { Inputs } from './inputs.ts';
import { describeSecret } from './messages.ts';

/** Formats the input `compromised` as a line of the workflow. */
export function formatCompromisedInput(keyIds: readonly string[]): string {
  return `compromised: ${keyIds.join(', ')}`;
}

/**
 * The error for secrets that `compromised` names, and that are neither of the lineage nor adopted.
 *
 * @returns undefined when there are none
 */
export function findNotManagedError({
  application,
  inputs,
  policy,
  provenance,
}: Pick<RotationContext, 'application' | 'inputs' | 'policy' | 'provenance'>): ActionError | undefined {
  const { applicationId, passwordCredentials } = application;
  const managed = findManagedSecrets(provenance, policy, passwordCredentials);
  const unmanaged = findUnmanagedCompromised(passwordCredentials, managed, policy);
  if (unmanaged.length === 0) return undefined;
  const problem = [
    '`compromised` names client secrets that this workflow does not manage, so nothing was changed:',
    ...unmanaged.map((secret) => `  - ${describeSecret(secret)}`),
  ].join('\n');
  const undated = unmanaged.filter(({ startDateTime }) => startDateTime === null);
  if (undated.length > 0) {
    const commands = undated.map(({ keyId }) => formatRemoveSecretCommand(applicationId, keyId));
    return new ActionError('compromised-not-managed', {
      problem,
      likelyCause: `Microsoft Graph does not show when these were added, so the action cannot tell whether a destination holds them: ${formatKeyIds(undated)}.`,
      remedy: `remove them by hand, and from \`compromised\`:${formatCommands(inputs.cloud, ...commands)}`,
    });
  }
  const adopt = [...policy.adopt, ...unmanaged.map(({ keyId }) => keyId)].join(', ');
  return new ActionError('compromised-not-managed', {
    problem,
    likelyCause:
      'a person or another tool added them, another workflow did, or this workflow did before its description or destinations changed.',
    remedy: `if another workflow still maintains them, start that one with \`compromised\`. Otherwise adopt them in this workflow, and start it again:\n  adopt: ${adopt}`,
  });
}

/** The error of the post step for compromised secrets that the main step did not come to remove. */
export function createInterruptedError(keyIds: readonly string[]): ActionError {
  return new ActionError(
    'compromised-not-removed',
    {
      problem: [
        'The run ended before it removed these compromised client secrets:',
        ...keyIds.map((keyId) => `  - the client secret with the key ID ${keyId}`),
      ].join('\n'),
      likelyCause: 'the run was cancelled, or the runner was lost.',
      remedy: `start the workflow again with \`${formatCompromisedInput(keyIds)}\`.`,
    },
    'unless the log says that they were removed, they still work. A run without `compromised` does not remove them at once.',
  );
}

/**
 * Adds to the error of a run what became of the compromised secrets: which ones were not removed, and how to remove them.
 *
 * @param progress what the run has done
 */
export function addCompromisedState(
  error: unknown,
  { compromised, cloud, dryRun }: Pick<Inputs, 'compromised' | 'cloud' | 'dryRun'>,
  progress: Pick<Progress, 'application' | 'compromised' | 'retired'>,
): unknown {
  const [first, ...others] = toActionErrors(error);
  if (compromised.length === 0 || dryRun || first === undefined) return error;
  // It says so itself.
  if (first.code === 'compromised-not-managed') return error;
  const { application } = progress;
  const retired = progress.retired.filter(isCompromisedRemoval);
  const left = progress.compromised.filter((one) =>
    retired.every(({ secret }) => secret.keyId !== one.keyId),
  );
  if (application !== undefined && retired.length + left.length === 0) return error;
  const described =
    application === undefined
      ? compromised.map((keyId) => `the client secret with the key ID ${keyId}`)
      : left.map(describeSecret);
  const commands =
    application === undefined
      ? []
      : left.map(({ keyId }) => formatRemoveSecretCommand(application.applicationId, keyId));
  const lines = [
    ...(retired.length === 0
      ? []
      : [
          `Removed: the compromised client ${retired.length === 1 ? 'secret' : 'secrets'} ${formatKeyIds(retired.map(({ secret }) => secret))}. If Exalate used ${retired.length === 1 ? 'it' : 'one of them'}, Exalate cannot sign in any more.`,
        ]),
    ...(described.length === 0
      ? []
      : [
          `No ${retired.length === 0 ? '' : 'other '}compromised client secret was removed, because the run failed before every destination held a new one. Left:`,
          ...described.map((text) => `  - ${text}`),
        ]),
    ...formatHowToGoOn(commands, { cloud }),
  ];
  const state = [...(first.state === undefined ? [] : [first.state]), ...lines].join('\n');
  const stated = first.withState(state);
  return others.length === 0 ? stated : new ActionErrors([stated, ...others]);
}

function formatHowToGoOn(
  commands: readonly AzCommand[],
  { cloud }: Pick<Inputs, 'cloud'>,
): readonly string[] {
  const again = 'Fix the error, and start the workflow again with the same `compromised`.';
  return [
    commands.length === 0
      ? again
      : `${again} To remove what is left without a new one, which stops everything that still uses it:${formatCommands(cloud, ...commands)}`,
  ];
}

function formatKeyIds(secrets: readonly PasswordCredential[]): string {
  return secrets.map(({ keyId }) => keyId).join(', ');
}
