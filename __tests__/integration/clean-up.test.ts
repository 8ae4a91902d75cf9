import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makePassword } from '../../sandbox/entra/passwords.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Applications } from '../../src/entra/applications.ts';
import { cleanUp } from '../../src/rotation/clean-up.ts';
import { rotate } from '../../src/rotation/rotate.ts';
import type { Journal } from '../../src/rotation/journal.ts';
import { remove as removed, type RotationState } from '../../src/rotation/state.ts';
import { TimeBudget } from '../../src/http/time-budget.ts';
import { createServices } from '../../src/rotation/services.ts';
import { enterSandbox, prepareRun, runPost, type InProcessRun } from '../helpers/in-sandbox.ts';

let sandbox: Sandbox;
let prepared: InProcessRun;

beforeEach(async () => {
  sandbox = await enterSandbox();
  prepared = prepareRun(sandbox, { 'repository-secret': 'EXALATE_CLIENT_SECRET' });
});

afterEach(async () => {
  await sandbox.close();
  expect(sandbox.violations).toEqual([]);
});

const secrets = (): readonly string[] => sandbox.tenant.secretsOf('Exalate').map(({ keyId }) => keyId);
const times = Infinity;
const mark = { method: 'GET', path: /secrets\/EXALATE/ };

type Begun = Exclude<RotationState, { step: 'idle' }>;

/** What the main step saved last. */
function saved(): Begun {
  const state = prepared.written();
  if (state.step === 'idle') throw new Error('not begun');
  return state;
}

/** A kill just before or after a state is saved for that many times: the main step does, and saves, nothing more. */
async function killAt(step: RotationState['step'], when: 'before' | 'after', occurrence = 1): Promise<void> {
  const { inputs, journal, services } = prepared;
  const death = new Error('killed');
  let seen = 0;
  let dead = false;
  const fatal =
    (save: Journal['save']): Journal['save'] =>
    (next) => {
      if (dead) return next;
      if (next.step === step) seen += 1;
      dead = seen === occurrence;
      if (!dead || when === 'after') save(next);
      if (dead) throw death;
      return next;
    };
  const doomed = { state: journal.state, save: fatal(journal.save), trySave: fatal(journal.trySave) };
  const logIn = async (): Promise<Applications> => ({
    ...(await services.logIn()),
    removePassword: () => Promise.reject(death),
  });
  await expect(rotate(inputs, { ...services, logIn }, doomed)).rejects.toThrow();
}

describe('after a kill', () => {
  test.each([
    ['before the secret was asked for', 'adding', 'after'],
    ['after it was added, before that was written down', 'added', 'before'],
    ['after it was added', 'added', 'after'],
    ['before it was sent to the destination', 'storing', 'after'],
  ] as const)('%s, the post step leaves nothing', async (_, entry, when) => {
    await killAt(entry, when);
    const { displayName } = saved().intent;
    await runPost(sandbox, prepared);
    expect(secrets()).toEqual([]);
    expect(prepared.toolkit.lines).toContain(
      `Looking after "${displayName}", which the main step left unfinished.`,
    );
    expect(prepared.toolkit.lines.at(-1)).toBe('No secret of this run is left on the application.');
  });

  test('after the destination took it, before that was written down, the secret stays', async () => {
    await killAt('stored', 'before');
    await runPost(sandbox, prepared);
    expect(saved()).toMatchObject({ step: 'storing', keyId: secrets()[0] });
    expect(secrets()).toHaveLength(1);
    expect(prepared.toolkit.lines.at(-1)).toBe(
      `The secret (key ID ${secrets()[0] ?? ''}) stays: repository secret EXALATE_CLIENT_SECRET of acme/ops holds it.`,
    );
  });

  test('in doubt, since the destination cannot be asked, the secret stays, and the error says what to do', async () => {
    await killAt('stored', 'before');
    sandbox.faults.add({ when: mark, times, fault: { kind: 'drop' } });
    const failure = runPost(sandbox, prepared);
    const label = 'repository secret EXALATE_CLIENT_SECRET of acme/ops';
    const { appId } = sandbox.tenant.application('Exalate');
    const [{ displayName } = { displayName: null }] = sandbox.tenant.secretsOf('Exalate');
    await expect(failure).rejects.toMatchObject({
      code: 'secret-in-doubt',
      explanation: {
        problem: `The main step was stopped while it wrote the new secret to ${label}, which cannot be asked whether it took it: github-unreachable.`,
        remedy: `see whether ${label} was written when the job ran. If it was, leave all as it is. Only if it was not, remove the new secret. Look for "${displayName}", and remove it:\n  az ad app credential list --id ${appId} --output table\n  az ad app credential delete --id ${appId} --key-id KEY-ID`,
      },
    });
    expect(secrets()).toHaveLength(1);
  });

  test('in doubt, since there is no token in the post step, the secret stays', async () => {
    await killAt('storing', 'after');
    const failure = runPost(sandbox, { ...prepared, inputs: { ...prepared.inputs, gitHubToken: undefined } });
    await expect(failure).rejects.toMatchObject({ code: 'secret-in-doubt' });
    expect(secrets()).toHaveLength(1);
  });

  test('in doubt, since the token no longer shows the repository, the secret stays', async () => {
    await killAt('storing', 'after');
    const { gitHubToken } = { gitHubToken: sandbox.github.tokens.stranger };
    const failure = runPost(sandbox, { ...prepared, inputs: { ...prepared.inputs, gitHubToken } });
    await expect(failure).rejects.toMatchObject({ code: 'secret-in-doubt' });
    expect(secrets()).toHaveLength(1);
  });
});

describe('after a kill between several destinations', () => {
  const vault = 'https://exalate-vault.vault.azure.net/secrets/exalate';
  const repository = 'repository secret EXALATE_CLIENT_SECRET of acme/ops';
  const inVault = 'Key Vault secret exalate in https://exalate-vault.vault.azure.net';

  beforeEach(() => {
    prepared = prepareRun(sandbox, {
      'repository-secret': 'EXALATE_CLIENT_SECRET',
      'key-vault-secret': vault,
      'step-output': 'true',
    });
  });

  test('none that is known to hold the secret is asked again', async () => {
    await killAt('stored', 'after', 2);
    const { length } = sandbox.requests;
    await runPost(sandbox, prepared);
    expect(sandbox.requests).toHaveLength(length);
    expect(prepared.toolkit.lines.at(-1)).toContain(`\n  - ${repository}: the new secret`);
    expect(prepared.toolkit.lines.at(-1)).toContain(`\n  - ${inVault}: the new secret`);
  });

  test('a step output that was written is listed as that', async () => {
    await killAt('stored', 'after', 3);
    const [keyId = ''] = secrets();
    await runPost(sandbox, prepared);
    expect(prepared.toolkit.lines.at(-2)).toBe(
      `The secret (key ID ${keyId}) stays: ${repository}, ${inVault}, step output client-secret hold it.`,
    );
    expect(prepared.toolkit.lines.at(-1)).toContain(
      `\n  - step output client-secret: the new secret (key ID ${keyId})`,
    );
  });

  test('one that was asked, and holds the secret, is listed as that', async () => {
    await killAt('stored', 'before');
    const [keyId = ''] = secrets();
    await runPost(sandbox, prepared);
    expect(prepared.toolkit.lines.at(-1)).toContain(`\n  - ${repository}: the new secret (key ID ${keyId})`);
    expect(prepared.toolkit.lines.at(-1)).toContain(`\n  - ${inVault}: what it held before`);
  });

  test('the secret stays, and each destination is listed with what it holds', async () => {
    await killAt('storing', 'after', 2);
    const [keyId = ''] = secrets();
    await runPost(sandbox, prepared);
    expect(secrets()).toEqual([keyId]);
    expect(prepared.toolkit.lines.at(-1)).toBe(
      [
        'Warning: The main step was stopped before all destinations were written. Run the job again. Current state of the destinations:',
        `${repository}: the new secret (key ID ${keyId})`,
        `${inVault}: what it held before`,
        'step output client-secret: nothing',
      ].join('\n  - '),
    );
  });

  test('one that was written just before is asked', async () => {
    await killAt('stored', 'before', 2);
    const [keyId = ''] = secrets();
    await runPost(sandbox, prepared);
    expect(prepared.toolkit.lines.at(-1)).toContain(`\n  - ${inVault}: the new secret (key ID ${keyId})`);
  });

  test('one that cannot be asked is listed as that', async () => {
    await killAt('storing', 'after', 2);
    sandbox.keyVault('exalate-vault').firewall = true;
    await runPost(sandbox, prepared);
    expect(prepared.toolkit.lines.at(-1)).toContain(
      `\n  - ${inVault}: not known: the new secret or the earlier value`,
    );
  });
});

describe('a secret for this job alone', () => {
  beforeEach(() => {
    prepared = prepareRun(sandbox, { 'step-output': 'true', 'revoke-after-job': 'true' });
  });

  test('is removed when the job ends well', async () => {
    const {
      secret: { displayName },
    } = await rotate(prepared.inputs, prepared.services, prepared.journal);
    expect(secrets()).toHaveLength(1);
    expect(prepared.toolkit.lines.at(-1)).toBe(
      'It is for this job alone: the post step of this action removes it.',
    );
    await runPost(sandbox, prepared);
    expect(secrets()).toEqual([]);
    expect(prepared.toolkit.lines.slice(-2)).toEqual([
      `Removing "${displayName}", which was for this job alone.`,
      'No secret of this run is left on the application.',
    ]);
  });

  test.each(['adding', 'added', 'stored', 'complete'] as const)(
    'is removed after a kill at %s',
    async (entry) => {
      await killAt(entry, 'after');
      await runPost(sandbox, prepared);
      expect(secrets()).toEqual([]);
    },
  );

  test('that cannot be removed is named, with the command', async () => {
    const {
      secret: { keyId = '' },
    } = await rotate(prepared.inputs, prepared.services, prepared.journal);
    sandbox.faults.add({ when: { path: /removePassword$/ }, times, fault: { kind: 'drop' } });
    const failure = runPost(sandbox, prepared);
    await expect(failure).rejects.toMatchObject({ code: 'secret-left-behind' });
    await expect(failure).rejects.toThrow(`--key-id ${keyId}`);
  });

  test('that was taken back already leaves the post step nothing to do', async () => {
    prepared.toolkit.setOutput = () => {
      throw new Error('disk full');
    };
    await expect(rotate(prepared.inputs, prepared.services, prepared.journal)).rejects.toThrow();
    const { length } = sandbox.requests;
    await runPost(sandbox, prepared);
    expect(sandbox.requests).toHaveLength(length);
    expect(secrets()).toEqual([]);
  });
});

describe('the post step', () => {
  test('asks nobody anything after a run that was good', async () => {
    await rotate(prepared.inputs, prepared.services, prepared.journal);
    const [{ length: requests }, { length: lines }] = [sandbox.requests, prepared.toolkit.lines];
    await runPost(sandbox, prepared);
    expect(sandbox.requests).toHaveLength(requests);
    expect(prepared.toolkit.lines).toHaveLength(lines);
  });

  test('does not log in where a destination holds the secret and no other can be there', async () => {
    await killAt('stored', 'before');
    const { length } = sandbox.requests;
    await runPost(sandbox, prepared);
    expect(sandbox.requests.slice(length).map(({ host }) => host)).toEqual(['api.github.com']);
  });

  test('looks for a secret of unknown key ID patiently', async () => {
    await killAt('added', 'before');
    prepared.clock.waits.length = 0;
    await runPost(sandbox, prepared);
    expect(prepared.clock.waits).toEqual([0, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  });

  test('finds the time to log in, whatever was used up before', async () => {
    await killAt('added', 'after');
    const { inputs, toolkit, clock } = prepared;
    const state = saved();
    const setting = { ...inputs, ...state.intent, cloud: inputs.cloud };
    const spent = new TimeBudget(clock, 0, 0);
    await cleanUp(state, createServices(setting, toolkit, sandbox.environment, clock, spent));
    expect(secrets()).toEqual([]);
  });

  test('asks no destination about a secret that was removed again', async () => {
    await killAt('added', 'after');
    const state = saved();
    if (state.step !== 'added') throw new Error('not added');
    const { length } = sandbox.requests;
    await runPost(sandbox, { ...prepared, written: () => ({ ...removed(state), lostAnswer: true }) });
    expect(sandbox.requests.slice(length).map(({ host }) => host)).not.toContain('api.github.com');
    expect(secrets()).toEqual([]);
    expect(prepared.toolkit.lines.at(-1)).toBe('No secret of this run is left on the application.');
  });

  test('refuses a record that points to no destination', async () => {
    await killAt('storing', 'after');
    const state = saved();
    if (state.step !== 'storing') throw new Error('not storing');
    const writing = { ...state.writing, destination: 7 };
    const failure = runPost(sandbox, { ...prepared, written: () => ({ ...state, writing }) });
    await expect(failure).rejects.toThrow('a write to no destination');
    expect(secrets()).toHaveLength(1);
  });

  test('tells both what is in doubt and what may be left beside it', async () => {
    await killAt('stored', 'before');
    const state = saved();
    const inputs = { ...prepared.inputs, gitHubToken: undefined };
    sandbox.tenant.workload.federatedCredentials = [];
    const failure = runPost(sandbox, {
      ...prepared,
      inputs,
      written: () => ({ ...state, lostAnswer: true }),
    });
    await expect(failure).rejects.toMatchObject({
      actionErrors: [{ code: 'secret-in-doubt' }, { code: 'secret-left-behind' }],
    });
  });

  test('removes a first secret that surfaces only after a second was stored, and no other', async () => {
    sandbox.tenant.propagation.read = [Infinity];
    sandbox.tenant.addApplication({ displayName: 'Other', credentials: [{ displayName: 'x' }] });
    sandbox.faults.add({ when: { path: /addPassword$/ }, fault: { kind: 'drop-after' } });
    const {
      secret: { keyId },
    } = await rotate(prepared.inputs, prepared.services, prepared.journal);
    expect(secrets()).toHaveLength(2);
    sandbox.tenant.propagation.read = [0];
    await runPost(sandbox, prepared);
    expect(secrets()).toEqual([keyId]);
    expect(sandbox.tenant.secretsOf('Other')).toHaveLength(1);
    expect(prepared.toolkit.lines.at(-1)).toBe(
      `The secret (key ID ${keyId ?? ''}) stays: repository secret EXALATE_CLIENT_SECRET of acme/ops holds it.`,
    );
  });

  test('removes a secret that it knows at once', async () => {
    await killAt('added', 'after');
    const { waits } = prepared.clock;
    waits.length = 0;
    await runPost(sandbox, prepared);
    // One second between the two reads that must agree.
    expect(waits).toEqual([0, 1_000]);
  });

  test('is not put off by a replica that has not heard of the secret when it is to be removed', async () => {
    await killAt('added', 'after');
    const error = { code: 'Request_BadRequest', message: 'No password credential found with keyId x' };
    const headers = { 'Content-Type': 'application/json' };
    const fault = { kind: 'answer', status: 400, headers, body: { error } } as const;
    sandbox.faults.add({ when: { path: /removePassword$/ }, fault });
    await runPost(sandbox, prepared);
    expect(secrets()).toEqual([]);
  });

  test('that cannot log in says what is left, and how to remove it', async () => {
    await killAt('added', 'after');
    sandbox.tenant.workload.federatedCredentials = [];
    const failure = runPost(sandbox, prepared);
    await expect(failure).rejects.toMatchObject({ code: 'secret-left-behind' });
    await expect(failure).rejects.toThrow(
      'A client secret that this run added may be left on the application, and no destination holds it (federated-credential-missing).',
    );
    await expect(failure).rejects.toThrow('Likely reason: `client-id` is not the workload identity');
    await expect(failure).rejects.toThrow('To fix it: remove it by hand. Look for "');
    await expect(failure).rejects.toThrow(sandbox.tenant.secretsOf('Exalate')[0]?.displayName ?? 'none');
    // Nobody has seen that the key ID of the record is that of a secret of this run.
    await expect(failure).rejects.not.toThrow(secrets()[0] ?? 'none');
  });

  test('never names the secret that is in use as one to remove', async () => {
    sandbox.faults.add({ when: { path: /addPassword$/ }, fault: { kind: 'drop-after' } });
    const {
      secret: { keyId = '' },
    } = await rotate(prepared.inputs, prepared.services, prepared.journal);
    sandbox.tenant.workload.federatedCredentials = [];
    const failure = runPost(sandbox, prepared);
    await expect(failure).rejects.toThrow(`all but key ID ${keyId}, which is in use`);
    await expect(failure).rejects.not.toThrow(`--key-id ${keyId}`);
  });

  test('that may not remove it says what is left, and how to find it', async () => {
    await killAt('added', 'before');
    sandbox.faults.add({ when: { path: /removePassword$/ }, times, fault: { kind: 'answer', status: 403 } });
    const failure = runPost(sandbox, prepared);
    await expect(failure).rejects.toMatchObject({
      code: 'secret-left-behind',
      explanation: {
        problem:
          'A client secret that this run added may be left on the application, and no destination holds it.',
        likelyCause: 'Microsoft Graph refused to remove it, did not answer, or still lists it.',
      },
    });
    await expect(failure).rejects.toThrow('az ad app credential list --id');
  });

  test('does not take for its own what only looks alike', async () => {
    await killAt('adding', 'after');
    const { displayName } = saved().intent;
    const exalate = sandbox.tenant.application('Exalate');
    for (const name of [`${displayName} `, displayName.toUpperCase(), displayName.slice(1)]) {
      sandbox.tenant.keep(exalate, makePassword({ displayName: name }, Date.now()));
    }
    await runPost(sandbox, prepared);
    expect(secrets()).toHaveLength(3);
  });
});

describe('a destination', () => {
  test('whose secret was deleted since has not taken the value: the secret is removed', async () => {
    const yesterday = '2026-11-01T12:00:00Z';
    const stored = { value: 'earlier', createdAt: yesterday, updatedAt: yesterday };
    const { secrets: there } = sandbox.github.repository('acme/ops');
    there.set('EXALATE_CLIENT_SECRET', stored);
    await killAt('storing', 'after');
    there.delete('EXALATE_CLIENT_SECRET');
    await runPost(sandbox, prepared);
    expect(secrets()).toEqual([]);
  });

  test('is a vault whose versions are all gone: it has not taken the value', async () => {
    const vault = sandbox.keyVault('exalate-vault');
    vault.set('exalate', { value: 'earlier' }, Date.now());
    prepared = prepareRun(sandbox, {
      'key-vault-secret': 'https://exalate-vault.vault.azure.net/secrets/exalate',
    });
    await killAt('storing', 'after');
    vault.delete('exalate', Date.now());
    await runPost(sandbox, prepared);
    expect(secrets()).toEqual([]);
  });

  test('that refused the value is not asked: what somebody else wrote since is not taken for ours', async () => {
    const body = { message: 'no' };
    const headers = { 'Content-Type': 'application/json' };
    sandbox.faults.add({ when: { method: 'PUT' }, fault: { kind: 'answer', status: 422, headers, body } });
    await killAt('added', 'after', 2);
    const now = new Date().toISOString();
    const foreign = { value: 'foreign', createdAt: now, updatedAt: now };
    sandbox.github.repository('acme/ops').secrets.set('EXALATE_CLIENT_SECRET', foreign);
    await runPost(sandbox, prepared);
    expect(secrets()).toEqual([]);
  });
});

describe('a write that was not confirmed before the secret was removed again', () => {
  const label = 'repository secret EXALATE_CLIENT_SECRET of acme/ops';

  beforeEach(async () => {
    sandbox.faults.add({ when: { method: 'PUT' }, times: 3, fault: { kind: 'late', status: 503 } });
    await expect(rotate(prepared.inputs, prepared.services, prepared.journal)).rejects.toThrow();
    expect(saved()).toMatchObject({
      step: 'removed',
      unclear: { destination: 0, revisionBefore: 'not there' },
    });
    expect(secrets()).toEqual([]);
  });

  test('and arrives afterwards is named, since its value is dead', async () => {
    await sandbox.faults.release();
    await expect(runPost(sandbox, prepared)).rejects.toMatchObject({
      code: 'dead-value-stored',
      explanation: {
        problem: `${label} was written after this run's write had failed and the new secret had been removed.`,
        remedy: 'run the workflow again: it adds a new secret and writes that one.',
      },
    });
  });

  test('and never arrives costs one question, and no login', async () => {
    const { length } = sandbox.requests;
    await runPost(sandbox, prepared);
    const asked = sandbox.requests
      .slice(length)
      .map(({ host, path }) => `${host}${path.replace(/.*\//, ' ')}`);
    expect(asked).toEqual(['api.github.com EXALATE_CLIENT_SECRET', 'api.github.com public-key']);
  });

  test('and cannot be asked about is a warning', async () => {
    await runPost(sandbox, { ...prepared, inputs: { ...prepared.inputs, gitHubToken: undefined } });
    expect(prepared.toolkit.lines.at(-1)).toBe(
      `Warning: The new secret was removed again, and ${label} could not be checked for a late write (github-unreachable). If ${label} changed after this run, run the workflow again.`,
    );
  });

  test('and arrives after the post step removed the secret itself is named as well', async () => {
    sandbox.faults.clear();
    prepared = prepareRun(sandbox, { 'repository-secret': 'EXALATE_CLIENT_SECRET' });
    await killAt('storing', 'after');
    const release = sandbox.faults.add({
      when: { path: /removePassword$/ },
      fault: { kind: 'rewrite', rewrite: (answer) => answer },
      onStrike: () => void sandbox.faults.release(),
    });
    await expect(runPost(sandbox, prepared)).rejects.toMatchObject({ code: 'dead-value-stored' });
    expect(release.used).toBe(1);
    expect(secrets()).toEqual([]);
  });
});

describe('a secret that has another description than the record says', () => {
  test('is never removed, but named, without a command that removes it', async () => {
    const exalate = sandbox.tenant.application('Exalate');
    const byHand = makePassword({ displayName: 'made by hand' }, Date.now());
    sandbox.tenant.keep(exalate, byHand, -Infinity);
    await killAt('added', 'after');
    const state = saved();
    const forged = { ...state, keyId: byHand.keyId };
    const failure = runPost(sandbox, { ...prepared, written: () => forged });
    await expect(failure).rejects.toMatchObject({ code: 'journal-not-believed' });
    await expect(failure).rejects.toThrow(`the secret with key ID ${byHand.keyId}`);
    await expect(failure).rejects.not.toThrow('credential delete');
    expect(secrets()).toContain(byHand.keyId);
  });
});

test('a removal without effect is repeated by the post step', async () => {
  await killAt('added', 'after');
  const effectless = { kind: 'answer', status: 204, body: '' } as const;
  sandbox.faults.add({ when: { path: /removePassword$/ }, times: 2, fault: effectless });
  await runPost(sandbox, prepared);
  expect(secrets()).toEqual([]);
});
