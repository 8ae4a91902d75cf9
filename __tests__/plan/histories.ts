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
export const noted = (at: Date, ...keyIds: readonly string[]): Evidence => ({ kind: 'noted', at, keyIds });
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

/** What destinations may show: what was written near a secret's start, at any time, noted, or nothing. */
function places(credentials: readonly PasswordCredential[]): fc.Arbitrary<readonly Place[]> {
  const starts = credentials.flatMap(({ startDateTime }) => startDateTime ?? []);
  const near = fc
    .tuple(fc.constantFrom(now, ...starts), fc.integer({ min: -10, max: 45 }))
    .map(([start, minutes]) => new Date(start.getTime() + minutes * minute));
  const keyIds = fc.array(fc.constantFrom('elsewhere', ...credentials.map(({ keyId }) => keyId)), {
    maxLength: 2,
  });
  const newest = credentials.toSorted(
    (one, other) => Number(other.startDateTime) - Number(one.startDateTime),
  )[0];
  const at = new Date((newest?.startDateTime ?? now).getTime() + minute);
  const stored = fc.constantFrom(written(at), noted(at, newest?.keyId ?? 'elsewhere'));
  const evidence: fc.Arbitrary<Evidence | undefined> = fc.oneof(
    { weight: 12, arbitrary: stored },
    { weight: 4, arbitrary: near.map(written) },
    { weight: 1, arbitrary: moment.map(written) },
    { weight: 3, arbitrary: fc.tuple(near, keyIds).map(([at, ids]) => noted(at, ...ids)) },
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
