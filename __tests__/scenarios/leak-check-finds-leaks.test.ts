import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createJob, type Job, type StepResult } from '../../sandbox/runner/job.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { expectNoLeak, expectOwnCommands } from '../helpers/scenario.ts';
import { spellings } from '../helpers/spellings.ts';

let sandbox: Sandbox;
let job: Job;
let step: StepResult;
let value: string;

/** A step that was quick to fail: what it would have leaked is added to what it did. */
beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.tenant.addApplication({ displayName: 'Other', credentials: [{}] });
  [value = ''] = sandbox.tenant.mintedSecrets;
  job = await createJob({ actionDir: process.cwd(), environment: sandbox.environment, inputs: {} });
  step = await job.main();
});

afterEach(async () => {
  await job.close();
  await sandbox.close();
});

test('a step that leaks nothing passes', async () => {
  await expectNoLeak(sandbox, job, { ...step, raw: `::add-mask::${value}\n${step.raw}` });
});

test('the output client-secret is not a leak', async () => {
  const file = join(job.temp, '_runner_file_commands', 'output_main');
  await writeFile(file, `client-secret<<x\n${value}\nx\n`);
  await expectNoLeak(sandbox, job, { ...step, outputs: { 'client-secret': value } });
  await expect(expectNoLeak(sandbox, job, step)).rejects.toThrow();
});

test('a mask command in the older form is not a leak, but this action does not use it', async () => {
  const raw = `x ##[add-mask]${value}\n`;
  await expectNoLeak(sandbox, job, { ...step, raw });
  expectOwnCommands(step);
  expect(() => {
    expectOwnCommands({ ...step, raw });
  }).toThrow();
  const commands = [{ name: 'stop-commands', properties: {}, data: 'x' }];
  expect(() => {
    expectOwnCommands({ ...step, commands });
  }).toThrow();
});

describe('a value is found', () => {
  test.each<[string, (of: string) => Partial<StepResult>]>([
    ['in a line of the log', (of) => ({ raw: `Added ${of}.` })],
    ['in a mask command for another value', (of) => ({ raw: `::add-mask::x${of}` })],
    ['in text that only looks like a mask command', (of) => ({ raw: `x ::add-mask::${of}` })],
    [
      'in a mask command while commands are stopped',
      (of) => ({ raw: `x ##[stop-commands]t0ken\n::add-mask::${of}` }),
    ],
    ['in a command that sets an output', (of) => ({ raw: `x ##[set-output name=x;]${of}` })],
    ['in the transcript', (of) => ({ transcript: of })],
    ['in the job summary', (of) => ({ summary: of })],
  ])('%s', async (_, leak) => {
    await expect(expectNoLeak(sandbox, job, { ...step, ...leak(value) })).rejects.toThrow();
  });

  test('in every usual spelling', async () => {
    for (const spelling of spellings(value)) {
      for (const leak of [{ raw: `Added ${spelling}.` }, { transcript: spelling }, { summary: spelling }]) {
        if ('raw' in leak && /[\r\n]/.test(spelling)) continue;
        await expect(expectNoLeak(sandbox, job, { ...step, ...leak })).rejects.toThrow();
      }
    }
  });

  test('that is a token', async () => {
    await sandbox.tenant.tokens.sign({ aud: 'x' });
    const tokens = [...sandbox.tenant.tokens.signed, ...Object.values(sandbox.github.tokens)];
    expect(tokens.length).toBeGreaterThan(1);
    for (const token of tokens) {
      await expect(expectNoLeak(sandbox, job, { ...step, raw: `Sent ${token}.` })).rejects.toThrow();
    }
  });

  test.each<[string, (of: string) => void]>([
    [
      'in an issue',
      (of) => sandbox.github.repository('acme/ops').issues.open('octocat', { title: 'x', body: of }),
    ],
    [
      'in a comment',
      (of) => {
        const { issues } = sandbox.github.repository('acme/ops');
        issues.comment(issues.open('octocat', { title: 'x' }).number, 'octocat', of);
      },
    ],
    [
      'in a tag of a Key Vault secret',
      (of) => {
        const { tenant, keyVault } = sandbox;
        keyVault('exalate-vault').set('exalate', { value: of, tags: { note: of } }, tenant.now());
      },
    ],
  ])('%s', async (_, publish) => {
    await expectNoLeak(sandbox, job, step);
    publish(value);
    await expect(expectNoLeak(sandbox, job, step)).rejects.toThrow();
  });

  test('in a file in the workspace, and in one of the runner’s own files', async () => {
    await writeFile(join(job.workspace, 'left-behind.txt'), value);
    await expect(expectNoLeak(sandbox, job, step)).rejects.toThrow('left-behind.txt');
    await writeFile(join(job.workspace, 'left-behind.txt'), '');
    await writeFile(join(job.temp, '_runner_file_commands', 'state_main'), `x=${value}`);
    await expect(expectNoLeak(sandbox, job, step)).rejects.toThrow('state_main');
  });
});
