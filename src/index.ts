import { basename } from 'node:path';
import * as core from '@actions/core';
import { annotationOf } from './annotation.ts';
import { cleanUp } from './cleanup.ts';
import { cloudNamed } from './entra/clouds.ts';
import { readInputs, readRun } from './inputs.ts';
import { journalIn, readJournal } from './journal.ts';
import { setOutputs } from './outputs.ts';
import { rotate } from './rotate.ts';
import { writeSummary } from './summary.ts';
import { Budget } from './support/budget.ts';
import { systemClock } from './support/clock.ts';
import { failuresIn } from './support/together.ts';
import { realWorld } from './world.ts';

/** How long a phase may take whatever the servers do, in milliseconds; cleaning up has time of its own beside it. */
const mainBudget = 60_000;
const postBudget = 70_000;

/** How long servers may make a phase wait beyond that: a cancelled job is ended by force after five minutes. */
const mainPurse = 300_000;
const postPurse = 90_000;

/** Adds, proves and stores a client secret. */
async function main(): Promise<void> {
  const inputs = readInputs(core.getInput, readRun(process.env), systemClock.now());
  if (inputs.gitHubToken !== '') core.setSecret(inputs.gitHubToken);
  const setting = { ...inputs, apiUrl: inputs.run.apiUrl };
  const world = realWorld(
    setting,
    core,
    process.env,
    systemClock,
    new Budget(systemClock, mainBudget, mainPurse),
  );
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
  const { apiUrl } = readRun(process.env);
  const setting = { ...journal, cloud: cloudNamed(journal.cloud), gitHubToken, apiUrl };
  const world = realWorld(
    setting,
    core,
    process.env,
    systemClock,
    new Budget(systemClock, postBudget, postPurse),
  );
  await cleanUp(journal, world);
}

/** A run that is cancelled ends at once: what it had begun is in the journal, and the post step ends it. */
function stop(signal: NodeJS.Signals): void {
  core.setFailed(`The run was stopped (${signal}). The post step of this action sees to what it had begun.`);
  process.exit();
}

const isPost = basename(process.argv[1] ?? '') === 'post.js';
if (!isPost) for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
try {
  await (isPost ? post() : main());
} catch (error) {
  for (const failure of failuresIn(error)) core.setFailed(annotationOf(failure, process.env));
}

// What still waits for an answer that nobody wants any more does not hold the job.
setTimeout(() => process.exit(), 500).unref();
