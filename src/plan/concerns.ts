import { isLive, isSame, secretsOf, type PasswordCredential } from './credentials.ts';
import { witnessesAmong } from './evidence.ts';
import { endOf } from './lifetime.ts';
import { parseProvenance, type Lineage } from './lineage.ts';
import type { Addition, Facts, Keep, Policy } from './plan.ts';

/** What people must know about the secrets of an application, and what this action does not do for them. */
export type Concern =
  /** A secret that no lineage renews expires soon. */
  | { readonly kind: 'expiring'; readonly secret: PasswordCredential; readonly endDateTime: Date }
  /** The application holds many live secrets once the plan is carried out. */
  | { readonly kind: 'crowded'; readonly count: number }
  /** Live secrets of the same description, from another repository or for other destinations. */
  | { readonly kind: 'related'; readonly secrets: readonly PasswordCredential[] }
  /** Superseded secrets go, and nobody can know whether Exalate uses the new value yet. */
  | { readonly kind: 'handover'; readonly going: number; readonly next: Date | undefined }
  /** No destination can prove that a secret is superseded: only expired ones go. */
  | { readonly kind: 'unprovable' };

/** How long before its end a secret is spoken of. */
const notice = { days: 30 };

/** How many live secrets are not too many. */
const plenty = 5;

/** What people must be told beside the plan. Pure, as the plan is. */
export function concernsAbout(
  facts: Facts,
  lineage: Lineage,
  policy: Policy,
  plan: Keep | Addition,
  now: Date,
): readonly Concern[] {
  const live = facts.passwordCredentials.filter((credential) => isLive(credential, now));
  return [
    ...expiring(live, now),
    ...crowded(live, plan),
    ...related(live, lineage),
    ...handover(facts, lineage, policy, plan, now),
  ];
}

function expiring(live: readonly PasswordCredential[], now: Date): readonly Concern[] {
  const limit = endOf(notice, now);
  return live.flatMap((secret) => {
    const { displayName, endDateTime } = secret;
    if (endDateTime === null || endDateTime > limit || parseProvenance(displayName) !== undefined) return [];
    return [{ kind: 'expiring', secret, endDateTime }];
  });
}

function crowded(live: readonly PasswordCredential[], plan: Keep | Addition): readonly Concern[] {
  const gone = new Set([...plan.retireFirst, ...plan.retire].map(({ secret: { keyId } }) => keyId));
  const left = live.filter(({ keyId }) => !gone.has(keyId)).length;
  const count = plan.kind === 'add' ? left + 1 : left;
  return count > plenty ? [{ kind: 'crowded', count }] : [];
}

function related(live: readonly PasswordCredential[], lineage: Lineage): readonly Concern[] {
  const secrets = live.filter(({ displayName }) => {
    const other = parseProvenance(displayName);
    return other?.description === lineage.description && !isSame(other, lineage);
  });
  return secrets.length === 0 ? [] : [{ kind: 'related', secrets }];
}

function handover(
  { passwordCredentials, places }: Facts,
  lineage: Lineage,
  { retireAfter }: Policy,
  plan: Keep | Addition,
  now: Date,
): readonly Concern[] {
  if (retireAfter === undefined) return [];
  if (witnessesAmong(places).length === 0) return [{ kind: 'unprovable' }];
  const going = [...plan.retireFirst, ...plan.retire].filter(({ cause }) => cause === 'superseded').length;
  const replaces = plan.kind === 'add' && secretsOf(lineage, passwordCredentials).length > 0;
  const dues = plan.waiting.map(({ due }) => due).filter((due) => due !== undefined);
  const next = [...dues, ...(replaces ? [endOf(retireAfter, now)] : [])].sort(
    (one, other) => one.getTime() - other.getTime(),
  )[0];
  return going === 0 && next === undefined ? [] : [{ kind: 'handover', going, next }];
}
