import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AzureDevOps } from './services/azure-devops/organization.ts';
import { azureDevOpsHost, azureDevOpsService } from './services/azure-devops/service.ts';
import { githubContracts, graphContracts } from './services/descriptions.ts';
import { withContract } from './contracts/contract.ts';
import type { Contract, Violation } from './contracts/contract.ts';
import { entraService } from './services/entra/authority.ts';
import {
  authorityHosts,
  graphHosts,
  keyVaultDomains,
  resourceManagerHosts,
} from './services/entra/clouds.ts';
import type { CloudName } from './services/entra/clouds.ts';
import { resourceManagerService } from './services/resource-manager/service.ts';
import { makeTenant } from './services/entra/tenant.ts';
import type { Tenant } from './services/entra/tenant.ts';
import { jobEnvironment } from './runner/environment.ts';
import { addressOf } from './services/github/external-issuer.ts';
import type { ExternalIssuer } from './services/github/external-issuer.ts';
import { GitHub } from './services/github/github.ts';
import { withGraphql } from './services/github/graphql.ts';
import type { WorkflowRun } from './services/github/workflow-run.ts';
import {
  enterpriseRequestHost,
  idTokenServices,
  issuer,
  issuerHost,
  requestToken,
} from './services/github/oidc.ts';
import { requireUserAgent, restService } from './services/github/rest.ts';
import type { RestApi } from './services/github/route.ts';
import { graphService } from './services/graph/graph.ts';
import { KeyVaults } from './services/key-vault/key-vaults.ts';
import type { KeyVault } from './services/key-vault/vault.ts';
import { createCertificates } from './network/certificates.ts';
import { Faults } from './network/faults.ts';
import type { Service } from './network/http.ts';
import type { Latency } from './network/latency.ts';
import { createProxy } from './network/proxy.ts';
import type { ProxyRules, RecordedConnection } from './network/proxy.ts';
import { createSandboxServer } from './network/server.ts';
import type { RecordedRequest } from './network/server.ts';
import { makeTokenAuthority, makeTokenVerifier } from './network/tokens.ts';
import { once } from './contracts/once.ts';

export interface SandboxOptions {
  /** The cloud of the tenant. Default: public. */
  readonly cloud?: CloudName;
  /** The clock of all servers. Default: the clock of this machine. */
  readonly now?: () => number;
  /** Default: none. */
  readonly latency?: Readonly<Partial<Latency>>;
  /** The run of the workflow, where it differs from one that octocat starts by hand on `main`. */
  readonly run?: Partial<WorkflowRun>;
  /** Who issues the ID tokens of the job. Default: the sandbox's GitHub. */
  readonly externalIssuer?: ExternalIssuer;
}

export interface Sandbox {
  /** What a job on a runner has in its environment: that of the run which was started last. */
  readonly environment: Readonly<Record<string, string>>;
  /** The certificate of the sandbox's authority, in PEM, and the file that holds it. */
  readonly ca: string;
  readonly caFile: string;
  readonly proxyUrl: string;
  readonly proxyRules: ProxyRules;
  readonly tenant: Tenant;
  readonly github: GitHub;
  readonly azureDevOps: AzureDevOps;
  /** One of the tenant's key vaults; `exalate-vault` is there from the start. */
  readonly keyVault: (name: string) => KeyVault;
  /** A new vault, in which nobody may do anything yet. */
  readonly addKeyVault: (name: string) => KeyVault;
  /** In the order in which they came in. */
  readonly requests: RecordedRequest[];
  /** In the order in which they were asked for. */
  readonly connections: RecordedConnection[];
  readonly faults: Faults;
  readonly violations: Violation[];
  readonly latency: Latency;
  /** Every client secret and token that exists by now. None of them may turn up in a log. */
  readonly secrets: () => readonly string[];
  /** By host: how far its clock is ahead of the others, in milliseconds. May be changed. */
  readonly clockOffsets: Map<string, number>;
  close(): Promise<void>;
}

const restApis: readonly RestApi[] = [
  { host: 'api.github.com', basePath: '', versions: ['2022-11-28', '2026-03-10'] },
  { host: 'api.octocorp.ghe.com', basePath: '', versions: ['2022-11-28', '2026-03-10'] },
  { host: 'github.example.com', basePath: '/api/v3', versions: ['2022-11-28'] },
];

/** All sandboxes of a process show the same certificate. */
const sharedCertificates = once(() =>
  createCertificates([
    ...authorityHosts,
    ...graphHosts,
    ...resourceManagerHosts,
    azureDevOpsHost,
    issuerHost,
    '*.actions.githubusercontent.com',
    enterpriseRequestHost,
    ...restApis.map(({ host }) => host),
    ...keyVaultDomains.map((domain) => `*.${domain}`),
  ]),
);

/** Starts a tenant, a GitHub and an Azure DevOps on loopback, under the host names that they have in production. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { now = Date.now, externalIssuer } = options;
  const clockOffsets = new Map<string, number>();
  const nowAt = (host: string): number => now() + (clockOffsets.get(host) ?? 0);
  const tenant = await makeTenant(options.cloud ?? 'public', now);
  const github = new GitHub(() => nowAt('api.github.com'));
  const oidc = await makeTokenAuthority();
  tenant.workload.federatedCredentials.push({
    issuer: externalIssuer?.url ?? issuer,
    subject: externalIssuer?.subject ?? github.job.subject,
    audience: tenant.cloud.audience,
  });
  github.startRun(options.run ?? {});
  const exalate = tenant.addApplication({ displayName: 'Exalate' });
  const keyVaults = new KeyVaults(tenant);
  // All that it takes to store a secret and to tell its versions apart; not what it takes to read one.
  keyVaults.add('exalate-vault').roles.set(tenant.workload.appId, ['set', 'list']);
  const azureDevOps = new AzureDevOps();
  const acme = azureDevOps.add('acme');
  acme.members.add(exalate.appId);
  acme.addProject('Platform');

  const violations: Violation[] = [];
  const entra = entraService(tenant, externalIssuer ? makeTokenVerifier(externalIssuer.keys) : oidc);
  const graph = checked(graphService(tenant), graphContracts(now));
  const services = new Map<string, Service>([
    ...authorityHosts.map((host): [string, Service] => [host, entra]),
    ...graphHosts.map((host): [string, Service] => [host, graph]),
    [tenant.cloud.resourceManager, resourceManagerService(tenant, keyVaults)],
    [azureDevOpsHost, azureDevOpsService(azureDevOps, tenant)],
    ...(externalIssuer ? [] : idTokenServices(oidc, github, now)),
    ...restApis.map((api): [string, Service] => [
      api.host,
      requireUserAgent(withGraphql(checkedRest(api), github, api, () => nowAt(api.host))),
    ]),
  ]);

  function checkedRest(api: RestApi): Service {
    const rest = restService(github, api, () => nowAt(api.host));
    return checked(rest, githubContracts(api.basePath));
  }

  function checked(service: Service, contracts: Contract[]): Service {
    return contracts.reduce((inner, contract) => withContract(inner, contract, violations), service);
  }

  const serviceFor = (host: string): Service | undefined => services.get(host) ?? keyVaults.serviceFor(host);
  const certificates = await sharedCertificates();
  const directory = await mkdtemp(join(tmpdir(), 'sandbox-'));
  const caFile = join(directory, 'ca.pem');
  await writeFile(caFile, certificates.ca);

  const requests: RecordedRequest[] = [];
  const connections: RecordedConnection[] = [];
  const faults = new Faults();
  const latency: Latency = { response: 0, connection: 0, ...options.latency };
  const server = createSandboxServer({
    certificates,
    serviceFor,
    faults,
    requests,
    latency,
    now: nowAt,
    onBug: (request, error) =>
      violations.push({
        by: 'sandbox',
        request: `${request.method} ${request.url.href}`,
        problems: [String(error)],
      }),
  });
  const proxyRules: ProxyRules = {
    credentials: undefined,
    blockedHosts: new Set(),
    failures: 0,
    refused: [],
  };
  const proxy = createProxy(
    (host) => serviceFor(host) !== undefined,
    server,
    connections,
    latency,
    proxyRules,
    new Set(externalIssuer ? [addressOf(externalIssuer.requestUrl)] : []),
  );
  const closeProxy = await listen(proxy);
  const proxyUrl = `http://127.0.0.1:${portOf(proxy)}`;

  return {
    get environment() {
      return jobEnvironment(proxyUrl, caFile, github.job.run);
    },
    ca: certificates.ca,
    caFile,
    proxyUrl,
    proxyRules,
    tenant,
    github,
    azureDevOps,
    keyVault: (name) => keyVaults.vault(name),
    addKeyVault: (name) => keyVaults.add(name),
    requests,
    connections,
    faults,
    violations,
    clockOffsets,
    latency,
    secrets: () => [
      ...new Set([
        ...tenant.mintedSecrets,
        ...tenant.tokens.signed,
        ...oidc.signed,
        ...github.access.keys(),
        requestToken,
      ]),
    ],
    close: async () => {
      await closeProxy();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Listens on any free port of loopback; what it gives back closes the server with every connection it still has. */
async function listen(server: Server): Promise<() => Promise<void>> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      for (const socket of sockets) socket.destroy();
    });
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The sandbox does not listen.');
  return address.port;
}
