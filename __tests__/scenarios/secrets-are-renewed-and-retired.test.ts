import { describe, expect, test } from '@jest/globals';
import { makePassword } from '../../sandbox/services/entra/passwords.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { runScenario, writer } from '../helpers/scenario.ts';

const name = 'EXALATE_CLIENT_SECRET';
const day = 86_400_000;
const inputs = {
  'repository-secret': name,
  'github-token': writer,
  expires: '180 days',
  'renew-within': '60 days',
  'retire-after': '14 days',
};

const ago = (days: number): string => new Date(Date.now() - days * day).toISOString();

/** What earlier runs of this workflow named their secrets: the digest is that of the one destination. */
const named = (run: number): string => `Exalate [acme/ops xhvy60tgxxkz4866 run ${run}.1 aaaaa${run}]`;

/** A secret that was added so many days ago, and ends in so many. */
function keep(sandbox: Sandbox, displayName: string, started: number, left: number): string {
  const secret = makePassword(
    { displayName, startDateTime: ago(started), endDateTime: ago(-left) },
    sandbox.tenant.now(),
  );
  sandbox.tenant.keep(sandbox.tenant.application('Exalate'), secret, -Infinity);
  return secret.secretText;
}

/** The repository secret as a run left it so many days ago. */
function store(sandbox: Sandbox, value: string, written: number): void {
  const at = ago(written).replace(/\.\d+Z$/, 'Z');
  sandbox.github.repository('acme/ops').secrets.set(name, { value, createdAt: at, updatedAt: at });
}

const left = (sandbox: Sandbox): readonly (string | null)[] =>
  sandbox.tenant.secretsOf('Exalate').map(({ displayName }) => displayName);

describe('with `renew-within`, a run', () => {
  test('adds nothing while the current secret is valid, and describes it', () =>
    runScenario(
      {
        inputs,
        arrange: (sandbox) => {
          store(sandbox, keep(sandbox, named(1), 10, 170), 10);
        },
      },
      ({ step, transcript, sandbox }) => {
        expect(step.outcome).toBe('success');
        const [current] = sandbox.tenant.secretsOf('Exalate');
        expect(step.outputs).toMatchObject({
          rotated: 'false',
          'key-id': current?.keyId,
          'retired-key-ids': '[]',
        });
        expect(sandbox.tenant.mintedSecrets).toHaveLength(1);
        expect(transcript).toMatchSnapshot();
      },
    ));

  test('adds a secret when the renewal is due, removes superseded ones, and prints every warning and notice', () =>
    runScenario(
      {
        inputs,
        arrange: (sandbox) => {
          keep(sandbox, named(1), 400, -10);
          keep(sandbox, named(2), 300, 20);
          store(sandbox, keep(sandbox, named(3), 150, 30), 150);
          keep(sandbox, 'made by hand', 300, 25);
          for (const one of ['a', 'b', 'c']) keep(sandbox, `made by hand, too: ${one}`, 300, 600);
          keep(sandbox, 'Exalate [acme/former-name 0a1b2c3d4e5f6g7h run 9.1 aaaaaa]', 200, 500);
          keep(sandbox, 'Exalate\t[acme/ops xhvy60tgxxkz4866 run 4.1 aaaaa4]', 500, 20);
        },
      },
      async ({ step, job, transcript, sandbox }) => {
        expect(step.outcome).toBe('success');
        expect(step.outputs).toMatchObject({ rotated: 'true' });
        expect(JSON.parse(step.outputs['retired-key-ids'] ?? '')).toHaveLength(2);
        expect(left(sandbox)).toEqual([
          named(3),
          'made by hand',
          ...['a', 'b', 'c'].map((one) => `made by hand, too: ${one}`),
          'Exalate [acme/former-name 0a1b2c3d4e5f6g7h run 9.1 aaaaaa]',
          'Exalate\t[acme/ops xhvy60tgxxkz4866 run 4.1 aaaaa4]',
          expect.stringMatching(/^Exalate \[acme\/ops xhvy60tgxxkz4866 run 7001\.1 /),
        ]);
        const there = sandbox.tenant.secretsOf('Exalate');
        expect(sandbox.github.secret('acme/ops', name)?.value).toBe(there.at(-1)?.secretText);
        expect(transcript).toMatchSnapshot();
        const post = await job.post();
        expect(post?.outcome).toBe('success');
        expect(left(sandbox)).toHaveLength(8);
      },
    ));

  test('reports with `dry-run` what it would do, and changes nothing', () =>
    runScenario(
      {
        inputs: { ...inputs, 'dry-run': 'true' },
        arrange: (sandbox) => {
          keep(sandbox, named(1), 400, -10);
          keep(sandbox, named(2), 300, 20);
          store(sandbox, keep(sandbox, named(3), 150, 30), 150);
        },
      },
      ({ step, transcript, sandbox }) => {
        expect(step.outcome).toBe('success');
        expect(left(sandbox)).toEqual([named(1), named(2), named(3)]);
        expect(sandbox.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path)).toEqual([
          expect.stringContaining('/oauth2/v2.0/token'),
        ]);
        expect(transcript).toMatchSnapshot();
      },
    ));
});
