import { setTimeout as delay } from 'node:timers/promises';
import { setDefaultCACertificates } from 'node:tls';
import * as v from 'valibot';
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox/sandbox.ts';
import type { Inputs, Run } from '../src/inputs.ts';
import { readInputs, readRun } from '../src/inputs.ts';
import type { Clock } from '../src/support/clock.ts';
import { actionFetch } from '../src/support/fetch.ts';
import { realWorld, type World } from '../src/world.ts';

/** Starts a sandbox, and lets this process talk to it as the bundled action would: through the proxy alone. */
export async function enterSandbox(options?: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  setDefaultCACertificates([sandbox.ca]);
  Object.assign(process.env, sandbox.environment);
  return sandbox;
}

/** A clock that does not wait: whoever sleeps finds the time passed. */
export class FastClock implements Clock {
  readonly waits: number[] = [];
  #offset = 0;

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

/** A toolkit that remembers what it was told. */
class RememberingToolkit {
  readonly lines: string[] = [];
  readonly masks: string[] = [];
  readonly outputs: Record<string, string> = {};
  readonly #idToken: (audience: string) => Promise<string>;

  constructor(idToken: (audience: string) => Promise<string>) {
    this.#idToken = idToken;
  }

  info = (message: string): void => {
    this.lines.push(message);
  };

  warning = (message: string): void => {
    this.lines.push(`Warning: ${message}`);
  };

  setSecret = (value: string): void => {
    this.masks.push(value);
  };

  setOutput = (name: string, value: string): void => {
    this.outputs[name] = value;
  };

  getIDToken = (audience: string): Promise<string> => this.#idToken(audience);
}

/** Everything that a run of the action in this process has. */
export interface InProcessRun {
  readonly inputs: Inputs;
  readonly run: Run;
  readonly world: World;
  readonly toolkit: RememberingToolkit;
  readonly clock: FastClock;
}

/** Prepares a run with these inputs on the sandbox's tenant. */
export function prepareRun(sandbox: Sandbox, inputs: Readonly<Record<string, string>>): InProcessRun {
  const all: Readonly<Record<string, string>> = {
    'tenant-id': sandbox.tenant.tenantId,
    'client-id': sandbox.tenant.workload.appId,
    application: 'Exalate',
    'github-token': sandbox.github.tokens.writer,
    ...inputs,
  };
  const clock = new FastClock();
  const toolkit = new RememberingToolkit((audience) => requestIdToken(sandbox, audience));
  const run = readRun(sandbox.environment);
  const read = readInputs((name) => all[name] ?? '', run, clock.now());
  return {
    inputs: read,
    run,
    toolkit,
    clock,
    world: realWorld(read, run, toolkit, sandbox.environment, clock),
  };
}

/** As the toolkit does it, without its lines on standard output. */
async function requestIdToken({ environment }: Sandbox, audience: string): Promise<string> {
  const fetch = actionFetch('test', 20_000);
  const url = `${environment['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? ''}&audience=${encodeURIComponent(audience)}`;
  const headers = { Authorization: `Bearer ${environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? ''}` };
  const answer: unknown = await (await fetch(url, { headers })).json();
  return v.parse(v.object({ value: v.string() }), answer).value;
}
