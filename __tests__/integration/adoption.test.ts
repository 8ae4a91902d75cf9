import { describe, expect, test } from '@jest/globals';
import { makePassword, type PasswordCredential } from '../../sandbox/services/entra/passwords.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Outcome } from '../../src/rotation/rotate.ts';
import {
  failureOf,
  prepareRun,
  runRotation,
  type FastClock,
  type InProcessRun,
} from '../helpers/in-sandbox.ts';
import { retiredKeyIds, useTimeline } from '../helpers/timeline.ts';

const day = 86_400_000;
const name = 'EXALATE_CLIENT_SECRET';
const vault = 'https://exalate-vault.vault.azure.net/secrets/exalate';
const inGitHub = {
  'repository-secret': name,
  'renew-within': '30 days',
  expires: '180 days',
  'retire-after': '7 days',
};
const inBoth = { ...inGitHub, 'key-vault-secret': vault };

let sandbox: Sandbox;
let clock: FastClock;

useTimeline((startedSandbox, startedClock) => {
  sandbox = startedSandbox;
  clock = startedClock;
});

const keyIds = (): readonly string[] => sandbox.tenant.secretsOf('Exalate').map(({ keyId }) => keyId);
const advanceDays = (days: number): Promise<void> => clock.sleep(days * day);
const prepare = (inputs: Readonly<Record<string, string>>): InProcessRun =>
  prepareRun(sandbox, inputs, clock);
const runWith = (inputs: Readonly<Record<string, string>>): Promise<Outcome> => runRotation(prepare(inputs));

/** Adds a secret that is valid for this many days from now, as in the portal. */
function addByHand(days = 500): PasswordCredential {
  const endDateTime = new Date(sandbox.tenant.now() + days * day).toISOString();
  const secret = makePassword({ displayName: 'made by hand', endDateTime }, sandbox.tenant.now());
  sandbox.tenant.keep(sandbox.tenant.application('Exalate'), secret);
  return secret;
}

describe('a manually created secret', () => {
  test('is retired once its successor has been in place for `retire-after`, and not before', async () => {
    const byHand = addByHand();
    await advanceDays(1);
    const adopting = { ...inGitHub, adopt: byHand.keyId.toUpperCase() };
    const first = await runWith(adopting);
    expect(retiredKeyIds(first)).toEqual([]);
    await advanceDays(6);
    expect(retiredKeyIds(await runWith(adopting))).toEqual([]);
    await advanceDays(2);
    expect(retiredKeyIds(await runWith(adopting))).toEqual([byHand.keyId]);
    expect(keyIds()).toEqual([first.secret.keyId]);
  });

  test('is kept when it is not adopted', async () => {
    const byHand = addByHand();
    await advanceDays(1);
    await runWith(inGitHub);
    await advanceDays(30);
    expect(retiredKeyIds(await runWith(inGitHub))).toEqual([]);
    expect(keyIds()).toContain(byHand.keyId);
  });

  test('is kept while `retire-after` is `never`', async () => {
    const byHand = addByHand();
    await advanceDays(1);
    const never = { ...inGitHub, 'retire-after': 'never', adopt: byHand.keyId };
    await runWith(never);
    await advanceDays(60);
    const outcome = await runWith(never);
    expect(retiredKeyIds(outcome)).toEqual([]);
    expect(outcome.plan).toMatchObject({
      retained: [{ secret: { keyId: byHand.keyId }, due: undefined }],
    });
  });

  test('is kept while one of several destinations does not hold its successor', async () => {
    const byHand = addByHand();
    await advanceDays(1);
    const adopting = { ...inBoth, adopt: byHand.keyId };
    await runWith(adopting);
    await advanceDays(10);
    sandbox.keyVault('exalate-vault').set('exalate', { value: byHand.secretText }, clock.now().getTime());
    // The run overwrites it with a new secret, and the grace period restarts.
    await advanceDays(1);
    expect(retiredKeyIds(await runWith(adopting))).toEqual([]);
    expect(keyIds()).toContain(byHand.keyId);
    await advanceDays(8);
    expect(retiredKeyIds(await runWith(adopting))).toContain(byHand.keyId);
  });

  test('causes a warning when it expires soon, with the line that adopts it', async () => {
    const byHand = addByHand(20);
    await advanceDays(1);
    const prepared = prepare(inGitHub);
    await runRotation(prepared);
    expect(prepared.toolkit.lines.join('\n')).toContain(
      'adopt it so that `retire-after` and `acknowledge` apply to it',
    );
    expect(prepared.toolkit.lines.join('\n')).toContain(`\n  adopt: ${byHand.keyId}`);
  });

  test('causes a notice when it no longer exists', async () => {
    const keyId = 'f0b0b335-1d71-4c92-8d98-567911bfdca6';
    const prepared = prepare({ ...inGitHub, adopt: keyId });
    await runRotation(prepared);
    expect(prepared.toolkit.lines).toContain(
      `Notice: \`adopt\` names a key ID that is not on the application: ${keyId}. If the secret was removed, delete the key ID from \`adopt\`.`,
    );
  });

  test('is named and kept by a dry run', async () => {
    const byHand = addByHand();
    await advanceDays(1);
    const adopting = { ...inGitHub, adopt: byHand.keyId };
    await runWith(adopting);
    await advanceDays(10);
    const prepared = prepare({ ...adopting, 'dry-run': 'true' });
    expect(retiredKeyIds(await runRotation(prepared))).toEqual([]);
    expect(prepared.toolkit.lines.join('\n')).toContain(
      `Dry run: would remove "made by hand" (key ID ${byHand.keyId}, `,
    );
    expect(keyIds()).toContain(byHand.keyId);
  });
});

describe('a workflow that changes', () => {
  test('keeps its lineage when its repository is renamed', async () => {
    const first = await runWith(inGitHub);
    await advanceDays(10);
    const { repositories } = sandbox.github;
    repositories.set('acme/renamed', sandbox.github.repository('acme/ops'));
    repositories.delete('acme/ops');
    const renamed = {
      ...sandbox,
      environment: { ...sandbox.environment, GITHUB_REPOSITORY: 'acme/renamed' },
    };
    const { inputs, services, journal } = prepareRun(renamed, inGitHub, clock);
    expect(await runRotation({ inputs, services, journal })).toMatchObject({
      plan: { kind: 'keep' },
      secret: { keyId: first.secret.keyId },
    });
  });

  test('leaves no active secret behind when it adopts the old one', async () => {
    const first = await runWith(inGitHub);
    await advanceDays(10);
    const prepared = prepare(inBoth);
    const second = await runRotation(prepared);
    const log = prepared.toolkit.lines.join('\n');
    expect(log).toContain('another workflow or an earlier configuration of this repository');
    expect(log).toContain(`\n  adopt: ${first.secret.keyId ?? ''}`);
    await advanceDays(10);
    const adopting = { ...inBoth, adopt: first.secret.keyId ?? '' };
    expect(retiredKeyIds(await runWith(adopting))).toEqual([first.secret.keyId]);
    expect(keyIds()).toEqual([second.secret.keyId]);
  });

  test('causes no warning about another healthy workflow of the same application', async () => {
    await runWith(inGitHub);
    await runWith({ ...inGitHub, 'repository-secret': 'STAGING' });
    for (const inputs of [inGitHub, { ...inGitHub, 'repository-secret': 'STAGING' }]) {
      const prepared = prepare(inputs);
      await runRotation(prepared);
      expect(prepared.toolkit.lines.filter((line) => line.startsWith('Warning:'))).toEqual([]);
    }
  });
});

describe('a repository’s numeric ID', () => {
  test('comes from the OIDC token when the runner does not provide it', async () => {
    const { secret } = await runWith(inGitHub);
    const environment = { ...sandbox.environment, GITHUB_REPOSITORY_ID: '' };
    const { inputs, services, journal } = prepareRun({ ...sandbox, environment }, inGitHub, clock);
    expect(inputs.run.repositoryId).toBeUndefined();
    expect((await runRotation({ inputs, services, journal })).secret.keyId).toBe(secret.keyId);
  });

  test('is required before anything is added', async () => {
    const prepared = prepare(inGitHub);
    const services = { ...prepared.services, findRepositoryId: () => Promise.resolve(undefined) };
    const failure = await failureOf(runRotation({ ...prepared, services }));
    expect(failure.code).toBe('repository-id-unknown');
    expect(keyIds()).toEqual([]);
  });
});
