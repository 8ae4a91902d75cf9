// @slow
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Fault, ScriptedFault } from '../../sandbox/network/faults.ts';
import type { HandOverSecret } from '../../src/hand-over/issue-text.ts';
import { parseMarker } from '../../src/hand-over/marker.ts';
import { handOverSecret, subject } from '../helpers/hand-over.ts';
import { createHandOverRun } from '../helpers/hand-over-run.ts';
import { enterSandbox, FastClock } from '../helpers/in-sandbox.ts';

const day = 86_400_000;

/** What happens to the issues of two workflows, which use the same token in the same repository. */
interface Step {
  readonly what: 'run' | 'renew' | 'acknowledge' | 'close' | 'reopen' | 'delete' | 'forge';
  readonly workflow: 0 | 1;
  readonly days: number;
  /** Strikes some request of the run. */
  readonly fault: { readonly fault: Fault; readonly skip: number } | undefined;
  /** How long lists do not show a new issue, in milliseconds. */
  readonly listDelay: number;
}

const fault = fc.record({
  skip: fc.nat(8),
  fault: fc.constantFrom<Fault>(
    { kind: 'drop' },
    { kind: 'drop-after' },
    { kind: 'answer', status: 502, body: '<html>', after: true },
    { kind: 'answer', status: 503, body: { message: 'x' } },
  ),
});

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(
    'run',
    'run',
    'run',
    'renew',
    'renew',
    'acknowledge',
    'close',
    'reopen',
    'delete',
    'forge',
  ),
  workflow: fc.constantFrom(0, 1),
  days: fc.integer({ min: 1, max: 20 }),
  fault: fc.option(fault, { nil: undefined, freq: 2 }),
  listDelay: fc.constantFrom(0, 0, 2_000, 90_000),
});

test('over random histories, each key has one issue, closed issues stay closed, and workflows do not touch the issues of others', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), live), { numRuns: 25 });
});

async function live(steps: readonly Step[]): Promise<void> {
  const clock = new FastClock();
  const begin = handOverSecret.secret.startDateTime.getTime() - clock.now().getTime();
  const sandbox = await enterSandbox({ now: () => clock.now().getTime() + begin });
  try {
    sandbox.github.setJobPermissions({ issues: 'write' });
    const tracker = sandbox.github.repository('acme/ops').issues;
    const current = [
      secretOf(0, 0, handOverSecret.secret.startDateTime),
      secretOf(1, 0, handOverSecret.secret.startDateTime),
    ];
    const faults: ScriptedFault[] = [];
    const countStrikes = (): number => faults.reduce((sum, { used }) => sum + used, 0);
    const closedByPeople = new Set<number>();
    for (const [index, { what, workflow, days, fault: scripted, listDelay }] of steps.entries()) {
      await clock.sleep(days * day);
      const now = new Date(clock.now().getTime() + begin);
      if (what === 'renew') current[workflow] = secretOf(workflow, index + 1, now);
      const secret = current[workflow];
      if (secret === undefined) throw new Error('there are two workflows');
      const { keyId, lineage } = secret.subject;
      const own = tracker.all.filter(({ body }) => parseMarker('issue', body ?? '')?.keyId === keyId);
      const [first] = own;
      if (what === 'forge') {
        tracker.open('mallory', { title: 'x', body: first?.body ?? 'x', labels: ['exalate-client-secret'] });
        continue;
      }
      if (what === 'close' || what === 'reopen' || what === 'delete') {
        if (first === undefined) continue;
        if (what === 'close') tracker.close(first.number, 'alice');
        if (what === 'close') closedByPeople.add(first.number);
        if (what === 'reopen') tracker.reopen(first.number);
        if (what === 'reopen') closedByPeople.delete(first.number);
        // A deleted issue is opened again.
        if (what === 'delete') tracker.delete(first.number);
        continue;
      }
      const before = tracker.all;
      tracker.listDelay = listDelay;
      if (scripted !== undefined) faults.push(sandbox.faults.add({ when: {}, ...scripted }));
      const strikesBefore = countStrikes();
      const run = createHandOverRun(sandbox, { clock });
      const acknowledger = { actor: 'alice', run: { id: 7002, attempt: 1 } };
      const { errors } = await (what === 'acknowledge'
        ? run.acknowledge(secret, acknowledger)
        : run.complete(secret));
      const isSpoiled = countStrikes() > strikesBefore;
      const isHarmless = errors.every(({ code }) => code === 'hand-over-overdue');

      const ofKey = (one: string): number =>
        tracker.all.filter(
          ({ author, body }) => author !== 'mallory' && parseMarker('issue', body ?? '')?.keyId === one,
        ).length;
      expect(ofKey(keyId)).toBeLessThanOrEqual(1);
      if (what !== 'acknowledge' && isHarmless) expect(ofKey(keyId)).toBe(1);
      if (!isSpoiled) expect(isHarmless).toBe(true);
      for (const number of closedByPeople) {
        const found = tracker.find(number);
        if (found !== undefined && found !== 'deleted') expect(found.isOpen).toBe(false);
      }
      for (const issue of before) {
        const isOthers =
          issue.author === 'mallory' || parseMarker('issue', issue.body ?? '')?.lineage !== lineage;
        if (isOthers) expect(tracker.issue(issue.number)).toEqual(issue);
      }
      if (isHarmless && !isSpoiled) {
        const open = tracker.all.filter(
          ({ author, isOpen, body }) =>
            author !== 'mallory' && isOpen && parseMarker('issue', body ?? '')?.lineage === lineage,
        );
        expect(open.every(({ body }) => parseMarker('issue', body ?? '')?.keyId === keyId)).toBe(true);
        if (what === 'acknowledge') expect(open).toEqual([]);
      }
    }
    expect(sandbox.violations).toEqual([]);
  } finally {
    await sandbox.close();
  }
}

function secretOf(workflow: number, generation: number, startDateTime: Date): HandOverSecret {
  const keyId = `key-${workflow}-${generation}`;
  return {
    ...handOverSecret,
    subject: { ...subject, keyId, lineage: `Exalate [${String(workflow).repeat(16)}]` },
    secret: { ...handOverSecret.secret, keyId, startDateTime },
    deadline: { date: new Date(startDateTime.getTime() + 14 * day), expiring: undefined },
  };
}
