import { createHash } from 'node:crypto';
import { base32crockford } from '@scure/base';

/** Names the secrets that succeed one another: only these are this workflow's own. */
export interface Lineage {
  /** What the administrator calls it: the input `description`. */
  readonly description: string;
  /** Stands for the GitHub server, the repository and all destinations: sixteen characters, see `digestOf`. */
  readonly digest: string;
}

/** Where a secret comes from: all that can be known of it later, since only its description survives. */
export interface Provenance extends Lineage {
  /** The repository whose workflow added it, as `owner/name` at that time. For people only: names change hands. */
  readonly repository: string;
  readonly run: { readonly id: number; readonly attempt: number };
  /** Six random characters of `a-z0-9` that make the description unique to the run. */
  readonly nonce: string;
}

const pattern =
  /^(.*) \[([^\s[\]/]+\/[^\s[\]/]+) ([0-9a-hjkmnp-tv-z]{16}) run ([1-9]\d*)\.([1-9]\d*) ([a-z0-9]{6})\]$/s;

/** The description that the portal shows: `Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2]`. */
export function formatProvenance({ description, repository, digest, run, nonce }: Provenance): string {
  return `${description} [${repository} ${digest} run ${run.id}.${run.attempt} ${nonce}]`;
}

/** A lineage by itself: `Exalate [r3vq7m2k9x4td8wh]`. */
export function formatLineage({ description, digest }: Lineage): string {
  return `${description} [${digest}]`;
}

/** Reads a description back; undefined when this action did not write it. */
export function parseProvenance(displayName: string): Provenance | undefined {
  const [, description, repository, digest, id, attempt, nonce] = pattern.exec(displayName) ?? [];
  if (description === undefined || repository === undefined || digest === undefined || nonce === undefined) {
    return undefined;
  }
  return { description, repository, digest, run: { id: Number(id), attempt: Number(attempt) }, nonce };
}

/** Whether two secrets belong to one lineage. The repository's name does not count: a renamed one keeps its lineage. */
export function isSameLineage(one: Lineage, other: Lineage): boolean {
  return one.description === other.description && one.digest === other.digest;
}

/** What tells a lineage from those of other repositories and workflows. */
export interface LineageScope {
  /** The host of the GitHub server: the same repository ID means another repository elsewhere. */
  readonly serverHost: string;
  /** The repository's numeric ID, which unlike its name is never given to another one. */
  readonly repositoryId: string;
  /** The identity of each destination, in any order. */
  readonly destinations: readonly (readonly string[])[];
}

/** How many bytes of SHA-256 a digest keeps: 80 bits, sixteen characters of base32. */
const digestLength = 10;

/** A digest over a lineage's scope, in Crockford's base32 in lower case: the same scope, the same digest. */
export function computeDigest({ serverHost, repositoryId, destinations }: LineageScope): string {
  const identities = destinations.map((identity) => JSON.stringify(identity)).toSorted();
  const canonical = JSON.stringify([serverHost.toLowerCase(), repositoryId, identities]);
  const bytes = createHash('sha256').update(canonical).digest().subarray(0, digestLength);
  return base32crockford.encode(bytes).toLowerCase();
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Six characters of `a-z0-9`.
 *
 * @param random answers a whole number of 0 to below its argument, each as likely
 */
export function createNonce(random: (below: number) => number): string {
  return Array.from({ length: 6 }, () => alphabet.charAt(random(alphabet.length))).join('');
}
