import { describe, expect, test } from '@jest/globals';
import { makePassword, type PasswordCredential } from '../../sandbox/services/entra/passwords.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { runScenario, writer } from '../helpers/scenario.ts';

const name = 'EXALATE_CLIENT_SECRET';
const day = 86_400_000;
const inputs = {
  'repository-secret': name,
  'github-token': writer,
  expires: '180 days',
  'renew-within': '60 days',
  'retire-after': '0 days',
};

const ago = (days: number): string => new Date(Date.now() - days * day).toISOString();

/** What an earlier run of acme/ops with this one destination called its secret. */
const earlier = 'Exalate [acme/ops xhvy60tgxxkz4866 run 1.1 aaaaa1]';

function keep(sandbox: Sandbox, displayName: string, started: number, ends: number): PasswordCredential {
  const times = { startDateTime: ago(started), endDateTime: ago(-ends) };
  const secret = makePassword({ displayName, ...times }, sandbox.tenant.now());
  sandbox.tenant.keep(sandbox.tenant.application('Exalate'), secret, -Infinity);
  return secret;
}

function store(sandbox: Sandbox, { secretText, startDateTime }: PasswordCredential): void {
  const at = startDateTime.replace(/\.\d+Z$/, 'Z');
  const secret = { value: secretText, createdAt: at, updatedAt: at };
  sandbox.github.repository('acme/ops').secrets.set(name, secret);
}

const left = (sandbox: Sandbox): readonly (string | null)[] =>
  sandbox.tenant.secretsOf('Exalate').map(({ displayName }) => displayName);

/** Key IDs differ from run to run, so a scenario that adopts one gives its secret this one. */
const keyId = 'f0b0b335-1d71-4c92-8d98-567911bfdca6';

test('an adopted secret is removed once every destination holds its successor', () =>
  runScenario(
    {
      inputs: { ...inputs, adopt: keyId },
      arrange: (sandbox) => {
        const hand = {
          ...keep(sandbox, 'made in another way', 300, 200),
          keyId,
          displayName: 'made by hand',
        };
        sandbox.tenant.keep(sandbox.tenant.application('Exalate'), hand, -Infinity);
        store(sandbox, keep(sandbox, earlier, 10, 170));
      },
    },
    ({ step, sandbox }) => {
      expect(step.outcome).toBe('success');
      expect(step.outputs).toMatchObject({ rotated: 'false', 'retired-key-ids': JSON.stringify([keyId]) });
      expect(step.transcript).toContain(`Removed "made by hand" (key ID ${keyId}, expires `);
      expect(left(sandbox)).toEqual(['made in another way', earlier]);
    },
  ));

describe('a run keeps a secret with the same description when', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['it belongs to an earlier repository of the same name', { GITHUB_REPOSITORY_ID: '70019999' }],
    ['it belongs to a mirror on another server', { GITHUB_SERVER_URL: 'https://github.example.com' }],
  ])('%s', (_, environment) =>
    runScenario(
      {
        inputs,
        environment,
        arrange: (sandbox) => {
          keep(sandbox, earlier, 100, 80);
          store(sandbox, keep(sandbox, earlier.replace('aaaaa1', 'aaaaa2'), 10, 170));
        },
      },
      ({ step, sandbox }) => {
        expect(step.outputs).toMatchObject({ rotated: 'true', 'retired-key-ids': '[]' });
        expect(left(sandbox)).toHaveLength(3);
      },
    ),
  );
});
