import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { EndToEndRun } from '../helpers/end-to-end-run.ts';
import { startLocalGitHub, type LocalGitHub, type LocalGitHubOptions } from '../helpers/local-github.ts';

const ofBranch = { eventName: 'push', ref: 'refs/heads/main' };
const ofPullRequest = { eventName: 'pull_request', ref: 'refs/pull/5/merge' };
const immutable = { use_default: true, sub_claim_prefix: 'repo:acme@70010000/ops@70010001' };

async function withLocalGitHub(
  options: LocalGitHubOptions,
  run: typeof ofBranch,
  test: (run: EndToEndRun, local: LocalGitHub) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'end-to-end-'));
  const local = await startLocalGitHub(folder, options);
  try {
    await test(new EndToEndRun(local, run), local);
  } finally {
    await local.close();
    await rm(folder, { recursive: true });
  }
}

function failures({ steps }: EndToEndRun): readonly string[] {
  return steps.filter(({ outcome }) => outcome === 'failure').map(({ name }) => name);
}

function logOf({ steps }: EndToEndRun, name: string): string {
  return steps.find((each) => each.name === name)?.log ?? '';
}

test('the action logs in with the ID tokens of an issuer outside the sandbox, and does its work', () =>
  withLocalGitHub(
    { subject: 'repo:acme@70010000/ops@70010001:pull_request', subjectSettings: immutable },
    ofPullRequest,
    async (run, local) => {
      await run.play('sandbox');
      expect({ failed: failures(run), run: run.steps }).toMatchObject({
        failed: ['Log in as an identity that trusts another branch'],
      });
      const refused = logOf(run, 'Log in as an identity that trusts another branch');
      expect(refused).toContain('Error: federated-credential-mismatch: ');
      expect(refused).toContain('repo:acme@70010000/ops@70010001:pull_request');
      expect(logOf(run, 'Post Start the sandbox')).toContain('200 POST https://graph.microsoft.com/');
      // One ID token for each of the five steps that log in, and one for the post step that removes a client secret.
      const idTokens = local.requests.filter((request) => request.includes('/idtoken/'));
      expect(idTokens).toHaveLength(6);

      local.log = run.steps.map(({ log }) => log).join('');
      await run.play('logs');
      expect(failures(run)).toHaveLength(1);
    },
  ));

test('an ID token with another subject than the computed one is refused', () =>
  withLocalGitHub(
    { subject: 'repo:acme/ops:ref:refs/heads/other', subjectSettings: { use_default: true } },
    ofBranch,
    async (run) => {
      await run.play('sandbox');
      expect(failures(run)).toEqual(['Add a client secret and store it in Key Vault']);
      expect(logOf(run, 'Add a client secret and store it in Key Vault')).toContain(
        'Error: federated-credential-mismatch: ',
      );
    },
  ));
