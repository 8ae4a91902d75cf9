import {
  formatCommands,
  formatGrantVaultRoleCommand,
  formatListVaultsCommand,
  formatRecoverVaultSecretCommand,
  formatShowVaultTenantCommand,
  onlyForWorkloadIdentity,
} from '../../azure/az-commands.ts';
import type { Identity } from '../../azure/identity.ts';
import { unreachableError } from '../../http/errors.ts';
import type { RequestOutcome } from '../../http/retry.ts';
import { ActionError } from '../../shared/action-error.ts';

/** How a request to Key Vault failed. */
export interface VaultFailure extends RequestOutcome {
  /** The innermost error code; undefined when the response is not in Key Vault's own form. */
  readonly code?: string | undefined;
}

/** What Key Vault was asked to do. */
interface VaultOperation {
  /** Completes "Cannot …": `write Key Vault secret NAME in https://VAULT.vault.azure.net`. */
  readonly operation: string;
  readonly vault: string;
  readonly name: string;
  /** The workload identity, which needs a role. */
  readonly identity: Identity;
}

/**
 * Explains why Key Vault did not do what it was asked to do. The role in it is the built-in one with the fewest
 * permissions that can write secrets. Source: Microsoft's "Provide access to Key Vault keys, certificates, and secrets
 * with Azure role-based access control".
 */
export function keyVaultError(
  { status, code, network }: VaultFailure,
  { operation, vault, name, identity }: VaultOperation,
): ActionError {
  const { clientId, cloud } = identity;
  const vaultName = new URL(vault).hostname.split('.')[0] ?? '';
  if (status === undefined) {
    if (network !== 'ENOTFOUND')
      return unreachableError('key-vault-unreachable', vault, network ?? 'no response');
    return new ActionError('key-vault-not-found', {
      problem: `There is no Key Vault at ${vault} (${network}).`,
      likelyCause: 'the name of the vault in `key-vault-secret` is misspelled, or the vault was deleted.',
      remedy: `correct \`key-vault-secret\`. To list the vaults that you can see:${formatCommands(cloud, formatListVaultsCommand())}`,
    });
  }
  if (status === 403 && code === undefined) {
    return unreachableError('key-vault-unreachable', vault, 'HTTP 403, not from Key Vault');
  }
  const received = code === undefined ? `HTTP ${status}` : `HTTP ${status}, ${code}`;
  if (code === 'ObjectIsDeletedButRecoverable' || code === 'ObjectIsBeingDeleted') {
    return new ActionError('key-vault-secret-deleted', {
      problem: `Cannot ${operation}: a secret with this name was deleted, and the vault still retains it (${received}).`,
      likelyCause: 'a vault retains deleted secrets for up to 90 days.',
      remedy: `recover it, or choose another name:${formatCommands(cloud, formatRecoverVaultSecretCommand(vaultName, name))}`,
    });
  }
  if (code === 'ForbiddenByFirewall' || code === 'ForbiddenByConnection') {
    return new ActionError('key-vault-firewall', {
      problem: `Cannot ${operation}: the firewall of the vault refused this runner (${received}).`,
      likelyCause:
        'the vault accepts requests only from certain networks, and the runner is not in any of them.',
      remedy:
        'run the job on a runner in one of those networks, or allow the network of this runner on the page "Networking" of the vault.',
    });
  }
  if (status === 403) {
    return new ActionError('key-vault-role-missing', {
      problem: `The workload identity ${clientId} is not allowed to ${operation} (${received}).`,
      likelyCause:
        'it lacks the role Key Vault Secrets Officer on the secret or the vault, or, if the vault uses access policies, the permissions Get, List and Set.',
      remedy: `${onlyForWorkloadIdentity(clientId)}, grant it (it can take a few minutes to take effect):${formatCommands(cloud, formatGrantVaultRoleCommand(identity, vaultName, name))}`,
    });
  }
  if (status === 401) {
    return new ActionError('key-vault-role-missing', {
      problem: `Cannot ${operation}: the vault did not accept the login of the workload identity ${clientId} (${received}).`,
      likelyCause: 'the vault belongs to a tenant other than `tenant-id`.',
      remedy: `check which tenant the vault belongs to:${formatCommands(cloud, formatShowVaultTenantCommand(vaultName))}`,
    });
  }
  return new ActionError('key-vault-request-failed', {
    problem: `Cannot ${operation}: Key Vault returned ${received}.`,
    likelyCause:
      status >= 500 || status === 429
        ? 'a temporary outage, or too many requests at once.'
        : 'the configuration of the vault.',
    remedy: 'run the job again in a few minutes.',
  });
}
