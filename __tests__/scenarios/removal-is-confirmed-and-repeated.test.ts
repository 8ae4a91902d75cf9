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

test.concurrent(
  'a removal that Microsoft Graph confirms, but that never has an effect, is reported by the main step and the post step',
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
  'the post step does not check a destination that refused the value, even if another process has written it since',
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
  'the post step removes the new secret when the repository secret was deleted after a kill',
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
  ['is an error in the post step once it takes effect', true],
  ['causes no error if it never takes effect', false],
])(
  'a write that is pending when the secret is removed %s',
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
