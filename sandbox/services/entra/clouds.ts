export type CloudName = 'public' | 'us-government' | 'us-government-dod' | 'china';

/**
 * The hosts of one cloud, the domain of its key vaults, and the audience that its federated credentials expect.
 */
export interface Cloud {
  readonly authority: string;
  readonly graph: string;
  readonly audience: string;
  readonly keyVault: string;
  /** The host of Azure Resource Manager, and the name under which Azure CLI asks for tokens for it. */
  readonly resourceManager: string;
  readonly resourceManagerName: string;
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
    resourceManager: 'management.azure.com',
    resourceManagerName: 'https://management.core.windows.net',
    azureDevOps: true,
  },
  'us-government': {
    authority: 'login.microsoftonline.us',
    graph: 'graph.microsoft.us',
    audience: 'api://AzureADTokenExchangeUSGov',
    keyVault: 'vault.usgovcloudapi.net',
    resourceManager: 'management.usgovcloudapi.net',
    resourceManagerName: 'https://management.core.usgovcloudapi.net',
    azureDevOps: false,
  },
  'us-government-dod': {
    authority: 'login.microsoftonline.us',
    graph: 'dod-graph.microsoft.us',
    audience: 'api://AzureADTokenExchangeUSGov',
    keyVault: 'vault.usgovcloudapi.net',
    resourceManager: 'management.usgovcloudapi.net',
    resourceManagerName: 'https://management.core.usgovcloudapi.net',
    azureDevOps: false,
  },
  china: {
    authority: 'login.chinacloudapi.cn',
    graph: 'microsoftgraph.chinacloudapi.cn',
    audience: 'api://AzureADTokenExchangeChina',
    keyVault: 'vault.azure.cn',
    resourceManager: 'management.chinacloudapi.cn',
    resourceManagerName: 'https://management.core.chinacloudapi.cn',
    azureDevOps: false,
  },
};

export const authorityHosts: readonly string[] = [
  ...new Set(Object.values(clouds).map((cloud) => cloud.authority)),
];
export const graphHosts: readonly string[] = Object.values(clouds).map((cloud) => cloud.graph);
export const resourceManagerHosts: readonly string[] = [
  ...new Set(Object.values(clouds).map((cloud) => cloud.resourceManager)),
];
export const keyVaultDomains: readonly string[] = [
  ...new Set(Object.values(clouds).map((cloud) => cloud.keyVault)),
];
