import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EndToEndRun, type EndToEndStep } from '../helpers/end-to-end-run.ts';
import { startLocalGitHub, type LocalGitHub } from '../helpers/local-github.ts';

const subject = 'repo:acme@70010000/ops@70010001:pull_request';
const mustFail = 'Log in as an identity that trusts another branch';

let folder: string;
let local: LocalGitHub;
let run: EndToEndRun;
let steps: readonly EndToEndStep[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'end-to-end-'));
  local = await startLocalGitHub(folder, {
    subject,
    subjectSettings: { use_default: true, sub_claim_prefix: 'repo:acme@70010000/ops@70010001' },
  });
  run = new EndToEndRun(local, { eventName: 'pull_request', ref: 'refs/pull/5/merge' });
  steps = await run.play('sandbox');
});
afterAll(async () => {
  await local.close();
  await rm(folder, { recursive: true });
});

function logOf(name: string): string {
  return steps.find((each) => each.name === name)?.log ?? '';
}

test('every step succeeds except the one that must fail', () => {
  const unexpected = steps.filter(({ name, outcome }) => (outcome === 'failure') !== (name === mustFail));
  expect(unexpected).toEqual([]);
  expect(steps.filter(({ name }) => name.startsWith('Check that '))).toHaveLength(5);
  expect(steps.at(-1)?.name).toBe('Post Start the sandbox');
});

test('the wrong subject fails with its own error, which shows the real subject', () => {
  expect(logOf(mustFail)).toContain('Error: federated-credential-mismatch: ');
  expect(logOf(mustFail)).toContain(subject);
});

test('the OIDC tokens come from the issuer outside the sandbox', () => {
  const { requests } = local;
  expect(requests.filter((request) => request.startsWith('api.github.com'))).toHaveLength(1);
  expect(requests.filter((request) => request.endsWith('/.well-known/jwks'))).toHaveLength(1);
  // Five steps log in, and the post step that removes a client secret.
  expect(requests.filter((request) => request.includes('/idtoken/'))).toHaveLength(6);
});

test('the last post step shows the requests that the sandbox received', () => {
  expect(logOf('Post Start the sandbox')).toMatch(
    /^200 POST https:\/\/graph\.microsoft\.com\/.*addPassword$/m,
  );
});

test('check-logs.ts searches the logs for values', async () => {
  const log = steps.map((step) => step.log).join('');
  local.log = log;
  expect(await run.play('logs')).toMatchObject([{ name: 'Search the logs', outcome: 'success' }]);
  local.log = `${log}abc8Q~0123456789012345678901234567890.~_-`;
  const [search] = await run.play('logs');
  expect(search?.outcome).toBe('failure');
  expect(search?.log).toContain(' contains a client secret');
});
