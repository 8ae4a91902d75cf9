import { Failure } from '../support/failure.ts';
import { plainText } from '../support/plain-text.ts';

/** The variables whose value Node.js prints by itself as it starts, past everything that makes it harmless. */
const printedByNode = ['NODE_EXTRA_CA_CERTS'];

/**
 * Checks that Node.js has printed no command for the runner: it quotes the name of a file of certificates that it cannot
 * read. The runner may have obeyed the command by now, and mask nothing any more, so no run goes on after that.
 *
 * @param environment the process's variables
 * @throws Failure `runner-not-supported`
 */
export function expectPlainVariables(environment: Readonly<Record<string, string | undefined>>): void {
  const unfit = printedByNode.filter((name) => {
    const value = environment[name] ?? '';
    return plainText(value) !== value;
  });
  if (unfit.length === 0) return;
  throw new Failure('runner-not-supported', {
    happened: `${unfit.join(', ')} contains invisible characters, or characters that GitHub Actions reads as a command.`,
    likely:
      'the workflow, an earlier step or the configuration of the runner sets it to something other than a path.',
    fix: 'set it to the path of a file, or remove it. Nothing was changed, and no request was sent.',
  });
}
