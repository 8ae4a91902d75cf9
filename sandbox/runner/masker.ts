/**
 * Hides what was registered as a secret, as the runner does: the value itself, and the forms that it commonly takes
 * in other texts. https://github.com/actions/runner/blob/main/src/Sdk/DTLogging/Logging/SecretMasker.cs
 */
export class Masker {
  /** What was registered, without the forms that were derived from it. */
  readonly values = new Set<string>();
  readonly #forms = new Set<string>();

  /** Output reaches the log line by line, so each line of a value is a secret, too. */
  register(value: string): void {
    this.#add(value);
    for (const line of value.split(/[\r\n]+/)) this.#add(line.trim());
  }

  #add(value: string): void {
    if (value === '') return;
    this.values.add(value);
    for (const form of [value, ...derivedForms(value)]) if (form !== '') this.#forms.add(form);
  }

  mask(text: string): string {
    const found = [...this.#forms]
      .flatMap((form) => occurrences(text, form))
      .sort((one, other) => one[0] - other[0]);
    let masked = '';
    let done = 0;
    let end = -1;
    for (const [from, to] of found) {
      // What touches or overlaps becomes one row of stars.
      if (from > end) {
        masked += text.slice(done, from) + '***';
      }
      end = Math.max(end, to);
      done = end;
    }
    return masked + text.slice(done);
  }
}

function occurrences(text: string, part: string): [from: number, to: number][] {
  const found: [number, number][] = [];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1))
    found.push([at, at + part.length]);
  return found;
}

/**
 * All but the two for PowerShell, which concern values with an ampersand.
 * https://github.com/actions/runner/blob/main/src/Sdk/DTLogging/Logging/ValueEncoders.cs
 */
function derivedForms(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8');
  return [
    // Base64 looks different at each of three offsets.
    ...[0, 1, 2].map((offset) => bytes.subarray(bytes.length > offset ? offset : 0).toString('base64')),
    value.replaceAll('"', '\\"'),
    value.replaceAll("'", "''"),
    JSON.stringify(value).slice(1, -1),
    uriEscaped(value),
    xmlEscaped(value),
    value.length > 8 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : '',
  ];
}

function uriEscaped(value: string): string {
  const escapeOne = (character: string): string => '%' + character.charCodeAt(0).toString(16).toUpperCase();
  return encodeURIComponent(value.toWellFormed()).replace(/[!'()*]/g, escapeOne);
}

function xmlEscaped(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}
