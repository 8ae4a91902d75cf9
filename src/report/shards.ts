/** The maximum number of jobs in a matrix. Source: GitHub's workflow syntax, `jobs.<job_id>.strategy.matrix`. */
const maxJobs = 256;

/** In characters. GitHub limits all outputs of a job together to 1 MB in UTF-16. */
const maxCharacters = 400_000;

/**
 * Splits a list into shards that each fit into one job matrix. The numbers of the shards fit into one, too: what is left over is
 * left out.
 *
 * @param entries each as JSON
 * @returns the entries of each shard, in their original order; no shard when there are no entries
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
  return shards.slice(0, maxJobs);
}
