// @slow
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, test } from '@jest/globals';
import { rotate } from '../../src/rotation/rotate.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { enterSandbox, FastClock, prepareRun, runPost, type InProcessRun } from '../helpers/in-sandbox.ts';
import { arrange } from '../helpers/invariants.ts';

/** All time goes by ten times as fast: that of requests, of waits, and what the clock shows. */
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

/** Each is the first request of its kind, from which on nobody answers any more. */
const stages: readonly (readonly [string, RegExp, number])[] = [
  ['the ID token', /idtoken/, 0],
  ['the login', /oauth2/, 0],
  ['finding the application', /\/applications\?/, 0],
  ['adding the secret', /addPassword$/, 0],
  ['writing the destination', /actions\/secrets\/EXALATE/, 1],
  ['removing the secret', /removePassword$/, 0],
];

/** How long both phases of a run take. */
async function secondsOf(prepared: InProcessRun, sandbox: Sandbox): Promise<readonly number[]> {
  const seconds: number[] = [];
  for (const phase of [
    () => rotate(prepared.inputs, prepared.services, prepared.journal),
    () => runPost(sandbox, prepared),
  ]) {
    const begun = prepared.clock.now().getTime();
    await phase().catch(() => undefined);
    seconds.push((prepared.clock.now().getTime() - begun) / 1_000);
  }
  return seconds;
}

function expectWithinLimit(name: string, seconds: readonly number[]): void {
  measured.push(`${name.padEnd(26)}${seconds.map((one) => one.toFixed(0).padStart(6)).join('')}`);
  for (const one of seconds) expect(one * 1_000).toBeLessThan(limit);
}

describe('main ends within two minutes, and so does the post step, when nobody answers any more from', () => {
  test.each(stages)('%s on', async (name, path, skip) => {
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

      const seconds = await secondsOf(prepared, sandbox);
      clearInterval(everything);
      expect(first.used).toBeGreaterThan(0);
      expectWithinLimit(name, seconds);
    } finally {
      await sandbox.close();
    }
  });
});

test('so do both when only the proof goes well: the destination says nothing beside it, and the secret cannot be removed', async () => {
  const sandbox = await enterSandbox();
  try {
    arrange(sandbox);
    const hang = { times: Infinity, fault: { kind: 'hang' } } as const;
    const asked = sandbox.faults.add({ when: { host: 'api.github.com' }, skip: 2, ...hang });
    sandbox.faults.add({ when: { path: /removePassword$|\/applications\/[^/]+\?/ }, ...hang });
    const inputs = { 'repository-secret': 'EXALATE_CLIENT_SECRET' };
    const seconds = await secondsOf(prepareRun(sandbox, inputs, new QuickClock()), sandbox);
    expect(asked.used).toBeGreaterThan(0);
    expectWithinLimit('asking beside the proof', seconds);
  } finally {
    await sandbox.close();
  }
});

afterAll(() => {
  const head = `${'nobody answers from'.padEnd(26)}  main  post`;
  process.stdout.write(`Seconds until a phase ends:\n  ${[head, ...measured].join('\n  ')}\n`);
});
