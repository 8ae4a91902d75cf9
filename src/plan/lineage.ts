import { createHash } from 'node:crypto';
import { base32crockford } from '@scure/base';

/** Identifies a series of secrets that replace one another. The secrets of its lineage are a workflow's own. */
export interface Lineage {
  /** The input `description`. */
  readonly description: string;
  /** Identifies the GitHub server, the repository and all destinations in sixteen characters: see `computeDigest`. */
  readonly digest: string;
}

/** The origin of a secret. Its description is the only place where Entra keeps this. */
export interface Provenance extends Lineage {
  /** The `owner/name` of the repository when the secret was added. For display only: names can be reused. */
  readonly repository: string;
  readonly run: { readonly id: number; readonly attempt: number };
  /** Six random characters of `a-z0-9` that make the description unique to the run. */
  readonly nonce: string;
}

const provenancePattern =
  /^(.*) \[([^\s[\]/]+\/[^\s[\]/]+) ([0-9a-hjkmnp-tv-z]{16}) run ([1-9]\d*)\.([1-9]\d*) ([a-z0-9]{6})\]$/s;

/** Formats the description that the portal shows: `Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2]`. */
export function formatProvenance({ description, repository, digest, run, nonce }: Provenance): string {
  return `${description} [${repository} ${digest} run ${run.id}.${run.attempt} ${nonce}]`;
}

/** Formats a lineage without its origin: `Exalate [r3vq7m2k9x4td8wh]`. */
export function formatLineage({ description, digest }: Lineage): string {
  return `${description} [${digest}]`;
}

/** Parses a description; undefined when this action did not write it. */
export function parseProvenance(displayName: string): Provenance | undefined {
  const [, description, repository, digest, id, attempt, nonce] = provenancePattern.exec(displayName) ?? [];
  if (description === undefined || repository === undefined || digest === undefined || nonce === undefined) {
    return undefined;
  }
  return { description, repository, digest, run: { id: Number(id), attempt: Number(attempt) }, nonce };
}

/** Compares description and digest only: a renamed repository keeps its lineage. */
export function isSameLineage(a: Lineage, b: Lineage): boolean {
  return a.description === b.description && a.digest === b.digest;
}

/** What distinguishes a lineage from those of other repositories and workflows. */
export interface LineageScope {
  /** The host of the GitHub server: repository IDs are unique to a server. */
  readonly serverHost: string;
  /** The repository's numeric ID. Unlike the name, it is never reused. */
  readonly repositoryId: string;
  /** The identity of each destination, in any order. */
  readonly destinations: readonly (readonly string[])[];
}

/** How many bytes of the SHA-256 hash a digest keeps: 80 bits, sixteen characters of base32. */
const digestLength = 10;

/** Computes the digest of a lineage's scope, in lower-case Crockford base32. The order of the destinations does not matter. */
export function computeDigest({ serverHost, repositoryId, destinations }: LineageScope): string {
  const identities = destinations.map((identity) => JSON.stringify(identity)).toSorted();
  const canonical = JSON.stringify([serverHost.toLowerCase(), repositoryId, identities]);
  const bytes = createHash('sha256').update(canonical).digest().subarray(0, digestLength);
  return base32crockford.encode(bytes).toLowerCase();
}

const nonceAlphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Creates six random characters of `a-z0-9`.
 *
 * @param random returns an integer from 0 to `below - 1`, uniformly distributed
 */
export function createNonce(random: (below: number) => number): string {
  return Array.from({ length: 6 }, () => nonceAlphabet.charAt(random(nonceAlphabet.length))).join('');
}
