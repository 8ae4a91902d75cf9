import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { enterpriseRequestUrl } from '../../sandbox/services/github/oidc.ts';
import { documentedHosts, findRequestedHosts, findUndocumentedHosts } from '../helpers/documented-hosts.ts';
import { runScenario, writer, type Scenario } from '../helpers/scenario.ts';

const inGitHub = { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': writer };
const inVault = (suffix: string): Scenario['inputs'] => ({
  'key-vault-secret': `https://exalate-vault.${suffix}/secrets/exalate`,
});

/** All destinations and checks that need another host. */
const everywhere = { ...inGitHub, ...inVault('vault.azure.net'), 'azure-devops-organization': 'acme' };

/** Notes where the process that it is loaded into connects to. TLS behind the proxy opens no connection of its own. */
const noteConnections = (notes: string): string => `
const { appendFileSync } = require('node:fs');
const { Socket } = require('node:net');
const { connect } = Socket.prototype;
Socket.prototype.connect = function (...given) {
  const [{ host, port, path = host + ':' + port }] = given.flat();
  appendFileSync(${JSON.stringify(notes)}, path + '\\n');
  return connect.apply(this, given);
};
`;

/** A run, and the hosts of docs/approval.md that it needs beside the one of GitHub's ID tokens. */
interface HostRun extends Scenario {
  readonly name: string;
  readonly hosts: readonly string[];
}

const idTokens = '*.actions.githubusercontent.com';

const runs: readonly HostRun[] = [
  {
    name: 'in the public cloud, without a destination elsewhere',
    inputs: { 'step-output': 'true' },
    hosts: [idTokens, 'login.microsoftonline.com', 'graph.microsoft.com'],
  },
  {
    name: 'in the public cloud, with all that needs another host',
    inputs: everywhere,
    hosts: [
      idTokens,
      'login.microsoftonline.com',
      'graph.microsoft.com',
      'api.github.com',
      '*.vault.azure.net',
      'dev.azure.com',
    ],
  },
  {
    name: 'in the cloud us-government',
    cloud: 'us-government',
    inputs: { ...inVault('vault.usgovcloudapi.net'), cloud: 'us-government' },
    hosts: [idTokens, 'login.microsoftonline.us', 'graph.microsoft.us', '*.vault.usgovcloudapi.net'],
  },
  {
    name: 'in the cloud us-government-dod',
    cloud: 'us-government-dod',
    inputs: { 'step-output': 'true', cloud: 'us-government-dod' },
    hosts: [idTokens, 'login.microsoftonline.us', 'dod-graph.microsoft.us'],
  },
  {
    name: 'in the cloud china',
    cloud: 'china',
    inputs: { ...inVault('vault.azure.cn'), cloud: 'china' },
    hosts: [idTokens, 'login.chinacloudapi.cn', 'microsoftgraph.chinacloudapi.cn', '*.vault.azure.cn'],
  },
  {
    name: 'for an enterprise on ghe.com',
    inputs: inGitHub,
    environment: {
      GITHUB_API_URL: 'https://api.octocorp.ghe.com',
      GITHUB_SERVER_URL: 'https://octocorp.ghe.com',
      ACTIONS_ID_TOKEN_REQUEST_URL: enterpriseRequestUrl,
    },
    hosts: [
      '*.actions.SUBDOMAIN.ghe.com',
      'login.microsoftonline.com',
      'graph.microsoft.com',
      'api.SUBDOMAIN.ghe.com',
    ],
  },
  {
    name: 'for an Enterprise Server',
    inputs: inGitHub,
    environment: {
      GITHUB_API_URL: 'https://github.example.com/api/v3',
      GITHUB_SERVER_URL: 'https://github.example.com',
    },
    hosts: [idTokens, 'login.microsoftonline.com', 'graph.microsoft.com', 'HOSTNAME'],
  },
];

describe('a run contacts exactly these hosts of docs/approval.md', () => {
  test.concurrent.each(runs)('$name', ({ hosts, ...scenario }) =>
    runScenario(scenario, ({ step, sandbox }) => {
      expect(step.outcome).toBe('success');
      const requested = findRequestedHosts(sandbox);
      const patterns = documentedHosts.filter(({ matches }) => requested.some(matches));
      expect(patterns.map(({ pattern }) => pattern).toSorted()).toEqual(hosts.toSorted());
    }),
  );
});

test('a run opens connections only to the proxy', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'connections-'));
  try {
    const [script, notes] = [join(folder, 'note-connections.cjs'), join(folder, 'notes')];
    await writeFile(script, noteConnections(notes));
    const environment = { NODE_OPTIONS: `--require ${script}` };
    await runScenario({ inputs: everywhere, environment }, async ({ step, sandbox }) => {
      expect(step.outcome).toBe('success');
      const addresses = (await readFile(notes, 'utf8')).trimEnd().split('\n');
      expect(new Set(addresses)).toEqual(new Set([new URL(sandbox.proxyUrl).host]));
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('docs/approval.md lists only hosts that a run contacts', () => {
  const contacted = new Set(runs.flatMap(({ hosts }) => hosts));
  expect(new Set(documentedHosts.map(({ pattern }) => pattern))).toEqual(contacted);
});

describe('the check of all scenarios', () => {
  const at = 0;

  test.each([
    ['another host', 'telemetry.example.com'],
    ['a host below a documented one', 'a.graph.microsoft.com'],
    ['a host that ends like a documented one', 'evil-graph.microsoft.com'],
    ['two names in place of a star', 'a.b.vault.azure.net'],
    ['the domain of vaults itself', 'vault.azure.net'],
  ])('finds %s, which the proxy let through or refused', (_, host) => {
    const proxyRules = { credentials: undefined, blockedHosts: new Set<string>(), failures: 0, refused: [] };
    expect(findUndocumentedHosts({ connections: [{ host, at }], proxyRules })).toEqual([host]);
    const refused = { ...proxyRules, refused: [{ host, status: 403 }] };
    expect(findUndocumentedHosts({ connections: [], proxyRules: refused })).toEqual([host]);
  });

  test('ends a scenario whose run contacts such a host', async () => {
    const wrong = 'https://api.example.com';
    const scenario = { inputs: inGitHub, environment: { GITHUB_API_URL: wrong } };
    await expect(runScenario(scenario, () => undefined)).rejects.toThrow('api.example.com');
  });
});
