import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makePassword } from '../../sandbox/services/entra/passwords.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Applications } from '../../src/entra/graph/applications.ts';
import { cleanUp } from '../../src/rotation/clean-up.ts';
import type { Journal } from '../../src/rotation/journal.ts';
import { removed, type RotationState } from '../../src/rotation/state.ts';
import { TimeBudget } from '../../src/http/time-budget.ts';
import { createServices } from '../../src/rotation/services.ts';
import { enterSandbox, prepareRun, runPost, runRotation, type InProcessRun } from '../helpers/in-sandbox.ts';

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

const keyIds = (): readonly string[] => sandbox.tenant.secretsOf('Exalate').map(({ keyId }) => keyId);
const times = Infinity;
const readState = { method: 'GET', path: /secrets\/EXALATE/ };

/** What the main step saved last. */
function readSavedState(): Exclude<RotationState, { step: 'idle' }> {
  const state = prepared.written();
  if (state.step === 'idle') throw new Error('nothing was begun');
  return state;
}

/** Kills the main step just before or after it saves a state for the given time: it does and saves nothing else. */
async function killAt(step: RotationState['step'], when: 'before' | 'after', occurrence = 1): Promise<void> {
  const { inputs, journal, services } = prepared;
  const killed = new Error('killed');
  let saves = 0;
  let isKilled = false;
  const killableSave =
    (save: Journal['save']): Journal['save'] =>
    (next) => {
      if (isKilled) return next;
      if (next.step === step) saves += 1;
      isKilled = saves === occurrence;
      if (!isKilled || when === 'after') save(next);
      if (isKilled) throw killed;
      return next;
    };
  const killable = {
    state: journal.state,
    save: killableSave(journal.save),
    trySave: killableSave(journal.trySave),
    setCompromised: journal.setCompromised,
  };
  const logIn = async (): Promise<Applications> => ({
    ...(await services.logIn()),
    removePassword: () => Promise.reject(killed),
  });
  await expect(
    runRotation({ inputs, services: { ...services, logIn }, journal: killable }),
  ).rejects.toThrow();
}

describe('after a kill', () => {
  test.each([
    ['before the secret was requested', 'adding', 'after'],
    ['after the secret was added, before that was saved', 'added', 'before'],
    ['after the secret was added', 'added', 'after'],
    ['before the secret was sent to the destination', 'storing', 'after'],
  ] as const)('%s, the post step removes the secret', async (_, entry, when) => {
    await killAt(entry, when);
    const { displayName } = readSavedState().intent;
    await runPost(sandbox, prepared);
    expect(keyIds()).toEqual([]);
    expect(prepared.toolkit.lines).toContain(
      `Cleaning up "${displayName}", which the main step did not complete.`,
    );
    expect(prepared.toolkit.lines.at(-1)).toBe('No secret of this run is left on the application.');
  });

  test('after the destination stored the secret, before that was saved, the post step keeps it', async () => {
    await killAt('stored', 'before');
    await runPost(sandbox, prepared);
    expect(readSavedState()).toMatchObject({ step: 'storing', keyId: keyIds()[0] });
    expect(keyIds()).toHaveLength(1);
    expect(prepared.toolkit.lines.at(-1)).toBe(
      `The secret (key ID ${keyIds()[0] ?? ''}) was kept: repository secret EXALATE_CLIENT_SECRET of acme/ops holds it.`,
    );
  });

  test('when the destination cannot be read, the post step keeps the secret, and the error says what to do', async () => {
    await killAt('stored', 'before');
    sandbox.faults.add({ when: readState, times, fault: { kind: 'drop' } });
    const failure = runPost(sandbox, prepared);
    const label = 'repository secret EXALATE_CLIENT_SECRET of acme/ops';
    const { appId } = sandbox.tenant.application('Exalate');
    const [{ displayName } = { displayName: null }] = sandbox.tenant.secretsOf('Exalate');
    await expect(failure).rejects.toMatchObject({
      code: 'secret-in-doubt',
      explanation: {
        problem: `The main step was stopped while it wrote the new secret to ${label}, and ${label} could not be checked for that write (github-unreachable).`,
        remedy: `check whether ${label} was written when the job ran. If it was, keep the new secret. Only if it was not, remove the new secret.\nLook for "${displayName}", and remove it:\n  az ad app credential list --id ${appId} --output table\n  az ad app credential delete --id ${appId} --key-id KEY-ID\nThese commands work in Azure Cloud Shell (https://shell.azure.com, Bash).\nOr in the portal: App registrations > All applications > ${appId} > Certificates & secrets > Client secrets. The column "Secret ID" shows the key IDs.`,
      },
    });
    expect(keyIds()).toHaveLength(1);
  });

  test('when the post step has no token, it keeps the secret', async () => {
    await killAt('storing', 'after');
    const failure = runPost(sandbox, { ...prepared, inputs: { ...prepared.inputs, gitHubToken: undefined } });
    await expect(failure).rejects.toMatchObject({ code: 'secret-in-doubt' });
    expect(keyIds()).toHaveLength(1);
  });

  test('when the token no longer has access to the repository, the post step keeps the secret', async () => {
    await killAt('storing', 'after');
    const gitHubToken = sandbox.github.tokens.stranger;
    const failure = runPost(sandbox, { ...prepared, inputs: { ...prepared.inputs, gitHubToken } });
    await expect(failure).rejects.toMatchObject({ code: 'secret-in-doubt' });
    expect(keyIds()).toHaveLength(1);
  });
});

describe('after a kill between several destinations, the post step', () => {
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

  test('does not read a destination that is known to hold the secret', async () => {
    await killAt('stored', 'after', 2);
    const { length } = sandbox.requests;
    await runPost(sandbox, prepared);
    expect(sandbox.requests).toHaveLength(length);
    expect(prepared.toolkit.lines.at(-1)).toContain(`\n  - ${repository}: the new secret`);
    expect(prepared.toolkit.lines.at(-1)).toContain(`\n  - ${inVault}: the new secret`);
  });

  test('lists a step output that was written', async () => {
    await killAt('stored', 'after', 3);
    const [keyId = ''] = keyIds();
    await runPost(sandbox, prepared);
    expect(prepared.toolkit.lines.at(-2)).toBe(
      `The secret (key ID ${keyId}) was kept: ${repository}, ${inVault}, step output client-secret hold it.`,
    );
    expect(prepared.toolkit.lines.at(-1)).toContain(
      `\n  - step output client-secret: the new secret (key ID ${keyId})`,
    );
  });

  test('lists a destination that it has found to hold the secret', async () => {
    await killAt('stored', 'before');
    const [keyId = ''] = keyIds();
    await runPost(sandbox, prepared);
    expect(prepared.toolkit.lines.at(-1)).toContain(`\n  - ${repository}: the new secret (key ID ${keyId})`);
    expect(prepared.toolkit.lines.at(-1)).toContain(`\n  - ${inVault}: unchanged`);
  });

  test('keeps the secret, and lists what each destination holds', async () => {
    await killAt('storing', 'after', 2);
    const [keyId = ''] = keyIds();
    await runPost(sandbox, prepared);
    expect(keyIds()).toEqual([keyId]);
    expect(prepared.toolkit.lines.at(-1)).toBe(
      [
        'Warning: The main step was stopped before all destinations were written. Run the job again. Current state of the destinations:',
        `${repository}: the new secret (key ID ${keyId})`,
        `${inVault}: unchanged`,
        'step output client-secret: nothing',
      ].join('\n  - '),
    );
  });

  test('checks a destination that was written just before', async () => {
    await killAt('stored', 'before', 2);
    const [keyId = ''] = keyIds();
    await runPost(sandbox, prepared);
    expect(prepared.toolkit.lines.at(-1)).toContain(`\n  - ${inVault}: the new secret (key ID ${keyId})`);
  });

  test('lists a destination that cannot be read as unknown', async () => {
    await killAt('storing', 'after', 2);
    sandbox.keyVault('exalate-vault').closedTo = 'ForbiddenByFirewall';
    await runPost(sandbox, prepared);
    expect(prepared.toolkit.lines.at(-1)).toContain(
      `\n  - ${inVault}: unknown, either the new secret or the earlier value`,
    );
  });
});

describe('a secret for this job only', () => {
  beforeEach(() => {
    prepared = prepareRun(sandbox, { 'step-output': 'true', 'revoke-after-job': 'true' });
  });

  test('is removed when the job succeeds', async () => {
    const {
      secret: { displayName },
    } = await runRotation(prepared);
    expect(keyIds()).toHaveLength(1);
    expect(prepared.toolkit.lines.at(-1)).toBe(
      'The secret is for this job only: the post step of this action removes it.',
    );
    await runPost(sandbox, prepared);
    expect(keyIds()).toEqual([]);
    expect(prepared.toolkit.lines.slice(-2)).toEqual([
      `Removing "${displayName}", which was for this job only.`,
      'No secret of this run is left on the application.',
    ]);
  });

  test.each(['adding', 'added', 'stored', 'complete'] as const)(
    'is removed after a kill at %s',
    async (entry) => {
      await killAt(entry, 'after');
      await runPost(sandbox, prepared);
      expect(keyIds()).toEqual([]);
    },
  );

  test('is named, with the command that removes it, when it cannot be removed', async () => {
    const {
      secret: { keyId = '' },
    } = await runRotation(prepared);
    sandbox.faults.add({ when: { path: /removePassword$/ }, times, fault: { kind: 'drop' } });
    const failure = runPost(sandbox, prepared);
    await expect(failure).rejects.toMatchObject({ code: 'secret-left-behind' });
    await expect(failure).rejects.toThrow(`--key-id ${keyId}`);
  });

  test('needs no clean-up when the main step has removed it already', async () => {
    prepared.toolkit.setOutput = () => {
      throw new Error('disk full');
    };
    await expect(runRotation(prepared)).rejects.toThrow();
    const { length } = sandbox.requests;
    await runPost(sandbox, prepared);
    expect(sandbox.requests).toHaveLength(length);
    expect(keyIds()).toEqual([]);
  });
});

describe('the post step', () => {
  test('sends no request after a run that succeeded', async () => {
    await runRotation(prepared);
    const [{ length: requests }, { length: lines }] = [sandbox.requests, prepared.toolkit.lines];
    await runPost(sandbox, prepared);
    expect(sandbox.requests).toHaveLength(requests);
    expect(prepared.toolkit.lines).toHaveLength(lines);
  });

  test('does not log in when a destination holds the secret and there can be no other secret', async () => {
    await killAt('stored', 'before');
    const { length } = sandbox.requests;
    await runPost(sandbox, prepared);
    expect(sandbox.requests.slice(length).map(({ host }) => host)).toEqual(['api.github.com']);
  });

  test('searches at every poll for a secret whose key ID is not known', async () => {
    await killAt('added', 'before');
    prepared.clock.waits.length = 0;
    await runPost(sandbox, prepared);
    expect(prepared.clock.waits).toEqual([0, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  });

  test('reserves time to log in, whatever was used up before', async () => {
    await killAt('added', 'after');
    const { inputs, toolkit, clock } = prepared;
    const state = readSavedState();
    const config = { ...inputs, ...state.intent, cloud: inputs.cloud };
    const spent = new TimeBudget(clock, 0, 0);
    await cleanUp(state, createServices(config, toolkit, sandbox.environment, clock, spent));
    expect(keyIds()).toEqual([]);
  });

  test('reads no destination when the secret was removed again', async () => {
    await killAt('added', 'after');
    const state = readSavedState();
    if (state.step !== 'added') throw new Error('not added');
    const { length } = sandbox.requests;
    await runPost(sandbox, { ...prepared, written: () => ({ ...removed(state), lostAnswer: true }) });
    expect(sandbox.requests.slice(length).map(({ host }) => host)).not.toContain('api.github.com');
    expect(keyIds()).toEqual([]);
    expect(prepared.toolkit.lines.at(-1)).toBe('No secret of this run is left on the application.');
  });

  test('rejects a record with a position that is not in its list of destinations', async () => {
    await killAt('storing', 'after');
    const state = readSavedState();
    if (state.step !== 'storing') throw new Error('not storing');
    const writing = { ...state.writing, destination: 7 };
    const failure = runPost(sandbox, { ...prepared, written: () => ({ ...state, writing }) });
    await expect(failure).rejects.toThrow('a write to no destination');
    expect(keyIds()).toHaveLength(1);
  });

  test('reports both that a destination is unknown and that a secret may be left', async () => {
    await killAt('stored', 'before');
    const state = readSavedState();
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

  test('removes a first secret that appears only after a second one was stored, and no other secret', async () => {
    sandbox.tenant.propagation.read = [Infinity];
    sandbox.tenant.addApplication({ displayName: 'Other', credentials: [{ displayName: 'x' }] });
    sandbox.faults.add({ when: { path: /addPassword$/ }, fault: { kind: 'drop-after' } });
    const {
      secret: { keyId },
    } = await runRotation(prepared);
    expect(keyIds()).toHaveLength(2);
    sandbox.tenant.propagation.read = [0];
    await runPost(sandbox, prepared);
    expect(keyIds()).toEqual([keyId]);
    expect(sandbox.tenant.secretsOf('Other')).toHaveLength(1);
    expect(prepared.toolkit.lines.at(-1)).toBe(
      `The secret (key ID ${keyId ?? ''}) was kept: repository secret EXALATE_CLIENT_SECRET of acme/ops holds it.`,
    );
  });

  test('removes a secret at once when its key ID is known', async () => {
    await killAt('added', 'after');
    const { waits } = prepared.clock;
    waits.length = 0;
    await runPost(sandbox, prepared);
    // One second between the two reads that must agree.
    expect(waits).toEqual([0, 1_000]);
  });

  test('removes the secret even when a replica does not know it at first', async () => {
    await killAt('added', 'after');
    const error = { code: 'Request_BadRequest', message: 'No password credential found with keyId x' };
    const headers = { 'Content-Type': 'application/json' };
    const fault = { kind: 'answer', status: 400, headers, body: { error } } as const;
    sandbox.faults.add({ when: { path: /removePassword$/ }, fault });
    await runPost(sandbox, prepared);
    expect(keyIds()).toEqual([]);
  });

  test('reports what may be left, and how to remove it, when it cannot log in', async () => {
    await killAt('added', 'after');
    sandbox.tenant.workload.federatedCredentials = [];
    const failure = runPost(sandbox, prepared);
    await expect(failure).rejects.toMatchObject({ code: 'secret-left-behind' });
    await expect(failure).rejects.toThrow(
      'A client secret that this run added may still be on the application, and no destination holds it (federated-credential-missing).',
    );
    await expect(failure).rejects.toThrow('Likely cause: `client-id` is not the workload identity');
    await expect(failure).rejects.toThrow('To fix it: remove it by hand. Look for "');
    await expect(failure).rejects.toThrow(sandbox.tenant.secretsOf('Exalate')[0]?.displayName ?? 'none');
    // No read has listed the key ID of the record under the description of this run.
    await expect(failure).rejects.not.toThrow(keyIds()[0] ?? 'none');
  });

  test('never names the secret that is in use as one to remove', async () => {
    sandbox.faults.add({ when: { path: /addPassword$/ }, fault: { kind: 'drop-after' } });
    const {
      secret: { keyId = '' },
    } = await runRotation(prepared);
    sandbox.tenant.workload.federatedCredentials = [];
    const failure = runPost(sandbox, prepared);
    await expect(failure).rejects.toThrow(`all except key ID ${keyId}, which is in use`);
    await expect(failure).rejects.not.toThrow(`--key-id ${keyId}`);
  });

  test('reports what may be left, and how to find it, when it has no permission to remove it', async () => {
    await killAt('added', 'before');
    sandbox.faults.add({ when: { path: /removePassword$/ }, times, fault: { kind: 'answer', status: 403 } });
    const failure = runPost(sandbox, prepared);
    await expect(failure).rejects.toMatchObject({
      code: 'secret-left-behind',
      explanation: {
        problem:
          'A client secret that this run added may still be on the application, and no destination holds it.',
        likelyCause: 'Microsoft Graph refused to remove it, did not answer, or still lists it.',
      },
    });
    await expect(failure).rejects.toThrow('az ad app credential list --id');
  });

  test('does not remove a secret with a similar description', async () => {
    await killAt('adding', 'after');
    const { displayName } = readSavedState().intent;
    const exalate = sandbox.tenant.application('Exalate');
    for (const name of [`${displayName} `, displayName.toUpperCase(), displayName.slice(1)]) {
      sandbox.tenant.keep(exalate, makePassword({ displayName: name }, Date.now()));
    }
    await runPost(sandbox, prepared);
    expect(keyIds()).toHaveLength(3);
  });
});

describe('after a kill, the post step removes the secret when', () => {
  test('the destination was deleted since', async () => {
    const yesterday = '2026-11-01T12:00:00Z';
    const stored = { value: 'earlier', createdAt: yesterday, updatedAt: yesterday };
    const { secrets: there } = sandbox.github.repository('acme/ops');
    there.set('EXALATE_CLIENT_SECRET', stored);
    await killAt('storing', 'after');
    there.delete('EXALATE_CLIENT_SECRET');
    await runPost(sandbox, prepared);
    expect(keyIds()).toEqual([]);
  });

  test('all versions of the vault secret were deleted since', async () => {
    const vault = sandbox.keyVault('exalate-vault');
    vault.set('exalate', { value: 'earlier' }, Date.now());
    prepared = prepareRun(sandbox, {
      'key-vault-secret': 'https://exalate-vault.vault.azure.net/secrets/exalate',
    });
    await killAt('storing', 'after');
    vault.delete('exalate', Date.now());
    await runPost(sandbox, prepared);
    expect(keyIds()).toEqual([]);
  });

  test('the destination had refused the value, even if another process has written it since', async () => {
    const body = { message: 'no' };
    const headers = { 'Content-Type': 'application/json' };
    sandbox.faults.add({ when: { method: 'PUT' }, fault: { kind: 'answer', status: 422, headers, body } });
    await killAt('added', 'after', 2);
    const now = new Date().toISOString();
    const foreign = { value: 'foreign', createdAt: now, updatedAt: now };
    sandbox.github.repository('acme/ops').secrets.set('EXALATE_CLIENT_SECRET', foreign);
    await runPost(sandbox, prepared);
    expect(keyIds()).toEqual([]);
  });
});

describe('a write that was not confirmed before the secret was removed again', () => {
  const label = 'repository secret EXALATE_CLIENT_SECRET of acme/ops';

  beforeEach(async () => {
    sandbox.faults.add({ when: { method: 'PUT' }, times: Infinity, fault: { kind: 'late', status: 503 } });
    await expect(runRotation(prepared)).rejects.toThrow();
    expect(readSavedState()).toMatchObject({
      step: 'removed',
      unconfirmedWrite: { destination: 0, revisionBefore: 'not there' },
    });
    expect(keyIds()).toEqual([]);
  });

  test('is an error when it arrives later, since its value is dead', async () => {
    await sandbox.faults.release();
    await expect(runPost(sandbox, prepared)).rejects.toMatchObject({
      code: 'dead-value-stored',
      explanation: {
        problem: `${label} was written after this run's write had failed and the new secret had been removed.`,
        remedy: 'run the workflow again: it adds a new secret and writes that one.',
      },
    });
  });

  test('takes one check and no login when it never arrives', async () => {
    const { length } = sandbox.requests;
    await runPost(sandbox, prepared);
    const asked = sandbox.requests
      .slice(length)
      .map(({ host, path }) => `${host}${path.replace(/.*\//, ' ')}`);
    expect(asked).toEqual(['api.github.com EXALATE_CLIENT_SECRET', 'api.github.com public-key']);
  });

  test('is a warning when the destination cannot be read', async () => {
    await runPost(sandbox, { ...prepared, inputs: { ...prepared.inputs, gitHubToken: undefined } });
    expect(prepared.toolkit.lines.at(-1)).toBe(
      `Warning: The new secret was removed again, and ${label} could not be checked for a late write (github-unreachable). If ${label} changed after this run, run the workflow again.`,
    );
  });

  test('is an error, too, when it arrives after the post step removed the secret', async () => {
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
    expect(keyIds()).toEqual([]);
  });
});

describe('a secret with another description than the record says', () => {
  test('is never removed, and is named without a command that removes it', async () => {
    const exalate = sandbox.tenant.application('Exalate');
    const byHand = makePassword({ displayName: 'made by hand' }, Date.now());
    sandbox.tenant.keep(exalate, byHand, -Infinity);
    await killAt('added', 'after');
    const state = readSavedState();
    const forged = { ...state, keyId: byHand.keyId };
    const failure = runPost(sandbox, { ...prepared, written: () => forged });
    await expect(failure).rejects.toMatchObject({ code: 'journal-not-believed' });
    await expect(failure).rejects.toThrow(`the secret with key ID ${byHand.keyId}`);
    await expect(failure).rejects.not.toThrow('credential delete');
    expect(keyIds()).toContain(byHand.keyId);
  });
});

test('the post step repeats a removal without effect', async () => {
  await killAt('added', 'after');
  const effectless = { kind: 'answer', status: 204, body: '' } as const;
  sandbox.faults.add({ when: { path: /removePassword$/ }, times: 2, fault: effectless });
  await runPost(sandbox, prepared);
  expect(keyIds()).toEqual([]);
});
