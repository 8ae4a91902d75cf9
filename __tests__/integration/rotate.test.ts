import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SandboxResponse } from '../../sandbox/network/http.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import {
  noState,
  UnconfirmedWriteError,
  type Destination,
  type NewSecret,
  type DestinationState,
} from '../../src/destinations/destination.ts';
import type { Applications } from '../../src/entra/graph/applications.ts';
import { loginFailure } from '../helpers/login-failure.ts';
import {
  readSecretLoginFailure,
  type SecretLoginFailure,
} from '../../src/entra/login/secret-login-errors.ts';
import { createProgress } from '../../src/rotation/context.ts';
import { rotate } from '../../src/rotation/rotate.ts';
import { createJournal, type Journal } from '../../src/rotation/journal.ts';
import type { RotationState } from '../../src/rotation/state.ts';
import { ActionError, ActionErrors } from '../../src/shared/action-error.ts';
import { formatTimestamp } from '../../src/shared/timestamp.ts';
import {
  enterSandbox,
  failureOf as failureIn,
  prepareRun,
  runPost,
  runRotation,
  type InProcessRun,
} from '../helpers/in-sandbox.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await enterSandbox();
});

afterEach(async () => {
  await sandbox.close();
  expect(sandbox.violations).toEqual([]);
});

const repositoryLabel = 'repository secret EXALATE_CLIENT_SECRET of acme/ops';
const stored = { 'repository-secret': 'EXALATE_CLIENT_SECRET' };
const refusal = {
  kind: 'answer',
  status: 422,
  headers: { 'Content-Type': 'application/json' },
  body: { message: 'no' },
} as const;
const addPassword = { method: 'POST', path: /addPassword$/ };
const removePassword = { method: 'POST', path: /removePassword$/ };
const write = { method: 'PUT', path: /actions\/secrets/ };

const failureOf = (prepared: InProcessRun): Promise<ActionError> => failureIn(runRotation(prepared));

/** A journal that also records the step of each state that it saves. */
function recordSaves(journal: Journal): { journal: Journal; saves: readonly string[] } {
  const saves: string[] = [];
  const record =
    (save: Journal['save']): Journal['save'] =>
    (next) => {
      saves.push(next.step);
      return save(next);
    };
  return {
    journal: { ...journal, save: record(journal.save), trySave: record(journal.trySave) },
    saves,
  };
}

const keyIds = (): readonly string[] => sandbox.tenant.secretsOf('Exalate').map(({ keyId }) => keyId);

/** A step output of another name, which stores everything. */
function createOutput(name: string): Destination {
  return {
    label: `step output ${name}`,
    persistent: false,
    url: undefined,
    readState: () => Promise.resolve(noState),
    prepare: () => Promise.resolve({ ...noState, write: () => Promise.resolve() }),
  };
}

describe('a run', () => {
  test('adds a secret, verifies it and stores it in all destinations', async () => {
    const prepared = prepareRun(sandbox, { ...stored, 'step-output': 'true' });
    const outcome = await runRotation(prepared);
    const [secret] = sandbox.tenant.secretsOf('Exalate');

    expect(secret?.displayName).toMatch(
      /^Exalate \[acme\/ops [0-9a-hjkmnp-tv-z]{16} run 7001\.1 [a-z0-9]{6}\]$/,
    );
    const lifetime = Date.parse(secret?.endDateTime ?? '') - Date.parse(secret?.startDateTime ?? '');
    expect(Math.round(lifetime / 86_400_000)).toBe(730);
    expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')?.value).toBe(secret?.secretText);
    expect(prepared.toolkit.outputs).toEqual({ 'client-secret': secret?.secretText });
    expect(outcome).toMatchObject({
      secret: {
        keyId: secret?.keyId,
        displayName: secret?.displayName,
        endDateTime: new Date(secret?.endDateTime ?? ''),
      },
      destinationLinks: [
        { label: repositoryLabel, url: 'https://github.com/acme/ops/settings/secrets/actions' },
        { label: 'step output client-secret', url: undefined },
      ],
    });
  });

  test('logs a line for each step, and no warning', async () => {
    const prepared = prepareRun(sandbox, stored);
    const {
      secret: { displayName, keyId, endDateTime },
    } = await runRotation(prepared);
    const { appId, objectId } = sandbox.tenant.application('Exalate');
    expect(prepared.toolkit.lines).toEqual([
      `Logged in to Microsoft Entra ID as ${prepared.inputs.clientId}.`,
      `Found the application "Exalate" (application ID ${appId}, object ID ${objectId}).`,
      `Added "${displayName}" (key ID ${keyId ?? ''}), valid until ${formatTimestamp(endDateTime ?? new Date(0))}.`,
      'Microsoft Entra ID accepts the new secret.',
      'Wrote the value to repository secret EXALATE_CLIENT_SECRET of acme/ops.',
    ]);
  });

  test('writes the persistent destinations first, whatever their order', async () => {
    const prepared = prepareRun(sandbox, { ...stored, 'step-output': 'true' });
    const destinations = prepared.services.destinations.toReversed();
    await runRotation({ ...prepared, services: { ...prepared.services, destinations } });
    expect(prepared.toolkit.lines.slice(-2)).toEqual([
      `Wrote the value to ${repositoryLabel}.`,
      'Wrote the value to step output client-secret.',
    ]);
    // The state refers to a destination by its position in the list, not by the order of the writes.
    expect(prepared.written()).toMatchObject({ step: 'complete', stored: [1, 0] });
  });

  test('does not count the time of the verification towards its time limit', async () => {
    const prepared = prepareRun(sandbox, stored);
    const { clock, services } = prepared;
    const trySecretLogin = async (): Promise<undefined> => {
      await clock.sleep(20_000);
    };
    await runRotation({ ...prepared, services: { ...services, trySecretLogin } });
    expect(services.budget.remaining()).toBeGreaterThan(50_000);
    expect(services.budget.remaining()).toBeLessThanOrEqual(60_000);
  });

  test.each(['110 seconds', '6 hours'])(
    'has separate time to remove a secret that was not accepted within %s',
    async (timeout) => {
      sandbox.tenant.propagation.login = [Infinity];
      const prepared = prepareRun(sandbox, { ...stored, 'verify-timeout': timeout });
      const { clock, services } = prepared;
      const trySecretLogin = async (): Promise<SecretLoginFailure> => {
        await clock.sleep(15 * 60_000);
        return readSecretLoginFailure(loginFailure(7000215));
      };
      const slow = timeout === '6 hours' ? { ...services, trySecretLogin } : services;
      const failure = await failureOf({ ...prepared, services: slow });
      expect(failure.code).toBe('secret-not-accepted');
      expect(failure.state).toMatch(/was removed again\.$/);
      expect(keyIds()).toEqual([]);
      expect(prepared.written()).toMatchObject({ step: 'removed' });
      // What is left of the minute that a clean-up may take at least.
      expect(services.budget.remaining()).toBeGreaterThan(50_000);
    },
  );

  test('sends few logins while Entra limits their number, and removes the secret when that lasts too long', async () => {
    const prepared = prepareRun(sandbox, { ...stored, 'verify-timeout': '1 hour' });
    sandbox.faults.add({
      when: addPassword,
      fault: { kind: 'rewrite', rewrite: (response) => response },
      onStrike: () => {
        sandbox.tenant.policies.loginsThrottled = true;
      },
    });
    const failure = await failureOf(prepared);
    expect(failure.code).toBe('entra-throttled');
    expect(failure.message).not.toContain('replicas');
    expect(keyIds()).toEqual([]);
    const logins = sandbox.requests.filter(({ path }) => path.includes('/oauth2/'));
    expect(logins.length).toBeLessThan(75);
  });

  test('continues with full rounds of logins when Entra no longer limits their number', async () => {
    const prepared = prepareRun(sandbox, stored);
    sandbox.faults.add({
      when: addPassword,
      fault: { kind: 'rewrite', rewrite: (response) => response },
      onStrike: () => {
        sandbox.tenant.failLogins(90055, 'There are too many incoming requests.', 5);
      },
    });
    await runRotation(prepared);
    const logins = sandbox.requests.filter(({ path }) => path.includes('/oauth2/'));
    // The login of the workload identity, a round that is throttled, three single logins, and two rounds.
    expect(logins).toHaveLength(1 + 3 + 3 + 6);
    expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')).toBeDefined();
  });

  test('reserves time to add the secret and to store it, whatever was used up before', async () => {
    const { services, journal, clock, ...prepared } = prepareRun(sandbox, { ...stored, verify: 'false' });
    const logIn = async (): Promise<Applications> => {
      const applications = await services.logIn();
      const find: Applications['find'] = async (wanted) => {
        const application = await applications.find(wanted);
        await clock.sleep(70_000);
        return application;
      };
      return { ...applications, find };
    };
    const save = <S extends RotationState>(next: S): S => {
      if (next.step === 'added') void clock.sleep(26_000);
      return journal.save(next);
    };
    await runRotation({
      ...prepared,
      services: { ...services, logIn },
      journal: { ...journal, save },
    });
    expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')).toBeDefined();
    expect(services.budget.remaining()).toBeGreaterThan(0);
  });

  test.each([
    ['once, during the last round of logins', [], 2],
    ['once, even when the first round takes long', [1], 2],
    ['again before the write when the last round takes long', [4], 3],
  ])('reads the destination before the write %s', async (_, slowLogins, expectedReads) => {
    const prepared = prepareRun(sandbox, stored);
    const countReads = (): number =>
      sandbox.requests.filter(
        ({ method, path }) => method === 'GET' && path.endsWith('/EXALATE_CLIENT_SECRET'),
      ).length;
    let logins = 0;
    const trySecretLogin = async (): Promise<undefined> => {
      logins += 1;
      if (!slowLogins.includes(logins)) return;
      // In the last round, the time passes only after the destination was read.
      while (logins > 3 && countReads() < 2) await delay(5);
      await prepared.clock.sleep(5_000);
    };
    await runRotation({ ...prepared, services: { ...prepared.services, trySecretLogin } });
    expect(countReads()).toBe(expectedReads);
  });

  test('verifies the secret over separate connections, opened during the request before', async () => {
    sandbox.latency.response = 500;
    await runRotation(prepareRun(sandbox, stored));
    const added = sandbox.requests.find(({ path }) => path.endsWith('/addPassword'))?.at ?? NaN;
    const logins = sandbox.requests.filter(({ path }) => path.includes('/oauth2/')).map(({ at }) => at);
    const opened = sandbox.connections
      .filter(({ host }) => host === 'login.microsoftonline.com')
      .map(({ at }) => at);
    expect(logins).toHaveLength(7);
    expect(opened).toHaveLength(7);
    expect(Math.max(...opened.slice(0, 4))).toBeLessThan(added + 500);
    expect(Math.max(...opened)).toBeLessThan(Math.min(...logins.slice(1)) + 500);
  });

  test('verifies the secret again over new connections when a later round fails', async () => {
    // The login of the workload identity and the first round come before.
    sandbox.faults.add({ when: { path: /oauth2/ }, skip: 4, fault: { kind: 'drop' } });
    await runRotation(prepareRun(sandbox, stored));
    const logins = sandbox.requests.filter(({ path }) => path.includes('/oauth2/'));
    expect(logins).toHaveLength(1 + 4 * 3);
    const hosts = sandbox.connections.map(({ host }) => host);
    expect(hosts.filter((host) => host === 'login.microsoftonline.com')).toHaveLength(1 + 4 * 3);
  });

  test('does not record a write to a destination that cannot be read', async () => {
    const prepared = prepareRun(sandbox, { 'step-output': 'true' });
    const { journal, saves } = recordSaves(prepared.journal);
    await runRotation({ ...prepared, journal });
    expect(saves).not.toContain('storing');
    expect(prepared.written()).toMatchObject({ step: 'complete', stored: [0] });
  });

  test('masks the value before anything else', async () => {
    const prepared = prepareRun(sandbox, { 'step-output': 'true' });
    await runRotation(prepared);
    const [value = ''] = sandbox.tenant.mintedSecrets;
    expect(prepared.toolkit.masks).toContain(value);
    expect(prepared.toolkit.lines.join('\n')).not.toContain(value);
  });

  test('has the same digest for the same destinations and another one for others', async () => {
    const digest = async (inputs: Record<string, string>): Promise<string | undefined> => {
      const {
        secret: { displayName },
      } = await runRotation(prepareRun(sandbox, { ...inputs, 'dry-run': 'true' }));
      return /ops (\w{16}) run/.exec(displayName)?.[1];
    };
    const first = await digest(stored);
    expect(first).toBeDefined();
    expect(await digest({ 'repository-secret': 'exalate_client_secret' })).toBe(first);
    expect(await digest({ 'repository-secret': 'STAGING' })).not.toBe(first);
  });

  test('warns about a lifetime that the portal does not offer', async () => {
    const prepared = prepareRun(sandbox, { 'step-output': 'true', expires: '3 years' });
    await runRotation(prepared);
    expect(prepared.toolkit.lines[2]).toMatch(/^Warning: `expires` is later than 24 months/);
  });

  test('verifies the access to Azure DevOps before it writes anything', async () => {
    const prepared = prepareRun(sandbox, { ...stored, 'azure-devops-organization': 'acme' });
    await runRotation(prepared);
    expect(prepared.toolkit.lines[4]).toBe(
      'The application can access the Azure DevOps organization acme with the new secret.',
    );
    const paths = sandbox.requests.map(({ host, method }) => `${method} ${host}`);
    expect(paths.indexOf('GET dev.azure.com')).toBeLessThan(paths.indexOf('PUT api.github.com'));
    expect(paths).toContain('GET dev.azure.com');
  });

  test('tags a vault secret with its origin', async () => {
    const vault = 'https://exalate-vault.vault.azure.net/secrets/exalate';
    const {
      application,
      secret: { keyId, displayName },
    } = await runRotation(prepareRun(sandbox, { 'key-vault-secret': vault }));
    expect(sandbox.keyVault('exalate-vault').secret('exalate')?.tags).toEqual({
      'application-id': application.applicationId,
      'key-id': keyId,
      lineage: displayName.replace('acme/ops ', '').replace(/ run .*\]$/, ']'),
      'write-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('saves each state that it reaches', async () => {
    const prepared = prepareRun(sandbox, { ...stored, 'step-output': 'true' });
    const { journal, saves } = recordSaves(prepared.journal);
    await runRotation({ ...prepared, journal });
    expect(saves).toEqual(['adding', 'added', 'storing', 'stored', 'stored', 'complete']);
    expect(prepared.written()).toMatchObject({ stored: [0, 1] });
  });

  test('logs that a secret is for this job only', async () => {
    const prepared = prepareRun(sandbox, { 'step-output': 'true', 'revoke-after-job': 'true' });
    await runRotation(prepared);
    expect(prepared.toolkit.lines.at(-1)).toBe(
      'The secret is for this job only: the post step of this action removes it.',
    );
  });

  test('does not log in with the secret when `verify` is `false`', async () => {
    await runRotation(prepareRun(sandbox, { ...stored, verify: 'false' }));
    expect(sandbox.requests.filter(({ path }) => path.includes('/oauth2/'))).toHaveLength(1);
  });
});

test('a dry run reports what it would do and changes nothing', async () => {
  const prepared = prepareRun(sandbox, { ...stored, 'dry-run': 'true' });
  const outcome = await runRotation(prepared);
  expect(outcome.secret.keyId).toBeUndefined();
  expect(outcome.destinationLinks.map(({ label }) => label)).toEqual([repositoryLabel]);
  expect(prepared.toolkit.lines.slice(2)).toEqual([
    `Dry run: would add "${outcome.secret.displayName}", valid until ${formatTimestamp(outcome.secret.endDateTime ?? new Date(0))}, and write it to:`,
    '  repository secret EXALATE_CLIENT_SECRET of acme/ops',
  ]);
  expect(keyIds()).toEqual([]);
  expect(
    sandbox.requests.filter(({ method, path }) => method !== 'GET' && !path.includes('/oauth2/')),
  ).toEqual([]);
});

describe('a run adds nothing when', () => {
  test('the destination cannot be written and the login fails: it reports both', async () => {
    sandbox.tenant.workload.federatedCredentials = [];
    const prepared = prepareRun(sandbox, { ...stored, 'github-token': 'expired' });
    const error: unknown = await runRotation(prepared).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ActionErrors);
    expect(error).toMatchObject({
      actionErrors: [{ code: 'federated-credential-missing' }, { code: 'github-token-refused' }],
    });
    expect(keyIds()).toEqual([]);
  });

  test('the runner issues no ID token', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const body = { message: 'no' };
    const refused = { kind: 'answer', status: 403, headers, body } as const;
    sandbox.faults.add({ when: { path: /idtoken/ }, times: Infinity, fault: refused });
    const failure = await failureOf(prepareRun(sandbox, stored));
    expect(failure.code).toBe('id-token-request-failed');
    expect(keyIds()).toEqual([]);
  });

  test.each(['its name', 'its object ID'])(
    '`client-id` and `application` are the same application, which is named by %s',
    async (how) => {
      const { displayName, objectId, appId } = sandbox.tenant.workload;
      const application = how === 'its name' ? displayName : objectId;
      const failure = await failureOf(prepareRun(sandbox, { ...stored, application }));
      expect(failure.code).toBe('workload-identity-is-application');
      expect(failure.message).toContain(`"${displayName}" (${appId})`);
      expect(failure.message).not.toContain('az ');
      expect(sandbox.tenant.secretsOf(appId)).toEqual([]);
    },
  );

  test('an application for personal accounts already has two secrets, which the error names', async () => {
    sandbox.tenant.addApplication({
      displayName: 'Consumer',
      signInAudience: 'AzureADandPersonalMicrosoftAccount',
      credentials: [{ displayName: 'by hand' }, { displayName: 'older' }],
    });
    const failure = await failureOf(prepareRun(sandbox, { ...stored, application: 'Consumer' }));
    expect(failure.code).toBe('two-secret-limit');
    for (const { displayName, keyId, endDateTime } of sandbox.tenant.secretsOf('Consumer')) {
      const end = formatTimestamp(new Date(endDateTime));
      expect(failure.message).toContain(`"${displayName ?? ''}" (key ID ${keyId}, expires ${end})`);
    }
    expect(sandbox.requests.filter(({ path }) => path.endsWith('addPassword'))).toEqual([]);
  });

  test('one of the two secrets never expires: the error names both', async () => {
    sandbox.tenant.addApplication({
      displayName: 'Consumer',
      signInAudience: 'PersonalMicrosoftAccount',
      credentials: [{ displayName: 'by hand' }, { displayName: 'older' }],
    });
    const rewrite = (answer: SandboxResponse): SandboxResponse => ({
      ...answer,
      body: answer.body.replaceAll(/"endDateTime":"[^"]*"/g, '"endDateTime":null'),
    });
    sandbox.faults.add({ when: { path: /\/applications\?/ }, fault: { kind: 'rewrite', rewrite } });
    const failure = await failureOf(prepareRun(sandbox, { ...stored, application: 'Consumer' }));
    expect(failure.message).toMatch(/"by hand" \(key ID .*, never expires\)\n/);
  });

  test('the application refuses', async () => {
    sandbox.tenant.policies.passwordsAllowed = false;
    const prepared = prepareRun(sandbox, stored);
    const failure = await failureOf(prepared);
    expect(failure.code).toBe('client-secrets-not-allowed');
    expect(failure.state).toBeUndefined();
    expect(prepared.written().step).toBe('removed');
  });
});

describe('a run removes the new secret again when', () => {
  test('it is never accepted', async () => {
    sandbox.tenant.propagation.login = [Infinity];
    const prepared = prepareRun(sandbox, { ...stored, 'verify-timeout': '20 seconds' });
    const failure = await failureOf(prepared);
    expect(failure.code).toBe('secret-not-accepted');
    expect(failure.state).toMatch(/^the new secret \(key ID .*\) was removed again\.$/);
    expect(keyIds()).toEqual([]);
    expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')).toBeUndefined();
    expect(prepared.clock.waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThanOrEqual(19_000);
  });

  test('the destination refuses it', async () => {
    const body = { message: 'Resource not accessible by personal access token' };
    sandbox.faults.add({ when: write, fault: { ...refusal, status: 403, body } });
    const prepared = prepareRun(sandbox, { ...stored, 'step-output': 'true' });
    const failure = await failureOf(prepared);
    expect(failure.code).toBe('github-permission-missing');
    expect(failure.state).toContain('was removed again');
    expect(keyIds()).toEqual([]);
    expect(prepared.written()).toEqual(expect.not.objectContaining({ unconfirmedWrite: expect.anything() }));
    expect(prepared.written().step).toBe('removed');
    // One second between the two reads that must agree.
    expect(prepared.clock.waits).toEqual([0, 1_000]);
  });

  test('the replica that answers does not know the secret at first', async () => {
    sandbox.tenant.propagation.read = [0, Infinity, Infinity, 0];
    sandbox.faults.add({ when: write, fault: refusal });
    const failure = await failureOf(prepareRun(sandbox, stored));
    expect(failure.code).toBe('github-secret-refused');
    expect(keyIds()).toEqual([]);
  });

  test('the answer to the removal is lost: several reads confirm it', async () => {
    sandbox.faults.add({ when: write, fault: refusal });
    sandbox.faults.add({ when: removePassword, fault: { kind: 'drop-after' } });
    const failure = await failureOf(prepareRun(sandbox, stored));
    expect(failure.state).toContain('was removed again');
    expect(keyIds()).toEqual([]);
  });
});

test('removes a secret again that Graph stored with a different expiry, since the outputs would be wrong', async () => {
  sandbox.faults.add({
    when: addPassword,
    fault: {
      kind: 'rewrite',
      rewrite: (answer) => ({
        ...answer,
        body: answer.body.replace(/"endDateTime":"[^"]*"/, '"endDateTime":"2027-01-31T00:00:00Z"'),
      }),
    },
  });
  const failure = await failureOf(prepareRun(sandbox, stored));
  expect(failure.code).toBe('lifetime-not-allowed');
  expect(failure.message).toContain('2027-01-31T00:00:00Z instead of');
  expect(keyIds()).toEqual([]);
});

test('removes a secret again whose description Graph changed, since no run could recognize it', async () => {
  sandbox.faults.add({
    when: addPassword,
    fault: {
      kind: 'rewrite',
      rewrite: (answer) => ({ ...answer, body: answer.body.replace('"Exalate [', '"Exalate (') }),
    },
  });
  const failure = await failureOf(prepareRun(sandbox, stored));
  expect(failure.code).toBe('description-refused');
  expect(failure.state).toContain('was removed again');
  expect(keyIds()).toEqual([]);
});

describe('a journal that cannot be saved', () => {
  /** A run whose disk is full from this save on. The first save says that nothing has begun. */
  function fullFrom(save: number, prepared: InProcessRun): InProcessRun {
    let saves = 0;
    const journal = createJournal(() => {
      saves += 1;
      if (saves >= save) throw new Error('ENOSPC');
    });
    return { ...prepared, journal };
  }

  test('from the start prevents the run from adding a secret', async () => {
    await expect(runRotation(fullFrom(2, prepareRun(sandbox, stored)))).rejects.toThrow('ENOSPC');
    expect(sandbox.requests.filter(({ path }) => path.endsWith('addPassword'))).toEqual([]);
  });

  test.each([3, 4])('from save %d on makes the run remove the new secret again', async (save) => {
    const full = fullFrom(save, prepareRun(sandbox, stored));
    const failure = await failureOf(full);
    expect(failure.code).toBe('unexpected');
    expect(failure.state).toContain('was removed again');
    expect(keyIds()).toEqual([]);
    // A write that could not be recorded was not sent, so nothing can arrive late.
    expect(sandbox.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
    expect(full.journal.state()).toEqual(
      expect.not.objectContaining({ unconfirmedWrite: expect.anything() }),
    );
  });

  test('once the destination holds the value does not fail the run: the post step checks the destination', async () => {
    const {
      secret: { keyId },
    } = await runRotation(fullFrom(5, prepareRun(sandbox, stored)));
    expect(keyIds()).toEqual([keyId]);
  });
});

test('removes a secret again when there is no destination', async () => {
  const prepared = prepareRun(sandbox, stored);
  const failure = await failureOf({ ...prepared, services: { ...prepared.services, destinations: [] } });
  expect(failure.state).toContain('was removed again');
  expect(keyIds()).toEqual([]);
});

describe('a removal without effect', () => {
  const effectless = { kind: 'answer', status: 204, body: '' } as const;

  beforeEach(() => {
    sandbox.faults.add({ when: write, fault: refusal });
  });

  test('is repeated until the secret is gone', async () => {
    sandbox.faults.add({ when: removePassword, times: 2, fault: effectless });
    const prepared = prepareRun(sandbox, stored);
    expect((await failureOf(prepared)).state).toContain('was removed again');
    expect(keyIds()).toEqual([]);
  });

  test('is reported by the main step and by the post step when no repetition has an effect', async () => {
    sandbox.faults.add({ when: removePassword, times: Infinity, fault: effectless });
    const prepared = prepareRun(sandbox, stored);
    const failure = await failureOf(prepared);
    const [keyId = 'none'] = keyIds();
    expect(failure.state).toContain(`${keyId}) is in no destination and could not be removed`);
    expect(prepared.written().step).toBe('added');
    const left = runPost(sandbox, prepared);
    await expect(left).rejects.toMatchObject({ code: 'secret-left-behind' });
    await expect(left).rejects.toThrow(`--key-id ${keyId}`);
  });

  test('is detected even when a replica lags behind', async () => {
    sandbox.faults.add({ when: removePassword, fault: effectless });
    // The first read comes from a replica that has not heard of the new secret yet.
    sandbox.tenant.propagation.read = [0, Infinity, 0];
    const prepared = prepareRun(sandbox, stored);
    expect((await failureOf(prepared)).state).toContain('was removed again');
    expect(keyIds()).toEqual([]);
  });
});

test('names a secret that cannot be removed, with the command that removes it', async () => {
  sandbox.faults.add({ when: write, fault: refusal });
  sandbox.faults.add({ when: removePassword, times: Infinity, fault: { kind: 'drop' } });
  const failure = await failureOf(prepareRun(sandbox, stored));
  const [keyId = 'none'] = keyIds();
  const { appId } = sandbox.tenant.application('Exalate');
  expect(failure.state).toContain(
    `the new secret (key ID ${keyId}) is in no destination and could not be removed. The post step of this job tries again. To remove it by hand:\n  az ad app credential delete --id ${appId} --key-id ${keyId}`,
  );
});

test('lists what each destination holds when one fails after another has stored the new secret', async () => {
  const prepared = prepareRun(sandbox, stored);
  const full: Destination = {
    ...createOutput('three'),
    persistent: true,
    prepare: () => Promise.resolve({ ...noState, write: () => Promise.reject(new Error('full')) }),
  };
  const destinations = [...prepared.services.destinations, createOutput('two'), full];
  const failure = await failureOf({ ...prepared, services: { ...prepared.services, destinations } });
  const keyId = keyIds()[0] ?? '';
  expect(failure.state).toBe(
    [
      `the new secret (key ID ${keyId}) was kept: a destination holds it. Current state of the destinations:`,
      `${repositoryLabel}: the new secret (key ID ${keyId})`,
      'step output two: nothing',
      'step output three: unchanged',
    ].join('\n  - '),
  );
});

test('lists a destination as unknown when it does not confirm the write and cannot be read', async () => {
  const prepared = prepareRun(sandbox, stored);
  const noResponse = new ActionError('unexpected', { problem: 'x', likelyCause: 'x', remedy: 'x' });
  let reads = 0;
  const readState = (): Promise<DestinationState> => {
    reads += 1;
    const before: DestinationState = { revision: 'before', evidence: { kind: 'empty' } };
    return reads === 1 ? Promise.resolve(before) : Promise.reject(new Error('no response'));
  };
  const silent: Destination = {
    ...createOutput('silent'),
    persistent: true,
    readState,
    prepare: () =>
      Promise.resolve({
        ...noState,
        write: () => Promise.reject(new UnconfirmedWriteError(noResponse)),
      }),
  };
  const destinations = [...prepared.services.destinations, silent, createOutput('last')];
  const failure = await failureOf({ ...prepared, services: { ...prepared.services, destinations } });
  expect(failure.state).toContain(
    '\n  - step output silent: unknown, either the new secret or the earlier value\n  - step output last: nothing',
  );
  expect(prepared.written().step).toBe('complete');
});

test('keeps the new secret when a destination holds it and another one fails', async () => {
  const prepared = prepareRun(sandbox, { ...stored, 'step-output': 'true' });
  prepared.toolkit.setOutput = () => {
    throw new Error('disk full');
  };
  const failure = await failureOf(prepared);
  expect(failure.code).toBe('unexpected');
  expect(failure.state).toContain('\n  - step output client-secret: nothing');
  expect(keyIds()).toHaveLength(1);
});

describe('when a replica of Graph does not find the application', () => {
  const body = { error: { code: 'Request_ResourceNotFound', message: 'It does not exist.' } };
  const notFound = { ...refusal, status: 404, body } as const;

  test('for a second, the run asks again', async () => {
    sandbox.faults.add({ when: addPassword, times: 2, fault: notFound });
    const prepared = prepareRun(sandbox, stored);
    const { secret } = await runRotation(prepared);
    expect(prepared.clock.waits.slice(0, 2)).toEqual([1_000, 1_000]);
    expect(prepared.toolkit.lines).toContain(
      'Microsoft Graph: HTTP 404, Request_ResourceNotFound. Trying again in 1 s.',
    );
    await runPost(sandbox, prepared);
    expect(keyIds()).toEqual([secret.keyId]);
  });

  test('after another one added the secret, the post step removes that one', async () => {
    sandbox.faults.add({ when: addPassword, fault: { ...notFound, after: true } });
    const prepared = prepareRun(sandbox, stored);
    const { secret } = await runRotation(prepared);
    expect(keyIds()).toHaveLength(2);
    expect(prepared.written()).toMatchObject({ lostAnswer: true, step: 'complete', keyId: secret.keyId });
    await runPost(sandbox, prepared);
    expect(keyIds()).toEqual([secret.keyId]);
  });

  test('each time, the run fails within seconds, and the post step removes what was added anyway', async () => {
    sandbox.faults.add({ when: addPassword, times: Infinity, fault: { ...notFound, after: true } });
    const prepared = prepareRun(sandbox, stored);
    const failure = await failureOf(prepared);
    expect(failure.code).toBe('graph-request-failed');
    expect(failure.message).toContain('"It does not exist."');
    expect(failure.state).toBe('nothing was written; the post step of this job checks again.');
    expect(sandbox.requests.filter(({ path }) => path.endsWith('addPassword'))).toHaveLength(4);
    expect(prepared.written()).toMatchObject({ lostAnswer: true, step: 'adding' });
    await runPost(sandbox, prepared);
    expect(keyIds()).toEqual([]);
  });

  test('and the run is stopped while it waits, the post step removes what was added', async () => {
    sandbox.faults.add({ when: addPassword, fault: { ...notFound, after: true } });
    sandbox.faults.add({ when: addPassword, times: Infinity, fault: { kind: 'drop' } });
    const prepared = prepareRun(sandbox, stored);
    await failureOf(prepared);
    sandbox.faults.clear();
    await runPost(sandbox, prepared);
    expect(keyIds()).toEqual([]);
  });
});

describe('when Graph does not confirm whether it added the secret', () => {
  const html = { kind: 'answer', status: 200, after: true, body: '<html>' } as const;

  test.each([
    ['the connection broke after it did', { kind: 'drop-after' } as const],
    ['the connection broke before it did', { kind: 'drop' } as const],
    ['the server failed after it did', { kind: 'answer', status: 503, after: true, body: {} } as const],
    ['the response cannot be read', html],
  ])('because %s, the run removes what is there and adds a secret again', async (_, fault) => {
    sandbox.faults.add({ when: addPassword, fault });
    const prepared = prepareRun(sandbox, stored);
    const {
      secret: { keyId, displayName },
    } = await runRotation(prepared);
    expect(keyIds()).toEqual([keyId]);
    expect(sandbox.tenant.secretsOf('Exalate')[0]?.displayName).toBe(displayName);
    expect(sandbox.requests.filter(({ path }) => path.endsWith('addPassword'))).toHaveLength(2);
    expect(prepared.written()).toMatchObject({ lostAnswer: true, step: 'complete', keyId });
  });

  test('the run searches until its last poll, even when it finds one at once', async () => {
    sandbox.faults.add({ when: addPassword, fault: { kind: 'drop-after' } });
    const prepared = prepareRun(sandbox, stored);
    await runRotation(prepared);
    expect(prepared.clock.waits.slice(0, 5)).toEqual([0, 1_000, 2_000, 4_000, 8_000]);
    expect(prepared.clock.waits).not.toContain(15_000);
  });

  test('the run logs that, and that it looks for the secret', async () => {
    sandbox.faults.add({ when: addPassword, fault: { kind: 'drop' } });
    const prepared = prepareRun(sandbox, stored);
    await runRotation(prepared);
    expect(prepared.toolkit.lines).toContain(
      'Microsoft Graph did not confirm whether it added the secret (no response). Looking for it by its description.',
    );
  });

  test('twice, the run fails and leaves no secret', async () => {
    sandbox.faults.add({ when: addPassword, times: 2, fault: { kind: 'drop-after' } });
    const prepared = prepareRun(sandbox, stored);
    const failure = await failureOf(prepared);
    expect(failure.code).toBe('graph-request-failed');
    expect(failure.explanation).toEqual({
      problem: 'Microsoft Graph did not confirm whether it added the client secret (no response).',
      likelyCause: 'a temporary outage of the service or of the network.',
      remedy: 'run the job again.',
    });
    expect(failure.state).toBe('no secret of this run is left on the application, and nothing was written.');
    expect(keyIds()).toEqual([]);
    expect(sandbox.requests.filter(({ path }) => path.endsWith('addPassword'))).toHaveLength(2);
    await runPost(sandbox, prepared);
    expect(keyIds()).toEqual([]);
  });

  test('and then refuses the next request, the post step still looks for a secret that appears later', async () => {
    sandbox.faults.add({ when: addPassword, fault: { kind: 'drop-after' } });
    const body = { error: { code: 'Request_BadRequest', message: 'no' } };
    sandbox.faults.add({ when: addPassword, fault: { ...refusal, status: 400, body } });
    const prepared = prepareRun(sandbox, stored);
    expect(await failureOf(prepared)).toMatchObject({
      code: 'graph-request-failed',
      state: 'nothing was written; the post step of this job checks again.',
    });
    expect(prepared.written()).toMatchObject({ lostAnswer: true, step: 'adding' });
  });

  test('because of an unexpected error, the run leaves no secret', async () => {
    const prepared = prepareRun(sandbox, stored);
    prepared.toolkit.setSecret = (value) => {
      if (sandbox.tenant.mintedSecrets.includes(value)) throw new Error('broken pipe');
    };
    const failure = await failureOf(prepared);
    expect(failure.message).toContain('an unexpected error');
    expect(keyIds()).toEqual([]);
  });

  test('and cannot be read, the error says how to find the secret', async () => {
    sandbox.faults.add({ when: addPassword, fault: { kind: 'drop-after' } });
    sandbox.faults.add({
      when: { method: 'GET', path: /v1\.0\/applications\// },
      times: Infinity,
      fault: { kind: 'drop' },
    });
    const failure = await failureOf(prepareRun(sandbox, stored));
    expect(failure.state).toMatch(
      /^a secret of this run may be on the application, and no destination holds it\. The post step of this job checks again\. Look for/,
    );
    expect(failure.state).toContain('az ad app credential list --id');
    expect(failure.explanation.remedy).toBe('remove what is left, then run the job again.');
  });
});

describe('when GitHub does not confirm whether it stored the value', () => {
  const times = Infinity;

  test('the run repeats the write', async () => {
    sandbox.faults.add({ when: write, fault: { kind: 'drop-after' } });
    const {
      secret: { keyId },
    } = await runRotation(prepareRun(sandbox, stored));
    expect(keyIds()).toEqual([keyId]);
  });

  test('although it did, the run keeps the secret, since the time of the last write has changed', async () => {
    sandbox.faults.add({
      when: write,
      times,
      fault: { kind: 'answer', status: 502, after: true, body: '' },
    });
    const prepared = prepareRun(sandbox, stored);
    const {
      secret: { keyId },
    } = await runRotation(prepared);
    expect(keyIds()).toEqual([keyId]);
    expect(prepared.written().step).toBe('complete');
  });

  test('and it did not, the run repeats the write and then removes the secret', async () => {
    sandbox.faults.add({ when: write, times, fault: { kind: 'drop' } });
    const prepared = prepareRun(sandbox, stored);
    const failure = await failureOf(prepared);
    expect(failure.code).toBe('github-unreachable');
    expect(failure.state).toContain('was removed again');
    expect(keyIds()).toEqual([]);
    const retry = /^repository secret .*: the write was not confirmed\. Trying again in \d s\.$/;
    expect(prepared.toolkit.lines.filter((line) => retry.test(line))).toHaveLength(2);
    expect(sandbox.requests.filter(({ method }) => method === 'PUT')).toHaveLength(3);
  });

  test('because of an unexpected error, the run checks the destination', async () => {
    const prepared = prepareRun(sandbox, stored);
    const destinations = prepared.services.destinations.map((destination) => ({
      ...destination,
      prepare: async () => {
        const { write: send, ...state } = await destination.prepare();
        const sendAndFail = async (secret: NewSecret): Promise<void> => {
          await send(secret);
          throw new TypeError('a bug');
        };
        return { ...state, write: sendAndFail };
      },
    }));
    const {
      secret: { keyId },
    } = await runRotation({ ...prepared, services: { ...prepared.services, destinations } });
    expect(keyIds()).toEqual([keyId]);
    expect(prepared.written()).toMatchObject({ step: 'complete', stored: [0] });
  });

  test('and refuses the next attempt, the run checks the destination, which may have stored the first one', async () => {
    sandbox.faults.add({ when: write, fault: { kind: 'drop-after' } });
    sandbox.faults.add({ when: write, fault: refusal });
    const {
      secret: { keyId },
    } = await runRotation(prepareRun(sandbox, stored));
    expect(keyIds()).toEqual([keyId]);
  });

  test('and refuses the next attempt without having stored the first one, the run removes the secret', async () => {
    sandbox.faults.add({ when: write, fault: { kind: 'drop' } });
    sandbox.faults.add({ when: write, fault: refusal });
    const failure = await failureOf(prepareRun(sandbox, stored));
    expect(failure.code).toBe('github-secret-refused');
    expect(keyIds()).toEqual([]);
    expect(sandbox.requests.filter(({ method }) => method === 'PUT')).toHaveLength(2);
  });

  test('and cannot be read, the run keeps the secret, and the error says how to remove it', async () => {
    sandbox.faults.add({ when: write, times, fault: { kind: 'drop' } });
    sandbox.faults.add({
      when: { method: 'GET', path: /secrets\/EXALATE/ },
      skip: 2,
      times,
      fault: { kind: 'drop' },
    });
    const prepared = prepareRun(sandbox, stored);
    const failure = await failureOf(prepared);
    const { appId } = sandbox.tenant.application('Exalate');
    const keyId = keyIds()[0] ?? '';
    expect(failure.code).toBe('github-unreachable');
    expect(failure.state).toContain(
      `the new secret (key ID ${keyId}) was kept because it is not known whether the destination holds it. The post step of this job checks again. Remove it only if the destination does not hold it:\n  az ad app credential delete --id ${appId} --key-id ${keyId}`,
    );
    expect(keyIds()).toHaveLength(1);
    await expect(runPost(sandbox, prepared)).rejects.toMatchObject({ code: 'secret-in-doubt' });
    expect(keyIds()).toHaveLength(1);
    sandbox.faults.clear();
    await runPost(sandbox, prepared);
    expect(keyIds()).toEqual([]);
  });
});

describe('the key ID of the new secret is known', () => {
  const keptAfter = async (prepared: InProcessRun): Promise<string | undefined> => {
    const progress = createProgress();
    await rotate(prepared.inputs, prepared.services, prepared.journal, progress).catch(() => undefined);
    return progress.keptKeyId;
  };

  test('when all destinations hold it', async () => {
    expect(await keptAfter(prepareRun(sandbox, stored))).toBe(keyIds()[0]);
  });

  test('when a destination may hold it', async () => {
    sandbox.faults.add({ when: write, times: Infinity, fault: { kind: 'drop' } });
    sandbox.faults.add({
      when: { method: 'GET', path: /actions\/secrets\/EXALATE/ },
      skip: 2,
      times: Infinity,
      fault: { kind: 'drop' },
    });
    expect(await keptAfter(prepareRun(sandbox, stored))).toBe(keyIds()[0]);
    expect(keyIds()).toHaveLength(1);
  });

  test('not when no destination holds it, even if it could not be removed', async () => {
    const body = { error: { code: 'Authorization_RequestDenied', message: 'No.' } };
    const headers = { 'Content-Type': 'application/json' };
    sandbox.faults.add({ when: write, times: Infinity, fault: { kind: 'drop' } });
    sandbox.faults.add({
      when: removePassword,
      times: Infinity,
      fault: { kind: 'answer', status: 403, headers, body },
    });
    expect(await keptAfter(prepareRun(sandbox, stored))).toBeUndefined();
    expect(keyIds()).toHaveLength(1);
  });

  test('not when it was removed again', async () => {
    sandbox.tenant.propagation = { login: [Infinity], read: [0] };
    expect(
      await keptAfter(prepareRun(sandbox, { ...stored, 'verify-timeout': '5 seconds' })),
    ).toBeUndefined();
    expect(keyIds()).toEqual([]);
  });
});
