export type CloudName = 'public' | 'us-government' | 'us-government-dod' | 'china';

/** The hosts of one cloud, and the audience that its federated credentials expect. */
export interface Cloud {
  readonly authority: string;
  readonly graph: string;
  readonly audience: string;
}

/** https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud */
export const clouds: Readonly<Record<CloudName, Cloud>> = {
  public: {
    authority: 'login.microsoftonline.com',
    graph: 'graph.microsoft.com',
    audience: 'api://AzureADTokenExchange',
  },
  'us-government': {
    authority: 'login.microsoftonline.us',
    graph: 'graph.microsoft.us',
    audience: 'api://AzureADTokenExchangeUSGov',
  },
  'us-government-dod': {
    authority: 'login.microsoftonline.us',
    graph: 'dod-graph.microsoft.us',
    audience: 'api://AzureADTokenExchangeUSGov',
  },
  china: {
    authority: 'login.chinacloudapi.cn',
    graph: 'microsoftgraph.chinacloudapi.cn',
    audience: 'api://AzureADTokenExchangeChina',
  },
};

export const authorityHosts: readonly string[] = [
  ...new Set(Object.values(clouds).map((cloud) => cloud.authority)),
];
export const graphHosts: readonly string[] = Object.values(clouds).map((cloud) => cloud.graph);
