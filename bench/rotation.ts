import { execFileSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Latency } from '../sandbox/network/latency.ts';
import { createJob } from '../sandbox/runner/job.ts';
import { runScript } from '../sandbox/runner/step.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { printTable, Samples } from './figures.ts';
import { hasStockClients, stockClients, timeStockClients } from './stock-clients.ts';

const repeats = 15;

/** The requests that wait for one another: ID token, Entra token, application, addPassword, two rounds of verification, PUT. */
const chain = 7;

const noLatency: Latency = { response: 0, connection: 0 };

/** The networks to measure on, and how much time of its own a run may take on each, in toolkit processes. */
const networks: readonly { readonly latency: Latency; readonly target?: number }[] = [
  { latency: noLatency },
  { latency: { response: 50, connection: 0 }, target: 2.2 },
  { latency: { response: 50, connection: 100 }, target: 3.2 },
];

type Run = (onSpawn: (child: ChildProcess) => void) => Promise<unknown>;

/** What each measurement needs: the servers, and a process to compare with. */
interface Setup {
  readonly sandbox: Sandbox;
  readonly toolkit: Run;
}

/** A run of the bundled action that stores a secret in a repository, begun with an application without secrets. */
export async function runAction(
  actionDir: string,
  sandbox: Sandbox,
  onSpawn: (child: ChildProcess) => void,
  more: Readonly<Record<string, string>> = {},
  outcome = 'success',
): Promise<void> {
  const token = sandbox.github.tokens.writer;
  const job = await createJob({
    actionDir,
    environment: sandbox.environment,
    secrets: [token],
    inputs: {
      'tenant-id': sandbox.tenant.tenantId,
      'client-id': sandbox.tenant.workload.appId,
      application: 'Exalate',
      'repository-secret': 'EXALATE_CLIENT_SECRET',
      'github-token': token,
      ...more,
    },
  });
  const step = await job.main({ onSpawn });
  if (step.outcome !== outcome) throw new Error(step.transcript);
  await job.close();
}

export function removeSecrets({ tenant, github }: Sandbox): void {
  const { passwords } = tenant.application('Exalate');
  for (const { keyId } of tenant.secretsOf('Exalate')) passwords.remove(keyId, -Infinity);
  github.repository('acme/ops').secrets.clear();
}

/** From the start of a process to its end. */
export async function timeProcess(run: Run): Promise<{ begun: number; total: number }> {
  let begun = NaN;
  let ended = NaN;
  await run((child) => {
    begun = performance.now();
    child.once('exit', () => {
      ended = performance.now();
    });
  });
  return { begun, total: ended - begun };
}

function describeLatency({ response, connection }: Latency): string {
  return connection === 0
    ? `${response} ms per response`
    : `${response} ms per response, ${connection} per connection`;
}

/** One run of each kind. */
async function measureAction(
  actionDir: string,
  { sandbox, toolkit }: Setup,
  samples: Samples,
): Promise<void> {
  for (const { latency } of networks) {
    Object.assign(sandbox.latency, latency);
    removeSecrets(sandbox);
    sandbox.requests.length = 0;
    samples.add('toolkit', (await timeProcess(toolkit)).total);
    const { begun, total } = await timeProcess((onSpawn) => runAction(actionDir, sandbox, onSpawn));
    samples.add(describeLatency(latency), total);
    if (latency === noLatency) samples.add('first request', (sandbox.requests[0]?.at ?? NaN) - begun);
  }
  Object.assign(sandbox.latency, noLatency);
  removeSecrets(sandbox);
  const renewing = { 'renew-within': '30 days' };
  await runAction(actionDir, sandbox, () => undefined, renewing);
  const noOp = await timeProcess((onSpawn) => runAction(actionDir, sandbox, onSpawn, renewing));
  samples.add('nothing due', noOp.total);
  const wrong = { 'tenant-id': 'contoso', expires: 'soon' };
  const badInputs = await timeProcess((onSpawn) => runAction(actionDir, sandbox, onSpawn, wrong, 'failure'));
  samples.add('bad inputs', badInputs.total);
  removeSecrets(sandbox);
}

/** A process that loads the bundled toolkit, and does nothing with it. */
function bundleToolkit(folder: string, environment: Readonly<Record<string, string>>): Run {
  const script = join(folder, 'toolkit', 'index.js');
  execFileSync('ncc', ['build', 'bench/toolkit.js', '--out', join(folder, 'toolkit'), '--quiet']);
  return (onSpawn) =>
    runScript(script, {
      environment: { ...environment },
      directory: folder,
      onLine: () => undefined,
      onSpawn,
    });
}

/**
 * How long a whole run takes, and what it is to be compared with.
 *
 * @param actionDirs the folders of the actions to measure, side by side
 */
export async function benchRotation(actionDirs: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const sandbox = await startSandbox();
  const setup = { sandbox, toolkit: bundleToolkit(folder, sandbox.environment) };
  const withStockClients = hasStockClients();
  const actions = actionDirs.map((actionDir) => ({ actionDir, samples: new Samples() }));
  // A first round warms up the sandbox.
  for (const { actionDir } of actions) await measureAction(actionDir, setup, new Samples());
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const { actionDir, samples } of actions) {
      await measureAction(actionDir, setup, samples);
      if (withStockClients)
        samples.add(stockClients, await timeStockClients(sandbox, await mkdtemp(join(folder, 'home-'))));
    }
  }
  await sandbox.close();
  await rm(folder, { recursive: true });

  const [cpu] = cpus();
  console.log(
    `A rotation, ${repeats} runs each, interleaved; Node ${process.version}, ${cpus().length} cores (${cpu?.model ?? '?'})\n`,
  );
  for (const { actionDir, samples } of actions) {
    if (actions.length > 1) console.log(`${actionDir}\n`);
    print(samples, withStockClients);
  }
}

/** Each row: the time that was measured, less what is not the action's own, divided by what it is compared with. */
function print(samples: Samples, withStockClients: boolean): void {
  const toolkit = samples.median('toolkit');
  const row = (
    what: string,
    name: string,
    { less = 0, by = 'toolkit', target }: { less?: number; by?: string; target?: number | undefined } = {},
  ): string[] => [
    what,
    samples.median(name).toFixed(0),
    less === 0 ? '' : less.toFixed(0),
    `${by}: ${samples.median(by).toFixed(0)}`,
    ((samples.median(name) - less) / samples.median(by)).toFixed(2),
    target === undefined ? '' : `≤ ${target}`,
  ];
  printTable(
    ['what', 'ms (median)', 'less', 'divided by', 'ratio', 'target'],
    [
      ...networks.map(({ latency, target }) =>
        row(`own time, ${describeLatency(latency)}`, describeLatency(latency), {
          less: chain * latency.response,
          target,
        }),
      ),
      row('first request, after the toolkit', 'first request', { less: toolkit, target: 0.5 }),
      row('nothing due (`renew-within`)', 'nothing due'),
      row('bad inputs', 'bad inputs', { target: 1.2 }),
      ...(withStockClients
        ? [row('whole run', describeLatency(noLatency), { by: stockClients, target: 0.12 })]
        : []),
    ],
  );
}
