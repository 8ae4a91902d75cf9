import {
  formatCommands,
  formatGrantVaultRoleCommand,
  formatRecoverVaultSecretCommand,
  formatSetVaultPolicyCommand,
  formatShowVaultTenantCommand,
  onlyForWorkloadIdentity,
  type AzCommand,
} from '../../azure/az-commands.ts';
import type { Identity } from '../../azure/identity.ts';
import {
  formatQuote,
  formatReceived,
  type CodedExplanation,
  type Explain,
} from '../../http/failure-rules.ts';
import type { FailedResponse, FailingService } from '../../http/failure.ts';

/** What Key Vault was asked to do. */
export interface KeyVaultContext {
  /** Completes "Cannot …": `write Key Vault secret NAME in https://VAULT.vault.azure.net`. */
  readonly operation: string;
  readonly vault: string;
  readonly name: string;
  /** The workload identity, which needs the permission. */
  readonly identity: Identity;
}

export const keyVaultService: FailingService = {
  name: 'Key Vault',
  unreachable: 'key-vault-unreachable',
  failed: 'key-vault-request-failed',
  statusPage: 'https://azure.status.microsoft',
  support: 'Microsoft Support',
  requestIdName: 'request ID',
};

const vaultTenant = /authorization="https:\/\/[^"/]+\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"/i;

export const explainOtherTenant: Explain<KeyVaultContext> = ({ operation, vault, identity }, failure) => {
  const [, tenant] = vaultTenant.exec(failure.headers['www-authenticate'] ?? '') ?? [];
  return {
    code: 'key-vault-tenant-mismatch',
    problem: `Cannot ${operation}: the vault does not accept logins to tenant ${identity.tenantId}.${formatAnswer(failure)}`,
    likelyCause: `the vault belongs to another tenant${tenant === undefined ? '' : `: ${tenant}`}.`,
    remedy: `use a vault of tenant ${identity.tenantId} in \`key-vault-secret\`. To check the tenant of a vault:${formatCommands(identity.cloud, formatShowVaultTenantCommand(vaultName(vault)))}`,
  };
};

/** For a token that the action has already replaced by new logins. */
export const explainTokenRefused: Explain<KeyVaultContext> = ({ operation }, failure) => ({
  code: 'key-vault-request-failed',
  problem: `Cannot ${operation}: Key Vault rejected the access token, even after new logins.${formatAnswer(failure)}${formatQuote(failure, keyVaultService)}`,
  likelyCause: 'unknown. Each login issued a new token, so the age of the token is not the cause.',
  remedy: `run the job again in a few minutes. If the error persists, contact ${keyVaultService.support} with the lines above.`,
});

/** The address of the runner in a message of the firewall, which says also that this address is not authorized. */
const clientAddress = /Client address(?:: | \()((?:\d{1,3}\.){3}\d{1,3}|[\da-f:]{3,39})/i;

function formatAddress({ error }: FailedResponse): string {
  const [, address] = clientAddress.exec(error?.message ?? '') ?? [];
  return address === undefined ? '' : ` (address ${address})`;
}

export const explainFirewall: Explain<KeyVaultContext> = ({ operation, vault }, failure) => ({
  code: 'key-vault-firewall',
  problem: `Cannot ${operation}: the firewall of the vault refused this runner${formatAddress(failure)}.${formatAnswer(failure)}`,
  likelyCause: 'the vault accepts requests only from certain networks, and the runner is not in any of them.',
  remedy: `run the job on a runner in one of those networks, or allow the network of this runner in the portal: ${networkingPage(vault)}.`,
});

export const explainPrivateAccess: Explain<KeyVaultContext> = ({ operation, vault }, failure) => ({
  code: 'key-vault-firewall',
  problem: `Cannot ${operation}: the vault does not accept requests from public networks.${formatAnswer(failure)}`,
  likelyCause:
    'public network access to the vault is disabled, and the runner does not use a private endpoint.',
  remedy: `run the job on a runner in a network with an approved private endpoint of the vault, or enable public network access in the portal: ${networkingPage(vault)}.`,
});

export const explainPerimeter: Explain<KeyVaultContext> = ({ operation }, failure) => ({
  code: 'key-vault-firewall',
  problem: `Cannot ${operation}: the network security perimeter of the vault refused this runner.${formatAnswer(failure)}`,
  likelyCause: 'no inbound access rule of the perimeter allows the network of the runner.',
  remedy:
    'run the job on a runner that the perimeter allows, or add an inbound access rule for the network of this runner to the perimeter.',
});

export const explainCertificate: Explain<KeyVaultContext> = ({ operation, name }, failure) => ({
  code: 'key-vault-request-failed',
  problem: `Cannot ${operation}: the secret belongs to a certificate of the vault.${formatAnswer(failure)}`,
  likelyCause: `the vault has a certificate with the name ${name}, and manages the secret of that name itself.`,
  remedy: 'choose another name in `key-vault-secret`.',
});

/**
 * The role is the built-in one with the fewest permissions that can write secrets. Source: Microsoft's "Provide access to Key
 * Vault keys, certificates, and secrets with Azure role-based access control".
 */
export const explainMissingRole: Explain<KeyVaultContext> = (context, failure) => ({
  ...notAllowed(context, failure),
  likelyCause: 'it lacks the role Key Vault Secrets Officer on the secret or the vault.',
  remedy: `${onlyForWorkloadIdentity(context.identity.clientId)}, grant it (it can take a few minutes to take effect):${formatCommands(context.identity.cloud, grantRole(context))}`,
});

export const explainMissingAccessPolicy: Explain<KeyVaultContext> = (context, failure) => ({
  ...notAllowed(context, failure),
  likelyCause:
    'the access policies of the vault do not grant it the permissions Get, List and Set for secrets.',
  remedy: `${onlyForWorkloadIdentity(context.identity.clientId)}, add them:${formatCommands(context.identity.cloud, setPolicy(context))}`,
});

/** For an error that does not say which permission model the vault uses. */
export const explainMissingPermission: Explain<KeyVaultContext> = (context, failure) => ({
  ...notAllowed(context, failure),
  likelyCause: 'it lacks the permission to list and write secrets of the vault.',
  remedy: `${onlyForWorkloadIdentity(context.identity.clientId)}, grant it: with the first command if the vault uses access policies, with the second one if it uses roles (Azure role-based access control):${formatCommands(context.identity.cloud, setPolicy(context), grantRole(context))}`,
});

/** @param failure undefined when the secret was found among the deleted secrets */
export function explainDeletedSecret(
  { operation, vault, name, identity }: KeyVaultContext,
  failure?: FailedResponse,
): CodedExplanation {
  return {
    code: 'key-vault-secret-deleted',
    problem: `Cannot ${operation}: a secret with this name was deleted, and the vault still retains it.${failure === undefined ? '' : formatAnswer(failure)}`,
    likelyCause: 'a vault retains deleted secrets for up to 90 days.',
    remedy: `recover it, or choose another name:${formatCommands(identity.cloud, formatRecoverVaultSecretCommand(vaultName(vault), name))}`,
  };
}

export const explainRecovery: Explain<KeyVaultContext> = ({ operation }, failure) => ({
  code: 'key-vault-secret-deleted',
  problem: `Cannot ${operation}: the recovery of a deleted secret with this name is still in progress.${formatAnswer(failure)}`,
  likelyCause: 'somebody has just recovered the secret, which can take a few minutes.',
  remedy: 'run the job again in a few minutes.',
});

function notAllowed(
  { operation, identity }: KeyVaultContext,
  failure: FailedResponse,
): Pick<CodedExplanation, 'code' | 'problem'> {
  return {
    code: 'key-vault-role-missing',
    problem: `The workload identity ${identity.clientId} is not allowed to ${operation}.${formatAnswer(failure)}${formatQuote(failure, keyVaultService)}`,
  };
}

const grantRole = ({ identity, vault, name }: KeyVaultContext): AzCommand =>
  formatGrantVaultRoleCommand(identity, vaultName(vault), name);

const setPolicy = ({ identity, vault }: KeyVaultContext): AzCommand =>
  formatSetVaultPolicyCommand(identity, vaultName(vault));

/** A sentence about what was received, with a leading blank. */
const formatAnswer = (failure: FailedResponse): string =>
  ` Key Vault returned ${formatReceived(failure, keyVaultService)}.`;

const vaultName = (vault: string): string => new URL(vault).hostname.split('.')[0] ?? '';

const networkingPage = (vault: string): string => `Key vaults > ${vaultName(vault)} > Networking`;
