import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makePassword, type PasswordCredential } from '../../sandbox/entra/passwords.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Outcome } from '../../src/rotation/outcome.ts';
import { rotate } from '../../src/rotation/rotate.ts';
import { enterSandbox, FastClock, failureOf, prepareRun, type InProcessRun } from '../helpers/in-sandbox.ts';

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

beforeEach(async () => {
  clock = new FastClock();
  sandbox = await enterSandbox({ now: () => clock.now().getTime() });
});

afterEach(async () => {
  await sandbox.close();
  expect(sandbox.violations).toEqual([]);
});

const keyIds = (): readonly string[] => sandbox.tenant.secretsOf('Exalate').map(({ keyId }) => keyId);
const pass = (days: number): Promise<void> => clock.sleep(days * day);
const ready = (inputs: Readonly<Record<string, string>>): InProcessRun => prepareRun(sandbox, inputs, clock);
const go = ({ inputs, services, journal }: InProcessRun): Promise<Outcome> =>
  rotate(inputs, services, journal);
const run = (inputs: Readonly<Record<string, string>>): Promise<Outcome> => go(ready(inputs));
const removed = ({ retired }: Outcome): readonly string[] => retired.map(({ secret }) => secret.keyId);

/** A secret made in the portal, valid for so many days from now. */
function byHand(days = 500): PasswordCredential {
  const endDateTime = new Date(sandbox.tenant.now() + days * day).toISOString();
  const secret = makePassword({ displayName: 'made by hand', endDateTime }, sandbox.tenant.now());
  sandbox.tenant.keep(sandbox.tenant.application('Exalate'), secret);
  return secret;
}

describe('a secret made by hand', () => {
  test('goes once its successor was in place that long, and not before', async () => {
    const hand = byHand();
    await pass(1);
    const adopting = { ...inGitHub, adopt: hand.keyId.toUpperCase() };
    const first = await run(adopting);
    expect(removed(first)).toEqual([]);
    await pass(6);
    expect(removed(await run(adopting))).toEqual([]);
    await pass(2);
    expect(removed(await run(adopting))).toEqual([hand.keyId]);
    expect(keyIds()).toEqual([first.secret.keyId]);
  });

  test('stays when it is not adopted', async () => {
    const hand = byHand();
    await pass(1);
    await run(inGitHub);
    await pass(30);
    expect(removed(await run(inGitHub))).toEqual([]);
    expect(keyIds()).toContain(hand.keyId);
  });

  test('stays while `retire-after` is `never`', async () => {
    const hand = byHand();
    await pass(1);
    const never = { ...inGitHub, 'retire-after': 'never', adopt: hand.keyId };
    await run(never);
    await pass(60);
    const outcome = await run(never);
    expect(removed(outcome)).toEqual([]);
    expect(outcome.plan.retained).toMatchObject([{ secret: { keyId: hand.keyId }, due: undefined }]);
  });

  test('stays when one of several destinations does not hold its successor', async () => {
    const hand = byHand();
    await pass(1);
    const adopting = { ...inBoth, adopt: hand.keyId };
    await run(adopting);
    await pass(10);
    sandbox.keyVault('exalate-vault').set('exalate', { value: hand.secretText }, clock.now().getTime());
    // The run writes a new secret over it, and the grace begins anew.
    await pass(1);
    expect(removed(await run(adopting))).toEqual([]);
    expect(keyIds()).toContain(hand.keyId);
    await pass(8);
    expect(removed(await run(adopting))).toContain(hand.keyId);
  });

  test('is warned about when it ends soon, with the line that takes it over', async () => {
    const hand = byHand(20);
    await pass(1);
    const prepared = ready(inGitHub);
    await go(prepared);
    expect(prepared.toolkit.lines.join('\n')).toContain('adopt it so that `retire-after` applies to it');
    expect(prepared.toolkit.lines.join('\n')).toContain(`\n  adopt: ${hand.keyId}`);
  });

  test('is a notice when it is gone', async () => {
    const keyId = 'f0b0b335-1d71-4c92-8d98-567911bfdca6';
    const prepared = ready({ ...inGitHub, adopt: keyId });
    await go(prepared);
    expect(prepared.toolkit.lines).toContain(
      `Notice: \`adopt\` names a key ID that is not on the application: ${keyId}. If the secret was removed, delete the key ID from \`adopt\`.`,
    );
  });

  test('is named by a dry run, and stays', async () => {
    const hand = byHand();
    await pass(1);
    const adopting = { ...inGitHub, adopt: hand.keyId };
    await run(adopting);
    await pass(10);
    const prepared = ready({ ...adopting, 'dry-run': 'true' });
    expect(removed(await go(prepared))).toEqual([]);
    expect(prepared.toolkit.lines.join('\n')).toContain(
      `Dry run: would remove "made by hand" (key ID ${hand.keyId}, `,
    );
    expect(keyIds()).toContain(hand.keyId);
  });
});

describe('a workflow that changes', () => {
  test('keeps its lineage when its repository gets another name', async () => {
    const first = await run(inGitHub);
    await pass(10);
    const { repositories } = sandbox.github;
    repositories.set('acme/renamed', sandbox.github.repository('acme/ops'));
    repositories.delete('acme/ops');
    const renamed = {
      ...sandbox,
      environment: { ...sandbox.environment, GITHUB_REPOSITORY: 'acme/renamed' },
    };
    const { inputs, services, journal } = prepareRun(renamed, inGitHub, clock);
    expect(await rotate(inputs, services, journal)).toMatchObject({
      plan: { kind: 'keep' },
      secret: { keyId: first.secret.keyId },
    });
  });

  test('leaves no live secret behind when it takes the old one over', async () => {
    const first = await run(inGitHub);
    await pass(10);
    const prepared = ready(inBoth);
    const second = await go(prepared);
    const told = prepared.toolkit.lines.join('\n');
    expect(told).toContain('another workflow or an earlier configuration of this repository');
    expect(told).toContain(`\n  adopt: ${first.secret.keyId ?? ''}`);
    await pass(10);
    const adopting = { ...inBoth, adopt: first.secret.keyId ?? '' };
    expect(removed(await run(adopting))).toEqual([first.secret.keyId]);
    expect(keyIds()).toEqual([second.secret.keyId]);
  });

  test('is not warned about another healthy workflow of the same application', async () => {
    await run(inGitHub);
    await run({ ...inGitHub, 'repository-secret': 'STAGING' });
    for (const inputs of [inGitHub, { ...inGitHub, 'repository-secret': 'STAGING' }]) {
      const prepared = ready(inputs);
      await go(prepared);
      expect(prepared.toolkit.lines.filter((line) => line.startsWith('Warning:'))).toEqual([]);
    }
  });
});

describe('a repository’s numeric ID', () => {
  test('comes from the OIDC token where the runner does not tell it', async () => {
    const { secret } = await run(inGitHub);
    const environment = { ...sandbox.environment, GITHUB_REPOSITORY_ID: '' };
    const { inputs, services, journal } = prepareRun({ ...sandbox, environment }, inGitHub, clock);
    expect(inputs.run.repositoryId).toBeUndefined();
    expect((await rotate(inputs, services, journal)).secret.keyId).toBe(secret.keyId);
  });

  test('is needed before anything is added', async () => {
    const prepared = ready(inGitHub);
    const services = { ...prepared.services, repositoryId: () => Promise.resolve(undefined) };
    const failure = await failureOf(rotate(prepared.inputs, services, prepared.journal));
    expect(failure.code).toBe('repository-id-unknown');
    expect(keyIds()).toEqual([]);
  });
});
