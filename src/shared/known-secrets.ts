/** Shorter values appear in every text by chance. */
const minLength = 4;

const replacement = '***';

/** The secrets and tokens that this process has received so far, so that they can be removed from text that a server sent. */
export class KnownSecrets {
  readonly #values = new Set<string>();

  add(value: string): void {
    if (value.trim().length >= minLength) this.#values.add(value);
  }

  /** Replaces each known value, also where the text has it in base64 or escaped for a URL. */
  redact(text: string): string {
    const spellings = [...this.#values].flatMap((value) => [
      value,
      encodeURIComponent(value.toWellFormed()),
      Buffer.from(value).toString('base64').replace(/=+$/, ''),
      Buffer.from(value).toString('base64url'),
    ]);
    // The longest first: a shorter value can be a part of it.
    const longestFirst = [...new Set(spellings)].sort((a, b) => b.length - a.length);
    return longestFirst.reduce((redacted, spelling) => redacted.replaceAll(spelling, replacement), text);
  }
}
