import { formatCommands, formatListSecretsCommand, formatRemoveSecretCommand } from '../azure/az-commands.ts';
import type { Cloud } from '../azure/cloud.ts';
import type { ApplicationIds } from '../entra/graph/application.ts';
import { twoSecretLimitError } from '../entra/graph/errors.ts';
import { findCompromised, isCompromised } from '../plan/compromised.ts';
import type { PasswordCredential } from '../plan/credentials.ts';
import { findManagedSecrets } from '../plan/plan.ts';
import { isRemovableFirst } from '../plan/retirement.ts';
import { ActionError, type Explanation } from '../shared/action-error.ts';
import type { RotationContext } from './context.ts';
import { describeSecretAndUse } from './messages.ts';

/**
 * The error for an application that has no room for another client secret. With a hand-over, an acknowledgement makes room:
 * `retire-after` cannot be set.
 *
 * @param credentials the secrets that are in the way
 */
export function createLimitError(
  credentials: readonly PasswordCredential[],
  {
    application,
    destinations,
    inputs,
    lastUses,
    policy,
    provenance,
  }: Pick<RotationContext, 'application' | 'destinations' | 'inputs' | 'lastUses' | 'policy' | 'provenance'>,
): ActionError {
  const { applicationId } = application;
  const described = credentials.map((secret) => describeSecretAndUse(secret, lastUses));
  const { code, explanation } = twoSecretLimitError(inputs, applicationId, described);
  const managed = findManagedSecrets(provenance, policy, credentials);
  const { own, adopted } = managed;
  const held = findCompromised(managed, policy).filter(
    (secret) => !isRemovableFirst(secret, managed, destinations, policy.maxStoreDelay),
  );
  if (held.length > 0)
    return new ActionError(code, explainHeld(explanation, held, application, inputs.cloud));
  const current = own.findLast((secret) => !isCompromised(secret, policy));
  if (inputs.handOver === undefined || current === undefined || own.length + adopted.length < 2) {
    return new ActionError(code, explanation);
  }
  const remove = formatRemoveSecretCommand(applicationId, 'KEY-ID');
  return new ActionError(code, {
    ...explanation,
    remedy: `when Exalate uses the secret ${current.keyId}, start this workflow with \`acknowledge: ${current.keyId}\`, which removes the older ones; or remove a secret that is no longer used, by its key ID:${formatCommands(inputs.cloud, remove)}`,
  });
}

/** @param held compromised secrets that a destination may hold */
function explainHeld(
  { problem, likelyCause }: Explanation,
  held: readonly PasswordCredential[],
  { applicationId }: ApplicationIds,
  cloud: Cloud,
): Explanation {
  const keyIds = held.map(({ keyId }) => keyId).join(', ');
  const commands = [
    formatListSecretsCommand(applicationId),
    formatRemoveSecretCommand(applicationId, 'KEY-ID'),
  ];
  return {
    problem: `${problem}\nA destination may hold the compromised client ${held.length === 1 ? 'secret' : 'secrets'} ${keyIds}, so ${held.length === 1 ? 'it was' : 'they were'} not removed to make room: if the run then failed, that destination would be left without a valid value.`,
    likelyCause,
    remedy: `remove a client secret that nothing uses any more, by its key ID, and start the workflow again with the same \`compromised\`:${formatCommands(cloud, ...commands)}`,
  };
}
