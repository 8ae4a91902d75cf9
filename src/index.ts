import { basename } from 'node:path';
import * as core from '@actions/core';
import { annotationOf } from './annotation.ts';
import { cleanUp } from './cleanup.ts';
import { cloudNamed } from './entra/clouds.ts';
import { readInputs } from './inputs.ts';
import { journalIn, readJournal } from './journal.ts';
import { setOutputs } from './outputs.ts';
import { rotate } from './rotate.ts';
import { readRun } from './run.ts';
import { writeSummary } from './summary.ts';
import { Budget } from './support/budget.ts';
import { systemClock } from './support/clock.ts';
import { failuresIn } from './support/together.ts';
import { realWorld, type Setting, type World } from './world.ts';

/**
 * How long a phase may take, and how long servers may make it wait beyond that, in milliseconds. A cancelled job is
 * ended by force after five minutes.
 */
const mainTime = { budget: 60_000, purse: 300_000 };
const postTime = { budget: 70_000, purse: 90_000 };

/** Adds, proves and stores a client secret. */
async function main(): Promise<void> {
  const inputs = readInputs(core.getInput, readRun(process.env), systemClock.now());
  if (inputs.gitHubToken !== '') core.setSecret(inputs.gitHubToken);
  const world = enter(inputs, mainTime);
  const journal = journalIn((text) => {
    core.saveState('journal', text);
  });
  const outcome = await rotate(inputs, world, journal);
  setOutputs(outcome, core.setOutput);
  await writeSummary(outcome, inputs.tenantId, core.summary).catch(() => {
    core.warning('The job summary could not be written; the run itself succeeded.');
  });
}

/** Removes what the main step left unfinished. */
async function post(): Promise<void> {
  const journal = readJournal(core.getState('journal'));
  if (journal === undefined) return;
  const gitHubToken = core.getInput('github-token');
  if (gitHubToken !== '') core.setSecret(gitHubToken);
  const setting = { ...journal, cloud: cloudNamed(journal.cloud), gitHubToken, run: readRun(process.env) };
  await cleanUp(journal, enter(setting, postTime));
}

/** Looks at the client secrets of many applications. Loaded when it is asked for: a rotation needs none of it. */
async function report(): Promise<void> {
  const { runReport } = await import('./report/phase.ts');
  await runReport(core, process.env, systemClock);
}

function enter(setting: Setting, { budget, purse }: typeof mainTime): World {
  return realWorld(setting, core, process.env, systemClock, new Budget(systemClock, budget, purse));
}

/** A run that is cancelled ends at once: what it had begun is in the journal, and the post step ends it. */
function stop(signal: NodeJS.Signals): void {
  core.setFailed(`The run was stopped (${signal}). The post step of this action sees to what it had begun.`);
  process.exit();
}

/** One catch-all: Node would print an error with all that it carries. */
function fail(error: unknown): void {
  for (const failure of failuresIn(error)) core.setFailed(annotationOf(failure, process.env));
}

process.once('uncaughtException', (error) => {
  fail(error);
  process.exit();
});
const started = basename(process.argv[1] ?? '');
const phase = started === 'post.js' ? post : started === 'report.js' ? report : main;
if (phase === main) for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
try {
  await phase();
} catch (error) {
  fail(error);
}

// What still waits for an answer that nobody wants any more does not hold the job.
setTimeout(() => process.exit(), 500).unref();
