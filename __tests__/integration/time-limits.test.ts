// @slow
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import {
  enterSandbox,
  FastClock,
  prepareRun,
  runPost,
  runRotation,
  type InProcessRun,
} from '../helpers/in-sandbox.ts';
import { arrange } from '../helpers/invariants.ts';

/** A clock that is ten times as fast, for requests, waits, and the time that it shows. */
class QuickClock extends FastClock {
  readonly #start = Date.now();

  constructor() {
    super(100);
  }

  override now(): Date {
    return new Date(this.#start + ((Date.now() - this.#start) * 1_000) / this.msPerSecond);
  }

  override async sleep(milliseconds: number): Promise<void> {
    await delay((milliseconds * this.msPerSecond) / 1_000);
  }
}

/** Two minutes, in milliseconds. */
const limit = 120_000;

const measured: string[] = [];

/** From the first request of this kind on, no server responds. */
const stages: readonly (readonly [string, RegExp, number])[] = [
  ['the ID token', /idtoken/, 0],
  ['the login', /oauth2/, 0],
  ['finding the application', /\/applications\?/, 0],
  ['adding the secret', /addPassword$/, 0],
  ['writing the destination', /actions\/secrets\/EXALATE/, 1],
  ['removing the secret', /removePassword$/, 0],
];

/** Runs both phases. @returns how long each takes, in seconds */
async function measurePhases(prepared: InProcessRun, sandbox: Sandbox): Promise<readonly number[]> {
  const seconds: number[] = [];
  for (const phase of [() => runRotation(prepared), () => runPost(sandbox, prepared)]) {
    const begun = prepared.clock.now().getTime();
    await phase().catch(() => undefined);
    seconds.push((prepared.clock.now().getTime() - begun) / 1_000);
  }
  return seconds;
}

function expectWithinLimit(name: string, seconds: readonly number[]): void {
  measured.push(`${name.padEnd(30)}${seconds.map((duration) => duration.toFixed(0).padStart(6)).join('')}`);
  for (const duration of seconds) expect(duration * 1_000).toBeLessThan(limit);
}

describe('the main step and the post step each end within two minutes when no server responds', () => {
  test.each(stages)('from this request on: %s', async (name, path, skip) => {
    const sandbox = await enterSandbox();
    try {
      arrange(sandbox);
      const inputs = { 'repository-secret': 'EXALATE_CLIENT_SECRET', verify: 'false' };
      const prepared = prepareRun(sandbox, inputs, new QuickClock());
      if (name === 'removing the secret') {
        const refused = { kind: 'answer', status: 403, body: { message: 'no' } } as const;
        const headers = { 'Content-Type': 'application/json' };
        sandbox.faults.add({ when: { method: 'PUT' }, times: Infinity, fault: { ...refused, headers } });
      }
      const first = sandbox.faults.add({ when: { path }, skip, times: Infinity, fault: { kind: 'hang' } });
      const everything = setInterval(() => {
        if (first.used > 0) sandbox.faults.add({ when: {}, times: Infinity, fault: { kind: 'hang' } });
      }, 5);

      const seconds = await measurePhases(prepared, sandbox);
      clearInterval(everything);
      expect(first.used).toBeGreaterThan(0);
      expectWithinLimit(name, seconds);
    } finally {
      await sandbox.close();
    }
  });
});

test('the main step and the post step each end within two minutes when only the verification succeeds', async () => {
  const sandbox = await enterSandbox();
  try {
    arrange(sandbox);
    const hang = { times: Infinity, fault: { kind: 'hang' } } as const;
    const readState = sandbox.faults.add({ when: { host: 'api.github.com' }, skip: 2, ...hang });
    sandbox.faults.add({ when: { path: /removePassword$|\/applications\/[^/]+\?/ }, ...hang });
    const inputs = { 'repository-secret': 'EXALATE_CLIENT_SECRET' };
    const seconds = await measurePhases(prepareRun(sandbox, inputs, new QuickClock()), sandbox);
    expect(readState.used).toBeGreaterThan(0);
    expectWithinLimit('reading during verification', seconds);
  } finally {
    await sandbox.close();
  }
});

afterAll(() => {
  const head = `${'no response from'.padEnd(30)}  main  post`;
  process.stdout.write(`Seconds until a phase ends:\n  ${[head, ...measured].join('\n  ')}\n`);
});
