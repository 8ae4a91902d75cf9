/** The Microsoft clouds that the action supports. */
export const cloudNames = ['public', 'us-government', 'us-government-dod', 'china'] as const;

export type CloudName = (typeof cloudNames)[number];

/** The addresses of a cloud's services. Source: Microsoft's pages on national cloud deployments and on workload identity federation. */
export interface Cloud {
  readonly name: CloudName;
  /** The URL of the token endpoint's host. */
  readonly authorityHost: string;
  /** The URL of Microsoft Graph, without a version. */
  readonly graph: string;
  /** The audience of a federated credential in this cloud. */
  readonly federationAudience: string;
  /** The cloud's name for `az cloud set --name`. */
  readonly azureCliName: string;
  /** The host name of a key vault is its name, a dot and this suffix. */
  readonly vaultSuffix: string;
  /** The URL of the Azure portal. */
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

/** The clouds by the names that the input `cloud` accepts, in lower case, including those of the Azure CLI. */
const cloudsByName = new Map<string, Cloud>([
  ...Object.values(clouds).map((cloud) => [cloud.name, cloud] as const),
  ...[clouds.public, clouds['us-government'], clouds.china].map(
    (cloud) => [cloud.azureCliName.toLowerCase(), cloud] as const,
  ),
]);

/** Finds a cloud by its name or its name in the Azure CLI, in any case; undefined when there is none. */
export function findCloud(name: string): Cloud | undefined {
  return cloudsByName.get(name.toLowerCase());
}

/** Lists the names of the other clouds, for an error about the wrong one. */
export function formatOtherClouds({ name }: Cloud): string {
  return cloudNames
    .filter((other) => other !== name)
    .map((other) => `\`${other}\``)
    .join(', ');
}

/** Returns a cloud by the name that the saved state contains. For text from an input, use `findCloud`. */
export function getCloud(name: CloudName): Cloud {
  return clouds[name];
}

/** The token scope for all application permissions on Microsoft Graph that have consent. */
export function graphScope(cloud: Cloud): string {
  return `${cloud.graph}/.default`;
}
