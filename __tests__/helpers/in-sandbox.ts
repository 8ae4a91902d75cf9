import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { setDefaultCACertificates } from 'node:tls';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.ts';
import { cleanUp } from '../../src/rotation/clean-up.ts';
import { UnconfirmedWriteError } from '../../src/destinations/destination.ts';
import { getCloud } from '../../src/azure/cloud.ts';
import type { Inputs } from '../../src/rotation/inputs.ts';
import { readInputs } from '../../src/rotation/inputs.ts';
import { readWorkflowRun } from '../../src/runner/run-context.ts';
import { createJournal, readJournal, type Journal } from '../../src/rotation/journal.ts';
import type { RotationState } from '../../src/rotation/state.ts';
import { createHttpClient, type HttpClient, type HttpClientOptions } from '../../src/http/client.ts';
import { TimeBudget } from '../../src/http/time-budget.ts';
import type { Clock } from '../../src/shared/clock.ts';
import { ActionError } from '../../src/shared/action-error.ts';
import { createProgress, type Services } from '../../src/rotation/context.ts';
import { rotate, type Outcome } from '../../src/rotation/rotate.ts';
import { createServices } from '../../src/rotation/services.ts';
import { KnownSecrets } from '../../src/shared/known-secrets.ts';
import type { Toolkit } from '../../src/runner/toolkit.ts';
import { RememberingSummary } from './remembering-summary.ts';

/** Starts a sandbox, and lets this process talk to it as the bundled action would: through the proxy alone. */
export async function enterSandbox(options?: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  setDefaultCACertificates([sandbox.ca]);
  Object.assign(process.env, sandbox.environment);
  return sandbox;
}

/** The failure that something ends with; a write in doubt has one, too. @throws whatever else it ends with */
export async function failureOf(work: Promise<unknown>): Promise<ActionError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (error instanceof ActionError) return error;
  if (error instanceof UnconfirmedWriteError) return error.actionError;
  throw error;
}

/** A clock that does not wait: whoever sleeps finds the time passed. */
export class FastClock implements Clock {
  readonly waits: number[] = [];
  /** Libraries that wait by themselves wait so much less. */
  readonly msPerSecond: number;
  #offset = 0;

  /** @param second how long one is for those that wait by themselves, and for requests, in milliseconds */
  constructor(second = 600) {
    this.msPerSecond = second;
  }

  now(): Date {
    return new Date(Date.now() + this.#offset);
  }

  /** The sandbox gets a moment of real time, to finish what it is at. */
  async sleep(milliseconds: number): Promise<void> {
    this.waits.push(milliseconds);
    this.#offset += milliseconds;
    await delay(5);
  }
}

/** An HTTP client like the action's own, which logs nothing. */
export function createTestClient(options: Partial<HttpClientOptions> = {}): HttpClient {
  const clock = options.clock ?? new FastClock();
  const nothing = (): void => undefined;
  return createHttpClient({
    userAgent: 'exalate-secret-action/test',
    clock,
    budget: new TimeBudget(clock, 60_000, 300_000),
    log: { info: nothing, notice: nothing, warning: nothing },
    serverTime: { observe: nothing },
    redact: (text) => text,
    ...options,
  });
}

/** A toolkit that records what is written to it. It has no inputs and no state. */
export class RememberingToolkit implements Toolkit {
  readonly lines: string[] = [];
  readonly masks: string[] = [];
  readonly outputs: Record<string, string> = {};
  summary: RememberingSummary = new RememberingSummary();
  getInput: Toolkit['getInput'] = () => '';
  readonly getState = (): string => '';

  info = (message: string): void => {
    this.lines.push(message);
  };

  notice = (message: string): void => {
    this.lines.push(`Notice: ${message}`);
  };

  warning = (message: string): void => {
    this.lines.push(`Warning: ${message}`);
  };

  readonly debug = (message: string): void => {
    this.lines.push(`Debug: ${message}`);
  };

  readonly setFailed = (message: string): void => {
    this.lines.push(`Error: ${message}`);
  };

  setSecret = (value: string): void => {
    this.masks.push(value);
  };

  readonly redact = (text: string): string => {
    const secrets = new KnownSecrets();
    for (const value of this.masks) secrets.add(value);
    return secrets.redact(text);
  };

  setOutput = (name: string, value: string): void => {
    this.outputs[name] = value;
  };

  readonly saveState = (): void => {
    throw new Error('These tests keep the journal elsewhere.');
  };
}

/** Everything that a run of the action in this process has. */
export interface InProcessRun {
  readonly inputs: Inputs;
  readonly services: Services;
  readonly toolkit: RememberingToolkit;
  readonly clock: FastClock;
  readonly journal: Journal;
  /** What the post step would read now. */
  readonly written: () => RotationState;
}

/** Prepares a run with these inputs on the sandbox's tenant. */
export function prepareRun(
  sandbox: Sandbox,
  given: Readonly<Record<string, string>>,
  clock = new FastClock(),
  budget = new TimeBudget(clock, 60_000, 300_000),
  environment: Readonly<Record<string, string>> = sandbox.environment,
): InProcessRun {
  const all: Readonly<Record<string, string>> = {
    'tenant-id': sandbox.tenant.tenantId,
    'client-id': sandbox.tenant.workload.appId,
    application: 'Exalate',
    'github-token': sandbox.github.tokens.writer,
    ...given,
  };
  const toolkit = new RememberingToolkit();
  const run = readWorkflowRun({ GITHUB_WORKSPACE: tmpdir(), RUNNER_TEMP: tmpdir(), ...environment });
  const inputs = readInputs((name) => all[name] ?? '', run, clock.now());
  const services = createServices(inputs, toolkit, environment, clock, budget);
  let text = '';
  const journal = createJournal((saved) => {
    text = saved;
  });
  return { inputs, toolkit, clock, services, journal, written: () => readJournal(text) };
}

/** Runs the main step. */
export function runRotation({
  inputs,
  services,
  journal,
}: Pick<InProcessRun, 'inputs' | 'services' | 'journal'>): Promise<Outcome> {
  return rotate(inputs, services, journal, createProgress());
}

/** Runs the post step of a run, as the runner would after whatever became of it. */
export async function runPost(
  sandbox: Sandbox,
  { inputs, toolkit, clock, written }: InProcessRun,
): Promise<void> {
  const state = written();
  if (state.step === 'idle') return;
  const { gitHubToken, run } = inputs;
  const serviceConfig = { ...state.intent, cloud: getCloud(state.intent.cloud), gitHubToken, run };
  const budget = new TimeBudget(clock, 70_000, 90_000);
  await cleanUp(state, createServices(serviceConfig, toolkit, sandbox.environment, clock, budget));
}
