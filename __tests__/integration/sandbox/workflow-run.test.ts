import { decodeJwt } from 'jose';
import { expect, test } from '@jest/globals';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { idToken, inSandbox } from '../../helpers/sandbox-client.ts';
import type { Client } from '../../helpers/sandbox-client.ts';

const byHand = { ref: 'refs/heads/main', subject: 'repo:acme/ops:ref:refs/heads/main', name: 'main' };
const runs = [
  [{}, byHand],
  [{ eventName: 'schedule', actor: 'alice', triggeringActor: 'bob', id: 7002, attempt: 3 }, byHand],
  [
    { ref: 'refs/tags/v1' },
    { ref: 'refs/tags/v1', subject: 'repo:acme/ops:ref:refs/tags/v1', name: 'v1', type: 'tag' },
  ],
  [
    { ref: 'refs/pull/5/merge', eventName: 'pull_request', workflowPath: '.github/workflows/other.yml' },
    { ref: 'refs/pull/5/merge', subject: 'repo:acme/ops:pull_request', name: '5/merge' },
  ],
] as const;

test.each(runs)('the variables of a run agree with the claims of its ID token: %j', (run, expected) =>
  inSandbox(
    async (sandbox, client) => {
      const [variables, claims] = [sandbox.environment, await claimsOf(sandbox, client)];
      for (const name of [
        'actor',
        'event_name',
        'ref',
        'ref_type',
        'run_id',
        'run_attempt',
        'workflow_ref',
      ]) {
        expect([name, claims[name]]).toEqual([name, variables[`GITHUB_${name.toUpperCase()}`]]);
      }
      expect(claims['sub']).toBe(expected.subject);
      expect(variables).toMatchObject({
        GITHUB_REF: expected.ref,
        GITHUB_REF_NAME: expected.name,
        GITHUB_REF_TYPE: 'type' in expected ? expected.type : 'branch',
      });
    },
    { run },
  ),
);

test('another run starts later, with a person of its own', () =>
  inSandbox(async (sandbox, client) => {
    sandbox.github.startRun({ id: 7002, eventName: 'schedule', actor: 'alice', triggeringActor: 'bob' });
    expect(sandbox.environment).toMatchObject({
      GITHUB_ACTOR: 'alice',
      GITHUB_TRIGGERING_ACTOR: 'bob',
      GITHUB_EVENT_NAME: 'schedule',
      GITHUB_RUN_ID: '7002',
      GITHUB_WORKFLOW_REF: 'acme/ops/.github/workflows/rotate.yml@refs/heads/main',
    });
    expect(await claimsOf(sandbox, client)).toMatchObject({ actor: 'alice', run_id: '7002' });
  }));

test('the subject of a job with an environment stays in a run on another branch', () =>
  inSandbox(async (sandbox, client) => {
    sandbox.github.job.subject = 'repo:acme/ops:environment:production';
    sandbox.github.startRun({ ref: 'refs/heads/other' });
    expect(await claimsOf(sandbox, client)).toMatchObject({
      sub: 'repo:acme/ops:environment:production',
      ref: 'refs/heads/other',
    });
  }));

async function claimsOf(sandbox: Sandbox, client: Client): Promise<Record<string, unknown>> {
  return decodeJwt(await idToken(sandbox, client));
}
