import { basename } from 'node:path';
import { annotationOf } from './annotation.ts';
import { readInputs } from './inputs.ts';
import { createJournal, readJournal, type Journal } from './rotation/journal.ts';
import { isInOrder } from './rotation/state.ts';
import { readRun } from './run.ts';
import { expectCommandFiles } from './runner/command-files.ts';
import { secureEnvironment } from './runner/environment.ts';
import { captureStrayOutput } from './runner/stray-output.ts';
import { createToolkit } from './runner/toolkit.ts';
import { systemClock } from './support/clock.ts';
import { asFailure, type Failure } from './support/failure.ts';
import { failuresIn } from './support/together.ts';

const toolkit = createToolkit(process.env);

/** Adds, proves and stores a client secret. What does it is loaded when the inputs are known to be good. */
async function main(): Promise<void> {
  // First of all: until this is saved, the post step would read what an earlier step of the job put in its place.
  const journal = beginJournal();
  secureEnvironment(process.env);
  const inputs = readInputs(toolkit.getInput, readRun(process.env), systemClock.now());
  const { runMain } = await import('./phases.ts');
  await runMain(inputs, toolkit, journal);
}

/** @throws Failure `runner-not-supported`, which names every file that is missing */
function beginJournal(): Journal {
  try {
    return createJournal((text) => {
      toolkit.saveState('journal', text);
    });
  } finally {
    expectCommandFiles(process.env, 'GITHUB_OUTPUT', 'GITHUB_STATE');
  }
}

/** Completes or rolls back what the main step left unfinished. */
async function post(): Promise<void> {
  const saved = toolkit.getState('journal');
  try {
    secureEnvironment(process.env);
  } catch (error) {
    throw refusedPost(error, saved);
  }
  const state = readJournal(saved);
  if (state.step === 'idle') return;
  const { runPost } = await import('./phases.ts');
  await runPost(state, toolkit);
}

/** A post step that does not run leaves behind what it was to remove: the error says so. */
function refusedPost(error: unknown, saved: string): Failure {
  const failure = asFailure(error);
  const state = readJournal(saved);
  if (state.step === 'idle' || isInOrder(state)) return failure;
  return failure.after(
    `this step did nothing. A secret described "${state.intent.displayName}" may be on the application, active. Unless a destination holds it, remove it by hand.`,
  );
}

/** Looks at the client secrets of many applications. Loaded when it is asked for: a rotation needs none of it. */
async function report(): Promise<void> {
  expectCommandFiles(process.env, 'GITHUB_OUTPUT');
  secureEnvironment(process.env);
  const { runReport } = await import('./report/phase.ts');
  await runReport(toolkit, process.env, systemClock);
}

/** A run that is cancelled ends at once: what it had begun is in the journal, and the post step ends it. */
function stop(signal: NodeJS.Signals): void {
  toolkit.setFailed(
    `The run was stopped (${signal}). The post step of this action completes or rolls back what it had begun.`,
  );
  process.exit();
}

/** One catch-all: Node would print an error with all that it carries. */
function fail(error: unknown): void {
  for (const failure of failuresIn(error)) toolkit.setFailed(annotationOf(failure, process.env));
}

captureStrayOutput(toolkit.debug);
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
process.stdout.write('', () => process.exit());
