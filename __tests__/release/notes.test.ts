import { expect, test } from '@jest/globals';
import { writeNotes } from '../../scripts/release/notes.ts';
import { codeBlocks, read } from '../helpers/repository.ts';

/** Each command of GitHub CLI in a block, with the names of its options. */
function readOptions(blocks: readonly string[]): readonly (readonly string[])[] {
  const lines = blocks.flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'));
  const commands = lines.filter((line) => /^\s*gh /.test(line));
  return commands.map((command) => command.match(/^\s*gh \w+ \w+|--[a-z-]+/g) ?? []);
}

test('the notes of a release and docs/approval.md verify it with the same commands', () => {
  const notes = writeNotes({
    url: 'https://github.com/acme/action',
    repository: 'acme/action',
    tag: 'v1.0.0',
    sha: 'a'.repeat(40),
    changes: '',
  });
  const page = codeBlocks(read('docs/approval.md'), 'bash').filter((block) =>
    block.includes('gh attestation'),
  );
  expect(readOptions(codeBlocks(notes, 'bash'))).toEqual(readOptions(page));
  expect(readOptions(page)).toContainEqual([
    '  gh attestation verify',
    '--repo',
    '--source-ref',
    '--source-digest',
    '--signer-workflow',
    '--deny-self-hosted-runners',
  ]);
});
