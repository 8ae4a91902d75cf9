import { afterEach, beforeEach, expect } from '@jest/globals';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Outcome } from '../../src/rotation/rotate.ts';
import { enterSandbox, FastClock } from './in-sandbox.ts';

/** Gives each test of a file a sandbox, and the clock that its servers and the runs go by, which a test moves by days. */
export function useTimeline(onStart: (sandbox: Sandbox, clock: FastClock) => void): void {
  let sandbox: Sandbox;

  beforeEach(async () => {
    const clock = new FastClock();
    sandbox = await enterSandbox({ now: () => clock.now().getTime() });
    onStart(sandbox, clock);
  });

  afterEach(async () => {
    await sandbox.close();
    expect(sandbox.violations).toEqual([]);
  });
}

/** The key IDs of the secrets that a run removed, in order. */
export function retiredKeyIds({ retired }: Outcome): readonly string[] {
  return retired.map(({ secret }) => secret.keyId);
}
