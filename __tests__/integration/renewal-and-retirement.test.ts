import { beforeEach, describe, expect, test } from '@jest/globals';
import { makePassword, type PasswordCredential } from '../../sandbox/services/entra/passwords.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Applications } from '../../src/entra/graph/applications.ts';
import type { Outcome } from '../../src/rotation/rotate.ts';
import { ActionError } from '../../src/shared/action-error.ts';
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
const label = `repository secret ${name} of acme/ops`;
const renewing = { 'repository-secret': name, 'renew-within': '30 days', expires: '180 days' };
const retiring = { ...renewing, 'retire-after': '7 days' };

let sandbox: Sandbox;
let clock: FastClock;

useTimeline((startedSandbox, startedClock) => {
  sandbox = startedSandbox;
  clock = startedClock;
});

const secrets = (): readonly PasswordCredential[] => sandbox.tenant.secretsOf('Exalate');
const keyIds = (): readonly string[] => secrets().map(({ keyId }) => keyId);
const held = (): string | undefined => sandbox.github.secret('acme/ops', name)?.value;
const advanceDays = (days: number): Promise<void> => clock.sleep(days * day);

const prepare = (inputs: Readonly<Record<string, string>>): InProcessRun =>
  prepareRun(sandbox, inputs, clock);
const runWith = (inputs: Readonly<Record<string, string>>): Promise<Outcome> => runRotation(prepare(inputs));

/** Adds two secrets, 40 days apart. */
async function addTwo(): Promise<readonly [Outcome, Outcome]> {
  const always = { ...retiring, 'renew-within': '' };
  const first = await runWith(always);
  await advanceDays(40);
  return [first, await runWith(always)];
}

/** Adds a secret by hand. */
function addByHand(displayName: string): PasswordCredential {
  const secret = makePassword({ displayName }, sandbox.tenant.now());
  sandbox.tenant.keep(sandbox.tenant.application('Exalate'), secret);
  return secret;
}

describe('with `renew-within`, a run', () => {
  test('adds nothing while the current secret is valid, and describes it', async () => {
    const first = await runWith(renewing);
    await advanceDays(7);
    const prepared = prepare(renewing);
    const second = await runRotation(prepared);
    expect(second).toMatchObject({
      plan: { kind: 'keep' },
      secret: { keyId: first.secret.keyId, endDateTime: first.secret.endDateTime },
      retired: [],
    });
    expect(keyIds()).toEqual([first.secret.keyId]);
    expect(prepared.written()).toEqual({ step: 'idle' });
    expect(prepared.toolkit.lines.slice(2)).toEqual([
      `The current secret (key ID ${first.secret.keyId ?? ''}) is valid until ${secrets()[0]?.endDateTime.replace('.000', '') ?? ''}, longer than \`renew-within\`, and no destination is known to lack it; no renewal needed.`,
    ]);
  });

  test('adds a secret when the renewal is due, and gives the reason', async () => {
    const first = await runWith(renewing);
    await advanceDays(151);
    const prepared = prepare(renewing);
    const second = await runRotation(prepared);
    expect(keyIds()).toEqual([first.secret.keyId, second.secret.keyId]);
    expect(prepared.toolkit.lines[2]).toMatch(
      /^A new secret is needed: a secret in use expires \d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z, within `renew-within`\.$/,
    );
  });

  test('adds a secret when the destination no longer holds one, and gives the reason', async () => {
    await runWith(renewing);
    await advanceDays(7);
    sandbox.github.repository('acme/ops').secrets.delete(name);
    const prepared = prepare(renewing);
    await runRotation(prepared);
    expect(prepared.toolkit.lines[2]).toBe(`A new secret is needed: ${label} has no value.`);
    expect(held()).toBe(secrets()[1]?.secretText);
  });

  test('adds a secret when another process wrote the destination, and gives the reason', async () => {
    await runWith(renewing);
    await advanceDays(7);
    const at = new Date(sandbox.tenant.now()).toISOString().replace(/\.\d+Z/, 'Z');
    const store = sandbox.github.repository('acme/ops').secrets;
    store.set(name, { value: 'other', createdAt: at, updatedAt: at });
    const prepared = prepare(renewing);
    await runRotation(prepared);
    expect(prepared.toolkit.lines[2]).toBe(
      `A new secret is needed: ${label} was last written at ${at} by another process, or the secret that it holds is no longer on the application.`,
    );
    expect(held()).toBe(secrets()[1]?.secretText);
  });

  test('adds a secret when the current one was removed by hand', async () => {
    const { secret } = await runWith(renewing);
    await advanceDays(7);
    addByHand('by hand');
    sandbox.tenant.application('Exalate').passwords.remove(secret.keyId ?? '', sandbox.tenant.now());
    const prepared = prepare(renewing);
    await runRotation(prepared);
    expect(prepared.toolkit.lines[2]).toBe(
      'A new secret is needed: the application has no secret from this workflow yet.',
    );
  });

  test('adds a secret when an older version of a vault secret was restored, since its tags belong to another time', async () => {
    const vault = 'https://exalate-vault.vault.azure.net/secrets/exalate';
    const both = { ...renewing, 'key-vault-secret': vault };
    await runWith(both);
    expect((await runWith(both)).plan.kind).toBe('keep');
    const version = sandbox.keyVault('exalate-vault').secret('exalate');
    await advanceDays(151);
    await runWith(both);
    expect((await runWith(both)).plan.kind).toBe('keep');
    await advanceDays(1);
    sandbox
      .keyVault('exalate-vault')
      .set('exalate', { value: version?.value ?? '', tags: version?.tags }, clock.now().getTime());
    await advanceDays(1);
    const prepared = prepare(both);
    expect((await runRotation(prepared)).plan).toMatchObject({
      reasons: [
        { kind: 'foreign', label: 'Key Vault secret exalate in https://exalate-vault.vault.azure.net' },
      ],
    });
    expect((await runWith(both)).plan.kind).toBe('keep');
  });

  test('reports with `dry-run` that no renewal is needed', async () => {
    const { secret } = await runWith(renewing);
    const outcome = await runWith({ ...renewing, 'dry-run': 'true' });
    expect(outcome).toMatchObject({
      plan: { kind: 'keep' },
      secret: { keyId: secret.keyId },
      dryRun: true,
    });
  });
});

describe('with `retire-after`, a run', () => {
  test('retires a superseded secret once its successor has been in place for that long, and not before', async () => {
    const first = await runWith(retiring);
    await advanceDays(151);
    const second = await runWith(retiring);
    expect(retiredKeyIds(second)).toEqual([]);
    await advanceDays(6);
    expect(retiredKeyIds(await runWith(retiring))).toEqual([]);
    await advanceDays(1);
    const prepared = prepare(retiring);
    const outcome = await runRotation(prepared);
    expect(outcome.plan.kind).toBe('keep');
    expect(retiredKeyIds(outcome)).toEqual([first.secret.keyId]);
    expect(keyIds()).toEqual([second.secret.keyId]);
    expect(prepared.toolkit.lines.at(-1)).toMatch(
      new RegExp(
        `^Removed ".*" \\(key ID ${first.secret.keyId ?? ''}, expires .*\\), superseded since .*\\.$`,
      ),
    );
    expect(retiredKeyIds(await runWith(retiring))).toEqual([]);
  });

  test('retires a superseded secret on the next run when `retire-after` is 0', async () => {
    const withoutGrace = { ...retiring, 'retire-after': '0 days', 'renew-within': '' };
    const runs = [await runWith(withoutGrace)];
    for (const days of [1, 1, 1]) {
      await advanceDays(days);
      runs.push(await runWith(withoutGrace));
    }
    const [first, second, third, fourth] = runs.map(({ secret }) => secret.keyId);
    expect(runs.map(retiredKeyIds)).toEqual([[], [], [first], [second]]);
    expect(keyIds()).toEqual([third, fourth]);
  });

  test('retires the oldest secret first, one at a time, and waits after a conflict', async () => {
    const each = { 'repository-secret': name, 'retire-after': '1 day' };
    const never = { ...each, 'retire-after': '' };
    const added: (string | undefined)[] = [];
    for (const days of [3, 3, 3]) {
      added.push((await runWith(never)).secret.keyId);
      await advanceDays(days);
    }
    sandbox.tenant.policies.writeWindow = 1_000;
    const outcome = await runWith(each);
    expect(retiredKeyIds(outcome)).toEqual(added.slice(0, 2));
    expect(keyIds()).toEqual([added[2], outcome.secret.keyId]);
    const removals = sandbox.requests.filter(({ path }) => path.endsWith('removePassword'));
    expect(removals.map(({ status }) => status)).toContain(409);
    expect(removals.filter(({ status }) => status === 204)).toHaveLength(2);
  });

  test('retires an expired secret, and lists it when `retire-after` is `never`', async () => {
    const short = { 'repository-secret': name, expires: '10 days' };
    const first = await runWith(short);
    await advanceDays(11);
    const second = await runWith(short);
    await advanceDays(1);
    const prepared = prepare(short);
    const third = await runRotation(prepared);
    expect(third.plan).toMatchObject({
      retained: [{ secret: { keyId: first.secret.keyId }, cause: 'expired', due: undefined }],
    });
    expect(prepared.toolkit.lines[2]).toMatch(
      /expired .*\)\. `retire-after` is `never`, so only `acknowledge` removes it\.$/,
    );
    await advanceDays(1);
    expect(retiredKeyIds(await runWith({ ...short, 'retire-after': '300 days' }))).toEqual([
      first.secret.keyId,
    ]);
    expect(keyIds()).toContain(second.secret.keyId);
  });

  test('retires no secret of another lineage, whatever its description', async () => {
    const { displayName } = (await runWith(retiring)).secret;
    const others = [
      addByHand(displayName.replace(/ops \w{16}/, 'old 0000000000000000')),
      addByHand(displayName.replace(/ops \w{16}/, 'ops 0000000000000000')),
      addByHand(displayName.replace('Exalate', 'exalate')),
      addByHand(displayName.replace(' ', '\t')),
      addByHand(`${displayName} `),
      addByHand('Exalate'),
    ];
    await advanceDays(151);
    await runWith(retiring);
    await advanceDays(30);
    expect(retiredKeyIds(await runWith(retiring))).toHaveLength(1);
    for (const other of others) expect(secrets()).toContainEqual(other);
  });

  test('retires only expired secrets when the only destination is a step output, and warns about that', async () => {
    const output = { 'step-output': 'true', 'retire-after': '0 days' };
    await runWith(output);
    await advanceDays(10);
    const prepared = prepare(output);
    expect(retiredKeyIds(await runRotation(prepared))).toEqual([]);
    expect(keyIds()).toHaveLength(2);
    expect(prepared.toolkit.lines).toContainEqual(
      expect.stringMatching(/^Warning: `retire-after` removes expired/),
    );
  });

  test('keeps a secret that a destination holds again at the second check', async () => {
    const [first, second] = await addTwo();
    await advanceDays(40);
    const prepared = prepare(retiring);
    const { logIn } = prepared.services;
    const services = {
      ...prepared.services,
      logIn: async (): Promise<Applications> => {
        const applications = await logIn();
        const listCredentials: Applications['listCredentials'] = (objectId) => {
          // At this moment, somebody writes the old value to the destination again.
          const at = new Date(Date.parse(secrets()[0]?.startDateTime ?? '') + 60_000).toISOString();
          const value = secrets()[0]?.secretText ?? '';
          sandbox.github.repository('acme/ops').secrets.set(name, { value, createdAt: at, updatedAt: at });
          return applications.listCredentials(objectId);
        };
        return { ...applications, listCredentials };
      },
    };
    expect(retiredKeyIds(await runRotation({ ...prepared, services }))).toEqual([]);
    expect(prepared.toolkit.lines.at(-1)).toMatch(
      /was not removed: the second check did not confirm that it is no longer needed\.$/,
    );
    expect(keyIds()).toEqual([first.secret.keyId, second.secret.keyId]);
  });

  test('does not remove a secret that Graph does not list at the second check', async () => {
    await addTwo();
    await advanceDays(40);
    const prepared = prepare(retiring);
    const { logIn } = prepared.services;
    const listCredentials: Applications['listCredentials'] = () => Promise.resolve([]);
    const services = {
      ...prepared.services,
      logIn: async (): Promise<Applications> => ({ ...(await logIn()), listCredentials }),
    };
    expect(retiredKeyIds(await runRotation({ ...prepared, services }))).toEqual([]);
    expect(prepared.toolkit.lines.at(-1)).toMatch(
      /was not removed: the second check did not confirm that it is no longer needed\.$/,
    );
    expect(keyIds()).toHaveLength(2);
  });

  test('succeeds when a removal fails, and leaves it to the next run', async () => {
    await addTwo();
    await advanceDays(40);
    const body = { error: { code: 'Authorization_RequestDenied', message: 'No.' } };
    sandbox.faults.add({
      when: { path: /removePassword$/ },
      fault: { kind: 'answer', status: 403, headers: { 'Content-Type': 'application/json' }, body },
    });
    const prepared = prepare(retiring);
    expect(retiredKeyIds(await runRotation(prepared))).toEqual([]);
    expect(prepared.toolkit.lines.at(-1)).toMatch(
      /^Warning: A superseded secret could not be removed \(application-not-owned\)\. .* To fix it: make it an owner/s,
    );
    expect(retiredKeyIds(await runWith(retiring))).toHaveLength(1);
  });

  test('removes nothing and succeeds when the second check fails', async () => {
    await addTwo();
    await advanceDays(40);
    const listing = { method: 'GET', path: /v1\.0\/applications\/[^/?]+\?/ };
    sandbox.faults.add({ when: listing, times: Infinity, fault: { kind: 'drop' } });
    const prepared = prepare(retiring);
    expect(retiredKeyIds(await runRotation(prepared))).toEqual([]);
    expect(prepared.toolkit.lines.at(-1)).toMatch(
      /^Warning: A superseded secret could not be removed \(graph-unreachable\)/,
    );
    expect(sandbox.requests.filter(({ path }) => path.endsWith('removePassword'))).toEqual([]);
  });

  test('counts a removal whose answer was lost', async () => {
    await addTwo();
    await advanceDays(40);
    sandbox.faults.add({ when: { path: /removePassword$/ }, fault: { kind: 'drop-after' } });
    expect(retiredKeyIds(await runWith(retiring))).toHaveLength(1);
    expect(keyIds()).toHaveLength(1);
  });

  test.each([
    [1, 'repeats a removal that has no effect once', 1],
    [Infinity, 'does not count a removal that never has an effect, and warns about it', 0],
  ])('(%d times) %s', async (times, _, count) => {
    await addTwo();
    await advanceDays(40);
    const effectless = { kind: 'answer', status: 204, body: '' } as const;
    sandbox.faults.add({ when: { path: /removePassword$/ }, times, fault: effectless });
    const prepared = prepare(retiring);
    expect(retiredKeyIds(await runRotation(prepared))).toHaveLength(count);
    expect(keyIds()).toHaveLength(2 - count);
    const warning =
      /^Warning: .* is still on the application: Microsoft Graph accepted its removal, but still lists it\./;
    expect(prepared.toolkit.lines.filter((line) => warning.test(line))).toHaveLength(1 - count);
  });

  test('needs two reads to retire a secret, and none otherwise', async () => {
    const reads = (): number =>
      sandbox.requests.filter(({ method, path }) => method === 'GET' && /applications\/[^/?]+\?/.test(path))
        .length;
    await addTwo();
    expect(reads()).toBe(0);
    await advanceDays(40);
    // The second check, and the read that shows that the secret is gone.
    expect(retiredKeyIds(await runWith(retiring))).toHaveLength(1);
    expect(reads()).toBe(2);
  });

  test('reports with `dry-run` what it would remove, and removes nothing', async () => {
    const [{ secret }] = await addTwo();
    await advanceDays(40);
    const prepared = prepare({ ...retiring, 'dry-run': 'true' });
    expect(retiredKeyIds(await runRotation(prepared))).toEqual([]);
    expect(prepared.toolkit.lines[3]).toMatch(
      new RegExp(`^Dry run: would remove ".*" \\(key ID ${secret.keyId ?? ''}, `),
    );
    expect(keyIds()).toHaveLength(2);
    expect(sandbox.requests.filter(({ path }) => path.endsWith('removePassword'))).toEqual([]);
  });
});

describe('when the application can hold two secrets, a run', () => {
  const always = { 'repository-secret': name, 'retire-after': '7 days', application: 'Personal' };
  const personalKeyIds = (): readonly string[] =>
    sandbox.tenant.secretsOf('Personal').map(({ keyId }) => keyId);

  beforeEach(() => {
    sandbox.tenant.addApplication({
      displayName: 'Personal',
      signInAudience: 'AzureADandPersonalMicrosoftAccount',
    });
  });

  test('removes the superseded secret before it adds one', async () => {
    const first = await runWith(always);
    await advanceDays(8);
    const second = await runWith(always);
    await advanceDays(8);
    const third = await runWith(always);
    expect(retiredKeyIds(third)).toEqual([first.secret.keyId]);
    expect(personalKeyIds()).toEqual([second.secret.keyId, third.secret.keyId]);
    const order = sandbox.requests
      .map(({ path }) => /(add|remove)Password$/.exec(path)?.[0])
      .filter((one) => one !== undefined);
    expect(order).toEqual(['addPassword', 'addPassword', 'removePassword', 'addPassword']);
  });

  test('fails and changes nothing while both secrets are needed', async () => {
    await runWith(always);
    await advanceDays(8);
    await runWith(always);
    await advanceDays(1);
    const failure = await failureOf(runWith(always));
    expect(failure.code).toBe('two-secret-limit');
    expect(personalKeyIds()).toHaveLength(2);
  });

  test('fails when the secret that must be removed first cannot be removed', async () => {
    await runWith(always);
    await advanceDays(8);
    await runWith(always);
    await advanceDays(8);
    sandbox.faults.add({ when: { path: /removePassword$/ }, times: Infinity, fault: { kind: 'drop' } });
    const prepared = prepare(always);
    await expect(runRotation(prepared)).rejects.toBeInstanceOf(ActionError);
    expect(prepared.written()).toEqual({ step: 'idle' });
    expect(personalKeyIds()).toHaveLength(2);
  });
});
