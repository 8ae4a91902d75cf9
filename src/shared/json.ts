/**
 * Parses JSON that came from a server. The parser's own errors quote the text, which may hold a secret or a token: they
 * are dropped.
 *
 * @returns undefined when the text is not JSON
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
