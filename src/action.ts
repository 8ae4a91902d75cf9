import { formatAnnotation } from './runner/annotations.ts';
import { readInputs } from './rotation/inputs.ts';
import { createJournal, readJournal, type Journal } from './rotation/journal.ts';
import { refusedPostError } from './rotation/own-record.ts';
import { readWorkflowRun } from './runner/run-context.ts';
import { requireCommandFiles } from './runner/command-files.ts';
import { secureEnvironment } from './runner/environment.ts';
import { captureStrayOutput } from './runner/stray-output.ts';
import { createToolkit } from './runner/toolkit.ts';
import { systemClock } from './shared/clock.ts';
import { toActionErrors } from './shared/settle.ts';

const toolkit = createToolkit(process.env);

/** The main step of the action: adds, verifies and stores a client secret, and retires old ones. */
export async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  await run(async () => {
    // First of all: until this is saved, the post step would read what an earlier step of the job put in its place.
    const journal = beginJournal();
    secureEnvironment(process.env);
    const inputs = readInputs(toolkit.getInput, readWorkflowRun(process.env), systemClock.now());
    // Loaded when the inputs are known to be good.
    const { runMain } = await import('./rotation/main.ts');
    await runMain(inputs, toolkit, journal);
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
    if (state.step === 'idle') return;
    const { runPost } = await import('./rotation/main.ts');
    await runPost(state, toolkit);
  });
}

/** The report action: looks at the client secrets of many applications, and changes nothing. */
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
  captureStrayOutput(toolkit.debug);
  process.once('uncaughtException', (error) => {
    fail(error);
    process.exit();
  });
  try {
    await phase();
  } catch (error) {
    fail(error);
  }
  // A request whose answer is not needed any longer does not hold the job.
  process.stdout.write('', () => process.exit());
}

/** @throws Failure `runner-not-supported`, which names every file that is missing */
function beginJournal(): Journal {
  try {
    return createJournal((text) => {
      toolkit.saveState('journal', text);
    });
  } finally {
    requireCommandFiles(process.env, 'GITHUB_OUTPUT', 'GITHUB_STATE');
  }
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
  for (const failure of toActionErrors(error)) toolkit.setFailed(formatAnnotation(failure, process.env));
}
