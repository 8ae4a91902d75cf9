import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { confirmAcknowledged, planAcknowledgement } from '../../../src/plan/acknowledgement.ts';
import type { PasswordCredential } from '../../../src/plan/credentials.ts';
import { holdStatus, type Evidence } from '../../../src/plan/evidence.ts';
import { findManagedSecrets } from '../../../src/plan/plan.ts';
import type { LastUses } from '../../../src/plan/retirement.ts';
import {
  daysAgo,
  destination,
  empty,
  lineageSecret,
  minute,
  now,
  otherDigest,
  descriptionWith,
  planCases,
  provenance,
  versionsOf,
  versionsTagged,
  writtenAt,
} from '../../helpers/histories.ts';
import { runs } from '../../helpers/plan-properties.ts';

const [oldest, older, current] = [
  lineageSecret('oldest', 400, 10),
  lineageSecret('older', 200),
  lineageSecret('new', 10),
] as const;
const adopted = { ...lineageSecret('hand', 300), displayName: 'made by hand' };
const stored = versionsOf(older, current);

const plan = (
  keyId: string,
  credentials: readonly PasswordCredential[],
  evidence: readonly (Evidence | undefined)[],
  adopt: readonly string[] = [],
  lastUses?: LastUses,
) =>
  planAcknowledgement(
    keyId,
    findManagedSecrets(provenance, { adopt }, credentials),
    evidence.map((one, index) => destination(one, `secret ${index}`)),
    { maxStoreDelay: 30 * minute, renewWithin: { days: 30 } },
    now,
    lastUses,
  );

const keyIdsOf = (acknowledgement: ReturnType<typeof plan>): readonly string[] =>
  acknowledgement.kind === 'acknowledged' ? acknowledgement.retire.map(({ secret }) => secret.keyId) : [];

describe('an acknowledgement of the current secret', () => {
  test('shows a use after the current secret was added, and removes the older one all the same', () => {
    const lastUses = new Map([
      ['older', daysAgo(2)],
      ['oldest', daysAgo(20)],
    ]);
    expect(plan('new', [current, older, oldest], [stored], [], lastUses)).toMatchObject({
      retire: [{ secret: oldest }, { secret: older, lastUsed: daysAgo(2), due: now }],
    });
    const withoutUses = plan('new', [current, oldest], [stored]);
    expect(plan('new', [current, oldest], [stored], [], lastUses)).toEqual(withoutUses);
  });

  test('removes the older secrets of the lineage and the adopted ones, live and expired, oldest first', () => {
    const acknowledgement = plan('new', [current, older, adopted, oldest], [stored], ['hand']);
    expect(acknowledgement).toMatchObject({ kind: 'acknowledged', current });
    expect(keyIdsOf(acknowledgement)).toEqual(['oldest', 'hand', 'older']);
    expect(acknowledgement).toMatchObject({
      retire: [{ cause: 'acknowledged', since: now, due: now }, {}, {}],
    });
  });

  test.each([
    ['a secret of another origin', adopted],
    [
      'a secret of another lineage',
      { ...older, displayName: descriptionWith('aaaaaa', { digest: otherDigest }) },
    ],
  ])('keeps %s', (_, other) => {
    expect(plan('new', [current, other], [stored])).toMatchObject({ kind: 'acknowledged', retire: [] });
  });

  test('keeps an adopted secret that was added later', () => {
    const later = { ...lineageSecret('hand', 5), displayName: 'made by hand' };
    expect(plan('new', [current, later], [stored], ['hand'])).toMatchObject({ retire: [] });
  });

  test('keeps an adopted secret that a destination may hold', () => {
    const justBefore = { ...adopted, startDateTime: new Date(current.startDateTime.getTime() - 5 * minute) };
    const written = writtenAt(new Date(current.startDateTime.getTime() + minute));
    expect(plan('new', [current, justBefore], [written], ['hand'])).toMatchObject({ retire: [] });
  });

  test('counts the key ID in any case that Entra returns', () => {
    const upper = { ...current, keyId: 'NEW' };
    expect(plan('new', [older, upper], [undefined])).toMatchObject({ kind: 'acknowledged' });
  });

  test('does not depend on destinations that cannot be read', () => {
    expect(keyIdsOf(plan('new', [older, current], [undefined, stored]))).toEqual(['older']);
    expect(keyIdsOf(plan('new', [older, current], []))).toEqual(['older']);
  });
});

describe('an acknowledgement is refused', () => {
  test.each([
    ['older', [older, current], current],
    ['unknown', [older, current], current],
    ['hand', [adopted, current], current],
    ['new', [], undefined],
  ])('when it names %s, which is not the current secret', (keyId, credentials, expected) => {
    expect(plan(keyId, credentials, [stored], ['hand'])).toEqual({
      kind: 'acknowledgement-refused',
      reason: 'other-key',
      current: expected,
      labels: [],
    });
  });

  test('when it names an older secret, and the destinations that do not hold the current one are listed', () => {
    const storedOlder = versionsOf(older);
    expect(plan('older', [older, current], [storedOlder])).toMatchObject({
      reason: 'other-key',
      current,
      labels: ['secret 0'],
    });
  });

  test('when the current secret has expired', () => {
    const expired = { ...current, endDateTime: daysAgo(1) };
    expect(plan('new', [older, expired], [stored])).toMatchObject({ reason: 'expired', current: expired });
  });

  test.each([
    ['is empty', empty],
    ['holds an older secret', versionsOf(older)],
    ['holds a value of another process', versionsTagged(now, undefined)],
    ['was written by another process', writtenAt(now)],
  ])('when a destination %s', (_, evidence) => {
    expect(plan('new', [older, current], [stored, evidence])).toMatchObject({
      reason: 'not-stored',
      labels: ['secret 1'],
    });
  });

  test('when a destination may hold an older secret as well', () => {
    const justBefore = { ...older, startDateTime: new Date(current.startDateTime.getTime() - 5 * minute) };
    const written = writtenAt(new Date(current.startDateTime.getTime() + minute));
    expect(plan('new', [justBefore, current], [written])).toMatchObject({ reason: 'not-stored' });
  });
});

describe('the second check of an acknowledgement', () => {
  const first = plan('new', [oldest, older, current], [stored]);
  const planned = first.kind === 'acknowledged' ? first.retire : [];
  const confirm = (...found: Parameters<typeof plan>): readonly string[] =>
    confirmAcknowledged(planned, plan(...found)).map(({ secret }) => secret.keyId);

  test('confirms what is still on the application', () => {
    expect(confirm('new', [oldest, older, current], [stored])).toEqual(['oldest', 'older']);
    expect(confirm('new', [older, current], [stored])).toEqual(['older']);
  });

  test('confirms nothing that the first one did not plan', () => {
    expect(confirm('new', [lineageSecret('other', 300), older, current], [stored])).toEqual(['older']);
  });

  test.each([
    ['the application has a newer secret', [older, current, lineageSecret('newest', 1)], stored],
    ['a destination no longer holds the secret', [older, current], versionsOf(older)],
    ['the secret is gone', [older], stored],
  ])('confirms nothing when %s', (_, credentials, evidence) => {
    expect(confirm('new', credentials, [evidence])).toEqual([]);
  });
});

/** People who renew, put a value into Exalate or not, and acknowledge the right key ID, an earlier one, or any other. */
const step = fc.oneof(
  fc.constant({ kind: 'renew' as const }),
  fc.record({ kind: fc.constant('paste' as const), back: fc.nat(2) }),
  fc.record({ kind: fc.constant('acknowledge' as const), back: fc.nat(3) }),
);

describe('over random histories', () => {
  test('the secret that Exalate uses is removed only after a newer one was acknowledged by its key ID', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let secrets = [lineageSecret('key0', 400)];
        let inUse = 'key0';
        const acknowledged = new Set<string>();
        for (const [index, next] of steps.entries()) {
          const chosen = 'back' in next ? (secrets.at(-1 - next.back)?.keyId ?? 'unknown') : 'unknown';
          if (next.kind === 'renew') secrets = [...secrets, lineageSecret(`key${index + 1}`, 399 - index)];
          if (next.kind === 'paste' && chosen !== 'unknown') inUse = chosen;
          if (next.kind !== 'acknowledge') continue;
          const newest = secrets.at(-1)?.keyId;
          const removed = keyIdsOf(plan(chosen, secrets, [versionsOf(...secrets)]));
          if (chosen !== newest) expect(removed).toEqual([]);
          else acknowledged.add(chosen);
          expect(removed).not.toContain(newest);
          if (removed.includes(inUse)) expect(acknowledged).toContain(newest);
          secrets = secrets.filter(({ keyId }) => !removed.includes(keyId));
        }
        expect(secrets.length).toBeGreaterThan(0);
      }),
      runs,
    );
  });

  test('only older secrets of the lineage and adopted ones are removed, for the newest key and nothing else', () => {
    fc.assert(
      fc.property(planCases, fc.nat(8), ({ input, policy }, index) => {
        const managed = findManagedSecrets(provenance, policy, input.passwordCredentials);
        const { own, adopted } = managed;
        const keyId = own[own.length - 1 - (index % 3)]?.keyId ?? 'unknown';
        const result = planAcknowledgement(keyId, managed, input.destinations, policy, now);
        const newest = own.at(-1);
        if (keyId !== newest?.keyId) {
          expect(result.kind).toBe('acknowledgement-refused');
        }
        if (result.kind === 'acknowledgement-refused') return;
        for (const { secret } of result.retire) {
          expect([...own, ...adopted]).toContain(secret);
          expect(secret.startDateTime.getTime()).toBeLessThan(Number(newest?.startDateTime));
          for (const { evidence } of input.destinations) {
            if (evidence !== undefined)
              expect(holdStatus(secret, evidence, policy.maxStoreDelay)).not.toBe('now');
          }
        }
      }),
      runs,
    );
  });
});
