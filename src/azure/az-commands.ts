import type { Cloud } from './cloud.ts';

/** Who logs in, and where. */
export interface Identity {
  readonly tenantId: string;
  /** The application (client) ID. */
  readonly clientId: string;
  readonly cloud: Cloud;
}

/** The claims of an OIDC token by which Entra matches a federated credential. */
export interface TokenClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

/** Commands as an error prints them, one a line, after the choice of the cloud where it is not the usual one. */
export function formatCommands({ name, azureCliName }: Cloud, ...lines: readonly string[]): string {
  const all = name === 'public' ? lines : [`az cloud set --name ${azureCliName}`, 'az login', ...lines];
  return all.map((line) => `\n  ${line}`).join('');
}

/**
 * The condition of a command that gives rights to `client-id`, to begin its sentence. When that input is wrong, it may
 * name the application whose secret is renewed, which must not get them.
 */
export function onlyForWorkloadIdentity(clientId: string): string {
  return `only if ${clientId} is the workload identity, not Exalate's application`;
}

/** The command that lets a workflow with these claims log in. */
export function addFederatedCredentialCommand(
  clientId: string,
  { issuer, subject, audience }: TokenClaims,
): string {
  const name = `github-${subject.replace(/[^A-Za-z0-9]+/g, '-')}`.slice(0, 120);
  const parameters = JSON.stringify({ name, issuer, subject, audiences: [audience] });
  return `az ad app federated-credential create --id ${clientId} --parameters ${shellQuote(parameters)}`;
}

/** The command that lists whom an application trusts. */
export function listFederatedCredentialsCommand(clientId: string): string {
  return `az ad app federated-credential list --id ${clientId}`;
}

/** Quotes a text for a POSIX shell. */
function shellQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Microsoft Graph's own application ID, and the app role Application.ReadWrite.OwnedBy in it. Source: Graph's permissions reference. */
const graphApplicationId = '00000003-0000-0000-c000-000000000000';
const ownedByRoleId = '18a4783c-866b-4cc7-a460-3d5e5662c884';

/** The command that grants the least permission with consent; `az ad app permission` does not work in every cloud. */
export function grantOwnedByCommand({ clientId, cloud }: Identity): string {
  const grant = `{\\"principalId\\":\\"${servicePrincipalLookup(clientId)}\\",\\"resourceId\\":\\"${servicePrincipalLookup(graphApplicationId)}\\",\\"appRoleId\\":\\"${ownedByRoleId}\\"}`;
  return `az rest --method POST --resource ${cloud.graph} --url "${cloud.graph}/v1.0/servicePrincipals(appId='${clientId}')/appRoleAssignments" --body "${grant}"`;
}

/** The command that makes the identity an owner of the application: the portal cannot. */
export function addOwnerCommand({ clientId }: Identity, applicationId: string): string {
  return `az ad app owner add --id ${applicationId} --owner-object-id "${servicePrincipalLookup(clientId)}"`;
}

/** The object ID of an application's service principal, as a shell looks it up. */
function servicePrincipalLookup(applicationId: string): string {
  return `$(az ad sp show --id ${applicationId} --query id --output tsv)`;
}

/** The command that creates an application's service principal. */
export function createServicePrincipalCommand(applicationId: string): string {
  return `az ad sp create --id ${applicationId}`;
}

/** The command that lets an application log in again. */
export function enableServicePrincipalCommand(applicationId: string): string {
  return `az ad sp update --id ${applicationId} --set accountEnabled=true`;
}

/** The command that removes a client secret by hand. */
export function removeSecretCommand(applicationId: string, keyId: string): string {
  return `az ad app credential delete --id ${applicationId} --key-id ${keyId}`;
}

/** The command that lists an application's client secrets. */
export function listSecretsCommand(applicationId: string): string {
  return `az ad app credential list --id ${applicationId} --output table`;
}
