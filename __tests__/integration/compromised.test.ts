// @slow
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, jest, test } from '@jest/globals';
import type { Fault } from '../../sandbox/network/faults.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { toActionErrors } from '../../src/shared/action-error.ts';
import { enterSandbox, FastClock, prepareRun, runPost, runRotation } from '../helpers/in-sandbox.ts';
import { KillableRun } from '../helpers/killable-run.ts';

const hour = 3_600_000;
const name = 'EXALATE_CLIENT_SECRET';
const workflow = {
  'repository-secret': name,
  'key-vault-secret': 'https://exalate-vault.vault.azure.net/secrets/exalate',
  expires: '200 days',
  'renew-within': '30 days',
  'retire-after': '0 days',
  'verify-timeout': '30 seconds',
};

/** More than a run sends that replaces a secret in two destinations: the last numbers meet nothing. */
const requests = Array.from({ length: 32 }, (_, index) => index);

jest.setTimeout(60_000);

interface Trouble {
  readonly fault: Fault;
  readonly skip: number;
  readonly times?: number;
  /** Whether the run is killed then, and whether a post step runs after it. */
  readonly kill?: { readonly post: boolean };
}

/** What both destinations hold. */
function heldIn(sandbox: Sandbox): readonly (string | undefined)[] {
  const vault = sandbox.keyVault('exalate-vault');
  return [sandbox.github.secret('acme/ops', name)?.value, vault.secret('exalate')?.value];
}

/** Sees each moment between two requests. */
function watch(sandbox: Sandbox, leaked: string, problems: string[]): () => void {
  const look = (): void => {
    const there = sandbox.tenant.secretsOf('Exalate');
    const held = heldIn(sandbox).map((value) => there.find(({ secretText }) => secretText === value)?.keyId);
    if (held.includes(undefined)) problems.push('a destination holds a value that is not on the application');
    if (held.includes(leaked) && there.every(({ keyId }) => keyId !== leaked))
      problems.push('the compromised secret was removed before every destination held another one');
  };
  const push = sandbox.requests.push.bind(sandbox.requests);
  sandbox.requests.push = (...more) => {
    look();
    return push(...more);
  };
  return look;
}

interface Ended {
  readonly succeeded: boolean;
  readonly errors: string;
}

async function runWith(
  sandbox: Sandbox,
  time: FastClock,
  inputs: Readonly<Record<string, string>>,
  trouble?: Trouble,
): Promise<Ended> {
  const killable = new KillableRun(time);
  const prepared = prepareRun(sandbox, inputs, killable.clock, killable.budget);
  if (trouble !== undefined) {
    const { kill, ...rule } = trouble;
    const onStrike = kill === undefined ? {} : { onStrike: killable.kill };
    sandbox.faults.add({ when: {}, ...rule, ...onStrike });
  }
  const errors: string[] = [];
  const recordErrors = (error: unknown): undefined => {
    errors.push(...toActionErrors(error).map(({ message }) => message));
  };
  const journal = killable.journal(prepared.journal);
  const running = runRotation({ ...prepared, journal }).catch(recordErrors);
  const outcome = await Promise.race([running, killable.killed]);
  sandbox.faults.clear();
  // What was on its way when the run was killed arrives all the same.
  if (trouble?.kill !== undefined) await delay(20);
  if (trouble?.kill?.post !== false) await runPost(sandbox, { ...prepared, clock: time }).catch(recordErrors);
  const failures = [outcome?.compromised?.error ?? []].flat().map(({ message }) => message);
  errors.push(...failures);
  return { succeeded: outcome !== undefined && failures.length === 0, errors: errors.join('\n') };
}

/** A secret leaks. The run that replaces it meets trouble, and a later one completes what it began. */
async function live(trouble: Trouble): Promise<void> {
  const time = new FastClock(100);
  const sandbox = await enterSandbox({ now: () => time.now().getTime() });
  try {
    expect(await runWith(sandbox, time, workflow)).toEqual({ succeeded: true, errors: '' });
    const [leaked = ''] = sandbox.tenant.secretsOf('Exalate').map(({ keyId }) => keyId);
    await time.sleep(24 * hour);
    const problems: string[] = [];
    const look = watch(sandbox, leaked, problems);
    const isLeft = (): boolean => sandbox.tenant.secretsOf('Exalate').some(({ keyId }) => keyId === leaked);
    const inputs = { ...workflow, compromised: leaked };

    const first = await runWith(sandbox, time, inputs, trouble);
    look();
    if (first.succeeded) expect(isLeft()).toBe(false);
    else if (trouble.kill === undefined && isLeft()) expect(first.errors).toContain(leaked);

    await time.sleep(hour);
    expect(await runWith(sandbox, time, inputs)).toEqual({ succeeded: true, errors: '' });
    look();
    expect(isLeft()).toBe(false);
    const [inGitHub, inVault] = heldIn(sandbox);
    expect(inGitHub).toBe(inVault);
    expect(problems).toEqual([]);
    expect(sandbox.violations).toEqual([]);
  } finally {
    await sandbox.close();
  }
}

const headers = { 'Content-Type': 'application/json' };
const body = { error: { code: 'Authorization_RequestDenied', message: 'A fault of the sandbox.' } };
const refusal: Fault = { kind: 'answer', status: 403, headers, body };

describe.each(requests)('a compromised secret is replaced in the end when request %d', (skip) => {
  test.each<[string, Omit<Trouble, 'skip'>]>([
    ['is lost', { fault: { kind: 'drop' } }],
    ['is lost after it took effect', { fault: { kind: 'drop-after' } }],
    ['is refused, like each one after it', { fault: refusal, times: Infinity }],
    ['is the last one of a run that is killed', { fault: { kind: 'drop' }, kill: { post: true } }],
    [
      'is the last one that takes effect in a run that is killed without a post step',
      { fault: { kind: 'drop-after' }, kill: { post: false } },
    ],
  ])('%s', (_, trouble) => live({ skip, ...trouble }));
});
