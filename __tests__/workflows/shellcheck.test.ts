import { expect } from '@jest/globals';
import { filesIn, folders } from '../helpers/repository.ts';
import { testWith } from '../helpers/with-tools.ts';
import { readWorkflowSource } from '../helpers/workflow-source.ts';
import { checkFiles, checkScripts, findScripts } from './shellcheck.ts';
import { goodFixtures, sources } from './sources.ts';

const withShellcheck = testWith('shellcheck');

withShellcheck('shellcheck finds nothing in the scripts of workflows', async () => {
  const scripts = [...sources, ...goodFixtures].flatMap(findScripts);
  expect(scripts.length).toBeGreaterThan(3);
  expect(await checkScripts(scripts)).toEqual([]);
});

const files = ['.ci/run', ...folders.flatMap((folder) => filesIn(folder, '.sh'))];
// setup.sh sources these. Alone, shellcheck would report unused variables.
const parts = files.filter((path) => path.startsWith('setup/lib/'));

withShellcheck.each(files.filter((path) => !parts.includes(path)))(
  'shellcheck finds nothing in %s and the files that it sources',
  async (path) => {
    expect(await checkFiles([path])).toEqual([]);
  },
);

withShellcheck('shellcheck finds mistakes in scripts for the shells that it knows', async () => {
  const text = `on: push
jobs:
  linux:
    runs-on: ubuntu-latest
    steps:
      - run: |
          cd "$FOLDER"
          echo $NAME
      - run: echo $NAME
        shell: pwsh
      - run: '[[ -f "$NAME" ]]'
        shell: sh
  windows:
    runs-on: windows-latest
    steps:
      - run: echo $NAME
`;
  const found = await checkScripts(findScripts(readWorkflowSource('check.yml', text, true)));
  expect(found.toSorted()).toEqual([
    'check.yml:11: SC3010 In POSIX sh, [[ ]] is undefined.',
    'check.yml:8: SC2086 Double quote to prevent globbing and word splitting.',
  ]);
});
