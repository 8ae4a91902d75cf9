import { formatCommands, formatListVaultsCommand } from '../../azure/az-commands.ts';
import { explainFailure } from '../../http/failure-rules.ts';
import type { RequestFailure } from '../../http/failure.ts';
import { ActionError } from '../../shared/action-error.ts';
import { keyVaultService, type KeyVaultContext } from './explanations.ts';
import { keyVaultRules } from './rules.ts';

/** Explains why Key Vault did not do what it was asked to do. */
export function keyVaultError(failure: RequestFailure, context: KeyVaultContext): ActionError {
  const { operation, vault, identity } = context;
  if ('network' in failure && failure.network === 'ENOTFOUND') {
    return new ActionError('key-vault-not-found', {
      problem: `The host of the Key Vault ${vault} does not exist (${failure.network}).`,
      likelyCause:
        'the name of the vault in `key-vault-secret` is misspelled, or the vault was deleted. A vault with a private endpoint may also be unknown to the DNS of the runner.',
      remedy: `correct \`key-vault-secret\`. To list the vaults that you can see:${formatCommands(identity.cloud, formatListVaultsCommand())}`,
    });
  }
  return explainFailure(failure, keyVaultRules, context, {
    service: keyVaultService,
    host: vault,
    operation,
  });
}

/** The error for a list that contains versions of another secret. */
export function otherSecretError({ operation }: KeyVaultContext): ActionError {
  return new ActionError('key-vault-request-failed', {
    problem: `Key Vault returned versions of another secret when asked to ${operation}.`,
    likelyCause: 'an error in the service, or a proxy that caches or changes its responses.',
    remedy:
      'run the job again; on self-hosted runners, check that the proxy does not cache or change responses.',
  });
}

/** The error for a list without a single version that can be read. */
export function unreadableVersionsError({ operation }: KeyVaultContext): ActionError {
  return new ActionError('key-vault-request-failed', {
    problem: `Key Vault returned only versions without their times when asked to ${operation}.`,
    likelyCause: 'an error in the service, or a proxy that changes its responses.',
    remedy: 'run the job again; on self-hosted runners, check that the proxy does not change responses.',
  });
}
