import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createJob } from '../sandbox/runner/job.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { median } from './figures.ts';

/** One run of the bundled report, as measured. */
interface Measurement extends Setting {
  readonly seconds: number;
  /** The highest memory of the process, in megabytes. */
  readonly peak: number;
  readonly requests: number;
}

interface Setting {
  readonly applications: number;
  /** Every application is due as superseded, unless it is `never`. */
  readonly retireAfter: string;
}

const settings: readonly Setting[] = [1_000, 10_000].flatMap((applications) =>
  ['never', '7 days'].map((retireAfter) => ({ applications, retireAfter })),
);
const repeats = 5;
const day = 86_400_000;

/** A superseded secret of this action and its successor, which was added a month ago. */
function createSecrets(index: number): readonly SeededSecret[] {
  return [-100, -30].map((start, run) => ({
    displayName: `Exalate ${index} [acme/ops r3vq7m2k9x4td8wh run ${run + 1}.1 aaaaaa]`,
    startDateTime: new Date(Date.now() + start * day).toISOString(),
    endDateTime: new Date(Date.now() + (start + 200 + (index % 100)) * day).toISOString(),
  }));
}

interface SeededSecret {
  readonly displayName: string;
  readonly startDateTime: string;
  readonly endDateTime: string;
}

async function measure(actionDir: string, setting: Setting, folder: string): Promise<Measurement> {
  const sandbox = await startSandbox();
  for (let index = 0; index < setting.applications; index += 1) {
    sandbox.tenant.addApplication({
      displayName: `Application ${index}`,
      owned: true,
      credentials: createSecrets(index),
    });
  }
  const peakFile = join(folder, 'peak');
  const job = await createJob({
    actionDir: join(actionDir, 'report'),
    environment: {
      ...sandbox.environment,
      NODE_OPTIONS: `--import=${join(process.cwd(), 'bench/peak-memory.js')}`,
      BENCH_PEAK_FILE: peakFile,
    },
    inputs: {
      'tenant-id': sandbox.tenant.tenantId,
      'client-id': sandbox.tenant.workload.appId,
      'retire-after': setting.retireAfter,
    },
  });
  const begun = performance.now();
  const step = await job.main();
  const seconds = (performance.now() - begun) / 1_000;
  if (step.outcome !== 'success') throw new Error(step.transcript);
  const peak = Number(await readFile(peakFile, 'utf8')) / 1_024;
  const requests = sandbox.requests.length;
  await job.close();
  await sandbox.close();
  return { ...setting, seconds, peak, requests };
}

/** The report over many applications: its memory should stay the same, and its time grow with their number. */
export async function benchReport(actionDir: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const all: Measurement[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const setting of settings) all.push(await measure(actionDir, setting, folder));
  }
  await rm(folder, { recursive: true });
  const rows = settings.map(({ applications, retireAfter }) => {
    const own = all.filter((one) => one.applications === applications && one.retireAfter === retireAfter);
    return {
      applications,
      'retire-after': retireAfter,
      'seconds (median)': Number(median(own.map(({ seconds }) => seconds)).toFixed(2)),
      'peak memory, MB (median)': Math.round(median(own.map(({ peak }) => peak))),
      requests: Math.max(...own.map(({ requests }) => requests)),
    };
  });
  console.log(
    `The report in ${actionDir}, ${repeats} runs each, interleaved; Node ${process.version}, ${cpus().length} cores`,
  );
  console.table(rows);
}
