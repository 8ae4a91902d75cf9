import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makePassword } from '../sandbox/entra/passwords.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Applications } from '../src/entra/applications.ts';
import { cleanUp } from '../src/cleanup.ts';
import { rotate } from '../src/rotate.ts';
import { Budget } from '../src/support/budget.ts';
import { realWorld } from '../src/world.ts';
import { enterSandbox, prepareRun, runPost, type InProcessRun } from './in-sandbox.ts';

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

/** A kill just before or after an entry of the journal: the main step does, and writes down, nothing more. */
async function killAt(
  entry: 'begin' | 'added' | 'writing' | 'committed',
  when: 'before' | 'after',
): Promise<void> {
  const { inputs, journal, world } = prepared;
  const death = new Error('killed');
  const fatal =
    <A extends unknown[]>(name: typeof entry, write: (...given: A) => void) =>
    (...given: A): void => {
      if (name !== entry || when === 'after') write(...given);
      if (name === entry) throw death;
    };
  const doomed = {
    begin: fatal('begin', journal.begin),
    added: fatal('added', journal.added),
    writing: fatal('writing', journal.writing),
    committed: fatal('committed', journal.committed),
    done: () => undefined,
    withdrawn: () => undefined,
    answerLost: () => undefined,
  };
  const logIn = async (): Promise<Applications> => ({
    ...(await world.logIn()),
    removePassword: () => Promise.reject(death),
  });
  await expect(rotate(inputs, { ...world, logIn }, doomed)).rejects.toThrow();
}

describe('after a kill', () => {
  test.each([
    ['before the secret was asked for', 'begin', 'after'],
    ['after it was added, before that was written down', 'added', 'before'],
    ['after it was added', 'added', 'after'],
    ['before it was sent to the destination', 'writing', 'after'],
  ] as const)('%s, the post step leaves nothing', async (_, entry, when) => {
    await killAt(entry, when);
    const { displayName = '' } = prepared.written() ?? {};
    await runPost(sandbox, prepared);
    expect(secrets()).toEqual([]);
    expect(prepared.toolkit.lines).toContain(
      `Looking after "${displayName}", which the main step left unfinished.`,
    );
    expect(prepared.toolkit.lines.at(-1)).toBe('No secret of this run is left on the application.');
  });

  test('after the destination took it, before that was written down, the secret stays', async () => {
    await killAt('committed', 'before');
    await runPost(sandbox, prepared);
    expect(secrets()).toEqual([prepared.written()?.keyId]);
    expect(prepared.toolkit.lines.at(-1)).toBe(
      `The secret (key ID ${secrets()[0] ?? ''}) stays: repository secret EXALATE_CLIENT_SECRET of acme/ops holds it.`,
    );
  });

  test('in doubt, since the destination cannot be asked, the secret stays, and the error says what to do', async () => {
    await killAt('committed', 'before');
    sandbox.faults.add({ when: mark, times, fault: { kind: 'drop' } });
    const failure = runPost(sandbox, prepared);
    const label = 'repository secret EXALATE_CLIENT_SECRET of acme/ops';
    const { appId } = sandbox.tenant.application('Exalate');
    await expect(failure).rejects.toMatchObject({
      code: 'secret-in-doubt',
      explanation: {
        happened: `The main step was stopped while it wrote the new secret to ${label}, which cannot be asked whether it took it: github-unreachable.`,
        fix: `see whether ${label} was written when the job ran. If it was, leave all as it is. Only if it was not: Remove it:\n  az ad app credential delete --id ${appId} --key-id ${secrets()[0] ?? ''}`,
      },
    });
    expect(secrets()).toHaveLength(1);
  });

  test('in doubt, since there is no token in the post step, the secret stays', async () => {
    await killAt('writing', 'after');
    const failure = runPost(sandbox, { ...prepared, inputs: { ...prepared.inputs, gitHubToken: '' } });
    await expect(failure).rejects.toMatchObject({ code: 'secret-in-doubt' });
    expect(secrets()).toHaveLength(1);
  });

  test('in doubt, since the token no longer shows the repository, the secret stays', async () => {
    await killAt('writing', 'after');
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

  /** The main step dies as it is about to write to the second, or has just done so. */
  async function killAtSecond(entry: 'writing' | 'committed'): Promise<string> {
    const { inputs, world, journal } = prepared;
    let entries = 0;
    const doomed = {
      ...journal,
      [entry]: (...given: [number, string]) => {
        entries += 1;
        if (entry === 'writing') journal.writing(...given);
        else if (entries === 1) journal.committed();
        if (entries === 2) throw new Error('killed');
      },
      done: () => undefined,
    };
    await expect(rotate(inputs, world, doomed)).rejects.toThrow();
    return secrets()[0] ?? '';
  }

  test('the secret stays, and each destination is listed with what it holds', async () => {
    const keyId = await killAtSecond('writing');
    await runPost(sandbox, prepared);
    expect(secrets()).toEqual([keyId]);
    expect(prepared.toolkit.lines.at(-1)).toBe(
      [
        'Warning: The main step was stopped before all destinations were written. Run the job again. The destinations hold now:',
        `${repository}: the new secret (key ID ${keyId})`,
        `${inVault}: what it held before`,
        'step output client-secret: nothing',
      ].join('\n  - '),
    );
  });

  test('one that was written just before is asked', async () => {
    const keyId = await killAtSecond('committed');
    await runPost(sandbox, prepared);
    expect(prepared.toolkit.lines.at(-1)).toContain(`\n  - ${inVault}: the new secret (key ID ${keyId})`);
  });

  test('one that cannot be asked is listed as that', async () => {
    await killAtSecond('writing');
    sandbox.keyVault('exalate-vault').firewall = true;
    await runPost(sandbox, prepared);
    expect(prepared.toolkit.lines.at(-1)).toContain(
      `\n  - ${inVault}: nobody can say, the new secret or what it held before`,
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
    } = await rotate(prepared.inputs, prepared.world, prepared.journal);
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

  test.each(['begin', 'added', 'committed'] as const)('is removed after a kill at %s', async (entry) => {
    await killAt(entry, 'after');
    await runPost(sandbox, prepared);
    expect(secrets()).toEqual([]);
  });

  test('that cannot be removed is named, with the command', async () => {
    const {
      secret: { keyId = '' },
    } = await rotate(prepared.inputs, prepared.world, prepared.journal);
    sandbox.faults.add({ when: { path: /removePassword$/ }, times, fault: { kind: 'drop' } });
    const failure = runPost(sandbox, prepared);
    await expect(failure).rejects.toMatchObject({ code: 'secret-left-behind' });
    await expect(failure).rejects.toThrow(`--key-id ${keyId}`);
  });

  test('that was taken back already leaves the post step nothing to do', async () => {
    prepared.toolkit.setOutput = () => {
      throw new Error('disk full');
    };
    await expect(rotate(prepared.inputs, prepared.world, prepared.journal)).rejects.toThrow();
    const { length } = sandbox.requests;
    await runPost(sandbox, prepared);
    expect(sandbox.requests).toHaveLength(length);
    expect(secrets()).toEqual([]);
  });
});

describe('the post step', () => {
  test('asks nobody anything after a run that was good', async () => {
    await rotate(prepared.inputs, prepared.world, prepared.journal);
    const [{ length: requests }, { length: lines }] = [sandbox.requests, prepared.toolkit.lines];
    await runPost(sandbox, prepared);
    expect(sandbox.requests).toHaveLength(requests);
    expect(prepared.toolkit.lines).toHaveLength(lines);
  });

  test('does not log in where a destination holds the secret and no other can be there', async () => {
    await killAt('committed', 'before');
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
    const { inputs, toolkit, clock, written } = prepared;
    const journal = written();
    if (journal === undefined) throw new Error('not begun');
    const setting = { ...inputs, ...journal, cloud: inputs.cloud };
    const spent = new Budget(clock, 0, 0);
    await cleanUp(journal, realWorld(setting, toolkit, sandbox.environment, clock, spent));
    expect(secrets()).toEqual([]);
  });

  test.each([
    ['was taken back', { standing: 'withdrawn', answerLost: true }],
    ['was never heard of', { keyId: null }],
  ] as const)('asks no destination about a secret that %s', async (_, change) => {
    await killAt('committed', 'before');
    const journal = prepared.written();
    if (journal === undefined) throw new Error('not begun');
    await runPost(sandbox, { ...prepared, written: () => ({ ...journal, ...change }) });
    expect(secrets()).toEqual([]);
    expect(prepared.toolkit.lines.at(-1)).toBe('No secret of this run is left on the application.');
  });

  test('asks only the destinations that were written', async () => {
    await killAt('writing', 'after');
    const journal = prepared.written();
    if (journal === undefined) throw new Error('not begun');
    const destinations = [{ kind: 'step-output' as const }, ...journal.destinations];
    const writes = journal.writes.map((write) => ({ ...write, destination: 1 }));
    await runPost(sandbox, { ...prepared, written: () => ({ ...journal, destinations, writes }) });
    expect(secrets()).toEqual([]);
  });

  test('tells both what is in doubt and what may be left beside it', async () => {
    await killAt('committed', 'before');
    const journal = prepared.written();
    if (journal === undefined) throw new Error('not begun');
    const inputs = { ...prepared.inputs, gitHubToken: '' };
    sandbox.tenant.workload.federatedCredentials = [];
    const failure = runPost(sandbox, {
      ...prepared,
      inputs,
      written: () => ({ ...journal, answerLost: true }),
    });
    await expect(failure).rejects.toMatchObject({
      failures: [{ code: 'secret-in-doubt' }, { code: 'secret-left-behind' }],
    });
  });

  test('removes a first secret that surfaces only after a second was stored, and no other', async () => {
    sandbox.tenant.propagation.read = [Infinity];
    sandbox.tenant.addApplication({ displayName: 'Other', credentials: [{ displayName: 'x' }] });
    sandbox.faults.add({ when: { path: /addPassword$/ }, fault: { kind: 'drop-after' } });
    const {
      secret: { keyId },
    } = await rotate(prepared.inputs, prepared.world, prepared.journal);
    expect(secrets()).toHaveLength(2);
    sandbox.tenant.propagation.read = [0];
    await runPost(sandbox, prepared);
    expect(secrets()).toEqual([keyId]);
    expect(sandbox.tenant.secretsOf('Other')).toHaveLength(1);
    expect(prepared.toolkit.lines.at(-1)).toBe(
      `The secret (key ID ${keyId ?? ''}) stays: a destination holds it.`,
    );
  });

  test('removes a secret that it knows at once', async () => {
    await killAt('added', 'after');
    const { waits } = prepared.clock;
    waits.length = 0;
    await runPost(sandbox, prepared);
    expect(waits).toEqual([0]);
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
      'A client secret that this run added may be left on the application, held by nobody (federated-credential-missing).',
    );
    await expect(failure).rejects.toThrow('Likely reason: `client-id` is not the workload identity');
    await expect(failure).rejects.toThrow('To fix it: do by hand what this step could not. Remove it:');
    await expect(failure).rejects.toThrow(`--key-id ${secrets()[0] ?? ''}`);
  });

  test('never names the secret that is in use as one to remove', async () => {
    sandbox.faults.add({ when: { path: /addPassword$/ }, fault: { kind: 'drop-after' } });
    const {
      secret: { keyId = '' },
    } = await rotate(prepared.inputs, prepared.world, prepared.journal);
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
        happened: 'A client secret that this run added may be left on the application, held by nobody.',
        likely: 'Microsoft Graph refused to remove it, or did not answer.',
      },
    });
    await expect(failure).rejects.toThrow('az ad app credential list --id');
  });

  test('does not take for its own what only looks alike', async () => {
    await killAt('begin', 'after');
    const { displayName = '' } = prepared.written() ?? {};
    const exalate = sandbox.tenant.application('Exalate');
    for (const name of [`${displayName} `, displayName.toUpperCase(), displayName.slice(1)]) {
      sandbox.tenant.keep(exalate, makePassword({ displayName: name }, Date.now()));
    }
    await runPost(sandbox, prepared);
    expect(secrets()).toHaveLength(3);
  });
});
