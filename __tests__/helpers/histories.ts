import fc from 'fast-check';
import type { PasswordCredential } from '../../src/plan/credentials.ts';
import type { Evidence, DestinationEvidence } from '../../src/plan/evidence.ts';
import { formatProvenance, type Provenance } from '../../src/plan/lineage.ts';
import type { PlanInput, PlanTime, Policy } from '../../src/plan/plan.ts';

export const minute = 60_000;
export const day = 86_400_000;
export const now = new Date('2026-11-24T09:00:00Z');
export const planTime: PlanTime = { now, earliestNow: now };

/** A time this many days before `now`; after it, when negative. */
export const daysAgo = (days: number): Date => new Date(now.getTime() - days * day);

export const provenance: Provenance = {
  description: 'Exalate',
  repository: 'acme/ops',
  digest: 'r3vq7m2k9x4td8wh',
  run: { id: 7001, attempt: 1 },
  nonce: 'k3f9x2',
};

export const descriptionWith = (nonce: string, changes: Partial<Provenance> = {}): string =>
  formatProvenance({ ...provenance, nonce, ...changes });

/** A secret of the lineage that started and ends this many days ago; in the future, when negative. */
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

/** A version as a run writes it; without a key ID, as another process does. */
export const version = (at: Date, keyId: string | undefined, changes: Partial<Version> = {}): Version => ({
  at,
  keyId,
  writeId: keyId && `${keyId} ${at.getTime()}`,
  enabled: true,
  changedAt: at,
  ...changes,
});

export const versions = (...all: readonly Version[]): Evidence => ({ kind: 'versions', versions: all });

/** Versions that were created at the same time, tagged with these key IDs; an undefined one has no tags. */
export const versionsTagged = (at: Date, ...keyIds: readonly (string | undefined)[]): Evidence =>
  versions(...(keyIds.length === 0 ? [undefined] : keyIds).map((keyId) => version(at, keyId)));

/** A version for each of these secrets, created a minute after the secret started. */
export const versionsOf = (...secrets: readonly ReturnType<typeof lineageSecret>[]): Evidence =>
  versions(
    ...secrets.map(({ keyId, startDateTime }) => version(new Date(startDateTime.getTime() + minute), keyId)),
  );

export const empty: Evidence = { kind: 'empty' };

export const destination = (evidence: Evidence | undefined, label = 'secret X'): DestinationEvidence => ({
  label,
  evidence,
});

export const defaultPolicy: Policy = {
  expires: { moment: daysAgo(-180) },
  adopt: [],
  compromised: [],
  renewWithin: { days: 30 },
  retireAfter: { days: 7 },
  maxStoreDelay: 30 * minute,
};

export const planInput = (
  passwordCredentials: readonly PasswordCredential[],
  ...destinations: readonly DestinationEvidence[]
): PlanInput => ({ signInAudience: 'AzureADMyOrg', passwordCredentials, destinations });

/** Times up to now and shortly after it, many of them close together, where the rules matter most. */
const dateTime = fc
  .oneof(fc.integer({ min: -40 * 60, max: 40 * 60 }), fc.integer({ min: -400 * 1440, max: 0 }))
  .map((minutes) => new Date(now.getTime() + minutes * minute));

const endDateTime = fc.option(
  fc.integer({ min: -400, max: 800 }).map((days) => new Date(now.getTime() + days * day)),
  { freq: 20 },
);

const nonce = fc.stringMatching(/^[a-z0-9]{6}$/);

/** Descriptions of the lineage, similar ones, and arbitrary text. */
const displayName = fc.oneof(
  { weight: 18, arbitrary: nonce.map((chars) => descriptionWith(chars)) },
  { weight: 1, arbitrary: nonce.map((chars) => descriptionWith(chars, { description: 'exalate' })) },
  {
    weight: 1,
    arbitrary: nonce.map((chars) =>
      descriptionWith(chars, { repository: 'acme/old-ops', digest: otherDigest }),
    ),
  },
  { weight: 1, arbitrary: nonce.map((chars) => descriptionWith(chars, { repository: 'acme/renamed' })) },
  { weight: 1, arbitrary: nonce.map((chars) => descriptionWith(chars, { digest: otherDigest })) },
  { weight: 1, arbitrary: nonce.map((chars) => `${descriptionWith(chars)} `) },
  { weight: 1, arbitrary: nonce.map((chars) => descriptionWith(chars).replace('[', '\uFFFD[')) },
  { weight: 1, arbitrary: fc.string() },
);

const credential: fc.Arbitrary<PasswordCredential> = fc.record({
  keyId: fc.uuid(),
  displayName,
  startDateTime: fc.option(dateTime, { freq: 20 }),
  endDateTime,
});

const lifetime = fc.oneof(
  fc.integer({ min: 0, max: 60 }).map((days) => ({ days })),
  fc.integer({ min: 0, max: 90 }).map((minutes) => ({ minutes })),
);

const policyFor = (credentials: readonly PasswordCredential[]): fc.Arbitrary<Policy> =>
  fc.record({
    expires: fc.integer({ min: 70, max: 800 }).map((days) => ({ lifetime: { days } })),
    adopt: fc.subarray(credentials.map(({ keyId }) => keyId)),
    compromised: fc.constant([]),
    renewWithin: fc.option(lifetime, { nil: undefined }),
    retireAfter: fc.option(lifetime, { nil: undefined }),
    maxStoreDelay: fc.constantFrom(30 * minute, 360 * minute),
  });

/** No destination was written later than now. */
const beforeNow = (time: number): Date => new Date(Math.min(time, now.getTime() - 1_000));

/** This many hours later, but not after now. */
const hoursLater = (time: Date, hours: number): Date =>
  new Date(Math.min(time.getTime() + hours * 60 * minute, Math.max(now.getTime(), time.getTime())));

/** The times of writes near the start of a secret, before or after it. */
function writesNearStart(credentials: readonly PasswordCredential[]): fc.Arbitrary<Date> {
  const starts = credentials.flatMap(({ startDateTime }) => startDateTime ?? []);
  return fc
    .tuple(fc.constantFrom(now, ...starts), fc.integer({ min: -10, max: 45 }))
    .map(([start, minutes]) => beforeNow(start.getTime() + minutes * minute));
}

/** Evidence of a Key Vault secret: versions that runs wrote, that other processes wrote, or both, oldest first. */
function versionsFor(byAge: readonly PasswordCredential[]): fc.Arbitrary<Evidence> {
  const fromRuns = byAge.map(({ keyId, startDateTime }) =>
    version(beforeNow((startDateTime ?? now).getTime() + minute), keyId),
  );
  // From any process: with the tags of another version, disabled later, or both.
  const fromAnybody = fc
    .record({
      at: writesNearStart(byAge),
      keyId: fc.constantFrom(undefined, 'elsewhere', ...byAge.map(({ keyId }) => keyId)),
      writeId: fc.constantFrom(undefined, 'copied', 'written once'),
      enabled: fc.boolean(),
      hours: fc.nat(400),
    })
    .map(({ at, hours, ...tags }) => version(at, tags.keyId, { ...tags, changedAt: hoursLater(at, hours) }));
  const mixed = fc
    .tuple(fc.subarray(fromRuns), fc.array(fromAnybody, { minLength: 1, maxLength: 2 }))
    .map((parts) => parts.flat());
  return fc
    .oneof(
      { weight: 4, arbitrary: fc.subarray(fromRuns, { minLength: Math.min(1, fromRuns.length) }) },
      { weight: 1, arbitrary: fc.array(fromAnybody, { minLength: 1, maxLength: 4 }) },
      { weight: 1, arbitrary: mixed },
    )
    .map((history) =>
      history.length === 0 ? [version(beforeNow(now.getTime() + minute), undefined)] : history,
    )
    .map((history) => versions(...history.toSorted((a, b) => Number(a.at) - Number(b.at))));
}

/** One to three destinations of any kind. Most hold the newest secret, or versions that runs wrote. */
function destinationsFor(
  credentials: readonly PasswordCredential[],
): fc.Arbitrary<readonly DestinationEvidence[]> {
  const byAge = credentials.toSorted((a, b) => Number(a.startDateTime) - Number(b.startDateTime));
  const newestStart = byAge.at(-1)?.startDateTime ?? now;
  const evidence: fc.Arbitrary<Evidence | undefined> = fc.oneof(
    { weight: 12, arbitrary: fc.constant(writtenAt(beforeNow(newestStart.getTime() + minute))) },
    { weight: 4, arbitrary: writesNearStart(credentials).map(writtenAt) },
    { weight: 1, arbitrary: dateTime.map(writtenAt) },
    { weight: 12, arbitrary: versionsFor(byAge) },
    { weight: 1, arbitrary: fc.constantFrom(empty, undefined) },
  );
  return fc.array(
    evidence.map((one) => destination(one)),
    { minLength: 1, maxLength: 3 },
  );
}

/** Any application, with any secrets, destinations and policy. */
export const planCases: fc.Arbitrary<{ input: PlanInput; policy: Policy }> = fc
  .array(credential, { maxLength: 8 })
  .chain((credentials) =>
    fc.record({
      input: fc.record({
        passwordCredentials: fc.constant(credentials),
        destinations: destinationsFor(credentials),
        signInAudience: fc.oneof(
          { weight: 8, arbitrary: fc.constant('AzureADMyOrg') },
          { weight: 1, arbitrary: fc.constant('PersonalMicrosoftAccount') },
        ),
      }),
      policy: policyFor(credentials),
    }),
  );

/** Like `planCases`, with compromised secrets. */
export const compromisedCases = planCases.chain(({ input, policy }) =>
  fc.record({
    input: fc.constant(input),
    policy: fc
      .subarray(
        input.passwordCredentials.map(({ keyId }) => keyId),
        { minLength: Math.min(1, input.passwordCredentials.length) },
      )
      .map((compromised): Policy => ({ ...policy, compromised })),
  }),
);
