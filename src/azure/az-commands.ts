import type { Cloud } from './cloud.ts';
import type { Identity, TokenClaims } from './identity.ts';
import * as portal from './portal-paths.ts';

/** A command of the Azure CLI. */
export interface AzCommand {
  readonly command: string;
  /** How to do the same without a command: `in the portal: Key vaults > NAME > Overview`; undefined when there is no other way. */
  readonly alternative: string | undefined;
}

/**
 * Formats commands for an error, one per line, with where to run them and how to do the same in the portal. Outside the public
 * cloud, the commands that select the cloud come first.
 *
 * @returns lines to append to a sentence that ends with a colon
 */
export function formatCommands(cloud: Cloud, ...commands: readonly AzCommand[]): string {
  const lines = withCloud(
    cloud,
    commands.map(({ command }) => command),
  );
  const alternatives = [...new Set(commands.flatMap(({ alternative }) => alternative ?? []))];
  return [
    ...lines.map((line) => `  ${line}`),
    formatShell(cloud, lines.length),
    ...alternatives.map((alternative) => `Or ${alternative}`),
  ]
    .map((line) => `\n${line}`)
    .join('');
}

/** Says where the commands work, and leaves open which of them to run. */
function formatShell({ name }: Cloud, count: number): string {
  const [these, work, need] =
    count === 1 ? ['This command', 'works', 'needs'] : ['These commands', 'work', 'need'];
  return name === 'public'
    ? `${these} ${work} in Azure Cloud Shell (https://shell.azure.com, Bash).`
    : `${these} ${need} Bash and the Azure CLI.`;
}

/** Adds the commands that select a cloud, if it is not the public one. */
export function withCloud({ name, azureCliName }: Cloud, commands: readonly string[]): readonly string[] {
  return name === 'public'
    ? commands
    : [`az cloud set --name ${azureCliName}`, 'az login --allow-no-subscriptions', ...commands];
}

/**
 * The condition for running a command that grants permissions to `client-id`, as the start of a sentence. When that input is
 * wrong, it may name the application whose secret is renewed, which must not get them.
 */
export function onlyForWorkloadIdentity(clientId: string): string {
  return `only if ${clientId} is the workload identity, not Exalate's application`;
}

/** The command that lets a workflow whose token has these claims log in. */
export function formatAddFederatedCredentialCommand(
  clientId: string,
  { issuer, subject, audience }: TokenClaims,
): AzCommand {
  const name = `github-${subject.replace(/[^A-Za-z0-9]+/g, '-')}`.slice(0, 120);
  const parameters = JSON.stringify({ name, issuer, subject, audiences: [audience] });
  return {
    command: `az ad app federated-credential create --id ${clientId} --parameters ${shellQuote(parameters)}`,
    alternative: portal.addFederatedCredential(clientId),
  };
}

/** The command that lists the federated credentials of an application. */
export function formatListFederatedCredentialsCommand(clientId: string): AzCommand {
  return {
    command: `az ad app federated-credential list --id ${clientId}`,
    alternative: portal.showFederatedCredentials(clientId),
  };
}

/** Quotes text for a POSIX shell, unless it is a plain word. */
export function quoteIfNeeded(text: string): string {
  return /^[\w./][\w./-]*$/.test(text) ? text : shellQuote(text);
}

/** Quotes text for a POSIX shell. */
function shellQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The application ID of Microsoft Graph, and the IDs of its application permissions. Source: the Graph permissions reference. */
const graphApplicationId = '00000003-0000-0000-c000-000000000000';
const permissionIds = {
  'Application.ReadWrite.OwnedBy': '18a4783c-866b-4cc7-a460-3d5e5662c884',
  'AuditLog.Read.All': 'b0afded3-3588-46d8-8b3d-9842eff778da',
};

/** The command that grants a permission on Microsoft Graph, with consent. `az ad app permission` does not work in every cloud. */
export function formatGrantCommand(
  { clientId, cloud }: Identity,
  permission: keyof typeof permissionIds,
): AzCommand {
  const grant = `{\\"principalId\\":\\"${formatServicePrincipalLookup(clientId)}\\",\\"resourceId\\":\\"${formatServicePrincipalLookup(graphApplicationId)}\\",\\"appRoleId\\":\\"${permissionIds[permission]}\\"}`;
  return {
    command: `az rest --method POST --resource ${cloud.graph} --url "${cloud.graph}/v1.0/servicePrincipals(appId='${clientId}')/appRoleAssignments" --body "${grant}"`,
    alternative: portal.grantPermission(clientId, permission),
  };
}

/** The command that makes the workload identity an owner of the application. The portal cannot do this. */
export function formatAddOwnerCommand({ clientId }: Identity, applicationId: string): AzCommand {
  return {
    command: `az ad app owner add --id ${applicationId} --owner-object-id "${formatServicePrincipalLookup(clientId)}"`,
    alternative: undefined,
  };
}

/** A shell expression for the object ID of an application's service principal. */
function formatServicePrincipalLookup(applicationId: string): string {
  return `$(az ad sp show --id ${applicationId} --query id --output tsv)`;
}

/** The command that creates an application's service principal. */
export function formatCreateServicePrincipalCommand(applicationId: string): AzCommand {
  return {
    command: `az ad sp create --id ${applicationId}`,
    alternative: undefined,
  };
}

/** The command that lets an application log in again. */
export function formatEnableServicePrincipalCommand(applicationId: string): AzCommand {
  return {
    command: `az ad sp update --id ${applicationId} --set accountEnabled=true`,
    alternative: portal.enableSignIn(applicationId),
  };
}

/** The command that removes a client secret by hand. */
export function formatRemoveSecretCommand(applicationId: string, keyId: string): AzCommand {
  return {
    command: `az ad app credential delete --id ${applicationId} --key-id ${keyId}`,
    alternative: portal.showSecrets(applicationId),
  };
}

/** The command that lists an application's client secrets. */
export function formatListSecretsCommand(applicationId: string): AzCommand {
  return {
    command: `az ad app credential list --id ${applicationId} --output table`,
    alternative: portal.showSecrets(applicationId),
  };
}

/** The command that shows an application. */
export function formatShowApplicationCommand(applicationId: string): AzCommand {
  return {
    command: `az ad app show --id ${applicationId}`,
    alternative: portal.showApplication(applicationId),
  };
}

/** The command that prints the tenant that the Azure CLI is logged in to. */
export function formatShowTenantCommand(): AzCommand {
  return {
    command: 'az account show --query tenantId --output tsv',
    alternative: portal.showTenant(),
  };
}

/** The command that lists the names of the key vaults that a person can see. A list does not show their URLs. */
export function formatListVaultsCommand(): AzCommand {
  return {
    command: 'az keyvault list --query "[].name" --output tsv',
    alternative: portal.showVaults(),
  };
}

/** The command that recovers a deleted secret of a key vault. */
export function formatRecoverVaultSecretCommand(vaultName: string, secretName: string): AzCommand {
  return {
    command: `az keyvault secret recover --vault-name ${vaultName} --name ${secretName}`,
    alternative: portal.recoverVaultSecret(vaultName, secretName),
  };
}

/** The command that grants the workload identity the built-in role with the fewest permissions that can write a secret. */
export function formatGrantVaultRoleCommand(
  { clientId }: Identity,
  vaultName: string,
  secretName: string,
): AzCommand {
  const scope = `$(az keyvault show --name ${vaultName} --query id --output tsv)/secrets/${secretName}`;
  return {
    command: `az role assignment create --role "Key Vault Secrets Officer" --assignee ${clientId} --scope "${scope}"`,
    alternative: portal.grantVaultRole(clientId, vaultName),
  };
}

/** The command that lets the workload identity write the secrets of a key vault that uses access policies. */
export function formatSetVaultPolicyCommand({ clientId }: Identity, vaultName: string): AzCommand {
  return {
    command: `az keyvault set-policy --name ${vaultName} --spn ${clientId} --secret-permissions get list set`,
    alternative: portal.setVaultPolicy(clientId, vaultName),
  };
}

/** The command that prints the tenant of a key vault. */
export function formatShowVaultTenantCommand(vaultName: string): AzCommand {
  return {
    command: `az keyvault show --name ${vaultName} --query properties.tenantId --output tsv`,
    alternative: portal.showVaultTenant(vaultName),
  };
}

/** The command that prints the value of the newest version of a secret of a key vault. */
export function formatShowVaultSecretCommand(vaultName: string, secretName: string): string {
  return `az keyvault secret show --vault-name ${vaultName} --name ${secretName} --query value --output tsv`;
}
