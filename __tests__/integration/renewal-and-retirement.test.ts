import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makePassword, type PasswordCredential } from '../../sandbox/entra/passwords.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Outcome } from '../../src/rotation/outcome.ts';
import { rotate } from '../../src/rotation/rotate.ts';
import { ActionError } from '../../src/shared/action-error.ts';
import { enterSandbox, FastClock, failureOf, prepareRun, type InProcessRun } from '../helpers/in-sandbox.ts';

const day = 86_400_000;
const name = 'EXALATE_CLIENT_SECRET';
const label = `repository secret ${name} of acme/ops`;
const renewing = { 'repository-secret': name, 'renew-within': '30 days', expires: '180 days' };
const tidy = { ...renewing, 'retire-after': '7 days' };

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

const secrets = (): readonly PasswordCredential[] => sandbox.tenant.secretsOf('Exalate');
const keyIds = (): readonly string[] => secrets().map(({ keyId }) => keyId);
const held = (): string | undefined => sandbox.github.secret('acme/ops', name)?.value;
const pass = (days: number): Promise<void> => clock.sleep(days * day);

const ready = (inputs: Readonly<Record<string, string>>): InProcessRun => prepareRun(sandbox, inputs, clock);
const go = ({ inputs, services, journal }: InProcessRun): Promise<Outcome> =>
  rotate(inputs, services, journal);
const run = (inputs: Readonly<Record<string, string>>): Promise<Outcome> => go(ready(inputs));

/** Adds a secret by hand. */
function byHand(displayName: string): PasswordCredential {
  const secret = makePassword({ displayName }, sandbox.tenant.now());
  sandbox.tenant.keep(sandbox.tenant.application('Exalate'), secret);
  return secret;
}

const removed = ({ retired }: Outcome): readonly string[] => retired.map(({ secret }) => secret.keyId);

describe('with renew-within', () => {
  test('a run adds nothing while the current secret is good, and describes it', async () => {
    const first = await run(renewing);
    await pass(7);
    const prepared = ready(renewing);
    const second = await go(prepared);
    expect(second).toMatchObject({
      plan: { kind: 'keep' },
      secret: { keyId: first.secret.keyId, endDateTime: first.secret.endDateTime },
      retired: [],
    });
    expect(keyIds()).toEqual([first.secret.keyId]);
    expect(prepared.written()).toEqual({ step: 'idle' });
    expect(prepared.toolkit.lines.slice(2)).toEqual([
      `The current secret (key ID ${first.secret.keyId ?? ''}) is valid until ${secrets()[0]?.endDateTime.replace('.000', '') ?? ''}, longer than \`renew-within\`, and every destination holds it; no renewal needed.`,
    ]);
  });

  test('a run adds one when it is due, and says so', async () => {
    const first = await run(renewing);
    await pass(151);
    const prepared = ready(renewing);
    const second = await go(prepared);
    expect(keyIds()).toEqual([first.secret.keyId, second.secret.keyId]);
    expect(prepared.toolkit.lines[2]).toMatch(
      /^A new secret is needed: a secret in use expires \d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z, within `renew-within`\.$/,
    );
  });

  test('a run adds one when the destination lost it, and says so', async () => {
    await run(renewing);
    await pass(7);
    sandbox.github.repository('acme/ops').secrets.delete(name);
    const prepared = ready(renewing);
    await go(prepared);
    expect(prepared.toolkit.lines[2]).toBe(`A new secret is needed: ${label} has no value.`);
    expect(held()).toBe(secrets()[1]?.secretText);
  });

  test('a run adds one when another process wrote the destination, and says so', async () => {
    await run(renewing);
    await pass(7);
    const at = new Date(sandbox.tenant.now()).toISOString().replace(/\.\d+Z/, 'Z');
    const store = sandbox.github.repository('acme/ops').secrets;
    store.set(name, { value: 'other', createdAt: at, updatedAt: at });
    const prepared = ready(renewing);
    await go(prepared);
    expect(prepared.toolkit.lines[2]).toBe(
      `A new secret is needed: ${label} was last written at ${at} by another process, or the secret that it holds is no longer on the application.`,
    );
    expect(held()).toBe(secrets()[1]?.secretText);
  });

  test('a run adds one when the secret was removed by hand', async () => {
    const { secret } = await run(renewing);
    await pass(7);
    byHand('by hand');
    sandbox.tenant.application('Exalate').passwords.remove(secret.keyId ?? '', sandbox.tenant.now());
    const prepared = ready(renewing);
    await go(prepared);
    expect(prepared.toolkit.lines[2]).toBe(
      'A new secret is needed: the application has no secret from this workflow yet.',
    );
  });

  test('a run adds one when an older version of a vault secret came back: its tags vouch for another time', async () => {
    const vault = 'https://exalate-vault.vault.azure.net/secrets/exalate';
    const both = { ...renewing, 'key-vault-secret': vault };
    await run(both);
    expect((await run(both)).plan.kind).toBe('keep');
    const version = sandbox.keyVault('exalate-vault').secret('exalate');
    await pass(151);
    await run(both);
    expect((await run(both)).plan.kind).toBe('keep');
    await pass(1);
    sandbox
      .keyVault('exalate-vault')
      .set('exalate', { value: version?.value ?? '', tags: version?.tags }, clock.now().getTime());
    await pass(1);
    const prepared = ready(both);
    expect((await go(prepared)).plan).toMatchObject({
      reasons: [
        { kind: 'foreign', label: 'Key Vault secret exalate in https://exalate-vault.vault.azure.net' },
      ],
    });
    expect((await run(both)).plan.kind).toBe('keep');
  });

  test('a dry run says that there is nothing to do', async () => {
    const { secret } = await run(renewing);
    const outcome = await run({ ...renewing, 'dry-run': 'true' });
    expect(outcome).toMatchObject({
      plan: { kind: 'keep' },
      secret: { keyId: secret.keyId },
      dryRun: true,
    });
  });
});

describe('with retire-after', () => {
  test('a superseded secret goes once its successor was in place that long, and not before', async () => {
    const first = await run(tidy);
    await pass(151);
    const second = await run(tidy);
    expect(removed(second)).toEqual([]);
    await pass(6);
    expect(removed(await run(tidy))).toEqual([]);
    await pass(1);
    const prepared = ready(tidy);
    const outcome = await go(prepared);
    expect(outcome.plan.kind).toBe('keep');
    expect(removed(outcome)).toEqual([first.secret.keyId]);
    expect(keyIds()).toEqual([second.secret.keyId]);
    expect(prepared.toolkit.lines.at(-1)).toMatch(
      new RegExp(
        `^Removed ".*" \\(key ID ${first.secret.keyId ?? ''}, expires .*\\), superseded since .*\\.$`,
      ),
    );
    expect(removed(await run(tidy))).toEqual([]);
  });

  test('of no length, it goes on the run after', async () => {
    const atOnce = { ...tidy, 'retire-after': '0 days', 'renew-within': '' };
    const runs = [await run(atOnce)];
    for (const days of [1, 1, 1]) {
      await pass(days);
      runs.push(await run(atOnce));
    }
    const [first, second, third, fourth] = runs.map(({ secret }) => secret.keyId);
    expect(runs.map(removed)).toEqual([[], [], [first], [second]]);
    expect(keyIds()).toEqual([third, fourth]);
  });

  test('the oldest goes first, one after the other, and a conflict is waited out', async () => {
    const each = { 'repository-secret': name, 'retire-after': '1 day' };
    const never = { ...each, 'retire-after': '' };
    const added: (string | undefined)[] = [];
    for (const days of [3, 3, 3]) {
      added.push((await run(never)).secret.keyId);
      await pass(days);
    }
    sandbox.tenant.policies.writeWindow = 1_000;
    const outcome = await run(each);
    expect(removed(outcome)).toEqual(added.slice(0, 2));
    expect(keyIds()).toEqual([added[2], outcome.secret.keyId]);
    const removals = sandbox.requests.filter(({ path }) => path.endsWith('removePassword'));
    expect(removals.map(({ status }) => status)).toContain(409);
    expect(removals.filter(({ status }) => status === 204)).toHaveLength(2);
  });

  test('an expired one goes, and a never says what could', async () => {
    const short = { 'repository-secret': name, expires: '10 days' };
    const first = await run(short);
    await pass(11);
    const second = await run(short);
    await pass(1);
    const prepared = ready(short);
    const third = await go(prepared);
    expect(third.plan.retained).toMatchObject([
      { secret: { keyId: first.secret.keyId }, cause: 'expired', due: undefined },
    ]);
    expect(prepared.toolkit.lines[2]).toMatch(
      /expired .*\)\. It is kept because `retire-after` is `never`\.$/,
    );
    await pass(1);
    expect(removed(await run({ ...short, 'retire-after': '300 days' }))).toEqual([first.secret.keyId]);
    expect(keyIds()).toContain(second.secret.keyId);
  });

  test('no secret of anybody else goes, whatever it is called', async () => {
    const { displayName } = (await run(tidy)).secret;
    const others = [
      byHand(displayName.replace(/ops \w{16}/, 'old 0000000000000000')),
      byHand(displayName.replace(/ops \w{16}/, 'ops 0000000000000000')),
      byHand(displayName.replace('Exalate', 'exalate')),
      byHand(displayName.replace(' ', '\t')),
      byHand(`${displayName} `),
      byHand('Exalate'),
    ];
    await pass(151);
    await run(tidy);
    await pass(30);
    expect(removed(await run(tidy))).toHaveLength(1);
    for (const other of others) expect(secrets()).toContainEqual(other);
  });

  test('nothing that lives goes where only a step output can tell: people are told', async () => {
    const output = { 'step-output': 'true', 'retire-after': '0 days' };
    await run(output);
    await pass(10);
    const prepared = ready(output);
    expect(removed(await go(prepared))).toEqual([]);
    expect(keyIds()).toHaveLength(2);
    expect(prepared.toolkit.lines).toContainEqual(
      expect.stringMatching(/^Warning: `retire-after` removes expired/),
    );
  });

  test('a secret stays that the second look shows to be held, or does not show at all', async () => {
    const [first, second] = [
      await run({ ...tidy, 'renew-within': '' }),
      (await pass(40), await run({ ...tidy, 'renew-within': '' })),
    ];
    await pass(40);
    const prepared = ready(tidy);
    const { logIn } = prepared.services;
    const meddling = {
      ...prepared.services,
      async logIn() {
        const applications = await logIn();
        return {
          ...applications,
          credentials: (id: string) => {
            // Somebody puts the old value back, at this very moment.
            const at = new Date(Date.parse(secrets()[0]?.startDateTime ?? '') + 60_000).toISOString();
            const value = secrets()[0]?.secretText ?? '';
            sandbox.github.repository('acme/ops').secrets.set(name, { value, createdAt: at, updatedAt: at });
            return applications.listCredentials(id);
          },
        };
      },
    };
    expect(removed(await rotate(prepared.inputs, meddling, prepared.journal))).toEqual([]);
    expect(prepared.toolkit.lines.at(-1)).toMatch(
      /was not removed: the second check did not confirm that it is superseded\.$/,
    );
    expect(keyIds()).toEqual([first.secret.keyId, second.secret.keyId]);
  });

  test('what Graph does not list any more is left alone', async () => {
    await run({ ...tidy, 'renew-within': '' });
    await pass(40);
    await run(tidy);
    await pass(40);
    const prepared = ready(tidy);
    const { logIn } = prepared.services;
    const services = {
      ...prepared.services,
      logIn: async () => ({ ...(await logIn()), credentials: () => Promise.resolve([]) }),
    };
    expect(removed(await rotate(prepared.inputs, services, prepared.journal))).toEqual([]);
  });

  test('a removal that fails fails no run: it is left for the next one', async () => {
    await run({ ...tidy, 'renew-within': '' });
    await pass(40);
    await run({ ...tidy, 'renew-within': '' });
    await pass(40);
    const body = { error: { code: 'Authorization_RequestDenied', message: 'No.' } };
    sandbox.faults.add({
      when: { path: /removePassword$/ },
      fault: { kind: 'answer', status: 403, headers: { 'Content-Type': 'application/json' }, body },
    });
    const prepared = ready(tidy);
    expect(removed(await go(prepared))).toEqual([]);
    expect(prepared.toolkit.lines.at(-1)).toMatch(
      /^Warning: A superseded secret could not be removed \(application-not-owned\)\. .* To fix it: make it an owner/s,
    );
    expect(removed(await run(tidy))).toHaveLength(1);
  });

  test('a second look that fails removes nothing, and fails no run', async () => {
    await run({ ...tidy, 'renew-within': '' });
    await pass(40);
    await run({ ...tidy, 'renew-within': '' });
    await pass(40);
    const look = { method: 'GET', path: /v1\.0\/applications\/[^/?]+\?/ };
    sandbox.faults.add({ when: look, times: Infinity, fault: { kind: 'drop' } });
    const prepared = ready(tidy);
    expect(removed(await go(prepared))).toEqual([]);
    expect(prepared.toolkit.lines.at(-1)).toMatch(
      /^Warning: A superseded secret could not be removed \(graph-unreachable\)/,
    );
    expect(sandbox.requests.filter(({ path }) => path.endsWith('removePassword'))).toEqual([]);
  });

  test('a removal whose answer was lost counts', async () => {
    await run({ ...tidy, 'renew-within': '' });
    await pass(40);
    await run({ ...tidy, 'renew-within': '' });
    await pass(40);
    sandbox.faults.add({ when: { path: /removePassword$/ }, fault: { kind: 'drop-after' } });
    expect(removed(await run(tidy))).toHaveLength(1);
    expect(keyIds()).toHaveLength(1);
  });

  test.each([
    [1, 'is repeated', 1],
    [Infinity, 'does not count, and is a warning', 0],
  ])('a removal without effect (%d times) %s', async (times, _, count) => {
    await run({ ...tidy, 'renew-within': '' });
    await pass(40);
    await run({ ...tidy, 'renew-within': '' });
    await pass(40);
    const effectless = { kind: 'answer', status: 204, body: '' } as const;
    sandbox.faults.add({ when: { path: /removePassword$/ }, times, fault: effectless });
    const prepared = ready(tidy);
    expect(removed(await go(prepared))).toHaveLength(count);
    expect(keyIds()).toHaveLength(2 - count);
    const warning =
      /^Warning: .* is still on the application: Microsoft Graph accepted its removal, but still lists it\./;
    expect(prepared.toolkit.lines.filter((line) => warning.test(line))).toHaveLength(1 - count);
  });

  test('costs one more read, and a run that retires nothing none', async () => {
    const reads = (): number =>
      sandbox.requests.filter(({ method, path }) => method === 'GET' && /applications\/[^/?]+\?/.test(path))
        .length;
    await run({ ...tidy, 'renew-within': '' });
    await pass(40);
    await run({ ...tidy, 'renew-within': '' });
    expect(reads()).toBe(0);
    await pass(40);
    // The second look, and the one that shows that the secret is gone.
    expect(removed(await run(tidy))).toHaveLength(1);
    expect(reads()).toBe(2);
  });

  test('a dry run says what would go, and removes nothing', async () => {
    const { secret } = await run({ ...tidy, 'renew-within': '' });
    await pass(40);
    await run({ ...tidy, 'renew-within': '' });
    await pass(40);
    const prepared = ready({ ...tidy, 'dry-run': 'true' });
    expect(removed(await go(prepared))).toEqual([]);
    expect(prepared.toolkit.lines[3]).toMatch(
      new RegExp(`^Dry run: would remove ".*" \\(key ID ${secret.keyId ?? ''}, `),
    );
    expect(keyIds()).toHaveLength(2);
    expect(sandbox.requests.filter(({ path }) => path.endsWith('removePassword'))).toEqual([]);
  });
});

describe('where the application takes two secrets', () => {
  const always = { 'repository-secret': name, 'retire-after': '7 days', application: 'Personal' };
  const secretsThere = (): readonly string[] =>
    sandbox.tenant.secretsOf('Personal').map(({ keyId }) => keyId);

  beforeEach(() => {
    sandbox.tenant.addApplication({
      displayName: 'Personal',
      signInAudience: 'AzureADandPersonalMicrosoftAccount',
    });
  });

  test('the superseded one goes first', async () => {
    const first = await run(always);
    await pass(8);
    const second = await run(always);
    await pass(8);
    const third = await run(always);
    expect(removed(third)).toEqual([first.secret.keyId]);
    expect(secretsThere()).toEqual([second.secret.keyId, third.secret.keyId]);
    const order = sandbox.requests
      .map(({ path }) => /(add|remove)Password$/.exec(path)?.[0])
      .filter((one) => one !== undefined);
    expect(order).toEqual(['addPassword', 'addPassword', 'removePassword', 'addPassword']);
  });

  test('a run fails, and changes nothing, while both are needed', async () => {
    await run(always);
    await pass(8);
    await run(always);
    await pass(1);
    const failure = await failureOf(run(always));
    expect(failure.code).toBe('two-secret-limit');
    expect(secretsThere()).toHaveLength(2);
  });

  test('a run fails when the one that must go cannot be removed', async () => {
    await run(always);
    await pass(8);
    await run(always);
    await pass(8);
    sandbox.faults.add({ when: { path: /removePassword$/ }, times: Infinity, fault: { kind: 'drop' } });
    const prepared = ready(always);
    await expect(go(prepared)).rejects.toBeInstanceOf(ActionError);
    expect(prepared.written()).toEqual({ step: 'idle' });
    expect(secretsThere()).toHaveLength(2);
  });
});
