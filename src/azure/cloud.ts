/** The Microsoft clouds that this action can work in. */
export const cloudNames = ['public', 'us-government', 'us-government-dod', 'china'] as const;

export type CloudName = (typeof cloudNames)[number];

/** Where a cloud's services are. Source: Microsoft's "national cloud deployments" and its workload identity federation pages. */
export interface Cloud {
  readonly name: CloudName;
  /** The token endpoint's host, with scheme. */
  readonly authorityHost: string;
  /** Microsoft Graph, with scheme and without version. */
  readonly graph: string;
  /** What a federated credential of this cloud names as its audience. */
  readonly federationAudience: string;
  /** What `az cloud set --name` calls it. */
  readonly azureCliName: string;
  /** What the host names of its key vaults end in, after the name of the vault and a dot. */
  readonly vaultSuffix: string;
  /** The Azure portal, with scheme. */
  readonly portal: string;
}

const clouds: Readonly<Record<CloudName, Cloud>> = {
  public: {
    name: 'public',
    authorityHost: 'https://login.microsoftonline.com',
    graph: 'https://graph.microsoft.com',
    federationAudience: 'api://AzureADTokenExchange',
    azureCliName: 'AzureCloud',
    vaultSuffix: 'vault.azure.net',
    portal: 'https://portal.azure.com',
  },
  'us-government': {
    name: 'us-government',
    authorityHost: 'https://login.microsoftonline.us',
    graph: 'https://graph.microsoft.us',
    federationAudience: 'api://AzureADTokenExchangeUSGov',
    azureCliName: 'AzureUSGovernment',
    vaultSuffix: 'vault.usgovcloudapi.net',
    portal: 'https://portal.azure.us',
  },
  'us-government-dod': {
    name: 'us-government-dod',
    authorityHost: 'https://login.microsoftonline.us',
    graph: 'https://dod-graph.microsoft.us',
    federationAudience: 'api://AzureADTokenExchangeUSGov',
    azureCliName: 'AzureUSGovernment',
    vaultSuffix: 'vault.usgovcloudapi.net',
    portal: 'https://portal.azure.us',
  },
  china: {
    name: 'china',
    authorityHost: 'https://login.chinacloudapi.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    federationAudience: 'api://AzureADTokenExchangeChina',
    azureCliName: 'AzureChinaCloud',
    vaultSuffix: 'vault.azure.cn',
    portal: 'https://portal.azure.cn',
  },
};

/** The names that the input `cloud` takes, Azure CLI's among them. */
const byName = new Map<string, Cloud>([
  ...Object.values(clouds).map((cloud) => [cloud.name, cloud] as const),
  ...[clouds.public, clouds['us-government'], clouds.china].map(
    (cloud) => [cloud.azureCliName.toLowerCase(), cloud] as const,
  ),
]);

/** The cloud of that name, in any case; undefined when there is none. */
export function findCloud(name: string): Cloud | undefined {
  return byName.get(name.toLowerCase());
}

/** The cloud of exactly that name. */
export function getCloud(name: CloudName): Cloud {
  return clouds[name];
}

/** The scope that asks for all application permissions on Graph that were consented to. */
export function graphScope(cloud: Cloud): string {
  return `${cloud.graph}/.default`;
}
