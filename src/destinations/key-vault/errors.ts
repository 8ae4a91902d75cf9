import { unreachable } from '../../http/errors.ts';
import { Failure } from '../../shared/action-error.ts';

/** How Key Vault answered, as far as it is looked at. */
export interface VaultAnswer {
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined;
  /** The innermost code of the error; undefined when it is not in Key Vault's own form. */
  readonly code: string | undefined;
  /** Why there was no answer, in the system's own code. */
  readonly network: string | undefined;
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
interface Attempt extends Grantee {
  /** To complete "Key Vault refused to …". */
  readonly wish: string;
  readonly vault: string;
  readonly name: string;
}

/**
 * Why Key Vault did not do what was wished. The role is the least of the built-in ones that may write secrets.
 * Source: Microsoft's "Provide access to Key Vault keys, certificates, and secrets with Azure role-based access control".
 */
export function keyVaultFailure({ status, code, network }: VaultAnswer, attempt: Attempt): Failure {
  const { wish, vault, name, clientId, commands, condition } = attempt;
  const vaultName = new URL(vault).hostname.split('.')[0] ?? '';
  if (status === undefined) {
    if (network !== 'ENOTFOUND') return unreachable('key-vault-unreachable', vault, network ?? 'no answer');
    return new Failure('key-vault-not-found', {
      happened: `There is no Key Vault at ${vault} (${network}).`,
      likely: 'the name of the vault in `key-vault-secret` is misspelt, or the vault was deleted.',
      fix: `correct \`key-vault-secret\`. The vaults that you can see are listed by${commands('az keyvault list --query "[].properties.vaultUri" --output table')}`,
    });
  }
  if (status === 403 && code === undefined) {
    return unreachable('key-vault-unreachable', vault, 'HTTP 403, not from Key Vault');
  }
  const named = code === undefined ? `HTTP ${status}` : `HTTP ${status}, ${code}`;
  if (code === 'ObjectIsDeletedButRecoverable' || code === 'ObjectIsBeingDeleted') {
    return new Failure('key-vault-secret-deleted', {
      happened: `The secret ${name} was deleted from ${vault}, and the vault still keeps it, so nobody can ${wish} (${named}).`,
      likely: 'somebody deleted it; the vault holds deleted secrets back for up to 90 days.',
      fix: `bring it back, or choose another name:${commands(`az keyvault secret recover --vault-name ${vaultName} --name ${name}`)}`,
    });
  }
  if (code === 'ForbiddenByFirewall' || code === 'ForbiddenByConnection') {
    return new Failure('key-vault-firewall', {
      happened: `The firewall of ${vault} refused this runner, so it could not ${wish} (${named}).`,
      likely: 'the vault takes requests from certain networks only, and the runner is in none of them.',
      fix: 'run the job on a runner inside those networks, or allow the network of this one on the page "Networking" of the vault.',
    });
  }
  if (status === 403) {
    return new Failure('key-vault-role-missing', {
      happened: `The workload identity ${clientId} may not ${wish} (${named}).`,
      likely:
        'it lacks the role Key Vault Secrets Officer on the secret or the vault, or, in a vault with access policies, the permissions Get, List and Set.',
      fix: `${condition}, grant it (it can take a few minutes to take effect):${commands(
        `az role assignment create --role "Key Vault Secrets Officer" --assignee ${clientId} --scope "$(az keyvault show --name ${vaultName} --query id --output tsv)/secrets/${name}"`,
      )}`,
    });
  }
  if (status === 401) {
    return new Failure('key-vault-role-missing', {
      happened: `${vault} did not accept the login of the workload identity ${clientId}, so it did not ${wish} (${named}).`,
      likely: 'the vault belongs to another tenant than `tenant-id`.',
      fix: `see which tenant it belongs to:${commands(`az keyvault show --name ${vaultName} --query properties.tenantId --output tsv`)}`,
    });
  }
  return new Failure('key-vault-request-failed', {
    happened: `Key Vault, asked to ${wish}, answered with ${named}.`,
    likely:
      status >= 500 || status === 429
        ? 'a temporary outage or too many requests at once.'
        : 'a setting of the vault.',
    fix: 'run the job again in some minutes.',
  });
}
