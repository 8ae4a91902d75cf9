import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createJob } from '../sandbox/runner/job.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { median } from './figures.ts';

/** One run of the bundled report, as measured. */
interface Measurement {
  readonly applications: number;
  readonly seconds: number;
  /** The highest memory of the process, in megabytes. */
  readonly peak: number;
  readonly requests: number;
}

const sizes = [1_000, 10_000];
const repeats = 5;
const day = 86_400_000;

async function measure(actionDir: string, applications: number, folder: string): Promise<Measurement> {
  const sandbox = await startSandbox();
  for (let index = 0; index < applications; index += 1) {
    sandbox.tenant.addApplication({
      displayName: `Application ${index}`,
      owned: true,
      credentials: [20, 400].map((days) => ({
        displayName: 'made by hand',
        endDateTime: new Date(Date.now() + (days + (index % 300)) * day).toISOString(),
      })),
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
    inputs: { 'tenant-id': sandbox.tenant.tenantId, 'client-id': sandbox.tenant.workload.appId },
  });
  const begun = performance.now();
  const step = await job.main();
  const seconds = (performance.now() - begun) / 1_000;
  if (step.outcome !== 'success') throw new Error(step.transcript);
  const peak = Number(await readFile(peakFile, 'utf8')) / 1_024;
  const requests = sandbox.requests.length;
  await job.close();
  await sandbox.close();
  return { applications, seconds, peak, requests };
}

/** The report over many applications: its memory should stay the same, and its time grow with their number. */
export async function benchReport(actionDir: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const all: Measurement[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const size of sizes) all.push(await measure(actionDir, size, folder));
  }
  await rm(folder, { recursive: true });
  const rows = sizes.map((size) => {
    const own = all.filter(({ applications }) => applications === size);
    return {
      applications: size,
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
