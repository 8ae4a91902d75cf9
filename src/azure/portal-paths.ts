import type { Cloud } from './cloud.ts';

// How to do in the portal what a command does: where to click, one after the other. The labels are those of Microsoft's
// documentation. Each text follows "Or ".

/** The page of an app registration. The list can be searched by the application (client) ID. */
function openApplication(applicationId: string): string {
  return `App registrations > All applications > ${applicationId}`;
}

const federatedCredentials = (applicationId: string): string =>
  `${openApplication(applicationId)} > Certificates & secrets > Federated credentials`;

/** Source: "Configure an app to trust an external identity provider". */
export function addFederatedCredential(clientId: string): string {
  return `in the portal: ${federatedCredentials(clientId)} > Add credential > Other issuer. Enter the issuer, the subject and the audience above.`;
}

export function showFederatedCredentials(applicationId: string): string {
  return `in the portal: ${federatedCredentials(applicationId)}.`;
}

/** Source: "Configure a client application to access a web API". */
export function grantPermission(applicationId: string, permission: string): string {
  return `in the portal: ${openApplication(applicationId)} > API permissions > Add a permission > Microsoft Graph > Application permissions > ${permission} > Add permissions, then Grant admin consent.`;
}

/** Source: "Disable user sign-in for an application". */
export function enableSignIn(applicationId: string): string {
  return `in the portal: Enterprise applications > All applications > ${applicationId} > Properties > Enabled for users to sign-in? > Yes > Save.`;
}

/** The page lists each secret with its description and its key ID, which it calls Secret ID, and can delete it. */
export function showSecrets(applicationId: string): string {
  return `in the portal: ${openApplication(applicationId)} > Certificates & secrets > Client secrets. The column "Secret ID" shows the key IDs.`;
}

export function showApplication(applicationId: string): string {
  return `in the portal: ${openApplication(applicationId)}.`;
}

export function showTenant(): string {
  return 'in the portal: Microsoft Entra ID > Overview > Tenant ID.';
}

/** Source: "Configure restrictions on how applications can be configured". */
export const policiesPage =
  'the Microsoft Entra admin center: Entra ID > Enterprise apps > Application policies';

/**
 * How to see the application management policies: that of the tenant, and one that is assigned to an application. The Azure CLI
 * cannot read them for a person: its token lacks the permission. Source: issue 23906 of Azure/azure-cli.
 */
export function formatShowPolicies({ name, graph }: Cloud, applicationId: string): string {
  const client =
    name === 'public'
      ? 'Graph Explorer (https://developer.microsoft.com/graph/graph-explorer)'
      : 'A client of Microsoft Graph';
  return `The policy of the tenant is in ${policiesPage} > Restrict max password lifetime. ${client}, with the permission Policy.Read.All, also shows one that is assigned to the application:
  GET ${graph}/v1.0/policies/defaultAppManagementPolicy
  GET ${graph}/v1.0/applications(appId='${applicationId}')/appManagementPolicies`;
}

export function showVaults(): string {
  return 'in the portal: Key vaults > the vault > Overview > Vault URI.';
}

/** Source: "Azure Key Vault recovery management with soft delete and purge protection". */
export function recoverVaultSecret(vaultName: string, secretName: string): string {
  return `in the portal: Key vaults > ${vaultName} > Secrets > Manage deleted secrets > ${secretName} > Recover.`;
}

/** A role for one secret can be assigned in the portal only when the secret exists. Source: the Key Vault RBAC guide. */
export function grantVaultRole(clientId: string, vaultName: string): string {
  return `in the portal, for all secrets of the vault: Key vaults > ${vaultName} > Access control (IAM) > Add > Add role assignment > Key Vault Secrets Officer, with the member ${clientId}.`;
}

/** Source: "Assign a Key Vault access policy". */
export function setVaultPolicy(clientId: string, vaultName: string): string {
  return `in the portal: Key vaults > ${vaultName} > Access policies: the secret permissions Get, List and Set for the principal ${clientId}.`;
}

export function showVaultTenant(vaultName: string): string {
  return `in the portal: Key vaults > ${vaultName} > Overview > Directory ID.`;
}
