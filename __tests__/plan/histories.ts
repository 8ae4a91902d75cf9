import fc from 'fast-check';
import type { PasswordCredential } from '../../src/plan/credentials.ts';
import type { Evidence, Place } from '../../src/plan/evidence.ts';
import { printProvenance, type Provenance } from '../../src/plan/lineage.ts';
import type { Facts, Policy } from '../../src/plan/plan.ts';

export const minute = 60_000;
export const day = 86_400_000;
export const now = new Date('2026-11-24T09:00:00Z');

/** So many days before now. */
export const ago = (days: number): Date => new Date(now.getTime() - days * day);

export const lineage: Provenance = {
  description: 'Exalate',
  repository: 'acme/ops',
  digest: '4f2a9c',
  run: { id: 7001, attempt: 1 },
  nonce: 'k3f9x2',
};

export const named = (nonce: string, of: Partial<Provenance> = {}): string =>
  printProvenance({ ...lineage, nonce, ...of });

/** A secret of the lineage that started, and ends, so many days ago; negative: in so many days. */
export function own(
  keyId: string,
  started: number,
  ends = -300,
): PasswordCredential & { startDateTime: Date } {
  return {
    keyId,
    displayName: named(keyId.padEnd(6, '0').slice(0, 6)),
    startDateTime: ago(started),
    endDateTime: ago(ends),
  };
}

export const written = (at: Date): Evidence => ({ kind: 'written', at });
type Version = Extract<Evidence, { kind: 'noted' }>['versions'][number];

/** A version as this action writes it, which nobody has changed since. */
export const version = (at: Date, keyId: string | undefined): Version => ({
  at,
  keyId,
  writeId: keyId === undefined ? undefined : `${keyId} at ${at.toISOString()}`,
  enabled: true,
  changedAt: at,
});

/** Versions that were all written at once; nobody noted anything where there is no key ID. */
export const noted = (at: Date, ...keyIds: readonly string[]): Evidence => ({
  kind: 'noted',
  versions: keyIds.length === 0 ? [version(at, undefined)] : keyIds.map((keyId) => version(at, keyId)),
});

/** Versions with the value of each of these secrets, a minute after it started. */
export const versionsOf = (...secrets: readonly ReturnType<typeof own>[]): Evidence => ({
  kind: 'noted',
  versions: secrets.map(({ keyId, startDateTime }) =>
    version(new Date(startDateTime.getTime() + minute), keyId),
  ),
});
export const empty: Evidence = { kind: 'empty' };

export const place = (evidence: Evidence | undefined, label = 'secret X'): Place => ({ label, evidence });

export const policy: Policy = {
  endDateTime: ago(-180),
  renewWithin: { days: 30 },
  retireAfter: { days: 7 },
  longestWrite: 30 * minute,
};

export const facts = (
  passwordCredentials: readonly PasswordCredential[],
  ...places: readonly Place[]
): Facts => ({ signInAudience: 'AzureADMyOrg', passwordCredentials, places });

/** Moments around now; many of them near each other, where the rules are put to the test. */
const moment = fc
  .oneof(fc.integer({ min: -40 * 60, max: 40 * 60 }), fc.integer({ min: -400 * 1440, max: 0 }))
  .map((minutes) => new Date(now.getTime() + minutes * minute));

const end = fc.option(
  fc.integer({ min: -400, max: 800 }).map((days) => new Date(now.getTime() + days * day)),
  { freq: 20 },
);

const nonce = fc.stringMatching(/^[a-z0-9]{6}$/);

/** Descriptions: the lineage's own, those that look like it, and anything. */
const displayName = fc.oneof(
  { weight: 18, arbitrary: nonce.map((one) => named(one)) },
  { weight: 1, arbitrary: nonce.map((one) => named(one, { description: 'exalate' })) },
  { weight: 1, arbitrary: nonce.map((one) => named(one, { repository: 'acme/old-ops' })) },
  { weight: 1, arbitrary: nonce.map((one) => named(one, { digest: '000000' })) },
  { weight: 1, arbitrary: nonce.map((one) => `${named(one)} `) },
  { weight: 1, arbitrary: nonce.map((one) => named(one).replace('[', '\uFFFD[')) },
  { weight: 1, arbitrary: fc.string() },
);

const credential: fc.Arbitrary<PasswordCredential> = fc.record({
  keyId: fc.uuid(),
  displayName,
  startDateTime: fc.option(moment, { freq: 20 }),
  endDateTime: end,
});

const lifetime = fc.oneof(
  fc.integer({ min: 0, max: 60 }).map((days) => ({ days })),
  fc.integer({ min: 0, max: 90 }).map((minutes) => ({ minutes })),
);

const policies: fc.Arbitrary<Policy> = fc.record({
  endDateTime: fc.integer({ min: 70, max: 800 }).map((days) => new Date(now.getTime() + days * day)),
  renewWithin: fc.option(lifetime, { nil: undefined }),
  retireAfter: fc.option(lifetime, { nil: undefined }),
  longestWrite: fc.constantFrom(30 * minute, 360 * minute),
});

/** No destination was written later than now. */
const past = (moment: number): Date => new Date(Math.min(moment, now.getTime() - 1_000));

/** What destinations may show: what was written near a secret's start, at any time, noted, or nothing. */
function places(credentials: readonly PasswordCredential[]): fc.Arbitrary<readonly Place[]> {
  const starts = credentials.flatMap(({ startDateTime }) => startDateTime ?? []);
  const near = fc
    .tuple(fc.constantFrom(now, ...starts), fc.integer({ min: -10, max: 45 }))
    .map(([start, minutes]) => past(start.getTime() + minutes * minute));
  const keyId = fc.constantFrom(undefined, 'elsewhere', ...credentials.map((one) => one.keyId));
  const inOrder = credentials.toSorted(
    (one, other) => Number(one.startDateTime) - Number(other.startDateTime),
  );
  const newest = inOrder.at(-1)?.startDateTime ?? now;
  const stored = past(newest.getTime() + minute);
  const all = inOrder.map((one) => version(past((one.startDateTime ?? now).getTime() + minute), one.keyId));
  const versions = fc.oneof(
    { weight: 2, arbitrary: fc.subarray(all, { minLength: Math.min(1, all.length) }) },
    {
      weight: 1,
      arbitrary: fc.array(
        fc.tuple(near, keyId).map(([at, whose]) => version(at, whose)),
        { minLength: 1, maxLength: 4 },
      ),
    },
  );
  const kept = versions.map((some) => ({
    kind: 'noted' as const,
    versions:
      some.length === 0
        ? [version(stored, undefined)]
        : some.toSorted((one, other) => Number(one.at) - Number(other.at)),
  }));
  const evidence: fc.Arbitrary<Evidence | undefined> = fc.oneof(
    { weight: 12, arbitrary: fc.constant(written(stored)) },
    { weight: 4, arbitrary: near.map(written) },
    { weight: 1, arbitrary: moment.map(written) },
    { weight: 12, arbitrary: kept },
    { weight: 1, arbitrary: fc.constantFrom(empty, undefined) },
  );
  return fc.array(
    evidence.map((one) => place(one)),
    { minLength: 1, maxLength: 3 },
  );
}

/** Any set of credentials, destinations, policies and kinds of application. */
export const world: fc.Arbitrary<{ facts: Facts; policy: Policy }> = fc
  .array(credential, { maxLength: 8 })
  .chain((credentials) =>
    fc.record({
      facts: fc.record({
        passwordCredentials: fc.constant(credentials),
        places: places(credentials),
        signInAudience: fc.oneof(
          { weight: 8, arbitrary: fc.constant('AzureADMyOrg') },
          { weight: 1, arbitrary: fc.constant('PersonalMicrosoftAccount') },
        ),
      }),
      policy: policies,
    }),
  );
