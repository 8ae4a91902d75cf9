import { cleanUp } from './cleanup.ts';
import { cloudNamed } from './entra/clouds.ts';
import type { Inputs } from './inputs.ts';
import { journalIn, type JournalRecord } from './journal.ts';
import { setOutputs } from './outputs.ts';
import { rotate } from './rotate.ts';
import { readRun } from './run.ts';
import { writeSummary, type Summary } from './summary.ts';
import { Budget } from './support/budget.ts';
import { systemClock } from './support/clock.ts';
import { realWorld, type Setting, type Toolkit, type World } from './world.ts';

/** The runner's toolkit, as far as a rotation needs it. */
export interface RotationToolkit extends Toolkit {
  readonly getInput: (name: string) => string;
  readonly saveState: (name: string, value: string) => void;
  readonly summary: Summary;
}

/**
 * How long a phase may take, and how long servers may make it wait beyond that, in milliseconds. A cancelled job is
 * ended by force after five minutes.
 */
const mainTime = { budget: 60_000, purse: 300_000 };
const postTime = { budget: 70_000, purse: 90_000 };

/** Adds, proves and stores a client secret. */
export async function runMain(inputs: Inputs, toolkit: RotationToolkit): Promise<void> {
  if (inputs.gitHubToken !== '') toolkit.setSecret(inputs.gitHubToken);
  const world = enter(inputs, toolkit, mainTime);
  const journal = journalIn((text) => {
    toolkit.saveState('journal', text);
  });
  const outcome = await rotate(inputs, world, journal);
  setOutputs(outcome, toolkit.setOutput);
  await writeSummary(outcome, inputs.tenantId, toolkit.summary).catch(() => {
    toolkit.warning('The job summary could not be written; the run itself succeeded.');
  });
}

/** Removes what the main step left unfinished. */
export async function runPost(journal: JournalRecord, toolkit: RotationToolkit): Promise<void> {
  const gitHubToken = toolkit.getInput('github-token');
  if (gitHubToken !== '') toolkit.setSecret(gitHubToken);
  const setting = { ...journal, cloud: cloudNamed(journal.cloud), gitHubToken, run: readRun(process.env) };
  await cleanUp(journal, enter(setting, toolkit, postTime));
}

function enter(setting: Setting, toolkit: RotationToolkit, { budget, purse }: typeof mainTime): World {
  return realWorld(setting, toolkit, process.env, systemClock, new Budget(systemClock, budget, purse));
}
