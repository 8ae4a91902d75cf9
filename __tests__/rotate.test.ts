import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Outcome } from '../src/outcome.ts';
import { rotate } from '../src/rotate.ts';
import { Failure } from '../src/support/failure.ts';
import { Failures } from '../src/support/together.ts';
import { enterSandbox, prepareRun, runPost, type InProcessRun } from './in-sandbox.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await enterSandbox();
});

afterEach(async () => {
  await sandbox.close();
  expect(sandbox.violations).toEqual([]);
});

const stored = { 'repository-secret': 'EXALATE_CLIENT_SECRET' };
const addPassword = { method: 'POST', path: /addPassword$/ };
const removePassword = { method: 'POST', path: /removePassword$/ };
const write = { method: 'PUT', path: /actions\/secrets/ };

function go(prepared: InProcessRun): Promise<Outcome> {
  return rotate(prepared.inputs, prepared.world, prepared.journal);
}

async function failureOf(prepared: InProcessRun): Promise<Failure> {
  const error: unknown = await go(prepared).catch((thrown: unknown) => thrown);
  if (error instanceof Failure) return error;
  throw error;
}

const secrets = (): readonly string[] => sandbox.tenant.secretsOf('Exalate').map(({ keyId }) => keyId);

describe('a run', () => {
  test('adds a secret, proves it, and stores it in all destinations, those that last first', async () => {
    const prepared = prepareRun(sandbox, { ...stored, 'step-output': 'true' });
    const outcome = await go(prepared);
    const [secret] = sandbox.tenant.secretsOf('Exalate');

    expect(secret?.displayName).toMatch(/^Exalate \[acme\/ops [0-9a-f]{6} run 7001\.1 [a-z0-9]{6}\]$/);
    expect(secret?.endDateTime).toBe(prepared.inputs.endDateTime.toISOString());
    expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')?.value).toBe(secret?.secretText);
    expect(prepared.toolkit.outputs).toEqual({ 'client-secret': secret?.secretText });
    expect(outcome).toMatchObject({
      keyId: secret?.keyId,
      displayName: secret?.displayName,
      endDateTime: prepared.inputs.endDateTime,
      holders: ['repository secret EXALATE_CLIENT_SECRET of acme/ops', 'step output client-secret'],
    });
  });

  test('masks the value before anything else', async () => {
    const prepared = prepareRun(sandbox, { 'step-output': 'true' });
    await go(prepared);
    const [value = ''] = sandbox.tenant.mintedSecrets;
    expect(prepared.toolkit.masks).toContain(value);
    expect(prepared.toolkit.lines.join('\n')).not.toContain(value);
  });

  test('names the workflow’s destinations by the same digest in every order, and others by another', async () => {
    const digest = async (inputs: Record<string, string>): Promise<string | undefined> => {
      const { displayName } = await go(prepareRun(sandbox, { ...inputs, 'dry-run': 'true' }));
      return /ops (\w{6}) run/.exec(displayName)?.[1];
    };
    const first = await digest(stored);
    expect(await digest({ 'repository-secret': 'exalate_client_secret' })).toBe(first);
    expect(await digest({ 'repository-secret': 'STAGING' })).not.toBe(first);
  });

  test('warns of a lifetime that the portal does not offer', async () => {
    const prepared = prepareRun(sandbox, { 'step-output': 'true', expires: '3 years' });
    await go(prepared);
    expect(prepared.toolkit.lines[0]).toMatch(/^Warning: `expires` lies beyond 24 months/);
  });

  test('does not log in with the secret when told not to verify', async () => {
    await go(prepareRun(sandbox, { ...stored, verify: 'false' }));
    expect(sandbox.requests.filter(({ path }) => path.includes('/oauth2/'))).toHaveLength(1);
  });
});

test('a dry run says what would be done, and changes nothing', async () => {
  const prepared = prepareRun(sandbox, { ...stored, 'dry-run': 'true' });
  const outcome = await go(prepared);
  expect(outcome.keyId).toBeUndefined();
  expect(outcome.holders).toEqual(['repository secret EXALATE_CLIENT_SECRET of acme/ops']);
  expect(prepared.toolkit.lines.join('\n')).toContain(`Dry run: would add "${outcome.displayName}"`);
  expect(secrets()).toEqual([]);
  expect(
    sandbox.requests.filter(({ method, path }) => method !== 'GET' && !path.includes('/oauth2/')),
  ).toEqual([]);
});

describe('nothing is added when', () => {
  test('the destination cannot be written, or the login fails: both are told', async () => {
    sandbox.tenant.workload.federatedCredentials = [];
    const prepared = prepareRun(sandbox, { ...stored, 'github-token': 'expired' });
    const error: unknown = await go(prepared).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Failures);
    expect(error).toMatchObject({
      failures: [{ code: 'federated-credential-mismatch' }, { code: 'github-token-refused' }],
    });
    expect(secrets()).toEqual([]);
  });

  test('an application for personal accounts holds two secrets already, which are named', async () => {
    sandbox.tenant.addApplication({
      displayName: 'Consumer',
      signInAudience: 'AzureADandPersonalMicrosoftAccount',
      credentials: [{ displayName: 'by hand' }, { displayName: 'older' }],
    });
    const failure = await failureOf(prepareRun(sandbox, { ...stored, application: 'Consumer' }));
    expect(failure.code).toBe('two-secret-limit');
    expect(failure.message).toContain('"by hand" (key ID ');
    expect(sandbox.requests.filter(({ path }) => path.endsWith('addPassword'))).toEqual([]);
  });

  test('the application refuses', async () => {
    sandbox.tenant.policies.passwordsAllowed = false;
    const failure = await failureOf(prepareRun(sandbox, stored));
    expect(failure.code).toBe('client-secrets-not-allowed');
    expect(failure.aftermath).toBeUndefined();
  });
});

describe('the new secret is removed again when', () => {
  test('it is never accepted', async () => {
    sandbox.tenant.propagation.login = [Infinity];
    const prepared = prepareRun(sandbox, { ...stored, 'verify-timeout': '20 seconds' });
    const failure = await failureOf(prepared);
    expect(failure.code).toBe('secret-not-accepted');
    expect(failure.aftermath).toMatch(/^the new secret \(key ID .*\) was removed again\.$/);
    expect(secrets()).toEqual([]);
    expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')).toBeUndefined();
    expect(prepared.clock.waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThanOrEqual(19_000);
  });

  test('the destination refuses it', async () => {
    sandbox.faults.add({ when: write, fault: { kind: 'answer', status: 403, body: { message: 'no' } } });
    const failure = await failureOf(prepareRun(sandbox, { ...stored, 'step-output': 'true' }));
    expect(failure.code).toBe('github-permission-missing');
    expect(failure.aftermath).toContain('was removed again');
    expect(secrets()).toEqual([]);
  });

  test('the replica that is asked has not heard of it at first', async () => {
    sandbox.tenant.propagation.read = [0, Infinity, Infinity, 0];
    sandbox.faults.add({ when: write, fault: { kind: 'answer', status: 422, body: {} } });
    const failure = await failureOf(prepareRun(sandbox, stored));
    expect(failure.code).toBe('github-secret-refused');
    expect(secrets()).toEqual([]);
  });

  test('the answer to its removal is lost: it is gone then, as all looks agree', async () => {
    sandbox.faults.add({ when: write, fault: { kind: 'answer', status: 422, body: {} } });
    sandbox.faults.add({ when: removePassword, fault: { kind: 'drop-after' } });
    const failure = await failureOf(prepareRun(sandbox, stored));
    expect(failure.aftermath).toContain('was removed again');
    expect(secrets()).toEqual([]);
  });
});

test('a secret that cannot be removed is named, with the command that removes it', async () => {
  sandbox.faults.add({ when: write, fault: { kind: 'answer', status: 422, body: {} } });
  sandbox.faults.add({ when: removePassword, times: Infinity, fault: { kind: 'drop' } });
  const failure = await failureOf(prepareRun(sandbox, stored));
  const [keyId = 'none'] = secrets();
  const { appId } = sandbox.tenant.application('Exalate');
  expect(failure.message).toContain(`az ad app credential delete --id ${appId} --key-id ${keyId}`);
});

test('the new secret stays when a destination holds it and another fails', async () => {
  const prepared = prepareRun(sandbox, { ...stored, 'step-output': 'true' });
  prepared.toolkit.setOutput = () => {
    throw new Error('disk full');
  };
  const failure = await failureOf(prepared);
  expect(failure.code).toBe('unexpected');
  expect(failure.aftermath).toMatch(
    /stays, since it is held by repository secret EXALATE_CLIENT_SECRET of acme\/ops\.$/,
  );
  expect(secrets()).toHaveLength(1);
});

describe('when nobody can say whether a secret was added', () => {
  const html = { kind: 'answer', status: 200, after: true, body: '<html>' } as const;

  test.each([
    ['the connection broke after it was', { kind: 'drop-after' } as const],
    ['the connection broke before it was', { kind: 'drop' } as const],
    ['the server failed after it was', { kind: 'answer', status: 503, after: true, body: {} } as const],
    ['the answer cannot be read', html],
  ])('because %s, what is there is removed, and it is asked for once more', async (_, fault) => {
    sandbox.faults.add({ when: addPassword, fault });
    const prepared = prepareRun(sandbox, stored);
    const { keyId, displayName } = await go(prepared);
    expect(secrets()).toEqual([keyId]);
    expect(sandbox.tenant.secretsOf('Exalate')[0]?.displayName).toBe(displayName);
    expect(sandbox.requests.filter(({ path }) => path.endsWith('addPassword'))).toHaveLength(2);
    expect(prepared.written()).toMatchObject({ answerLost: true, standing: 'committed', keyId });
  });

  test('twice, the run ends, and none is left', async () => {
    sandbox.faults.add({ when: addPassword, times: 2, fault: { kind: 'drop-after' } });
    const prepared = prepareRun(sandbox, stored);
    const failure = await failureOf(prepared);
    expect(failure.code).toBe('graph-request-failed');
    expect(failure.aftermath).toContain('no secret of this run is left');
    expect(secrets()).toEqual([]);
    expect(sandbox.requests.filter(({ path }) => path.endsWith('addPassword'))).toHaveLength(2);
    await runPost(sandbox, prepared);
    expect(secrets()).toEqual([]);
  });

  test('and then it is refused, the post step still looks for what surfaces', async () => {
    sandbox.faults.add({ when: addPassword, fault: { kind: 'drop-after' } });
    sandbox.faults.add({ when: addPassword, fault: { kind: 'answer', status: 400, body: {} } });
    const prepared = prepareRun(sandbox, stored);
    expect(await failureOf(prepared)).toMatchObject({ code: 'graph-request-failed' });
    expect(prepared.written()).toMatchObject({ answerLost: true, standing: 'open' });
  });

  test('because of an error that nobody expected, none is left', async () => {
    const prepared = prepareRun(sandbox, stored);
    prepared.toolkit.setSecret = (value) => {
      if (sandbox.tenant.mintedSecrets.includes(value)) throw new Error('broken pipe');
    };
    const failure = await failureOf(prepared);
    expect(failure.message).toContain('an error that the action does not know');
    expect(secrets()).toEqual([]);
  });

  test('and it cannot be looked up, the error says where to look', async () => {
    sandbox.faults.add({ when: addPassword, fault: { kind: 'drop-after' } });
    sandbox.faults.add({
      when: { method: 'GET', path: /v1\.0\/applications\// },
      times: Infinity,
      fault: { kind: 'drop' },
    });
    const failure = await failureOf(prepareRun(sandbox, stored));
    expect(failure.aftermath).toContain('may be on the application');
    expect(failure.aftermath).toContain('az ad app credential list --id');
  });
});

describe('when GitHub does not say whether it took the value', () => {
  const inDoubt = { method: 'PUT', path: /actions\/secrets/ };
  const times = Infinity;

  test('the write is repeated', async () => {
    sandbox.faults.add({ when: inDoubt, fault: { kind: 'drop-after' } });
    const { keyId } = await go(prepareRun(sandbox, stored));
    expect(secrets()).toEqual([keyId]);
  });

  test('and it was written all the same, the secret stays: its last write tells', async () => {
    sandbox.faults.add({
      when: inDoubt,
      times,
      fault: { kind: 'answer', status: 502, after: true, body: '' },
    });
    const prepared = prepareRun(sandbox, stored);
    const { keyId } = await go(prepared);
    expect(secrets()).toEqual([keyId]);
    expect(prepared.written()?.standing).toBe('committed');
  });

  test('and it was not written, the secret goes', async () => {
    sandbox.faults.add({ when: inDoubt, times, fault: { kind: 'drop' } });
    const failure = await failureOf(prepareRun(sandbox, stored));
    expect(failure.code).toBe('github-unreachable');
    expect(failure.aftermath).toContain('was removed again');
    expect(secrets()).toEqual([]);
  });

  test('and cannot be asked either, the secret stays, and the error says how to remove it', async () => {
    sandbox.faults.add({ when: inDoubt, times, fault: { kind: 'drop' } });
    sandbox.faults.add({
      when: { method: 'GET', path: /secrets\/EXALATE/ },
      skip: 1,
      times,
      fault: { kind: 'drop' },
    });
    const prepared = prepareRun(sandbox, stored);
    const failure = await failureOf(prepared);
    expect(failure.aftermath).toContain('is kept, since nobody can say');
    expect(failure.aftermath).toContain('az ad app credential delete');
    expect(secrets()).toHaveLength(1);
    await runPost(sandbox, prepared);
    expect(secrets()).toHaveLength(1);
  });
});
