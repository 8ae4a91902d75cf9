import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseCommand } from '../../../sandbox/runner/commands.ts';
import { parseFileCommand } from '../../../sandbox/runner/file-commands.ts';
import { Masker } from '../../../sandbox/runner/masker.ts';
import { createJob } from '../../../sandbox/runner/job.ts';
import type { JobOptions, RunOptions, StepResult } from '../../../sandbox/runner/job.ts';
import { testOnPosix } from '../../helpers/platform.ts';

describe('a job', () => {
  test('gives the action its inputs, with their defaults', async () => {
    const script = `for (const [name, value] of Object.entries(process.env).sort())
      if (name.startsWith('INPUT_')) console.log(name + '=' + value);`;
    const { main } = await run(script, { inputs: { 'with-hyphen': 'given', unknown: 'x' } });
    expect(main.transcript.split('\n')).toEqual([
      "Warning: Unexpected input(s) 'unknown', valid inputs are ['with-hyphen', 'two words', 'repository', 'token', 'off']",
      'INPUT_OFF=false',
      'INPUT_REPOSITORY=acme/ops',
      'INPUT_TOKEN=',
      'INPUT_TWO_WORDS=',
      'INPUT_UNKNOWN=x',
      'INPUT_WITH-HYPHEN=given',
      '',
    ]);
  });

  test('gives the action its own token as an input, masks it, and sets no variable', async () => {
    const script = `console.log(process.env.INPUT_TOKEN === 'ghs_own', 'GITHUB_TOKEN' in process.env, 'ghs_own');`;
    const { main } = await run(script, { token: 'ghs_own' });
    expect(main.transcript).toBe('true false ***\n');
    expect(main.masks).toEqual(['ghs_own']);
  });

  test('records the visible log and the raw output', async () => {
    const script = `
      console.log('::add-mask::hunter2');
      console.log('I know hunter2.');
      console.error('Me too: hunter2.');
      console.log('::group::Details');
      console.log('::error title=Oh%2C no::hunter2 is%0Awrong');
      console.log('::warning::careful');
      console.log('::notice::by the way');
      console.log('::debug::nobody sees this');
      console.log('::endgroup::');
      console.log('::set-env name=A::b');
      console.log('::no-command::x');`;
    const { main } = await run(script, {});
    const lines = main.transcript.split('\n');
    // Standard error has a pipe of its own, and comes when it comes.
    expect(lines).toContain('Me too: ***.');
    expect(lines.filter((line) => !line.startsWith('Me too'))).toEqual([
      'I know ***.',
      '▼ Details',
      'Error: *** is',
      'wrong',
      'Warning: careful',
      'Notice: by the way',
      'Error: The \`set-env\` command is disabled. Please upgrade to using Environment Files.',
      '::no-command::x',
      '',
    ]);
    expect(main.annotations[0]).toEqual({
      level: 'error',
      message: '*** is\nwrong',
      properties: { title: 'Oh, no' },
    });
    expect(main.masks).toEqual(['hunter2']);
    expect(main.raw).toContain('::add-mask::hunter2');
  });

  test('shows debug lines when debug logging is enabled, and informs the action', async () => {
    const script = `console.log('::debug::RUNNER_DEBUG=' + process.env.RUNNER_DEBUG);`;
    expect((await run(script, { debug: true })).main.transcript).toBe('##[debug]RUNNER_DEBUG=1\n');
  });

  test('ignores commands while they are stopped', async () => {
    const script = `console.log('::stop-commands::t0ken'); console.log('::error::x'); console.log('::t0ken::');
      console.log('::error::y');`;
    const { main } = await run(script, {});
    expect(main.transcript).toBe('::stop-commands::t0ken\n::error::x\n::t0ken::\nError: y\n');
  });

  test('executes commands in the older form anywhere in a line, also on standard error', async () => {
    const script = `
      console.log('Found "x ##[add-mask]hunter2');
      console.log('hunter2 ##[set-output name=a;]b');
      console.error('x ##[save-state name=c]d');
      console.log('x ##[save-state]d');
      console.log('x\\r::warning::y');`;
    const { main } = await run(script, {});
    expect(main.masks).toEqual(['hunter2']);
    expect(main.outputs).toEqual({ a: 'b' });
    expect(main.state).toEqual({ c: 'd' });
    expect(main.commands.map(({ name }) => name).sort()).toEqual([
      'add-mask',
      'save-state',
      'save-state',
      'set-output',
      'warning',
    ]);
    expect(main.transcript).toContain(
      "Error: Required field 'name' is missing in ##[save-state] command.\nx\nWarning: y\n",
    );
  });

  test('can be stopped in either form, and ignores masks until it is resumed', async () => {
    const script = `console.log('x ##[stop-commands]t0ken'); console.log('::add-mask::hunter2');
      console.log('hunter2 ##[T0ken]'); console.log('::add-mask::hunter3'); console.log('hunter3');`;
    const { main } = await run(script, {});
    expect(main.masks).toEqual(['hunter3']);
    expect(main.transcript).toBe('x ##[stop-commands]t0ken\n::add-mask::hunter2\nhunter2 ##[T0ken]\n***\n');
  });

  test.each(['', 'pause-logging', 'Add-Mask'])('is not stopped with the token %j', async (token) => {
    const { main } = await run(`console.log('::stop-commands::${token}'); console.log('::notice::x');`, {});
    expect(main.transcript).toMatch(/^Error: You cannot use a endToken .*\nNotice: x\n$/);
  });

  test.each(['variable', 'file'] as const)('can lack the %s of a command', async (without) => {
    const script = `console.log(String(process.env.GITHUB_OUTPUT !== undefined), require('node:fs').existsSync(process.env.GITHUB_OUTPUT ?? ''));`;
    const { main } = await run(script, { without: { OUTPUT: without } });
    expect(main.transcript).toBe(`${String(without === 'file')} false\n`);
  });

  test('carries outputs, state, environment and paths, and masks the summary', async () => {
    const script = `
      const { appendFileSync: append } = require('node:fs');
      const env = process.env;
      if (env.STATE_seen) console.log('post', env.STATE_seen, env.FROM_MAIN, env.PATH.split(require('node:path').delimiter)[0]);
      else {
        append(env.GITHUB_OUTPUT, 'one=1\\nmany<<END\\na\\nb\\nEND\\n');
        append(env.GITHUB_STATE, 'seen=yes\\n');
        append(env.GITHUB_ENV, 'FROM_MAIN=indeed\\n');
        append(env.GITHUB_PATH, '/opt/first\\n');
        append(env.GITHUB_STEP_SUMMARY, '# hunter2\\n');
        console.log('::add-mask::hunter2');
        console.log('::set-output name=old::style');
      }`;
    const { main, post } = await run(script, {});
    expect(main.outputs).toEqual({ old: 'style', one: '1', many: 'a\nb' });
    expect(main.state).toEqual({ seen: 'yes' });
    expect(main.summary).toBe('# ***\n');
    expect(post?.transcript).toBe('post yes indeed /opt/first\n');
  });

  test('fails with the exit code, or when a file cannot be read', async () => {
    expect((await run('process.exitCode = 3;', {})).main).toMatchObject({ exitCode: 3, outcome: 'failure' });
    const { main } = await run(
      `require('node:fs').appendFileSync(process.env.GITHUB_OUTPUT, 'a<<END\\nb\\n');`,
      {},
    );
    expect(main).toMatchObject({ exitCode: 0, outcome: 'failure' });
    expect(main.transcript).toBe(
      "Error: Unable to process file command 'output' successfully.\nError: Invalid value. Matching delimiter not found 'END'\n",
    );
  });

  testOnPosix('can be sent signals', async () => {
    const script = `process.on('SIGINT', () => { console.log('stopping'); process.exit(130); });
      console.log('ready'); setInterval(() => {}, 1000);`;
    const onSpawn: RunOptions['onSpawn'] = (child) => {
      child.stdout?.once('data', () => child.kill('SIGINT'));
    };
    const { main } = await run(script, {}, { onSpawn });
    expect(main).toMatchObject({ exitCode: 130, signal: null, transcript: 'ready\nstopping\n' });
  });

  test('passes on only the environment variables that a process needs', async () => {
    process.env['SOME_VARIABLE_OF_THE_MACHINE'] = 'x';
    const { main } = await run(`console.log(Object.keys(process.env).join(' '));`, {});
    expect(main.transcript).not.toContain('SOME_VARIABLE_OF_THE_MACHINE');
    expect(main.transcript).toContain('PATH');
  });

  test('masks the workflow’s own secrets from the start', async () => {
    const { main } = await run(`console.log('token: t0k3n');`, { secrets: ['t0k3n'] });
    expect(main.transcript).toBe('token: ***\n');
  });
});

test.each([
  ['::error::text', { name: 'error', properties: {}, data: 'text' }],
  [
    '  ::Error file=a b,line=1::x::y',
    { name: 'error', properties: { file: 'a b', line: '1' }, data: 'x::y' },
  ],
  [
    '::warning title=a%3Ab%2Cc%25::100%25%0D%0A',
    { name: 'warning', properties: { title: 'a:b,c%' }, data: '100%\r\n' },
  ],
  ['::endgroup::', { name: 'endgroup', properties: {}, data: '' }],
  ['\u00a0\u2028\x85::error::x', { name: 'error', properties: {}, data: 'x' }],
  ['text ::error::x', undefined],
  ['::error', undefined],
  ['::unknown::x', undefined],
  ['::error x', undefined],
  ['', undefined],
  ['##[error]text', { name: 'error', properties: {}, data: 'text' }],
  [
    'Found "a ##[SET-OUTPUT name=x%3By%5D;b=1,2]evil%0Aline%25".',
    { name: 'set-output', properties: { name: 'x;y]', b: '1,2' }, data: 'evil\nline%".' },
  ],
  ['::unknown::##[add-mask]e', { name: 'add-mask', properties: {}, data: 'e' }],
  ['::error::##[add-mask]e', { name: 'error', properties: {}, data: '##[add-mask]e' }],
  ['##[unknown]##[add-mask]e', undefined],
  ['##[add-mask', undefined],
  ['## [add-mask]e', undefined],
  ['#\u200b#\u0489[add-mask]e', { name: 'add-mask', properties: {}, data: 'e' }],
  ['\u00ad:\u0000:add-mask::e', { name: 'add-mask', properties: {}, data: 'e' }],
])('the command in %j', (line, command) => {
  expect(parseCommand(line)).toEqual(command);
});

test.each([
  ['=x', 'Name must not be empty'],
  ['<<END', 'Name must not be empty'],
  ['a<<', 'delimiter must not be empty'],
  ['a<<END\nx', 'Matching delimiter not found'],
  ['nothing', "Invalid format 'nothing'"],
])('a file with %j is refused', (text, message) => {
  expect(() => parseFileCommand(text)).toThrow(message);
});

test('any value that the toolkit writes to a file is read back', () => {
  const name = fc.stringMatching(/^[a-z-]{1,9}$/);
  fc.assert(
    fc.property(fc.dictionary(name, fc.string(), { noNullPrototype: true }), (values) => {
      // @actions/core takes a delimiter that does not occur in the value.
      const written = Object.entries(values).map(
        ([key, value]) => `${key}<<ghadelimiter_1\n${value}\nghadelimiter_1\n`,
      );
      expect(parseFileCommand(written.join(''))).toEqual(values);
    }),
  );
});

describe('masking', () => {
  const secret = `a"b'c<d>&~e f`;
  test.each([
    ['itself', secret, '***'],
    ['base64', Buffer.from(secret).toString('base64'), '***'],
    ['base64 after one more byte', Buffer.from(`x${secret}`).toString('base64').slice(4), '***'],
    ['JSON', JSON.stringify(secret), '"***"'],
    ['a URL', `https://x/?y=${encodeURIComponent(secret).replaceAll("'", '%27')}`, 'https://x/?y=***'],
    ['XML', 'a&quot;b&apos;c&lt;d&gt;&amp;~e f', '***'],
    ['an expression', secret.replace("'", "''"), '***'],
    ['twice in a row', secret + secret, '***'],
    ['within text', `<${secret}> ${secret}`, '<***> ***'],
  ])('hides a value as %s', (_name, text, masked) => {
    const masker = new Masker();
    masker.register(secret);
    expect(masker.mask(text)).toBe(masked);
  });

  test('hides each line of a value', () => {
    const masker = new Masker();
    masker.register('first line\n\n  second line\r\n');
    expect(masker.mask('(second line)')).toBe('(***)');
  });

  test('leaves no part of a value in any text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), fc.string(), fc.string(), (value, before, after) => {
        fc.pre(
          !'***'.includes(value) && !before.includes('*') && !after.includes('*') && !value.includes('*'),
        );
        const masker = new Masker();
        masker.register(value);
        expect(masker.mask(before + value + after)).not.toContain(value);
      }),
    );
  });
});

async function run(
  script: string,
  job: Partial<JobOptions>,
  options: RunOptions = {},
): Promise<{ main: StepResult; post: StepResult | undefined }> {
  const actionDir = await mkdtemp(join(tmpdir(), 'action-'));
  await writeFile(
    join(actionDir, 'action.yml'),
    `name: test
inputs:
  with-hyphen: { required: true }
  two words:
  repository: { default: '\${{ github.repository }}' }
  token: { default: '\${{ github.token }}' }
  off: { default: false }
runs: { using: node24, main: main.cjs, post: main.cjs }
`,
  );
  await writeFile(join(actionDir, 'main.cjs'), script);
  const started = await createJob({
    actionDir,
    environment: { GITHUB_REPOSITORY: 'acme/ops' },
    inputs: {},
    ...job,
  });
  try {
    const main = await started.main(options);
    return { main, post: options.onSpawn ? undefined : await started.post() };
  } finally {
    await started.close();
    await rm(actionDir, { recursive: true });
  }
}
