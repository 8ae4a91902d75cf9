import { formatAnnotation } from './runner/annotations.ts';
import { readInputs } from './rotation/inputs.ts';
import { createJournal, readCompromised, readJournal, type Journal } from './rotation/journal.ts';
import { refusedPostError } from './rotation/own-record.ts';
import { readWorkflowRun } from './runner/run-context.ts';
import { requireCommandFiles } from './runner/command-files.ts';
import { secureEnvironment } from './runner/environment.ts';
import { writeFailureSummary } from './runner/failure-summary.ts';
import { captureLibraryOutput } from './runner/library-output.ts';
import { createToolkit } from './runner/toolkit.ts';
import { systemClock } from './shared/clock.ts';
import { toActionErrors } from './shared/action-error.ts';

// The entry points of dist/. Each runs one phase, prints every error as an annotation, and ends the process; none rejects.

const toolkit = createToolkit(process.env);

/** The main step of the action: adds, verifies and stores a client secret, and retires old ones. */
export async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  await run(async () => {
    // This comes first: until the journal is saved, the post step would read what an earlier step may have set instead.
    const journal = beginJournal();
    secureEnvironment(process.env);
    const inputs = readInputs(toolkit.getInput, readWorkflowRun(process.env), systemClock.now());
    // Loaded only when the inputs are valid.
    const { runMain } = await import('./rotation/main.ts');
    await runMain(inputs, toolkit, journal, process.env, systemClock);
  });
}

/** The post step: completes or rolls back what the main step left unfinished. */
export async function post(): Promise<void> {
  await run(async () => {
    const saved = toolkit.getState('journal');
    try {
      secureEnvironment(process.env);
    } catch (error) {
      throw refusedPostError(error, saved, readWorkflowRun(process.env), toolkit.getInput);
    }
    const state = readJournal(saved);
    const compromised = readCompromised(saved);
    if (state.step === 'idle' && compromised.length === 0) return;
    const { runPost } = await import('./rotation/main.ts');
    await runPost(state, compromised, toolkit, process.env, systemClock);
  });
}

/** The report action: reads the client secrets of many applications, and changes nothing. */
export async function report(): Promise<void> {
  await run(async () => {
    requireCommandFiles(process.env, 'GITHUB_OUTPUT');
    secureEnvironment(process.env);
    const { runReport } = await import('./report/main.ts');
    await runReport(toolkit, process.env, systemClock);
  });
}

/** Runs one phase in this process, and ends the process. */
async function run(phase: () => Promise<void>): Promise<void> {
  captureLibraryOutput(toolkit.debug);
  process.once('uncaughtException', (error) => {
    fail(error);
    process.exit();
  });
  try {
    await phase();
  } catch (error) {
    fail(error);
  }
  // Exits even when a request is still pending: nothing needs its response any more.
  process.stdout.write('', () => process.exit());
}

/** @throws ActionError `runner-not-supported`, which names every missing file */
function beginJournal(): Journal {
  try {
    return createJournal((text) => {
      toolkit.saveState('journal', text);
    });
  } finally {
    requireCommandFiles(process.env, 'GITHUB_OUTPUT', 'GITHUB_STATE');
  }
}

/** A cancelled run exits immediately: the journal records what it started, and the post step completes or removes it. */
function stop(signal: NodeJS.Signals): void {
  toolkit.setFailed(
    `The run was stopped (${signal}). The post step of this action completes or rolls back its unfinished work.`,
  );
  process.exit();
}

/** Handles every error, since Node would print an unhandled one with all of its properties. */
function fail(error: unknown): void {
  const errors = toActionErrors(error);
  for (const actionError of errors) toolkit.setFailed(formatAnnotation(actionError, process.env));
  try {
    writeFailureSummary(errors, toolkit.summary.stringify(), process.env);
  } catch {
    toolkit.warning('The job summary could not be written.');
  }
}
