// @slow
import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import type { Fault } from '../../sandbox/network/faults.ts';
import { HandOverHistory, type Trouble } from '../helpers/hand-over-history.ts';
import { enterSandbox, FastClock } from '../helpers/in-sandbox.ts';

const day = 86_400_000;
const seed = Number(process.env['SIMULATION_SEED'] ?? 20261126);

jest.setTimeout(300_000);

type Step =
  | { readonly what: 'run'; readonly trouble: Trouble }
  | { readonly what: 'renew'; readonly trouble: Trouble }
  | { readonly what: 'paste'; readonly versionsAgo: number }
  | { readonly what: 'make'; readonly days: number }
  | {
      readonly what: 'acknowledge' | 'leak';
      readonly which: Parameters<HandOverHistory['keyToName']>[0];
      readonly trouble: Trouble;
    };

const fault = fc.constantFrom<Fault>(
  { kind: 'drop' },
  { kind: 'drop-after' },
  { kind: 'answer', status: 403, body: { message: 'x' } },
  { kind: 'answer', status: 503, body: { message: 'x' } },
  { kind: 'answer', status: 503, body: { message: 'x' }, after: true },
);
const skip = fc.nat(28);

const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  {
    weight: 2,
    arbitrary: fc.record({
      fault: fc.record({ when: fc.constant({}), skip, fault, times: fc.constantFrom(1, 1, 3, Infinity) }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kill: fc.record({ skip, after: fc.boolean(), post: fc.constantFrom(true, true, false) }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      readLag: fc.array(fc.constantFrom(0, 500, 12_000), { minLength: 1, maxLength: 3 }),
    }),
  },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant('run'), trouble }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('renew'), trouble }) },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant('paste'), versionsAgo: fc.constantFrom(0, 0, 0, 1) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant('make'), days: fc.constantFrom(10, 100, 700) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant('acknowledge'),
      which: fc.constantFrom('used', 'used', 'newest', 'newest', 'older', 'adopted', 'unknown'),
      trouble,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant('leak'),
      which: fc.constantFrom('used', 'newest', 'newest', 'older', 'adopted', 'elsewhere', 'unknown'),
      trouble,
    }),
  },
);

/** The days between two steps: often none, so that GitHub may hold either of two secrets, and at times more than a secret lives. */
const pause = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.nat(45) },
  { weight: 1, arbitrary: fc.integer({ min: 121, max: 150 }) },
);

/** Begins a history, and checks it in the end. */
async function inHistory(
  live: (history: HandOverHistory, time: FastClock) => Promise<void>,
  usesGitHub = false,
): Promise<HandOverHistory> {
  const time = new FastClock(100);
  const sandbox = await enterSandbox({ now: () => time.now().getTime() });
  try {
    const history = new HandOverHistory(sandbox, time, usesGitHub);
    await live(history, time);
    expect(history.problems).toEqual([]);
    for (const value of sandbox.secrets()) expect(history.printed.join('\n')).not.toContain(value);
    expect(sandbox.violations).toEqual([]);
    return history;
  } finally {
    await sandbox.close();
  }
}

test('over random histories of renewals, faults, kills, leaks, and late, stale, mistaken and missing acknowledgements, a secret that Exalate may use is removed only by a run that acknowledges a newer key by its ID, or that names it as compromised', async () => {
  const total: Record<string, number> = {};
  const steps = fc.array(fc.record({ step, days: pause }), {
    minLength: 4,
    maxLength: 16,
  });
  await fc.assert(
    fc.asyncProperty(steps, fc.boolean(), async (all, usesGitHub) => {
      const { tally } = await inHistory(async (history, time) => {
        for (const { step: next, days } of all) {
          // Key Vault's times are whole seconds: of two versions in one second, nobody can tell which is newer.
          await time.sleep(days * day + 60_000);
          if (next.what === 'paste') history.paste(next.versionsAgo);
          else if (next.what === 'make') history.makeByHand(next.days);
          else if (next.what === 'renew') await history.run({ 'renew-within': '' }, next.trouble);
          else if (next.what === 'run') await history.run({}, next.trouble);
          else if (next.what === 'leak')
            await history.run({ compromised: history.keyToName(next.which) }, next.trouble);
          else await history.run({ acknowledge: history.keyToName(next.which) }, next.trouble);
        }
      }, usesGitHub);
      for (const [name, count] of Object.entries(tally)) total[name] = (total[name] ?? 0) + count;
    }),
    { numRuns: 40, seed },
  );
  process.stdout.write(
    `Random histories of the hand-over (SIMULATION_SEED=${seed}): ${JSON.stringify(total)}\n`,
  );
  // Each kind of end occurred.
  for (const name of ['added', 'acknowledged', 'refused', 'reminded', 'overdue', 'leaked', 'troubled'])
    expect(total[name]).toBeGreaterThan(0);
});

describe('in two years of runs every three days', () => {
  /** The days after which they paste and acknowledge, and whether that is before the first reminder, and before the date. */
  test.each([
    ['at once', 2, { reminded: false, overdue: false }],
    ['late', 60, { reminded: true, overdue: true }],
    ['never', Infinity, { reminded: true, overdue: true }],
  ])(
    'people who paste %s keep what Exalate uses, and are reminded until they do',
    async (title, days, expected) => {
      const { tally } = await inHistory(async (history, time) => {
        for (let passed = 0; passed < 730; passed += 3) {
          await time.sleep(3 * day);
          await history.run();
          const asked = Date.parse(history.issue?.createdAt ?? '');
          if (history.usesCurrent || time.now().getTime() - asked < days * day) continue;
          history.paste();
          await time.sleep(day / 2);
          await history.run({ acknowledge: history.keyToName('used') });
        }
      });
      process.stdout.write(`Two years of people who paste ${title}: ${JSON.stringify(tally)}\n`);
      expect({ reminded: tally.reminded > 0, overdue: tally.overdue > 0 }).toEqual(expected);
      // A secret for each 80 days, whatever people do. The last one may be too recent for an acknowledgement.
      expect(tally.added).toBeGreaterThanOrEqual(9);
      expect(tally.refused).toBe(0);
      expect(tally.acknowledged).toBeGreaterThanOrEqual(days === Infinity ? 0 : tally.added - 1);
    },
  );
});
