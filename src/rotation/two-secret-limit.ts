import { formatCommands, formatRemoveSecretCommand } from '../azure/az-commands.ts';
import { twoSecretLimitError } from '../entra/graph-errors.ts';
import { findCompromised } from '../plan/compromised.ts';
import type { PasswordCredential } from '../plan/credentials.ts';
import { findManagedSecrets } from '../plan/plan.ts';
import { ActionError } from '../shared/action-error.ts';
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
    inputs,
    lastUses,
    policy,
    provenance,
  }: Pick<RotationContext, 'application' | 'inputs' | 'lastUses' | 'policy' | 'provenance'>,
): ActionError {
  const { applicationId } = application;
  const described = credentials.map((secret) => describeSecretAndUse(secret, lastUses));
  const { code, explanation } = twoSecretLimitError(inputs, applicationId, described);
  const managed = findManagedSecrets(provenance, policy, credentials);
  const { own, adopted } = managed;
  const compromised = findCompromised(managed, policy);
  if (compromised.length > 0) {
    const keyIds = compromised.map(({ keyId }) => keyId).join(', ');
    const reason = `The compromised client secret ${keyIds} was not removed to make room: a destination may hold it, and would have no valid value if the run failed after that.`;
    return new ActionError(code, { ...explanation, problem: `${explanation.problem}\n${reason}` });
  }
  const current = own.at(-1);
  if (inputs.handOver === undefined || current === undefined || own.length + adopted.length < 2) {
    return new ActionError(code, explanation);
  }
  const remove = formatRemoveSecretCommand(applicationId, 'KEY-ID');
  return new ActionError(code, {
    ...explanation,
    remedy: `when Exalate uses the secret ${current.keyId}, start this workflow with \`acknowledge: ${current.keyId}\`, which removes the older ones; or remove a secret that is no longer used, by its key ID:${formatCommands(inputs.cloud, remove)}`,
  });
}
