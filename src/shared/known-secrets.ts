import { withoutInvisible } from './plain-text.ts';

/** Shorter values appear in every text by chance. */
const minLength = 4;

/** A word of a text that may be a part of a value, and is too long to be one by chance. */
const partOfValue = /[\w~-]{8,}/g;

const replacement = '***';

/** The secrets and tokens that this process has received so far, so that they can be removed from text that a server sent. */
export class KnownSecrets {
  readonly #values = new Set<string>();

  add(value: string): void {
    const visible = withoutInvisible(value);
    if (visible.trim().length >= minLength) this.#values.add(visible);
  }

  /**
   * Replaces each known value: as it is, encoded for a URL, a form or JSON, and in base64, also as a part of a longer text.
   * A value is also found across line breaks (`\n`), and a word that is a part of a value is replaced as well.
   *
   * @param text without other invisible characters, which could separate the parts of a value
   */
  redact(text: string): string {
    const characters = text.replaceAll('\n', '');
    const spellings = new Set([...this.#values].flatMap(listSpellings));
    const ranges = [...spellings].flatMap((spelling) => findAll(characters, spelling));
    const toPosition = createPositionLookup(text);
    let redacted = '';
    let end = 0;
    for (const [first, last] of ranges.sort(([a], [b]) => a - b)) {
      const start = toPosition(first);
      if (start >= end) redacted += text.slice(end, start) + replacement;
      end = Math.max(end, toPosition(last) + 1);
    }
    return (redacted + text.slice(end)).replace(partOfValue, (word) =>
      this.#isPart(word) ? replacement : word,
    );
  }

  #isPart(word: string): boolean {
    return [...this.#values].some((value) => value.includes(word));
  }
}

/** The positions of the first and the last character of each occurrence; occurrences can overlap. */
function findAll(text: string, part: string): [first: number, last: number][] {
  const found: [number, number][] = [];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    found.push([at, at + part.length - 1]);
  }
  return found;
}

/** Finds where a character of the text without line breaks is in the text itself. */
function createPositionLookup(text: string): (index: number) => number {
  const positions: number[] = [];
  for (let position = 0; position < text.length; position += 1) {
    if (text[position] !== '\n') positions.push(position);
  }
  return (index) => positions[index] ?? text.length;
}

function listSpellings(value: string): readonly string[] {
  const encoded = [
    encodeURIComponent(value.toWellFormed()),
    new URLSearchParams({ value }).toString().slice('value='.length),
  ];
  return [
    value,
    ...encoded,
    ...encoded.map((spelling) => spelling.replace(/%../g, (byte) => byte.toLowerCase())),
    JSON.stringify(value).slice(1, -1),
    ...listBase64(value),
  ];
}

/**
 * The base64 of a value as a part of a longer text: whatever is before and after it, these characters do not change. Their
 * alignment depends on how many bytes are before it.
 */
function listBase64(value: string): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(value)]);
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor((bytes.length * 8) / 6);
    return [bytes.toString('base64').slice(first, last), bytes.toString('base64url').slice(first, last)];
  });
}
