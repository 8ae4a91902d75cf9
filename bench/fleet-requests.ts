import { join } from 'node:path';
import type { FaultRule } from '../sandbox/network/faults.ts';
import { createJob } from '../sandbox/runner/job.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import type { DestinationKind } from './fleet/destination.ts';
import type { MeasuredRequests, RequestCounts, RunKind } from './fleet/requests.ts';

/** A run to measure, on what the ones before it have left. */
interface Measurement {
  readonly kind: RunKind;
  readonly inputs: Readonly<Record<string, string>>;
  /** The host and the method whose request is refused. */
  readonly refused?: 'graph' | 'store';
}

const renewing = { 'renew-within': '90 days' };
const retiring = { 'retire-after': '1 second' };

/** In this order: each run depends on the secrets of the earlier ones. Without `renew-within`, a run adds a secret. */
const measurements: readonly Measurement[] = [
  { kind: 'adds a secret', inputs: renewing },
  { kind: 'changes nothing', inputs: renewing },
  { kind: 'fails before it adds a secret', inputs: {}, refused: 'graph' },
  { kind: 'fails at the store and removes its secret', inputs: {}, refused: 'store' },
  { kind: 'adds a secret', inputs: {} },
  { kind: 'removes a secret', inputs: { ...renewing, ...retiring } },
  { kind: 'adds a secret', inputs: {} },
  { kind: 'adds a secret and removes one', inputs: retiring },
];

interface Store {
  readonly host: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** The answer to a write without permission. */
  readonly refusal: unknown;
}

const stores: Readonly<Record<DestinationKind, Store>> = {
  'key-vault': {
    host: 'exalate-vault.vault.azure.net',
    inputs: { 'key-vault-secret': 'https://exalate-vault.vault.azure.net/secrets/exalate' },
    refusal: {
      error: {
        code: 'Forbidden',
        message: 'Caller is not authorized to perform action on resource.',
        innererror: { code: 'ForbiddenByRbac' },
      },
    },
  },
  github: {
    host: 'api.github.com',
    inputs: { 'repository-secret': 'EXALATE_CLIENT_SECRET' },
    refusal: { message: 'Resource not accessible by personal access token', status: '403' },
  },
};

const graphRefusal = {
  error: {
    code: 'Authorization_RequestDenied',
    message: 'Insufficient privileges to complete the operation.',
  },
};

const graphHost = 'graph.microsoft.com';

/**
 * The time between two runs by the sandbox's clock, in milliseconds. GitHub shows only the last write, so that it may hold each
 * secret that was added shortly before it.
 */
const pause = 3_600_000;

/** Measures how many requests the bundled actions send to the sandbox: each kind of run, and a report about all applications. */
export async function measureRequests(applications: number): Promise<MeasuredRequests> {
  return {
    runs: { 'key-vault': await measureRuns('key-vault'), github: await measureRuns('github') },
    report: await measureReport(applications),
  };
}

async function measureRuns(kind: DestinationKind): Promise<Readonly<Record<RunKind, RequestCounts>>> {
  let passed = 0;
  const sandbox = await startSandbox({ now: () => Date.now() + passed });
  const counts = new Map<RunKind, RequestCounts>();
  for (const measurement of measurements) {
    counts.set(measurement.kind, await measureRun(sandbox, kind, measurement));
    passed += pause;
  }
  await sandbox.close();
  const get = (name: RunKind): RequestCounts => {
    const found = counts.get(name);
    if (found === undefined) throw new Error(`No run was measured that ${name}.`);
    return found;
  };
  return {
    'adds a secret': get('adds a secret'),
    'adds a secret and removes one': get('adds a secret and removes one'),
    'removes a secret': get('removes a secret'),
    'changes nothing': get('changes nothing'),
    'fails before it adds a secret': get('fails before it adds a secret'),
    'fails at the store and removes its secret': get('fails at the store and removes its secret'),
  };
}

/** What each kind of run does to the number of secrets. */
const changes: Readonly<Record<RunKind, number>> = {
  'adds a secret': 1,
  'adds a secret and removes one': 0,
  'removes a secret': -1,
  'changes nothing': 0,
  'fails before it adds a secret': 0,
  'fails at the store and removes its secret': 0,
};

async function measureRun(
  sandbox: Sandbox,
  destination: DestinationKind,
  { kind, inputs, refused }: Measurement,
): Promise<RequestCounts> {
  const { tenant, github, faults, requests } = sandbox;
  const { host, inputs: store, refusal } = stores[destination];
  const refuse = (when: FaultRule['when'], body: unknown): void => {
    faults.add({ when, times: Infinity, fault: { kind: 'answer', status: 403, body } });
  };
  if (refused === 'graph') refuse({ host: graphHost }, graphRefusal);
  if (refused === 'store') refuse({ host, method: 'PUT' }, refusal);
  const token = github.tokens.writer;
  const before = tenant.secretsOf('Exalate').length;
  requests.length = 0;
  const job = await createJob({
    actionDir: process.cwd(),
    environment: sandbox.environment,
    secrets: [token],
    inputs: {
      'tenant-id': tenant.tenantId,
      'client-id': tenant.workload.appId,
      application: 'Exalate',
      'github-token': destination === 'github' ? token : '',
      expires: '180 days',
      ...store,
      ...inputs,
    },
  });
  const main = await job.main();
  await job.post();
  await job.close();
  faults.clear();
  const change = tenant.secretsOf('Exalate').length - before;
  const outcome = refused === undefined ? 'success' : 'failure';
  if (main.outcome !== outcome || change !== changes[kind])
    throw new Error(`This is not a run that ${kind}:\n${main.transcript}`);
  return classifyRequests(sandbox);
}

async function measureReport(applications: number): Promise<RequestCounts> {
  const sandbox = await startSandbox();
  const { tenant } = sandbox;
  for (let index = 0; index < applications; index += 1)
    tenant.addApplication({ displayName: `Application ${index}`, owned: true, credentials: [{}] });
  const job = await createJob({
    actionDir: join(process.cwd(), 'report'),
    environment: sandbox.environment,
    inputs: { 'tenant-id': tenant.tenantId, 'client-id': tenant.workload.appId },
  });
  const { outcome, transcript } = await job.main();
  if (outcome !== 'success') throw new Error(transcript);
  const counts = classifyRequests(sandbox);
  await job.close();
  await sandbox.close();
  return counts;
}

const destinationHosts = Object.values(stores).map(({ host }) => host);

function classifyRequests({ requests }: Sandbox): RequestCounts {
  const toGraph = requests.filter(({ host }) => host === graphHost);
  const graphReads = toGraph.filter(({ method }) => method === 'GET').length;
  const destination = requests.filter(({ host }) => destinationHosts.includes(host)).length;
  return {
    login: requests.length - toGraph.length - destination,
    graphReads,
    graphWrites: toGraph.length - graphReads,
    destination,
  };
}
