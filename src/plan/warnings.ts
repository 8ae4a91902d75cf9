import { isAdopted, isLive, findLineageSecrets, type PasswordCredential } from './credentials.ts';
import { endOfLifetime } from '../shared/duration.ts';
import type { RetirableSecret } from './retirement.ts';
import { isSameLineage, parseProvenance, type Provenance } from './lineage.ts';
import { listRemovals, type Addition, type Keep, type PlanInput, type Policy } from './plan.ts';

/** A condition of the application or the workflow that needs attention and may require action. */
export type PlanWarning =
  /** A secret that no workflow with this action renews expires soon. */
  | { readonly kind: 'expiring'; readonly secret: PasswordCredential; readonly adopted: boolean }
  /** The newest secret of another lineage expires soon: its workflow has not renewed it. */
  | { readonly kind: 'lineage-expiring'; readonly secret: PasswordCredential; readonly repository: string }
  /** The application has many live secrets after this run. */
  | { readonly kind: 'too-many-secrets'; readonly count: number }
  /** The first secret of this lineage is added, and the same repository has live secrets of another lineage. */
  | { readonly kind: 'earlier-lineage'; readonly secrets: readonly PasswordCredential[] }
  /** Superseded secrets are removed, now or later, and it is not known whether Exalate uses the new value. */
  | { readonly kind: 'hand-over'; readonly removedCount: number; readonly nextRemoval: Date | undefined }
  /** Superseded secrets were used after their successor was stored, which postpones their removal. */
  | { readonly kind: 'still-used'; readonly secrets: readonly RetirableSecret[] }
  /** No destination can show that a secret is superseded, so `retire-after` removes only expired ones. */
  | { readonly kind: 'unobservable' }
  /** The last secret was added less than `retire-after` ago: if every run adds one, no grace ever ends. */
  | { readonly kind: 'grace-restarts'; readonly lastAdded: Date }
  /** The first secret of this lineage is added, and the application has live secrets that this action did not add. */
  | { readonly kind: 'unmanaged'; readonly secrets: readonly PasswordCredential[] }
  /** `adopt` names key IDs, in lower case, that are not on the application. */
  | { readonly kind: 'adopted-gone'; readonly keyIds: readonly string[] }
  /** `compromised` names key IDs, in lower case, that are not on the application. */
  | { readonly kind: 'compromised-gone'; readonly keyIds: readonly string[] };

/** How long before a secret expires there is a warning. */
const expiryNotice = { days: 30 };

/** With more live secrets than this, there is a warning. */
const maxLiveSecrets = 5;

interface WarningContext extends PlanInput {
  readonly provenance: Provenance;
  readonly policy: Policy;
  readonly plan: Keep | Addition;
  readonly now: Date;
  /** The secrets on the application that have not expired. */
  readonly liveSecrets: readonly PasswordCredential[];
  /** When the newest secret of this run's lineage started; undefined when the run adds the first one. */
  readonly lastAdded: Date | undefined;
}

/**
 * Finds the conditions that need attention, given the plan.
 *
 * @param now by Microsoft Graph's clock
 */
export function findWarnings(
  input: PlanInput,
  provenance: Provenance,
  policy: Policy,
  plan: Keep | Addition,
  now: Date,
): readonly PlanWarning[] {
  const { passwordCredentials } = input;
  const liveSecrets = passwordCredentials.filter((secret) => isLive(secret, now));
  const lastAdded = findLineageSecrets(provenance, passwordCredentials).at(-1)?.startDateTime;
  const context = { ...input, provenance, policy, plan, now, liveSecrets, lastAdded };
  return [
    ...findMissing('adopted-gone', policy.adopt, passwordCredentials),
    ...findMissing('compromised-gone', policy.compromised, passwordCredentials),
    ...findExpiring(context),
    ...findExpiringLineages(context),
    ...findEarlierLineage(context),
    ...findUnmanaged(context),
    ...findTooManySecrets(context),
    ...findStillUsed(context),
    ...findHandOver(context),
    ...findRestartingGrace(context),
  ];
}

/** @param named key IDs, in lower case */
function findMissing(
  kind: 'adopted-gone' | 'compromised-gone',
  named: readonly string[],
  credentials: readonly PasswordCredential[],
): readonly PlanWarning[] {
  const existing = credentials.map(({ keyId }) => keyId.toLowerCase());
  const keyIds = named.filter((keyId) => !existing.includes(keyId));
  return keyIds.length === 0 ? [] : [{ kind, keyIds }];
}

/** Secrets that this action did not add, and adopted ones: the workflow of their lineage no longer renews these. */
function findExpiring({ liveSecrets, policy: { adopt }, plan, now }: WarningContext): readonly PlanWarning[] {
  const removed = findRemovedKeyIds(plan);
  return liveSecrets.flatMap((secret): readonly PlanWarning[] => {
    const adopted = isAdopted(secret, adopt);
    const isForeign = adopted || parseProvenance(secret.displayName) === undefined;
    if (!isForeign || removed.has(secret.keyId) || !expiresSoon(secret, now)) return [];
    return [{ kind: 'expiring', secret, adopted }];
  });
}

function findExpiringLineages({
  liveSecrets,
  provenance,
  policy: { adopt },
  now,
}: WarningContext): readonly PlanWarning[] {
  return liveSecrets.flatMap((secret): readonly PlanWarning[] => {
    const origin = parseProvenance(secret.displayName);
    if (origin === undefined || isSameLineage(origin, provenance) || isAdopted(secret, adopt)) return [];
    const isRenewed = findLineageSecrets(origin, liveSecrets).some(
      ({ startDateTime }) => secret.startDateTime === null || startDateTime > secret.startDateTime,
    );
    if (isRenewed || !expiresSoon(secret, now)) return [];
    return [{ kind: 'lineage-expiring', secret, repository: origin.repository }];
  });
}

function expiresSoon({ endDateTime }: PasswordCredential, now: Date): boolean {
  return endDateTime !== null && endDateTime <= endOfLifetime(expiryNotice, now);
}

/**
 * Two workflows for one application are normal. But a workflow whose destinations changed starts a new lineage and no longer
 * manages its earlier secrets. The run that adds the first secret of the lineage warns about this.
 */
function findEarlierLineage({
  liveSecrets,
  lastAdded,
  provenance: { repository },
  policy: { adopt },
}: WarningContext): readonly PlanWarning[] {
  if (lastAdded !== undefined) return [];
  const secrets = liveSecrets.filter((secret) => {
    const origin = parseProvenance(secret.displayName);
    return origin?.repository.toLowerCase() === repository.toLowerCase() && !isAdopted(secret, adopt);
  });
  return secrets.length === 0 ? [] : [{ kind: 'earlier-lineage', secrets }];
}

/** Only for the first secret of the lineage. A secret that expires soon has its own warning. */
function findUnmanaged({
  liveSecrets,
  lastAdded,
  policy: { adopt },
  now,
}: WarningContext): readonly PlanWarning[] {
  if (lastAdded !== undefined) return [];
  const secrets = liveSecrets.filter(
    (secret) =>
      parseProvenance(secret.displayName) === undefined &&
      !isAdopted(secret, adopt) &&
      !expiresSoon(secret, now),
  );
  return secrets.length === 0 ? [] : [{ kind: 'unmanaged', secrets }];
}

function findTooManySecrets({ liveSecrets, plan }: WarningContext): readonly PlanWarning[] {
  const removed = findRemovedKeyIds(plan);
  const remaining = liveSecrets.filter(({ keyId }) => !removed.has(keyId)).length;
  const count = plan.kind === 'add' ? remaining + 1 : remaining;
  return count > maxLiveSecrets ? [{ kind: 'too-many-secrets', count }] : [];
}

/** The key IDs of the secrets that this run removes. */
function findRemovedKeyIds(plan: Keep | Addition): ReadonlySet<string> {
  return new Set(listRemovals(plan).map(({ secret: { keyId } }) => keyId));
}

function findStillUsed({ plan: { retained } }: WarningContext): readonly PlanWarning[] {
  const secrets = retained.filter(isStillUsed);
  return secrets.length === 0 ? [] : [{ kind: 'still-used', secrets }];
}

/** Whether its use postpones its removal. */
function isStillUsed({ lastUsed, due }: RetirableSecret): boolean {
  return lastUsed !== undefined && due !== undefined;
}

function findHandOver({
  destinations,
  passwordCredentials,
  provenance,
  policy: { retireAfter },
  plan,
  now,
}: WarningContext): readonly PlanWarning[] {
  if (retireAfter === undefined) return [];
  if (destinations.every(({ evidence }) => evidence === undefined)) return [{ kind: 'unobservable' }];
  const removedCount = listRemovals(plan).filter(({ cause }) => cause === 'superseded').length;
  const current = findLineageSecrets(provenance, passwordCredentials).at(-1);
  const replacesCurrent =
    plan.kind === 'add' && current !== undefined && !findRemovedKeyIds(plan).has(current.keyId);
  const removalDates = plan.retained
    .filter((secret) => !isStillUsed(secret))
    .map(({ due }) => due)
    .filter((due) => due !== undefined);
  const nextRemoval = [...removalDates, ...(replacesCurrent ? [endOfLifetime(retireAfter, now)] : [])].sort(
    (a, b) => a.getTime() - b.getTime(),
  )[0];
  return removedCount === 0 && nextRemoval === undefined
    ? []
    : [{ kind: 'hand-over', removedCount, nextRemoval }];
}

/**
 * Without `renew-within` every run adds a secret. GitHub shows only the last write, so a secret that is added within
 * `retire-after` restarts the grace of all others.
 */
function findRestartingGrace({
  destinations,
  lastAdded,
  policy: { retireAfter, renewWithin },
  now,
}: WarningContext): readonly PlanWarning[] {
  if (retireAfter === undefined || renewWithin !== undefined) return [];
  if (!destinations.some(({ evidence }) => evidence?.kind === 'written')) return [];
  if (lastAdded === undefined || endOfLifetime(retireAfter, lastAdded) <= now) return [];
  return [{ kind: 'grace-restarts', lastAdded }];
}
