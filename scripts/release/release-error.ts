/** An error that tells whoever releases what happened, why it probably did, and what to do. */
export class ReleaseError extends Error {
  constructor(problem: string, { likelyCause, remedy }: { likelyCause?: string; remedy: string }) {
    const cause = likelyCause === undefined ? [] : [`Likely cause: ${likelyCause}`];
    super([problem, ...cause, `Remedy: ${remedy}`].join('\n'));
    this.name = 'ReleaseError';
  }
}
