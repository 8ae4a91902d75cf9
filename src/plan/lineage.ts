import { createHash } from 'node:crypto';

/** Names the secrets that succeed one another: only these are this workflow's own. */
export interface Lineage {
  /** What the administrator calls it: the input `description`. */
  readonly description: string;
  /** The repository whose workflow runs, as `owner/name`. */
  readonly repository: string;
  /** Keeps apart the workflows of one repository that store under the same description: six hex digits. */
  readonly digest: string;
}

/** Where a secret comes from: all that can be known of it later, since only its description survives. */
export interface Provenance extends Lineage {
  readonly run: { readonly id: number; readonly attempt: number };
  /** Six random characters of `a-z0-9` that make the description unique to the run. */
  readonly nonce: string;
}

const pattern = /^(.*) \[([^\s[\]/]+\/[^\s[\]/]+) ([0-9a-f]{6}) run ([1-9]\d*)\.([1-9]\d*) ([a-z0-9]{6})\]$/s;

/** The description that the portal shows: `Exalate [acme/ops 4f2a9c run 7001.1 k3f9x2]`. */
export function printProvenance({ description, repository, digest, run, nonce }: Provenance): string {
  return `${description} [${repository} ${digest} run ${run.id}.${run.attempt} ${nonce}]`;
}

/** A lineage by itself: `Exalate [acme/ops 4f2a9c]`. */
export function printLineage({ description, repository, digest }: Lineage): string {
  return `${description} [${repository} ${digest}]`;
}

/** Reads a description back; undefined when this action did not write it. */
export function parseProvenance(displayName: string): Provenance | undefined {
  const [, description, repository, digest, id, attempt, nonce] = pattern.exec(displayName) ?? [];
  if (description === undefined || repository === undefined || digest === undefined || nonce === undefined) {
    return undefined;
  }
  return { description, repository, digest, run: { id: Number(id), attempt: Number(attempt) }, nonce };
}

/**
 * Six hex digits over the destinations' identities, in any order: the same set, the same digits.
 */
export function digestDestinations(identities: readonly string[]): string {
  const canonical = JSON.stringify(identities.toSorted());
  return createHash('sha256').update(canonical).digest('hex').slice(0, 6);
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Six characters of `a-z0-9`.
 *
 * @param random answers a whole number of 0 to below its argument, each as likely
 */
export function drawNonce(random: (below: number) => number): string {
  return Array.from({ length: 6 }, () => alphabet.charAt(random(alphabet.length))).join('');
}
