import { unreachableError } from '../../http/errors.ts';
import { ActionError } from '../../shared/action-error.ts';

/** How Key Vault answered, as far as it is looked at. */
export interface VaultResponse {
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;
  /** The innermost code of the error; undefined when it is not in Key Vault's own form. */
  readonly code: string | undefined;
  /** Why there was no answer, in the system's own code. */
  readonly network: string | undefined;
  /** How long the vault asks to wait, in milliseconds; undefined when it does not say. */
  readonly retryAfterMs?: number | undefined;
}

/** Who is to be granted a role. */
export interface Grantee {
  /** The application (client) ID of the workload identity. */
  readonly clientId: string;
  /** Commands as an error prints them, for the cloud that is meant. */
  readonly commands: (...lines: readonly string[]) => string;
  /** On what condition it gets rights, to begin a sentence: `client-id` may name Exalate's own application by mistake. */
  readonly condition: string;
}

/** What Key Vault was asked for. */
interface VaultOperation extends Grantee {
  /** To complete "Key Vault refused to …". */
  readonly operation: string;
  readonly vault: string;
  readonly name: string;
}

/**
 * Why Key Vault did not do what was wished. The role is the least of the built-in ones that may write secrets.
 * Source: Microsoft's "Provide access to Key Vault keys, certificates, and secrets with Azure role-based access control".
 */
export function keyVaultError(
  { status, code, network }: VaultResponse,
  attempt: VaultOperation,
): ActionError {
  const { operation, vault, name, clientId, commands, condition } = attempt;
  const vaultName = new URL(vault).hostname.split('.')[0] ?? '';
  if (status === undefined) {
    if (network !== 'ENOTFOUND')
      return unreachableError('key-vault-unreachable', vault, network ?? 'no answer');
    return new ActionError('key-vault-not-found', {
      problem: `There is no Key Vault at ${vault} (${network}).`,
      likelyCause: 'the name of the vault in `key-vault-secret` is misspelt, or the vault was deleted.',
      remedy: `correct \`key-vault-secret\`. The vaults that you can see are listed by${commands('az keyvault list --query "[].properties.vaultUri" --output table')}`,
    });
  }
  if (status === 403 && code === undefined) {
    return unreachableError('key-vault-unreachable', vault, 'HTTP 403, not from Key Vault');
  }
  const named = code === undefined ? `HTTP ${status}` : `HTTP ${status}, ${code}`;
  if (code === 'ObjectIsDeletedButRecoverable' || code === 'ObjectIsBeingDeleted') {
    return new ActionError('key-vault-secret-deleted', {
      problem: `The secret ${name} was deleted from ${vault}, and the vault still keeps it, so nobody can ${operation} (${named}).`,
      likelyCause: 'somebody deleted it; the vault holds deleted secrets back for up to 90 days.',
      remedy: `bring it back, or choose another name:${commands(`az keyvault secret recover --vault-name ${vaultName} --name ${name}`)}`,
    });
  }
  if (code === 'ForbiddenByFirewall' || code === 'ForbiddenByConnection') {
    return new ActionError('key-vault-firewall', {
      problem: `The firewall of ${vault} refused this runner, so it could not ${operation} (${named}).`,
      likelyCause: 'the vault takes requests from certain networks only, and the runner is in none of them.',
      remedy:
        'run the job on a runner inside those networks, or allow the network of this one on the page "Networking" of the vault.',
    });
  }
  if (status === 403) {
    return new ActionError('key-vault-role-missing', {
      problem: `The workload identity ${clientId} may not ${operation} (${named}).`,
      likelyCause:
        'it lacks the role Key Vault Secrets Officer on the secret or the vault, or, in a vault with access policies, the permissions Get, List and Set.',
      remedy: `${condition}, grant it (it can take a few minutes to take effect):${commands(
        `az role assignment create --role "Key Vault Secrets Officer" --assignee ${clientId} --scope "$(az keyvault show --name ${vaultName} --query id --output tsv)/secrets/${name}"`,
      )}`,
    });
  }
  if (status === 401) {
    return new ActionError('key-vault-role-missing', {
      problem: `${vault} did not accept the login of the workload identity ${clientId}, so it did not ${operation} (${named}).`,
      likelyCause: 'the vault belongs to another tenant than `tenant-id`.',
      remedy: `see which tenant it belongs to:${commands(`az keyvault show --name ${vaultName} --query properties.tenantId --output tsv`)}`,
    });
  }
  return new ActionError('key-vault-request-failed', {
    problem: `Key Vault, asked to ${operation}, answered with ${named}.`,
    likelyCause:
      status >= 500 || status === 429
        ? 'a temporary outage or too many requests at once.'
        : 'a setting of the vault.',
    remedy: 'run the job again in some minutes.',
  });
}
