import { describe, expect, test } from '@jest/globals';
import { fillIn, setUp, startingVariables } from '../helpers/placeholders.ts';
import { documents, read } from '../helpers/repository.ts';
import { readShellBlocks, type ShellBlock } from '../helpers/shell-blocks.ts';
import { openSession, type ShellSession } from '../helpers/shell-session.ts';
import { testWith } from '../helpers/with-tools.ts';

const withClients = testWith('az', 'gh', 'age', 'jq');
const pages = documents.map((page) => {
  const { blocks, problems } = readShellBlocks(page, read(page));
  return { page, problems, blocks: blocks.filter(({ notRun }) => notRun === undefined) };
});

test('each block of commands says so, and each mark has a block', () => {
  expect(pages.flatMap(({ problems }) => problems)).toEqual([]);
});

describe('the commands run in the order of the page', () => {
  withClients.each(pages.filter(({ blocks }) => blocks.length > 0))(
    '$page',
    async ({ page, blocks }) => {
      const session = await openSession();
      try {
        if (blocks.every(({ commands }) => !commands.includes('setup/setup.sh'))) setUp(session);
        const scripts = blocks.map((block, index) => scriptOf(block, blocks[index - 1], session));
        const { failed, outputs } = await session.run(scripts, startingVariables(session));
        const failure =
          failed === undefined
            ? []
            : [`${page}:${blocks[failed]?.line ?? ''}`, scripts[failed], outputs[failed]];
        expect(failure).toEqual([]);
        expect(session.sandbox.violations).toEqual([]);
      } finally {
        await session.close();
      }
    },
    240_000,
  );
});

/** Pages for engineers who have a clone of this repository. */
const forEngineers = /^(?:CONTRIBUTING\.md$|docs\/(?:decisions\/|performance))/;

function scriptOf(
  { page, section, commands }: ShellBlock,
  before: ShellBlock | undefined,
  session: ShellSession,
): string {
  const script = fillIn(commands, session);
  if (forEngineers.test(page)) return `cd ~/exalate-secret-action\n${script}`;
  // A token that was pasted is for its section alone.
  return before === undefined || section === before.section ? script : `unset GH_TOKEN\n${script}`;
}
