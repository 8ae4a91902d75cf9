import { describe, expect, test } from '@jest/globals';
import { documents, read } from '../helpers/repository.ts';
import { fillIn, startingVariables } from '../helpers/placeholders.ts';
import { readShellBlocks } from '../helpers/shell-blocks.ts';
import { openSession } from '../helpers/shell-session.ts';
import { testWith } from '../helpers/with-tools.ts';

const withClients = testWith('az', 'gh', 'age', 'jq');
const pages = documents.map((page) => ({ page, ...readShellBlocks(page, read(page)) }));

test('each block of commands has its language, and each mark its block', () => {
  expect(pages.flatMap(({ problems }) => problems)).toEqual([]);
});

describe('the commands run in the order of the page', () => {
  for (const { page, blocks } of pages) {
    const run = blocks.filter(({ notRun }) => notRun === undefined);
    if (run.length === 0) continue;
    withClients(
      page,
      async () => {
        const session = await openSession();
        try {
          const { failed, outputs } = await session.run(
            run.map(({ commands }) => fillIn(commands, session)),
            startingVariables(session),
          );
          const block = run[failed ?? -1];
          expect(
            block && `${page}:${block.line}\n${block.commands}\n---\n${outputs.at(-1) ?? ''}`,
          ).toBeUndefined();
          expect(session.sandbox.violations).toEqual([]);
        } finally {
          await session.close();
        }
      },
      180_000,
    );
  }
});
