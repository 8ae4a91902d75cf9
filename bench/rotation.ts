import { execFileSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createJob } from '../sandbox/runner.ts';
import { runScript } from '../sandbox/runner/step.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { median, printTable } from './figures.ts';
import { hasPeer, timePeer } from './peer.ts';

const repeats = 15;

/** The requests that wait for one another: ID token, Entra token, application, addPassword, two rounds of the proof, PUT. */
const chain = 7;

type Run = (onSpawn: (child: ChildProcess) => void) => Promise<unknown>;

/** A run of the bundled action that stores a secret in a repository, begun with an application without secrets. */
async function runAction(
  sandbox: Sandbox,
  onSpawn: (child: ChildProcess) => void,
  more: Readonly<Record<string, string>> = {},
  outcome = 'success',
): Promise<void> {
  const token = sandbox.github.tokens.writer;
  const job = await createJob({
    actionDir: process.cwd(),
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

function clear({ tenant, github }: Sandbox): void {
  const { passwords } = tenant.application('Exalate');
  for (const { keyId } of tenant.secretsOf('Exalate')) passwords.remove(keyId, -Infinity);
  github.repository('acme/ops').secrets.clear();
}

/** From the start of a process to its end. */
async function timed(run: Run): Promise<{ begun: number; total: number }> {
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

/** One run of each kind. */
async function measure(
  sandbox: Sandbox,
  toolkit: Run,
  folder: string,
  peer: boolean,
): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  for (const latency of [0, 50, 150]) {
    sandbox.latency = latency;
    clear(sandbox);
    sandbox.requests.length = 0;
    figures[`toolkit beside ${latency}`] = (await timed(toolkit)).total;
    const { begun, total } = await timed((onSpawn) => runAction(sandbox, onSpawn));
    figures[`action ${latency}`] = total;
    if (latency === 0) figures['first request'] = (sandbox.requests[0]?.at ?? NaN) - begun;
  }
  sandbox.latency = 0;
  clear(sandbox);
  if (peer) figures['peer'] = await timePeer(sandbox, await mkdtemp(join(folder, 'home-')));
  clear(sandbox);
  const renewing = { 'renew-within': '30 days' };
  await runAction(sandbox, () => undefined, renewing);
  figures['no-op'] = (await timed((onSpawn) => runAction(sandbox, onSpawn, renewing))).total;
  const wrong = { 'tenant-id': 'contoso', expires: 'soon' };
  figures['bad inputs'] = (await timed((onSpawn) => runAction(sandbox, onSpawn, wrong, 'failure'))).total;
  return figures;
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

/** How long a whole run takes, and what it is to be compared with. */
export async function benchRotation(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const sandbox = await startSandbox();
  const toolkit = bundleToolkit(folder, sandbox.environment);
  const peer = hasPeer();
  const all: Record<string, number>[] = [];
  // The first run also warms up the sandbox.
  for (let repeat = 0; repeat <= repeats; repeat += 1)
    all.push(await measure(sandbox, toolkit, folder, peer));
  await sandbox.close();
  await rm(folder, { recursive: true });

  const of = (name: string): number => median(all.slice(1).map((figures) => figures[name] ?? NaN));
  const loaded = median([0, 50, 150].map((latency) => of(`toolkit beside ${latency}`)));
  const rows = [0, 50, 150].map((latency) =>
    ratio(
      `whole action, ${latency} ms a request`,
      of(`action ${latency}`),
      'floor',
      loaded + chain * latency,
      latency === 50 ? '1.2' : '',
    ),
  );
  const [cpu] = cpus();
  console.log(
    `A rotation, ${repeats} runs each, interleaved; Node ${process.version}, ${cpus().length} cores (${cpu?.model ?? '?'})\n`,
  );
  printTable(
    ['what', 'ms (median)', 'compared with', 'ms (median)', 'ratio', 'target'],
    [
      ...rows,
      [
        ...ratio('first request', of('first request'), 'toolkit', loaded, '').slice(0, 4),
        `+ ${Math.round(of('first request') - loaded)} ms`,
        '+ 30 ms',
      ],
      ratio('nothing due (`renew-within`), 0 ms', of('no-op'), 'toolkit', loaded, ''),
      ratio('bad inputs', of('bad inputs'), 'toolkit', loaded, '1.2'),
      ...(peer
        ? [ratio('whole action, 0 ms', of('action 0'), '`curl`, `az` and `gh`', of('peer'), '0.12')]
        : []),
    ],
  );
}

function ratio(what: string, one: number, than: string, other: number, target: string): string[] {
  return [what, one.toFixed(0), than, other.toFixed(0), (one / other).toFixed(2), target && `≤ ${target}`];
}
