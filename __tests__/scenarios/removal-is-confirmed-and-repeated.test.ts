// @slow
import type { ChildProcess } from 'node:child_process';
import { expect, test } from '@jest/globals';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { inSandbox, type JobSteps, type MakeJob } from '../helpers/job.ts';

const effectless = { kind: 'answer', status: 204, body: '' } as const;
const json = { 'content-type': 'application/json' };
const refused = { kind: 'answer', status: 422, headers: json, body: { message: 'no' } } as const;
const removal = { path: /removePassword$/ };
const write = { method: 'PUT', path: /actions\/secrets/ };
const name = 'EXALATE_CLIENT_SECRET';

const secrets = ({ tenant }: Sandbox): readonly string[] =>
  tenant.secretsOf('Exalate').map(({ keyId }) => keyId);

test.concurrent('the main step repeats a removal that Microsoft Graph confirmed but that had no effect', () =>
  inSandbox(async (sandbox, jobWith) => {
    sandbox.faults.add({ when: write, fault: refused });
    sandbox.faults.add({ when: removal, fault: effectless });
    const job = await jobWith({});
    const main = await job.main();
    expect(main.transcript).toContain('was removed again');
    expect(secrets(sandbox)).toEqual([]);
    expect(await job.post()).toMatchObject({ outcome: 'success', transcript: '' });
  }),
);

test.concurrent(
  'both steps report a confirmed removal that never takes effect',
  () =>
    inSandbox(async (sandbox, jobWith) => {
      sandbox.faults.add({ when: write, fault: refused });
      sandbox.faults.add({ when: removal, times: Infinity, fault: effectless });
      const job = await jobWith({});
      const main = await job.main();
      const [keyId = 'none'] = secrets(sandbox);
      expect(main.transcript).toContain('could not be removed. The post step of this job tries again');
      const post = await job.post();
      expect(post?.transcript).toContain('Error: secret-left-behind: ');
      expect(post?.transcript).toContain(`--key-id ${keyId}`);
    }),
  150_000,
);

/** Runs the main step, which is killed as the request that is about to remove the secret arrives. */
async function killedAtRemoval(sandbox: Sandbox, jobWith: MakeJob): Promise<JobSteps> {
  let child: ChildProcess | undefined;
  sandbox.faults.add({ when: removal, fault: { kind: 'drop' }, onStrike: () => child?.kill('SIGKILL') });
  const job = await jobWith({});
  const main = await job.main({
    onSpawn: (spawned) => {
      child = spawned;
    },
  });
  expect(main.signal).toBe('SIGKILL');
  return job;
}

test.concurrent(
  'a destination that refused the value is not read again: a later write by another process does not count',
  () =>
    inSandbox(async (sandbox, jobWith) => {
      sandbox.faults.add({ when: write, fault: refused });
      const job = await killedAtRemoval(sandbox, jobWith);
      expect(secrets(sandbox)).toHaveLength(1);
      const at = new Date().toISOString();
      sandbox.github
        .repository('acme/ops')
        .secrets.set(name, { value: 'other', createdAt: at, updatedAt: at });
      const post = await job.post();
      expect(post?.outcome).toBe('success');
      expect(secrets(sandbox)).toEqual([]);
    }),
);

test.concurrent(
  'a destination that was deleted after a kill does not hold the value',
  () =>
    inSandbox(async (sandbox, jobWith) => {
      const at = '2026-11-01T12:00:00Z';
      const stored = sandbox.github.repository('acme/ops').secrets;
      stored.set(name, { value: 'earlier', createdAt: at, updatedAt: at });
      let child: ChildProcess | undefined;
      sandbox.faults.add({ when: write, fault: { kind: 'drop' }, onStrike: () => child?.kill('SIGKILL') });
      const job = await jobWith({});
      await job.main({
        onSpawn: (spawned) => {
          child = spawned;
        },
      });
      stored.delete(name);
      const post = await job.post();
      expect(post?.outcome).toBe('success');
      expect(secrets(sandbox)).toEqual([]);
    }),
  120_000,
);

test.concurrent.each([
  ['is reported by the post step, since the secret no longer exists', true],
  ['is not reported when it never arrives', false],
])(
  'a write that takes effect only after the secret was removed again %s',
  (_, arrives) =>
    inSandbox(async (sandbox, jobWith) => {
      sandbox.faults.add({ when: write, times: Infinity, fault: { kind: 'late', status: 503 } });
      const job = await jobWith({});
      const main = await job.main();
      expect(main.transcript).toContain('was removed again');
      expect(main.outputs).toMatchObject({ rotated: 'false', 'retired-key-ids': '[]' });
      expect(secrets(sandbox)).toEqual([]);
      if (arrives) await sandbox.faults.release();
      const post = await job.post();
      expect(sandbox.github.secret('acme/ops', name) === undefined).toBe(!arrives);
      expect(post?.outcome).toBe(arrives ? 'failure' : 'success');
      if (arrives) {
        expect(post?.transcript).toContain('Error: dead-value-stored: ');
        expect(post?.transcript).toContain(`repository secret ${name} of acme/ops was written after`);
        expect(post?.transcript).toContain('run the workflow again');
      }
    }),
  150_000,
);
