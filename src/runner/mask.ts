/** Shorter values appear in every log by chance. No secret or token from Entra is that short. */
const minLength = 4;

/**
 * Creates a function that masks a value in the log: the whole value, each of its lines, and its form encoding, which the runner
 * does not derive itself.
 *
 * @param setSecret the toolkit's function
 */
export function createMask(setSecret: (value: string) => void): (value: string) => void {
  return (value) => {
    const spellings = [
      value,
      ...value.split(/\r\n|\r|\n/),
      new URLSearchParams({ value }).toString().slice('value='.length),
    ];
    for (const spelling of new Set(spellings)) {
      if (spelling.trim().length >= minLength) setSecret(spelling);
    }
  };
}
