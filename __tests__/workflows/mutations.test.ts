import { expect, test } from '@jest/globals';
import { readWorkflowSource } from '../helpers/workflow-source.ts';
import { rules } from './rules/all.ts';
import { findViolations } from './rules/rule.ts';
import { goodFixtures, sources } from './sources.ts';

interface Mutation {
  readonly rule: string;
  readonly change: string;
  readonly pattern: RegExp;
  readonly replacement: string;
}

/** Changes that break a rule in every workflow that has the text. */
const mutations: readonly Mutation[] = [
  {
    rule: 'no-default-permissions',
    change: 'no permissions at the top',
    pattern: /^permissions: \{\}\n/gm,
    replacement: '',
  },
  {
    rule: 'explained-permissions',
    change: 'a write permission without a comment',
    pattern: /(?<=^ {6}[a-z-]+: write) # .*/gm,
    replacement: '',
  },
  {
    rule: 'pinned-actions',
    change: 'an action pinned to a branch',
    pattern: /(?<=uses: .+@)[0-9a-f]{40}/g,
    replacement: 'main',
  },
  {
    rule: 'pinned-actions',
    change: 'an action without its version',
    pattern: /(?<=@[0-9a-f]{40}) # v.*/g,
    replacement: '',
  },
  {
    rule: 'pinned-actions',
    change: 'a container image with a tag',
    pattern: /(?<=^ {4}timeout-minutes: .*\n)/gm,
    replacement: '    container: node:24\n',
  },
  {
    rule: 'known-keys',
    change: 'steps below an unknown key',
    pattern: /(?<=^ {4}steps:\n)/gm,
    replacement: "      - parallel: [{ run: 'true' }]\n",
  },
  {
    rule: 'no-evaluated-values',
    change: 'a value as a command',
    pattern: /(?<=^ {8}run: \|\n)/gm,
    replacement: '          eval "$VALUE"\n',
  },
  {
    rule: 'known-shells',
    change: 'a command as the shell',
    pattern: /(?<=^ {8}shell: )bash/gm,
    replacement: "bash -c 'true' {0}",
  },
  {
    rule: 'consistent-pins',
    change: 'another version than elsewhere',
    pattern: /(?<=@[0-9a-f]{40} # v).*/g,
    replacement: '0.0.1',
  },
  {
    rule: 'no-stored-credentials',
    change: 'a checkout that stores the token',
    pattern: /(?<=persist-credentials: )false/g,
    replacement: 'true',
  },
  {
    rule: 'no-privileged-events',
    change: 'a privileged event',
    pattern: /(?<=^on:\n)/gm,
    replacement: '  pull_request_target:\n',
  },
  {
    rule: 'no-expressions-in-scripts',
    change: 'an expression in a script',
    pattern: /(?<=^ {8}run: \|\n)/gm,
    replacement: '          echo "${{ github.ref }}"\n',
  },
  {
    rule: 'no-executed-downloads',
    change: 'a downloaded script',
    pattern: /(?<=^ {8}run: \|\n)/gm,
    replacement: '          curl https://example.com/install.sh | sh\n',
  },
  {
    rule: 'job-timeouts',
    change: 'a job without a time limit',
    pattern: /^ {4}timeout-minutes: .*\n/gm,
    replacement: '',
  },
  {
    rule: 'stated-concurrency',
    change: 'concurrency without `cancel-in-progress`',
    pattern: /^ *cancel-in-progress: .*\n/gm,
    replacement: '',
  },
  {
    rule: 'no-continue-on-error',
    change: 'a job that may fail',
    pattern: /(?<=^ {4}timeout-minutes: .*\n)/gm,
    replacement: '    continue-on-error: true\n',
  },
  {
    rule: 'hosted-runners',
    change: 'a self-hosted runner',
    pattern: /(?<=runs-on: ).*/g,
    replacement: 'self-hosted',
  },
  {
    rule: 'known-inputs',
    change: 'a misspelt required input',
    pattern: /(?<=^ {10})tenant-id:/gm,
    replacement: 'tenant:',
  },
];

test.each(mutations)('$rule finds in each workflow: $change', ({ rule, pattern, replacement }) => {
  const all = [...sources, ...goodFixtures];
  const mutated = all.flatMap(({ name, text, runsHere }) =>
    [...text.matchAll(pattern)].map(({ index, 0: found }) => {
      const changed = text.slice(0, index) + replacement + text.slice(index + found.length);
      return readWorkflowSource(name, changed, runsHere);
    }),
  );
  expect(mutated.length).toBeGreaterThan(0);
  const broken = rules.filter(({ name }) => name === rule);
  const passed = mutated.filter((source) => findViolations(broken, source, all).length === 0);
  expect(passed.map(({ name }) => name)).toEqual([]);
});
