// @slow
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { makePassword, type PasswordCredential } from '../../sandbox/services/entra/passwords.ts';
import type { Fault, FaultRule } from '../../sandbox/network/faults.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { toActionErrors } from '../../src/shared/action-error.ts';
import { enterSandbox, FastClock, prepareRun, runPost, runRotation } from '../helpers/in-sandbox.ts';
import { KillableRun } from '../helpers/killable-run.ts';

const hour = 3_600_000;
const day = 24 * hour;
const name = 'EXALATE_CLIENT_SECRET';
const vaultSecret = 'exalate';

/** What a week brings beside the run. */
interface Week {
  /** How late the run is, in hours. */
  readonly late: number;
  /** Which request of the run meets a fault, which, and how often. */
  readonly fault: FaultRule | undefined;
  /** At which request the run is killed, whether that one takes effect, and whether a post step runs after it. */
  readonly kill: { readonly skip: number; readonly after: boolean; readonly post: boolean } | undefined;
  /** How far behind the replicas are, in milliseconds. */
  readonly lag: { readonly login: number[]; readonly read: number[] };
  /** What people do before the run. */
  /** Whether the value that GitHub holds leaks: the runs name it until it is gone. */
  readonly leaks: boolean;
  readonly manualEdit: 'none' | 'loses the secret' | 'writes one made by hand' | 'adds another by hand';
}

const headers = { 'Content-Type': 'application/json' };
const error = (code: string): object => ({ error: { code, message: 'A fault of the sandbox.' } });
const answer = (status: number, after: boolean): Fault => ({
  kind: 'answer',
  status,
  headers,
  body: error('Directory_ConcurrencyViolation'),
  after,
});

const fault: fc.Arbitrary<Fault> = fc.constantFrom<Fault>(
  { kind: 'drop' },
  { kind: 'drop-after' },
  answer(409, false),
  answer(429, false),
  answer(403, false),
  answer(503, false),
  answer(503, true),
  answer(500, true),
);
/** A run that adds nothing sends six requests, one that adds a secret to two destinations more than twenty. */
const skip = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 24 }));
const lags = fc.array(fc.constantFrom(0, 0, 500, 3_000, 12_000), { minLength: 1, maxLength: 3 });

const times = fc.constantFrom(1, 1, 3, Infinity);

const week: fc.Arbitrary<Week> = fc.record({
  late: fc.integer({ min: 0, max: 20 }),
  fault: fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: fc.record({ when: fc.constant({}), skip, fault, times }) },
    {
      weight: 1,
      arbitrary: fc.record({ when: fc.constant({ method: 'PUT' }), skip: fc.nat(1), fault, times }),
    },
  ),
  kill: fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.record({ skip, after: fc.boolean(), post: fc.constantFrom(true, true, true, false) }),
    },
  ),
  lag: fc.record({ login: lags, read: lags }),
  leaks: fc.constantFrom(true, false, false, false, false),
  manualEdit: fc.oneof(
    { weight: 12, arbitrary: fc.constant('none' as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('loses the secret', 'writes one made by hand', 'adds another by hand'),
    },
  ),
});

/** A week without trouble. */
const quiet: Week = {
  late: 0,
  fault: undefined,
  kill: undefined,
  lag: { login: [0], read: [0] },
  leaks: false,
  manualEdit: 'none',
};

/** What a workflow asks for, and what that promises. */
interface Workflow {
  readonly inputs: Readonly<Record<string, string>>;
  /** In days. */
  readonly retireAfter: number;
  /** How many secrets there may be in the end: the current one, and those in grace. */
  readonly most: number;
}

/** Sees each moment between two requests: whatever changes, changes by one. */
class Witness {
  readonly problems: string[] = [];
  readonly printed: string[] = [];
  /** Secrets that the destinations have held, and when they were last seen there. */
  readonly #lastHeld = new Map<string, number>();
  #before: readonly PasswordCredential[] = [];
  readonly byHand: PasswordCredential[] = [];
  /** Key IDs whose value has leaked, and which the runs name. */
  readonly leaked = new Set<string>();
  readonly #sandbox: Sandbox;
  readonly #retireAfter: number;

  constructor(sandbox: Sandbox, retireAfter: number) {
    this.#sandbox = sandbox;
    this.#retireAfter = retireAfter * day;
    const push = sandbox.requests.push.bind(sandbox.requests);
    sandbox.requests.push = (...requests) => {
      this.look();
      return push(...requests);
    };
  }

  /** What a destination holds, each; undefined where there is nothing. */
  held(): readonly (string | undefined)[] {
    const { github } = this.#sandbox;
    const vault = this.#sandbox.keyVault('exalate-vault');
    return [github.secret('acme/ops', name)?.value, vault.secret(vaultSecret)?.value];
  }

  look(): void {
    const now = this.#sandbox.tenant.now();
    const there = this.#sandbox.tenant.secretsOf('Exalate');
    const values = this.held().filter((value) => value !== undefined);
    for (const value of values) {
      const secret = there.find(({ secretText }) => secretText === value);
      if (secret === undefined)
        this.problems.push('a destination holds a value that is not on the application');
      else if (Date.parse(secret.endDateTime) <= now)
        this.problems.push(`a destination holds ${secret.keyId}, which has expired`);
      else this.#lastHeld.set(secret.keyId, now);
    }
    for (const secret of this.#before) {
      if (there.some(({ keyId }) => keyId === secret.keyId)) continue;
      const last = this.#lastHeld.get(secret.keyId);
      const isLive = Date.parse(secret.endDateTime) > now;
      if (this.leaked.has(secret.keyId)) continue;
      if (isLive && last !== undefined && now - last < this.#retireAfter) {
        this.problems.push(
          `${secret.keyId} was removed ${Math.round((now - last) / hour)} hours after it was last held`,
        );
      }
    }
    for (const { keyId } of this.byHand) {
      if (!there.some((one) => one.keyId === keyId)) this.problems.push('a secret made by hand is gone');
    }
    this.#before = there;
  }

  /** The value of the workflow that GitHub holds becomes known to somebody else. */
  leak(): void {
    const [value] = this.held();
    const secret = this.#sandbox.tenant
      .secretsOf('Exalate')
      .find(({ secretText, displayName }) => secretText === value && displayName !== 'made by hand');
    if (secret !== undefined) this.leaked.add(secret.keyId);
  }

  /** Secrets of the lineage that no destination has ever held. */
  orphans(): readonly PasswordCredential[] {
    const byHand = new Set(this.byHand.map(({ keyId }) => keyId));
    return this.#sandbox.tenant
      .secretsOf('Exalate')
      .filter(({ keyId }) => !byHand.has(keyId) && !this.#lastHeld.has(keyId));
  }
}

/** Does what people do by hand. */
function simulateManualEdit(kind: Week['manualEdit'], sandbox: Sandbox, destination: Witness): void {
  if (kind === 'none') return;
  const { secrets } = sandbox.github.repository('acme/ops');
  if (kind === 'loses the secret') {
    secrets.delete(name);
    return;
  }
  const secret = makePassword({ displayName: 'made by hand' }, sandbox.tenant.now());
  sandbox.tenant.keep(sandbox.tenant.application('Exalate'), secret, -Infinity);
  destination.byHand.push(secret);
  if (kind === 'adds another by hand') return;
  const at = new Date(sandbox.tenant.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  secrets.set(name, { value: secret.secretText, createdAt: at, updatedAt: at });
}

interface Tally {
  runs: number;
  added: number;
  kept: number;
  retired: number;
  leaked: number;
  failed: number;
  killed: number;
  lost: number;
}

/** Runs one week: the run, and its post step. */
async function runWeek(
  { late, fault: meets, kill, lag, leaks, manualEdit }: Week,
  { inputs }: Workflow,
  sandbox: Sandbox,
  time: FastClock,
  destination: Witness,
  tally: Tally,
): Promise<void> {
  const { tenant, faults } = sandbox;
  await time.sleep(late * hour);
  simulateManualEdit(manualEdit, sandbox, destination);
  Object.assign(tenant.propagation, lag);
  const orphans = new Set(destination.orphans().map(({ keyId }) => keyId));

  const isThere = (keyId: string): boolean =>
    tenant.secretsOf('Exalate').some((secret) => secret.keyId === keyId);
  if (leaks) destination.leak();
  const compromised = [...destination.leaked].filter(isThere);

  const killable = new KillableRun(time);
  const asked = { ...inputs, compromised: compromised.join() };
  const prepared = prepareRun(sandbox, asked, killable.clock, killable.budget);
  if (kill !== undefined) {
    const strike: Fault = { kind: kill.after ? 'drop-after' : 'drop' };
    faults.add({ when: {}, skip: kill.skip, fault: strike, onStrike: killable.kill });
  }
  if (meets !== undefined) faults.add(meets);

  const errors: string[] = [];
  const recordErrors = (thrown: unknown): 'failed' => {
    errors.push(...toActionErrors(thrown).map(({ message }) => message));
    return 'failed';
  };
  const running = runRotation({ ...prepared, journal: killable.journal(prepared.journal) }).catch(
    recordErrors,
  );
  const outcome = await Promise.race([running, killable.killed]);
  faults.clear();
  // What was on its way when the run was killed arrives all the same.
  if (outcome === undefined) await delay(20);
  const hasPost = outcome !== undefined || kill?.post !== false;
  if (hasPost) await runPost(sandbox, { ...prepared, clock: time }).catch(recordErrors);
  tenant.propagation = { login: [0], read: [0] };
  destination.look();

  tally.runs += 1;
  tally.leaked += compromised.length;
  if (typeof outcome === 'object' && outcome.compromised?.error === undefined) {
    const left = compromised.filter(isThere);
    if (left.length > 0) destination.problems.push(`${left.join()} survived a run that succeeded`);
  }
  if (outcome === undefined) tally.killed += 1;
  else if (outcome === 'failed') tally.failed += 1;
  else tally[outcome.plan.kind === 'add' ? 'added' : 'kept'] += 1;
  if (typeof outcome === 'object') tally.retired += outcome.retired.length;
  if (!hasPost) tally.lost += 1;

  // What no destination has held is gone again, or named with the command that removes it; but for a lost machine.
  const named = errors.join('\n');
  for (const { keyId, displayName } of destination.orphans()) {
    if (orphans.has(keyId) || !hasPost) continue;
    if (!named.includes(keyId) && !named.includes(displayName ?? '-')) {
      destination.problems.push(`${keyId} is held by nobody, and no error names it`);
    }
  }
  destination.printed.push(...prepared.toolkit.lines, ...errors);
  if (typeof outcome === 'object' && outcome.plan.kind === 'add') {
    const value = tenant.secretsOf('Exalate').find(({ keyId }) => keyId === outcome.secret.keyId)?.secretText;
    const asked = 'key-vault-secret' in inputs ? 2 : 1;
    expect(destination.held().slice(0, asked)).toEqual(Array.from({ length: asked }, () => value));
  }
}

const renewing: Workflow = {
  inputs: {
    'repository-secret': name,
    expires: '120 days',
    'renew-within': '40 days',
    'retire-after': '7 days',
  },
  retireAfter: 7,
  most: 1,
};
// GitHub tells its last write only, so the grace must be shorter than the time between two runs.
const always: Workflow = {
  inputs: { 'repository-secret': name, expires: '200 days', 'retire-after': '5 days' },
  retireAfter: 5,
  most: 3,
};
const twoDestinations: Workflow = {
  inputs: {
    'repository-secret': name,
    'key-vault-secret': `https://exalate-vault.vault.azure.net/secrets/${vaultSecret}`,
    expires: '200 days',
    'retire-after': '5 days',
  },
  retireAfter: 5,
  most: 3,
};

const seed = Number(process.env['SIMULATION_SEED'] ?? 20261124);

jest.setTimeout(300_000);

describe('in two years of weekly runs with faults, kills and manual edits, a workflow', () => {
  test.each([
    ['renews with `renew-within`', renewing],
    ['adds a secret on every run', always],
    ['adds a secret on every run, for two destinations', twoDestinations],
  ])('that %s keeps every stored value working, and leaves no unneeded secret', async (title, workflow) => {
    const time = new FastClock(100);
    const sandbox = await enterSandbox({ now: () => time.now().getTime() });
    const tally: Tally = { runs: 0, added: 0, kept: 0, retired: 0, leaked: 0, failed: 0, killed: 0, lost: 0 };
    try {
      const destination = new Witness(sandbox, workflow.retireAfter);
      const troubled = fc.sample(week, { numRuns: 100, seed });
      for (const [index, each] of [...troubled, ...Array.from({ length: 8 }, () => quiet)].entries()) {
        await runWeek(each, workflow, sandbox, time, destination, tally);
        expect({ week: index, seed, problems: destination.problems }).toEqual({
          week: index,
          seed,
          problems: [],
        });
        await time.sleep((7 * 24 - each.late) * hour);
      }
      const byHand = new Set(destination.byHand.map(({ keyId }) => keyId));
      const left = sandbox.tenant.secretsOf('Exalate').filter(({ keyId }) => !byHand.has(keyId));
      expect(left.length).toBeLessThanOrEqual(workflow.most);
      for (const value of sandbox.tenant.mintedSecrets)
        expect(destination.printed.join('\n')).not.toContain(value);
      expect(sandbox.violations).toEqual([]);
    } finally {
      process.stdout.write(
        `Two simulated years of a workflow that ${title} (SIMULATION_SEED=${seed}): ${JSON.stringify(tally)}\n`,
      );
      await sandbox.close();
    }
  });
});
