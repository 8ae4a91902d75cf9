import { join } from 'node:path';
import { expect } from '@jest/globals';
import { root } from '../helpers/repository.ts';
import { inSandbox } from '../helpers/sandbox-client.ts';
import { callSetUp, usual } from '../helpers/set-up.ts';
import { openTerminal } from '../helpers/stock-clients.ts';
import { testWith } from '../helpers/with-tools.ts';
import { readJobs } from '../helpers/workflow-shape.ts';
import { findErrors } from '../helpers/workflow-text.ts';

/** What setup.sh prints about an application that it knows, when it is in the clone. */
const print = `
  here=$HOME/clone/setup
  application_ids=(30000000-0000-4000-8000-000000000001) application_names=(Exalate)
  print_workflows`;

/**
 * The published repository: two releases, the moving tag at the second one, and a later commit on the default branch. The tag of
 * a release that GitHub creates is lightweight, and one that a person creates can be annotated.
 */
const publish = `
  set -e
  git init --quiet --initial-branch main published && cd published
  git config user.name test && git config user.email test@example.com
  cp -R '${join(root, 'setup')}' '${join(root, 'examples')}' . && git add .
  git commit --quiet --message first && git tag v1.0.0
  git commit --quiet --allow-empty --message second && git tag --annotate --message second v1.0.1 && git tag v1
  git commit --quiet --allow-empty --message third && git tag v2-beta`;

const clone = (options: string): string => `
  git clone --quiet --depth 1 ${options} "file://$HOME/published" clone 2>/dev/null
  git -C clone remote set-url origin https://github.com/octo-org/rotate-exalate.git
  `;

testWith('git').each([
  { from: 'the moving tag v1', options: '--branch v1', shown: 'its commit', release: 'v1.0.1' },
  { from: 'a release', options: '--branch v1.0.0', shown: 'its commit', release: 'v1.0.0' },
  { from: 'the default branch', options: '', shown: 'v1', release: undefined },
])('setup.sh in a clone of $from prints a workflow with $shown', ({ options, release }) =>
  inSandbox(async (sandbox) => {
    const terminal = await openTerminal(sandbox);
    const published = await terminal.run(`${publish}\n git rev-parse '${release ?? 'HEAD'}^{commit}'`);
    const { stdout, stderr } = await terminal.run(
      clone(options) + callSetUp(`${usual} --encrypt-to age1abc`, print),
    );
    await terminal.close();
    const version = release === undefined ? 'v1' : `${published.stdout.trim()} # ${release}`;
    expect({ stderr, text: stdout }).toEqual({
      stderr: '',
      text: expect.stringContaining(`uses: octo-org/rotate-exalate@${version}\n`),
    });
    expect(await findErrors(stdout)).toEqual([]);
    expect(readJobs(stdout)[0]?.steps[0]?.uses).toBe(
      `octo-org/rotate-exalate@${version.split(' ')[0] ?? ''}`,
    );
  }),
);
