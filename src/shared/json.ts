/**
 * Parses JSON from a server. The errors of JSON.parse are dropped, since they quote the text, which may contain a secret.
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
