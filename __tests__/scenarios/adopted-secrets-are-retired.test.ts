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

describe('with adopt', () => {
  test('a manually created secret is removed once its successor is in every destination', () =>
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

  test('it is kept while its successor is new, and the run reports when it will be removed', () =>
    runScenario(
      {
        inputs: { ...inputs, 'retire-after': '14 days', adopt: keyId },
        arrange: (sandbox) => {
          const hand = { ...keep(sandbox, 'x', 300, 20), keyId, displayName: 'made by hand' };
          sandbox.tenant.keep(sandbox.tenant.application('Exalate'), hand, -Infinity);
          store(sandbox, keep(sandbox, earlier, 10, 170));
        },
      },
      ({ step, sandbox }) => {
        expect(step.outputs).toMatchObject({ 'retired-key-ids': '[]' });
        expect(step.transcript).toMatch(
          /"made by hand" \(key ID f0b0b335-\S+, expires \S+\), superseded since \S+\. The first run after \S+ removes it\./,
        );
        expect(step.transcript).toMatch(
          /The adopted client secret "made by hand" \(key ID f0b0b335-\S+, expires \S+\) expires soon\./,
        );
        expect(left(sandbox)).toContain('made by hand');
      },
    ));
});

describe('a secret with the same description is not touched', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['when a new repository has the old name', { GITHUB_REPOSITORY_ID: '70019999' }],
    [
      'when a mirror on another server has the same name',
      { GITHUB_SERVER_URL: 'https://github.example.com' },
    ],
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

test('a grace period that restarts with each run causes a warning', () =>
  runScenario(
    {
      inputs: { ...inputs, 'renew-within': '', 'retire-after': '14 days' },
      arrange: (sandbox) => {
        store(sandbox, keep(sandbox, earlier, 7, 170));
      },
    },
    ({ step }) => {
      expect(step.transcript).toContain(
        'less than `retire-after` ago. GitHub shows only when a secret was last written',
      );
    },
  ));

test('a secret that was in use until yesterday keeps its grace period, even if a later one was never stored', () =>
  runScenario(
    {
      inputs: { ...inputs, 'retire-after': '7 days' },
      arrange: (sandbox) => {
        keep(sandbox, earlier, 40, 140);
        keep(sandbox, earlier.replace('aaaaa1', 'aaaaa2'), 10, 170);
        store(sandbox, keep(sandbox, earlier.replace('aaaaa1', 'aaaaa3'), 1, 179));
      },
    },
    ({ step, sandbox }) => {
      expect(step.outputs).toMatchObject({ rotated: 'false', 'retired-key-ids': '[]' });
      expect(left(sandbox)).toHaveLength(3);
    },
  ));
