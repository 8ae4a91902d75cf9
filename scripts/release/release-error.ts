/** An error that tells a maintainer what happened, the likely cause, and the remedy. */
export class ReleaseError extends Error {
  constructor(problem: string, { likelyCause, remedy }: { likelyCause?: string; remedy: string }) {
    const cause = likelyCause === undefined ? [] : [`Likely cause: ${likelyCause}`];
    super([problem, ...cause, `Remedy: ${remedy}`].join('\n'));
    this.name = 'ReleaseError';
  }
}
