export type CloudName = 'public' | 'us-government' | 'us-government-dod' | 'china';

/**
 * The hosts of one cloud, the domain of its key vaults, and the audience that its federated credentials expect.
 */
export interface Cloud {
  readonly authority: string;
  readonly graph: string;
  readonly audience: string;
  readonly keyVault: string;
  readonly azureDevOps: boolean;
}

/**
 * https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
 * https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#dns-suffixes-for-object-identifiers
 */
export const clouds: Readonly<Record<CloudName, Cloud>> = {
  public: {
    authority: 'login.microsoftonline.com',
    graph: 'graph.microsoft.com',
    audience: 'api://AzureADTokenExchange',
    keyVault: 'vault.azure.net',
    azureDevOps: true,
  },
  'us-government': {
    authority: 'login.microsoftonline.us',
    graph: 'graph.microsoft.us',
    audience: 'api://AzureADTokenExchangeUSGov',
    keyVault: 'vault.usgovcloudapi.net',
    azureDevOps: false,
  },
  'us-government-dod': {
    authority: 'login.microsoftonline.us',
    graph: 'dod-graph.microsoft.us',
    audience: 'api://AzureADTokenExchangeUSGov',
    keyVault: 'vault.usgovcloudapi.net',
    azureDevOps: false,
  },
  china: {
    authority: 'login.chinacloudapi.cn',
    graph: 'microsoftgraph.chinacloudapi.cn',
    audience: 'api://AzureADTokenExchangeChina',
    keyVault: 'vault.azure.cn',
    azureDevOps: false,
  },
};

export const authorityHosts: readonly string[] = [
  ...new Set(Object.values(clouds).map((cloud) => cloud.authority)),
];
export const graphHosts: readonly string[] = Object.values(clouds).map((cloud) => cloud.graph);
export const keyVaultDomains: readonly string[] = [
  ...new Set(Object.values(clouds).map((cloud) => cloud.keyVault)),
];
