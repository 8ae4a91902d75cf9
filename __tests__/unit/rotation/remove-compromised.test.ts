import { describe, expect, test } from '@jest/globals';
import { createCompromised } from '../../../src/plan/compromised.ts';
import type { Evidence } from '../../../src/plan/evidence.ts';
import type { ManagedSecret } from '../../../src/plan/credentials.ts';
import type { Addition, Keep } from '../../../src/plan/plan.ts';
import type { RotationContext } from '../../../src/rotation/context.ts';
import { removeCompromised } from '../../../src/rotation/remove-compromised.ts';
import { daysAgo, lineageSecret, minute, now, versionsOf, writtenAt } from '../../helpers/histories.ts';
import { createTestContext, createTestDestination } from '../../helpers/test-context.ts';

const leaked = lineageSecret('leaked', 20);
const twin = lineageSecret('twin', 21);
const current = lineageSecret('current', 10);

const maintenance = {
  retireFirst: [],
  compromised: [leaked, twin].map((secret) => createCompromised(secret, now, undefined)),
  retire: [],
  retained: [],
  nextRenewal: undefined,
};
const keep: Keep = { ...maintenance, kind: 'keep', current };
const add: Addition = {
  ...maintenance,
  kind: 'add',
  reasons: [],
  displayName: current.displayName,
  endDateTime: daysAgo(-300),
};

interface Run {
  readonly context: RotationContext;
  readonly lines: readonly string[];
  readonly removals: readonly string[];
}

/**
 * @param evidence what the destination shows at the second check; undefined when it cannot be read
 * @param failing the keys whose removal fails, as often as they are in the list
 * @param listed what the second check finds on the application
 */
function runWith(
  evidence: Evidence | undefined,
  failing: readonly string[] = [],
  listed: readonly ManagedSecret[] = [leaked, twin, current],
): Run {
  const lines: string[] = [];
  const removals: string[] = [];
  const removed = new Set<string>();
  const failures = [...failing];
  const record = (line: string): void => {
    lines.push(line);
  };
  const context = createTestContext({ log: { info: record, notice: record, warning: record } });
  const state = { evidence, revision: undefined };
  return {
    lines,
    removals,
    context: {
      ...context,
      destinations: [
        createTestDestination({ label: 'the vault', readState: () => Promise.resolve(state), ...state }),
      ],
      applications: {
        ...context.applications,
        listCredentials: () => Promise.resolve(listed),
        listSecrets: () => Promise.resolve(listed.filter(({ keyId }) => !removed.has(keyId))),
        removePassword(_, keyId) {
          removals.push(keyId);
          const index = failures.indexOf(keyId);
          if (index >= 0) {
            failures.splice(index, 1);
            return Promise.reject(new Error('down'));
          }
          removed.add(keyId);
          return Promise.resolve('removed');
        },
      },
    },
  };
}

describe('compromised secrets', () => {
  test('are removed once the second check shows that the destinations hold another one', async () => {
    const run = runWith(versionsOf(leaked, current));
    const result = await removeCompromised(keep, current, run.context);
    expect(result).toEqual({ removed: keep.compromised, left: [], error: undefined });
    expect(run.removals).toEqual(['leaked', 'twin']);
    expect(run.context.progress.retired).toEqual(keep.compromised);
    expect(run.lines.at(-1)).toContain('Put the value of the current one (key ID current) into Exalate now.');
  });

  test('are removed when the run has written a destination that cannot be read, and only then', async () => {
    expect(await removeCompromised(add, current, runWith(undefined).context)).toMatchObject({ left: [] });
    const { removals, context } = runWith(undefined);
    expect(await removeCompromised(keep, current, context)).toMatchObject({ removed: [] });
    expect(removals).toEqual([]);
  });

  test('need the current one at the second check, unless the run has just added it: a replica may not know it yet', async () => {
    const seen = versionsOf(leaked, current);
    const kept = runWith(seen, [], [leaked, twin]);
    expect(await removeCompromised(keep, current, kept.context)).toMatchObject({ removed: [] });
    expect(kept.removals).toEqual([]);
    const added = runWith(seen, [], [leaked, twin]);
    expect(await removeCompromised(add, current, added.context)).toMatchObject({ left: [] });
  });

  test('are each tried again when a removal fails', async () => {
    const { context, removals } = runWith(versionsOf(current), ['leaked']);
    expect(await removeCompromised(keep, current, context)).toMatchObject({ left: [], error: undefined });
    expect(removals).toEqual(['leaked', 'twin', 'leaked']);
  });

  test('that cannot be removed are listed with the command for each, and no promise that the next run tries again', async () => {
    const { context, lines } = runWith(
      versionsOf(current),
      Array.from({ length: 9 }, () => 'leaked'),
    );
    const result = await removeCompromised(keep, current, context);
    expect(result?.removed.map(({ secret }) => secret)).toEqual([twin]);
    const message = result?.error?.message ?? '';
    expect(message).toMatch(
      /^compromised-not-removed: [^]*These are left:\n {2}- .*key ID leaked, .*\nState now/,
    );
    expect(message).toContain('start the workflow again with `compromised: leaked`.');
    expect(message).toMatch(/\n {2}az ad app credential delete --id \S+ --key-id leaked$/m);
    expect(message).not.toContain('twin');
    expect(lines.join('\n')).toMatch(
      /A compromised secret could not be removed \([\w-]+\)\. (?!The next run)/,
    );
  });

  test('stay when a destination holds one of them, and the error names it', async () => {
    const { context, removals } = runWith(versionsOf(leaked));
    const result = await removeCompromised(keep, current, context);
    expect(removals).toEqual([]);
    expect(result?.error?.message).toContain(
      'Likely cause: these destinations are not known to hold another client secret:\n  - the vault\n',
    );
    expect(result?.error?.message).toContain('start the workflow again with `compromised: leaked, twin`');
  });

  test('that are too recent for GitHub to tell are tried again after a time that the error says', async () => {
    const recent = { ...leaked, startDateTime: new Date(-5 * minute) };
    const plan = { ...keep, compromised: [createCompromised(recent, now, undefined)] };
    const { context } = runWith(writtenAt(new Date(-minute)));
    const result = await removeCompromised(
      plan,
      { ...current, startDateTime: new Date(-3 * minute) },
      context,
    );
    expect(result?.error?.message).toContain(
      'start the workflow again after 1970-01-01T00:25:00Z with `compromised: leaked`',
    );
  });

  test('do nothing when there are none', async () => {
    const { context, removals, lines } = runWith(versionsOf(current));
    expect(await removeCompromised({ ...keep, compromised: [] }, current, context)).toBeUndefined();
    expect([removals, lines]).toEqual([[], []]);
  });

  test('that were removed to make room count, too', async () => {
    const { context } = runWith(versionsOf(current));
    const [first] = keep.compromised;
    if (first === undefined) throw new Error('there are two');
    context.progress.retired.push(first);
    const result = await removeCompromised({ ...keep, compromised: [] }, current, context);
    expect(result).toEqual({ removed: [first], left: [], error: undefined });
  });
});
