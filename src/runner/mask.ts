/** What is shorter stands in every log by chance; no value of Entra's is. */
const minLength = 4;

/**
 * Registers a value as a secret with the runner, so that its log shows asterisks instead: whole, line by line, and as
 * it stands in the body of a form, a spelling that the runner does not derive itself.
 *
 * @param setSecret the toolkit's, which prints the command that the runner obeys
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
