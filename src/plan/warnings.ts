import { isAdopted, isLive, findOwnSecrets, type PasswordCredential } from './credentials.ts';
import { selectObservable } from './evidence.ts';
import { endOfLifetime } from '../shared/duration.ts';
import { isSameLineage, parseProvenance, type Provenance } from './lineage.ts';
import type { Addition, PlanInput, Keep, Policy } from './plan.ts';

/** What people must know about the secrets of an application, and what this action does not do for them. */
export type PlanWarning =
  /** A secret that no workflow of this action renews expires soon. */
  | { readonly kind: 'expiring'; readonly secret: PasswordCredential; readonly adopted: boolean }
  /** The newest secret of another lineage expires soon: its workflow has not renewed it. */
  | { readonly kind: 'lineage-expiring'; readonly secret: PasswordCredential; readonly repository: string }
  /** The application holds many live secrets once the plan is carried out. */
  | { readonly kind: 'too-many-secrets'; readonly count: number }
  /** The first secret of this lineage comes beside live ones of another lineage of the same repository. */
  | { readonly kind: 'earlier-lineage'; readonly secrets: readonly PasswordCredential[] }
  /** Superseded secrets go, and it is not known whether Exalate uses the new value yet. */
  | { readonly kind: 'hand-over'; readonly going: number; readonly next: Date | undefined }
  /** No destination can prove that a secret is superseded: only expired ones go. */
  | { readonly kind: 'unobservable' }
  /** A secret was added, and its destinations written, less than `retire-after` ago: at this pace the grace never ends. */
  | { readonly kind: 'grace-restarts'; readonly lastAdded: Date }
  /** Beside the first secret of this lineage, the application has active ones that no workflow of this action maintains. */
  | { readonly kind: 'unmanaged'; readonly secrets: readonly PasswordCredential[] }
  /** `adopt` names keys that are not on the application, in lower case. */
  | { readonly kind: 'adopted-gone'; readonly keyIds: readonly string[] };

/** How long before its end a secret is spoken of. */
const expiryNotice = { days: 30 };

/** How many live secrets are not too many. */
const maxLiveSecrets = 5;

/**
 * What people must be told beside the plan. Pure, as the plan is.
 *
 * @param now by Microsoft Graph's clock
 */
export function findWarnings(
  facts: PlanInput,
  provenance: Provenance,
  policy: Policy,
  plan: Keep | Addition,
  now: Date,
): readonly PlanWarning[] {
  const live = facts.passwordCredentials.filter((credential) => isLive(credential, now));
  return [
    ...adoptedGone(facts, policy),
    ...expiring(live, policy, plan, now),
    ...expiringLineages(live, provenance, policy, now),
    ...earlierLineage(live, facts, provenance, policy, plan),
    ...unmanaged(live, facts, provenance, policy, plan, now),
    ...tooManySecrets(live, plan),
    ...handOver(facts, provenance, policy, plan, now),
    ...graceRestarts(facts, provenance, policy, plan, now),
  ];
}

function adoptedGone({ passwordCredentials }: PlanInput, { adopt }: Policy): readonly PlanWarning[] {
  const keyIds = adopt.filter((keyId) => !passwordCredentials.some((one) => isAdopted(one, [keyId])));
  return keyIds.length === 0 ? [] : [{ kind: 'adopted-gone', keyIds }];
}

/** A secret that this action did not add, or that is adopted from another lineage, which no longer renews it. */
function expiring(
  live: readonly PasswordCredential[],
  { adopt }: Policy,
  plan: Keep | Addition,
  now: Date,
): readonly PlanWarning[] {
  const gone = removedBy(plan);
  return live.flatMap((secret): readonly PlanWarning[] => {
    const adopted = isAdopted(secret, adopt);
    const isForeign = adopted || parseProvenance(secret.displayName) === undefined;
    if (!isForeign || gone.has(secret.keyId) || !endsSoon(secret, now)) return [];
    return [{ kind: 'expiring', secret, adopted }];
  });
}

function expiringLineages(
  live: readonly PasswordCredential[],
  own: Provenance,
  { adopt }: Policy,
  now: Date,
): readonly PlanWarning[] {
  return live.flatMap((secret): readonly PlanWarning[] => {
    const found = parseProvenance(secret.displayName);
    if (found === undefined || isSameLineage(found, own) || isAdopted(secret, adopt)) return [];
    const isRenewed = findOwnSecrets(found, live).some(
      (one) => secret.startDateTime === null || one.startDateTime > secret.startDateTime,
    );
    if (isRenewed || !endsSoon(secret, now)) return [];
    return [{ kind: 'lineage-expiring', secret, repository: found.repository }];
  });
}

function endsSoon({ endDateTime }: PasswordCredential, now: Date): boolean {
  return endDateTime !== null && endDateTime <= endOfLifetime(expiryNotice, now);
}

/**
 * Two workflows for one application are normal. But a workflow whose destinations changed starts a new lineage, and leaves
 * the secrets of its old one behind: that is told when it adds its first.
 */
function earlierLineage(
  live: readonly PasswordCredential[],
  { passwordCredentials }: PlanInput,
  own: Provenance,
  { adopt }: Policy,
  plan: Keep | Addition,
): readonly PlanWarning[] {
  if (plan.kind !== 'add' || findOwnSecrets(own, passwordCredentials).length > 0) return [];
  const secrets = live.filter((secret) => {
    const found = parseProvenance(secret.displayName);
    return found?.repository.toLowerCase() === own.repository.toLowerCase() && !isAdopted(secret, adopt);
  });
  return secrets.length === 0 ? [] : [{ kind: 'earlier-lineage', secrets }];
}

/** Everybody starts with a secret that was made by hand: the first run names it. One that ends soon has its own warning. */
function unmanaged(
  live: readonly PasswordCredential[],
  { passwordCredentials }: PlanInput,
  own: Provenance,
  { adopt }: Policy,
  plan: Keep | Addition,
  now: Date,
): readonly PlanWarning[] {
  if (plan.kind !== 'add' || findOwnSecrets(own, passwordCredentials).length > 0) return [];
  const secrets = live.filter(
    (secret) =>
      parseProvenance(secret.displayName) === undefined &&
      !isAdopted(secret, adopt) &&
      !endsSoon(secret, now),
  );
  return secrets.length === 0 ? [] : [{ kind: 'unmanaged', secrets }];
}

function tooManySecrets(live: readonly PasswordCredential[], plan: Keep | Addition): readonly PlanWarning[] {
  const gone = removedBy(plan);
  const left = live.filter(({ keyId }) => !gone.has(keyId)).length;
  const count = plan.kind === 'add' ? left + 1 : left;
  return count > maxLiveSecrets ? [{ kind: 'too-many-secrets', count }] : [];
}

/** The key IDs of the secrets that go with this run. */
function removedBy({ retireFirst, retire }: Keep | Addition): ReadonlySet<string> {
  return new Set([...retireFirst, ...retire].map(({ secret: { keyId } }) => keyId));
}

function handOver(
  { passwordCredentials, destinations }: PlanInput,
  lineage: Provenance,
  { retireAfter }: Policy,
  plan: Keep | Addition,
  now: Date,
): readonly PlanWarning[] {
  if (retireAfter === undefined) return [];
  if (selectObservable(destinations).length === 0) return [{ kind: 'unobservable' }];
  const going = [...plan.retireFirst, ...plan.retire].filter(({ cause }) => cause === 'superseded').length;
  const replaces = plan.kind === 'add' && findOwnSecrets(lineage, passwordCredentials).length > 0;
  const dues = plan.waiting.map(({ due }) => due).filter((due) => due !== undefined);
  const next = [...dues, ...(replaces ? [endOfLifetime(retireAfter, now)] : [])].sort(
    (one, other) => one.getTime() - other.getTime(),
  )[0];
  return going === 0 && next === undefined ? [] : [{ kind: 'hand-over', going, next }];
}

/** GitHub tells its last write only, so a secret that is added sooner than `retire-after` starts the grace of all others anew. */
function graceRestarts(
  { passwordCredentials, destinations }: PlanInput,
  lineage: Provenance,
  { retireAfter, renewWithin }: Policy,
  plan: Keep | Addition,
  now: Date,
): readonly PlanWarning[] {
  if (plan.kind !== 'add' || retireAfter === undefined || renewWithin !== undefined) return [];
  if (!selectObservable(destinations).some(({ evidence }) => evidence.kind === 'written')) return [];
  const newest = findOwnSecrets(lineage, passwordCredentials).at(-1);
  if (newest === undefined || endOfLifetime(retireAfter, newest.startDateTime) <= now) return [];
  return [{ kind: 'grace-restarts', lastAdded: newest.startDateTime }];
}
