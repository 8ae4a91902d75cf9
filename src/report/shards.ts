/** A job matrix has no more jobs than this. Source: GitHub's workflow syntax, `jobs.<job_id>.strategy.matrix`. */
const maxJobs = 256;

/** How many characters a shard may have: GitHub takes outputs of 1 MB, in UTF-16, with all else that a job hands on. */
const maxCharacters = 400_000;

/**
 * Cuts a list into pieces that each fit one matrix. Pure.
 *
 * @param entries each as JSON
 * @returns the entries of each piece, in their order; no piece when there is none
 */
export function splitIntoShards(entries: readonly string[]): readonly (readonly string[])[] {
  const shards: string[][] = [];
  let characters = Infinity;
  for (const entry of entries) {
    const current = shards.at(-1);
    characters += entry.length + 1;
    if (current !== undefined && current.length < maxJobs && characters <= maxCharacters) {
      current.push(entry);
    } else {
      shards.push([entry]);
      characters = entry.length + 1;
    }
  }
  return shards;
}
