import fc from 'fast-check';
import type { PasswordCredential } from '../../src/plan/credentials.ts';
import type { Evidence, DestinationEvidence } from '../../src/plan/evidence.ts';
import { formatProvenance, type Provenance } from '../../src/plan/lineage.ts';
import type { PlanInput, PlanTime, Policy } from '../../src/plan/plan.ts';

export const minute = 60_000;
export const day = 86_400_000;
export const now = new Date('2026-11-24T09:00:00Z');
export const planTime: PlanTime = { now, earliestNow: now };

/** So many days before now. */
export const daysAgo = (days: number): Date => new Date(now.getTime() - days * day);

export const provenance: Provenance = {
  description: 'Exalate',
  repository: 'acme/ops',
  digest: 'r3vq7m2k9x4td8wh',
  run: { id: 7001, attempt: 1 },
  nonce: 'k3f9x2',
};

export const descriptionWith = (nonce: string, of: Partial<Provenance> = {}): string =>
  formatProvenance({ ...provenance, nonce, ...of });

/** A secret of the lineage that started, and ends, so many days ago; negative: in so many days. */
export function lineageSecret(
  keyId: string,
  started: number,
  ends = -300,
): PasswordCredential & { startDateTime: Date } {
  return {
    keyId,
    displayName: descriptionWith(keyId.padEnd(6, '0').slice(0, 6)),
    startDateTime: daysAgo(started),
    endDateTime: daysAgo(ends),
  };
}

export const otherDigest = '0000000000000000';

export const writtenAt = (at: Date): Evidence => ({ kind: 'written', at });

type Version = Extract<Evidence, { kind: 'versions' }>['versions'][number];

/** A version as a run writes it, or as another process does where there is no key ID. */
export const version = (at: Date, keyId: string | undefined, changes: Partial<Version> = {}): Version => ({
  at,
  keyId,
  writeId: keyId && `${keyId} ${at.getTime()}`,
  enabled: true,
  changedAt: at,
  ...changes,
});

export const versions = (...all: readonly Version[]): Evidence => ({ kind: 'versions', versions: all });

/** Versions that were all written at once; nobody noted anything where there is no key ID. */
export const versionsTagged = (at: Date, ...keyIds: readonly (string | undefined)[]): Evidence =>
  versions(...(keyIds.length === 0 ? [undefined] : keyIds).map((keyId) => version(at, keyId)));

/** Versions with the value of each of these secrets, a minute after it started. */
export const versionsOf = (...secrets: readonly ReturnType<typeof lineageSecret>[]): Evidence =>
  versions(
    ...secrets.map(({ keyId, startDateTime }) => version(new Date(startDateTime.getTime() + minute), keyId)),
  );
export const empty: Evidence = { kind: 'empty' };

export const destination = (evidence: Evidence | undefined, label = 'secret X'): DestinationEvidence => ({
  label,
  evidence,
});

export const policy: Policy = {
  expires: { moment: daysAgo(-180) },
  adopt: [],
  renewWithin: { days: 30 },
  retireAfter: { days: 7 },
  maxStoreDelay: 30 * minute,
};

export const planInput = (
  passwordCredentials: readonly PasswordCredential[],
  ...destinations: readonly DestinationEvidence[]
): PlanInput => ({ signInAudience: 'AzureADMyOrg', passwordCredentials, destinations });

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
  { weight: 18, arbitrary: nonce.map((one) => descriptionWith(one)) },
  { weight: 1, arbitrary: nonce.map((one) => descriptionWith(one, { description: 'exalate' })) },
  {
    weight: 1,
    arbitrary: nonce.map((one) => descriptionWith(one, { repository: 'acme/old-ops', digest: otherDigest })),
  },
  { weight: 1, arbitrary: nonce.map((one) => descriptionWith(one, { repository: 'acme/renamed' })) },
  { weight: 1, arbitrary: nonce.map((one) => descriptionWith(one, { digest: otherDigest })) },
  { weight: 1, arbitrary: nonce.map((one) => `${descriptionWith(one)} `) },
  { weight: 1, arbitrary: nonce.map((one) => descriptionWith(one).replace('[', '\uFFFD[')) },
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

const policies = (credentials: readonly PasswordCredential[]): fc.Arbitrary<Policy> =>
  fc.record({
    expires: fc.integer({ min: 70, max: 800 }).map((days) => ({ lifetime: { days } })),
    adopt: fc.subarray(credentials.map(({ keyId }) => keyId)),
    renewWithin: fc.option(lifetime, { nil: undefined }),
    retireAfter: fc.option(lifetime, { nil: undefined }),
    maxStoreDelay: fc.constantFrom(30 * minute, 360 * minute),
  });

/** No destination was written later than now. */
const past = (moment: number): Date => new Date(Math.min(moment, now.getTime() - 1_000));

const later = (moment: Date, hours: number): Date =>
  new Date(Math.min(moment.getTime() + hours * 60 * minute, Math.max(now.getTime(), moment.getTime())));

/** What destinations may show: what was written near a secret's start, at any time, noted, or nothing. */
function destinations(
  credentials: readonly PasswordCredential[],
): fc.Arbitrary<readonly DestinationEvidence[]> {
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
  // Written by anybody at any time: with tags of another version, disabled later, or both.
  const odd = fc
    .record({
      at: near,
      keyId,
      writeId: fc.constantFrom(undefined, 'copied', 'written once'),
      enabled: fc.boolean(),
      hours: fc.nat(400),
    })
    .map(({ at, hours, ...rest }) => version(at, rest.keyId, { ...rest, changedAt: later(at, hours) }));
  const some = fc.oneof(
    { weight: 4, arbitrary: fc.subarray(all, { minLength: Math.min(1, all.length) }) },
    { weight: 1, arbitrary: fc.array(odd, { minLength: 1, maxLength: 4 }) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.subarray(all), fc.array(odd, { minLength: 1, maxLength: 2 }))
        .map((parts) => parts.flat()),
    },
  );
  const kept = some.map((each) =>
    versions(
      ...(each.length === 0
        ? [version(stored, undefined)]
        : each.toSorted((one, other) => Number(one.at) - Number(other.at))),
    ),
  );
  const evidence: fc.Arbitrary<Evidence | undefined> = fc.oneof(
    { weight: 12, arbitrary: fc.constant(writtenAt(stored)) },
    { weight: 4, arbitrary: near.map(writtenAt) },
    { weight: 1, arbitrary: moment.map(writtenAt) },
    { weight: 12, arbitrary: kept },
    { weight: 1, arbitrary: fc.constantFrom(empty, undefined) },
  );
  return fc.array(
    evidence.map((one) => destination(one)),
    { minLength: 1, maxLength: 3 },
  );
}

/** Any set of credentials, destinations, policies and kinds of application. */
export const planCases: fc.Arbitrary<{ facts: PlanInput; policy: Policy }> = fc
  .array(credential, { maxLength: 8 })
  .chain((credentials) =>
    fc.record({
      facts: fc.record({
        passwordCredentials: fc.constant(credentials),
        destinations: destinations(credentials),
        signInAudience: fc.oneof(
          { weight: 8, arbitrary: fc.constant('AzureADMyOrg') },
          { weight: 1, arbitrary: fc.constant('PersonalMicrosoftAccount') },
        ),
      }),
      policy: policies(credentials),
    }),
  );
