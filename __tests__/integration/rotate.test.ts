import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Answer } from '../../sandbox/network/http.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import {
  UnconfirmedWriteError,
  type Destination,
  type NewSecret,
  type DestinationState,
} from '../../src/destinations/destination.ts';
import type { Applications } from '../../src/entra/applications.ts';
import type { LoginRefusal } from '../../src/entra/refusal.ts';
import { createProgress, type Outcome } from '../../src/rotation/outcome.ts';
import { rotate } from '../../src/rotation/rotate.ts';
import { createJournal, type Journal } from '../../src/rotation/journal.ts';
import type { RotationState } from '../../src/rotation/state.ts';
import { ActionError } from '../../src/shared/action-error.ts';
import { formatTimestamp } from '../../src/shared/timestamp.ts';
import { ActionErrors } from '../../src/shared/settle.ts';
import {
  enterSandbox,
  failureOf as failureIn,
  prepareRun,
  runPost,
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

function go(prepared: InProcessRun): Promise<Outcome> {
  return rotate(prepared.inputs, prepared.services, prepared.journal);
}

const failureOf = (prepared: InProcessRun): Promise<ActionError> => failureIn(go(prepared));

/** A journal that also remembers the step of each state that it saves. */
function savesOf(journal: Journal): { journal: Journal; saves: readonly string[] } {
  const saves: string[] = [];
  const remember =
    (save: Journal['save']): Journal['save'] =>
    (next) => {
      saves.push(next.step);
      return save(next);
    };
  return {
    journal: { ...journal, save: remember(journal.save), trySave: remember(journal.trySave) },
    saves,
  };
}

const secrets = (): readonly string[] => sandbox.tenant.secretsOf('Exalate').map(({ keyId }) => keyId);

/** A step output of another name, which takes whatever it is given. */
function output(name: string): Destination {
  return {
    label: `step output ${name}`,
    persistent: false,
    url: undefined,
    readState: () => Promise.resolve(undefined),
    prepare: () => Promise.resolve({ write: () => Promise.resolve(), state: undefined }),
  };
}

describe('a run', () => {
  test('adds a secret, proves it, and stores it in all destinations, those that last first', async () => {
    const prepared = prepareRun(sandbox, { ...stored, 'step-output': 'true' });
    const outcome = await go(prepared);
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
      holders: [
        { label: repositoryLabel, url: 'https://github.com/acme/ops/settings/secrets/actions' },
        { label: 'step output client-secret', url: undefined },
      ],
    });
  });

  test('says what it did, in a line for each step, and warns of nothing', async () => {
    const prepared = prepareRun(sandbox, stored);
    const {
      secret: { displayName, keyId, endDateTime },
    } = await go(prepared);
    const { appId, objectId } = sandbox.tenant.application('Exalate');
    expect(prepared.toolkit.lines).toEqual([
      `Logged in to Microsoft Entra ID as ${prepared.inputs.clientId}.`,
      `Found the application "Exalate" (application ID ${appId}, object ID ${objectId}).`,
      `Added "${displayName}" (key ID ${keyId ?? ''}), valid until ${formatTimestamp(endDateTime ?? new Date(0))}.`,
      'Microsoft Entra ID accepts the new secret.',
      'Wrote it to repository secret EXALATE_CLIENT_SECRET of acme/ops.',
    ]);
  });

  test('writes first what lasts, in whatever order it is asked for', async () => {
    const prepared = prepareRun(sandbox, { ...stored, 'step-output': 'true' });
    const destinations = prepared.services.destinations.toReversed();
    const { holders } = await go({ ...prepared, services: { ...prepared.services, destinations } });
    expect(holders.map(({ label }) => label)).toEqual([repositoryLabel, 'step output client-secret']);
  });

  test('leaves the time that the proof took out of its time limit', async () => {
    const prepared = prepareRun(sandbox, stored);
    const { clock, services } = prepared;
    const trySecretLogin = async (): Promise<undefined> => {
      await clock.sleep(20_000);
    };
    await go({ ...prepared, services: { ...services, trySecretLogin } });
    expect(services.budget.remaining()).toBeGreaterThan(50_000);
    expect(services.budget.remaining()).toBeLessThanOrEqual(60_000);
  });

  test.each(['110 seconds', '6 hours'])(
    'removes a secret that was not accepted within %s in time of its own',
    async (timeout) => {
      sandbox.tenant.propagation.login = [Infinity];
      const prepared = prepareRun(sandbox, { ...stored, 'verify-timeout': timeout });
      const { clock, services } = prepared;
      const trySecretLogin = async (): Promise<LoginRefusal> => {
        await clock.sleep(15 * 60_000);
        return { status: 401, aadsts: 7000215 };
      };
      const slow = timeout === '6 hours' ? { ...services, trySecretLogin } : services;
      const failure = await failureOf({ ...prepared, services: slow });
      expect(failure.code).toBe('secret-not-accepted');
      expect(failure.state).toMatch(/was removed again\.$/);
      expect(secrets()).toEqual([]);
      expect(prepared.written()).toMatchObject({ step: 'removed' });
      // What is left of the minute that a clean-up may take at least.
      expect(services.budget.remaining()).toBeGreaterThan(50_000);
    },
  );

  test('finds the time to add the secret, and to store it, whatever was used up before', async () => {
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
    await go({ ...prepared, clock, services: { ...services, logIn }, journal: { ...journal, save } });
    expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')).toBeDefined();
    expect(services.budget.remaining()).toBeGreaterThan(0);
  });

  test.each([
    ['asked for beside the proof', [], 2],
    ['asked for once more beside the last round when the proof takes long', [1], 3],
    ['asked for once more before the write when that round takes long', [1, 4], 4],
  ])('what a destination shows is %s', async (_, slow, times) => {
    const prepared = prepareRun(sandbox, stored);
    const asked = (): number =>
      sandbox.requests.filter(
        ({ method, path }) => method === 'GET' && path.endsWith('/EXALATE_CLIENT_SECRET'),
      ).length;
    let logins = 0;
    const trySecretLogin = async (): Promise<undefined> => {
      logins += 1;
      if (!slow.includes(logins)) return;
      // By the clock of the run, time goes by only when the destination has been asked beside this round.
      const before = logins === 1 ? 2 : 3;
      while (asked() < before) await delay(5);
      await prepared.clock.sleep(5_000);
    };
    await go({ ...prepared, services: { ...prepared.services, trySecretLogin } });
    expect(asked()).toBe(times);
  });

  test('proves the secret over connections that nothing else uses, opened while the request before is under way', async () => {
    sandbox.latency.answer = 500;
    await go(prepareRun(sandbox, stored));
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

  test('writes down no write to a destination that cannot be asked', async () => {
    const prepared = prepareRun(sandbox, { 'step-output': 'true' });
    const { journal, saves } = savesOf(prepared.journal);
    await go({ ...prepared, journal });
    expect(saves).not.toContain('storing');
    expect(prepared.written()).toMatchObject({ step: 'complete', stored: [0] });
  });

  test('masks the value before anything else', async () => {
    const prepared = prepareRun(sandbox, { 'step-output': 'true' });
    await go(prepared);
    const [value = ''] = sandbox.tenant.mintedSecrets;
    expect(prepared.toolkit.masks).toContain(value);
    expect(prepared.toolkit.lines.join('\n')).not.toContain(value);
  });

  test('names its lineage by the same digest for the same destinations, and by another for others', async () => {
    const digest = async (inputs: Record<string, string>): Promise<string | undefined> => {
      const {
        secret: { displayName },
      } = await go(prepareRun(sandbox, { ...inputs, 'dry-run': 'true' }));
      return /ops (\w{16}) run/.exec(displayName)?.[1];
    };
    const first = await digest(stored);
    expect(first).toBeDefined();
    expect(await digest({ 'repository-secret': 'exalate_client_secret' })).toBe(first);
    expect(await digest({ 'repository-secret': 'STAGING' })).not.toBe(first);
  });

  test('warns of a lifetime that the portal does not offer', async () => {
    const prepared = prepareRun(sandbox, { 'step-output': 'true', expires: '3 years' });
    await go(prepared);
    expect(prepared.toolkit.lines[2]).toMatch(/^Warning: `expires` is later than 24 months/);
  });

  test('proves that Azure DevOps is reached, before anything is written', async () => {
    const prepared = prepareRun(sandbox, { ...stored, 'azure-devops-organization': 'acme' });
    await go(prepared);
    expect(prepared.toolkit.lines[4]).toBe(
      'The application reaches the Azure DevOps organization acme with it.',
    );
    const paths = sandbox.requests.map(({ host, method }) => `${method} ${host}`);
    expect(paths.indexOf('GET dev.azure.com')).toBeLessThan(paths.indexOf('PUT api.github.com'));
    expect(paths).toContain('GET dev.azure.com');
  });

  test('tells a vault whose secret it is', async () => {
    const vault = 'https://exalate-vault.vault.azure.net/secrets/exalate';
    const {
      application,
      secret: { keyId, displayName },
    } = await go(prepareRun(sandbox, { 'key-vault-secret': vault }));
    expect(sandbox.keyVault('exalate-vault').secret('exalate')?.tags).toEqual({
      'application-id': application.applicationId,
      'key-id': keyId,
      lineage: displayName.replace('acme/ops ', '').replace(/ run .*\]$/, ']'),
      'write-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('saves each state that it comes to', async () => {
    const prepared = prepareRun(sandbox, { ...stored, 'step-output': 'true' });
    const { journal, saves } = savesOf(prepared.journal);
    await go({ ...prepared, journal });
    expect(saves).toEqual(['adding', 'added', 'storing', 'stored', 'stored', 'complete']);
    expect(prepared.written()).toMatchObject({ stored: [0, 1] });
  });

  test('says that a secret is for this job alone', async () => {
    const prepared = prepareRun(sandbox, { 'step-output': 'true', 'revoke-after-job': 'true' });
    await go(prepared);
    expect(prepared.toolkit.lines.at(-1)).toBe(
      'It is for this job alone: the post step of this action removes it.',
    );
  });

  test('does not log in with the secret when told not to verify', async () => {
    await go(prepareRun(sandbox, { ...stored, verify: 'false' }));
    expect(sandbox.requests.filter(({ path }) => path.includes('/oauth2/'))).toHaveLength(1);
  });
});

test('a dry run says what would be done, and changes nothing', async () => {
  const prepared = prepareRun(sandbox, { ...stored, 'dry-run': 'true' });
  const outcome = await go(prepared);
  expect(outcome.secret.keyId).toBeUndefined();
  expect(outcome.holders.map(({ label }) => label)).toEqual([repositoryLabel]);
  expect(prepared.toolkit.lines.slice(2)).toEqual([
    `Dry run: would add "${outcome.secret.displayName}", valid until ${formatTimestamp(outcome.secret.endDateTime ?? new Date(0))}, and write it to:`,
    '  repository secret EXALATE_CLIENT_SECRET of acme/ops',
  ]);
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
    expect(error).toBeInstanceOf(ActionErrors);
    expect(error).toMatchObject({
      actionErrors: [{ code: 'federated-credential-missing' }, { code: 'github-token-refused' }],
    });
    expect(secrets()).toEqual([]);
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

  test('an application for personal accounts holds two secrets already, which are named', async () => {
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

  test('one of the two never expires: it is named as well', async () => {
    sandbox.tenant.addApplication({
      displayName: 'Consumer',
      signInAudience: 'PersonalMicrosoftAccount',
      credentials: [{ displayName: 'by hand' }, { displayName: 'older' }],
    });
    const rewrite = (answer: Answer): Answer => ({
      ...answer,
      body: answer.body.replaceAll(/"endDateTime":"[^"]*"/g, '"endDateTime":null'),
    });
    sandbox.faults.add({ when: { path: /\/applications\?/ }, fault: { kind: 'rewrite', rewrite } });
    const failure = await failureOf(prepareRun(sandbox, { ...stored, application: 'Consumer' }));
    expect(failure.message).toMatch(/"by hand" \(key ID .*, expires never\)\n/);
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

describe('the new secret is removed again when', () => {
  test('it is never accepted', async () => {
    sandbox.tenant.propagation.login = [Infinity];
    const prepared = prepareRun(sandbox, { ...stored, 'verify-timeout': '20 seconds' });
    const failure = await failureOf(prepared);
    expect(failure.code).toBe('secret-not-accepted');
    expect(failure.state).toMatch(/^the new secret \(key ID .*\) was removed again\.$/);
    expect(secrets()).toEqual([]);
    expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')).toBeUndefined();
    expect(prepared.clock.waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThanOrEqual(19_000);
  });

  test('the destination refuses it', async () => {
    sandbox.faults.add({ when: write, fault: { ...refusal, status: 403 } });
    const prepared = prepareRun(sandbox, { ...stored, 'step-output': 'true' });
    const failure = await failureOf(prepared);
    expect(failure.code).toBe('github-permission-missing');
    expect(failure.state).toContain('was removed again');
    expect(secrets()).toEqual([]);
    expect(prepared.written()).toEqual(expect.not.objectContaining({ unclear: expect.anything() }));
    expect(prepared.written().step).toBe('removed');
    // One second between the two reads that must agree.
    expect(prepared.clock.waits).toEqual([0, 0, 1_000]);
  });

  test('the replica that is asked has not heard of it at first', async () => {
    sandbox.tenant.propagation.read = [0, Infinity, Infinity, 0];
    sandbox.faults.add({ when: write, fault: refusal });
    const failure = await failureOf(prepareRun(sandbox, stored));
    expect(failure.code).toBe('github-secret-refused');
    expect(secrets()).toEqual([]);
  });

  test('the answer to its removal is lost: it is gone then, as all looks agree', async () => {
    sandbox.faults.add({ when: write, fault: refusal });
    sandbox.faults.add({ when: removePassword, fault: { kind: 'drop-after' } });
    const failure = await failureOf(prepareRun(sandbox, stored));
    expect(failure.state).toContain('was removed again');
    expect(secrets()).toEqual([]);
  });
});

test('a secret whose description Graph changed is removed again: nobody could tell whose it is', async () => {
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
  expect(secrets()).toEqual([]);
});

describe('a journal that cannot be saved', () => {
  /** A disk that is full from this save on; the first one says that nothing has begun. */
  function fullFrom(save: number, prepared: InProcessRun): InProcessRun {
    let saves = 0;
    const journal = createJournal(() => {
      saves += 1;
      if (saves >= save) throw new Error('ENOSPC');
    });
    return { ...prepared, journal };
  }

  test('from the start means that nothing is added', async () => {
    await expect(go(fullFrom(2, prepareRun(sandbox, stored)))).rejects.toThrow('ENOSPC');
    expect(sandbox.requests.filter(({ path }) => path.endsWith('addPassword'))).toEqual([]);
  });

  test.each([3, 4])('from save %d on means that the new secret is removed again', async (save) => {
    const full = fullFrom(save, prepareRun(sandbox, stored));
    const failure = await failureOf(full);
    expect(failure.code).toBe('unexpected');
    expect(failure.state).toContain('was removed again');
    expect(secrets()).toEqual([]);
    // A write that could not be recorded was not sent, so nothing can arrive late.
    expect(sandbox.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
    expect(full.journal.state()).toEqual(expect.not.objectContaining({ unclear: expect.anything() }));
  });

  test('once the destination holds the value ends no run: the post step asks the destination', async () => {
    const {
      secret: { keyId },
    } = await go(fullFrom(5, prepareRun(sandbox, stored)));
    expect(secrets()).toEqual([keyId]);
  });
});

test('a secret that no destination takes is removed again', async () => {
  const prepared = prepareRun(sandbox, stored);
  const failure = await failureOf({ ...prepared, services: { ...prepared.services, destinations: [] } });
  expect(failure.state).toContain('was removed again');
  expect(secrets()).toEqual([]);
});

describe('a removal without effect', () => {
  const effectless = { kind: 'answer', status: 204, body: '' } as const;

  beforeEach(() => {
    sandbox.faults.add({ when: write, fault: refusal });
  });

  test('is repeated, and the secret is gone', async () => {
    sandbox.faults.add({ when: removePassword, times: 2, fault: effectless });
    const prepared = prepareRun(sandbox, stored);
    expect((await failureOf(prepared)).state).toContain('was removed again');
    expect(secrets()).toEqual([]);
  });

  test('is told when it stays without effect, and the post step tells it again', async () => {
    sandbox.faults.add({ when: removePassword, times: Infinity, fault: effectless });
    const prepared = prepareRun(sandbox, stored);
    const failure = await failureOf(prepared);
    const [keyId = 'none'] = secrets();
    expect(failure.state).toContain(`${keyId}) is in no destination, and could not be removed`);
    expect(prepared.written().step).toBe('added');
    const left = runPost(sandbox, prepared);
    await expect(left).rejects.toMatchObject({ code: 'secret-left-behind' });
    await expect(left).rejects.toThrow(`--key-id ${keyId}`);
  });

  test('is seen through by replicas that lag behind', async () => {
    sandbox.faults.add({ when: removePassword, fault: effectless });
    // The first read comes from a replica that has not heard of the new secret yet.
    sandbox.tenant.propagation.read = [0, Infinity, 0];
    const prepared = prepareRun(sandbox, stored);
    expect((await failureOf(prepared)).state).toContain('was removed again');
    expect(secrets()).toEqual([]);
  });
});

test('a secret that cannot be removed is named, with the command that removes it', async () => {
  sandbox.faults.add({ when: write, fault: refusal });
  sandbox.faults.add({ when: removePassword, times: Infinity, fault: { kind: 'drop' } });
  const failure = await failureOf(prepareRun(sandbox, stored));
  const [keyId = 'none'] = secrets();
  const { appId } = sandbox.tenant.application('Exalate');
  expect(failure.state).toBe(
    `the new secret (key ID ${keyId}) is in no destination, and could not be removed; the post step of this job tries again. Remove it:\n  az ad app credential delete --id ${appId} --key-id ${keyId}`,
  );
});

test('a destination that fails after others took the new secret: all are listed, with what each holds', async () => {
  const prepared = prepareRun(sandbox, stored);
  const full = {
    ...output('three'),
    persistent: true,
    prepare: () => Promise.resolve({ state: undefined, write: () => Promise.reject(new Error('full')) }),
  };
  const others = [output('two'), full].map((destination, index) => ({ index: index + 1, destination }));
  const destinations = [...prepared.services.destinations, ...others];
  const failure = await failureOf({ ...prepared, services: { ...prepared.services, destinations } });
  const keyId = secrets()[0] ?? '';
  expect(failure.state).toBe(
    [
      `the new secret (key ID ${keyId}) was kept: a destination holds it. Current state of the destinations:`,
      `${repositoryLabel}: the new secret (key ID ${keyId})`,
      'step output three: what it held before',
      'step output two: nothing',
    ].join('\n  - '),
  );
});

test('a destination that does not say whether it took the new secret, after another did, is listed as that', async () => {
  const prepared = prepareRun(sandbox, stored);
  const nothingCame = new ActionError('unexpected', { problem: 'x', likelyCause: 'x', remedy: 'x' });
  const silent: Destination = {
    ...output('silent'),
    persistent: true,
    prepare: () =>
      Promise.resolve({
        state: undefined,
        write: () => Promise.reject(new UnconfirmedWriteError(nothingCame)),
      }),
  };
  let asked = 0;
  const readState = (): Promise<DestinationState> => {
    asked += 1;
    const then: DestinationState = { revision: 'then', evidence: { kind: 'empty' } };
    return asked === 1 ? Promise.resolve(then) : Promise.reject(new Error('no answer'));
  };
  const destinations = [
    ...prepared.services.destinations,
    { index: 1, destination: { ...silent, readState } },
    { index: 2, destination: output('last') },
  ];
  const failure = await failureOf({ ...prepared, services: { ...prepared.services, destinations } });
  expect(failure.state).toContain(
    '\n  - step output silent: not known: the new secret or the earlier value\n  - step output last: nothing',
  );
  expect(prepared.written().step).toBe('complete');
});

test('the new secret stays when a destination holds it and another fails', async () => {
  const prepared = prepareRun(sandbox, { ...stored, 'step-output': 'true' });
  prepared.toolkit.setOutput = () => {
    throw new Error('disk full');
  };
  const failure = await failureOf(prepared);
  expect(failure.code).toBe('unexpected');
  expect(failure.state).toContain('\n  - step output client-secret: nothing');
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
    const {
      secret: { keyId, displayName },
    } = await go(prepared);
    expect(secrets()).toEqual([keyId]);
    expect(sandbox.tenant.secretsOf('Exalate')[0]?.displayName).toBe(displayName);
    expect(sandbox.requests.filter(({ path }) => path.endsWith('addPassword'))).toHaveLength(2);
    expect(prepared.written()).toMatchObject({ lostAnswer: true, step: 'complete', keyId });
  });

  test('it looks as long as it does for any, also when it found one at once', async () => {
    sandbox.faults.add({ when: addPassword, fault: { kind: 'drop-after' } });
    const prepared = prepareRun(sandbox, stored);
    await go(prepared);
    expect(prepared.clock.waits.slice(0, 5)).toEqual([0, 1_000, 2_000, 4_000, 8_000]);
    expect(prepared.clock.waits).not.toContain(15_000);
  });

  test('it says so, and that it looks', async () => {
    sandbox.faults.add({ when: addPassword, fault: { kind: 'drop' } });
    const prepared = prepareRun(sandbox, stored);
    await go(prepared);
    expect(prepared.toolkit.lines).toContain(
      'Microsoft Graph did not say whether it added the secret (no response); looking for it.',
    );
  });

  test('twice, the run ends, and none is left', async () => {
    sandbox.faults.add({ when: addPassword, times: 2, fault: { kind: 'drop-after' } });
    const prepared = prepareRun(sandbox, stored);
    const failure = await failureOf(prepared);
    expect(failure.code).toBe('graph-request-failed');
    expect(failure.explanation).toEqual({
      problem:
        'Microsoft Graph was asked to add a client secret, and did not say whether it did (no response).',
      likelyCause: 'a temporary outage of the service or of the network.',
      remedy: 'run the job again.',
    });
    expect(failure.state).toBe('no secret of this run is left on the application, and nothing was written.');
    expect(secrets()).toEqual([]);
    expect(sandbox.requests.filter(({ path }) => path.endsWith('addPassword'))).toHaveLength(2);
    await runPost(sandbox, prepared);
    expect(secrets()).toEqual([]);
  });

  test('and then it is refused, the post step still looks for what surfaces', async () => {
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

  test('because of an error that nobody expected, none is left', async () => {
    const prepared = prepareRun(sandbox, stored);
    prepared.toolkit.setSecret = (value) => {
      if (sandbox.tenant.mintedSecrets.includes(value)) throw new Error('broken pipe');
    };
    const failure = await failureOf(prepared);
    expect(failure.message).toContain('an unexpected error');
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
    expect(failure.state).toMatch(
      /^a secret of this run may be on the application, and no destination holds it\. The post step of this job looks again\. Look for/,
    );
    expect(failure.state).toContain('az ad app credential list --id');
    expect(failure.explanation.remedy).toBe('remove what is left, then run the job again.');
  });
});

describe('when GitHub does not say whether it took the value', () => {
  const inDoubt = { method: 'PUT', path: /actions\/secrets/ };
  const times = Infinity;

  test('the write is repeated', async () => {
    sandbox.faults.add({ when: inDoubt, fault: { kind: 'drop-after' } });
    const {
      secret: { keyId },
    } = await go(prepareRun(sandbox, stored));
    expect(secrets()).toEqual([keyId]);
  });

  test('and it was written all the same, the secret stays: its last write tells', async () => {
    sandbox.faults.add({
      when: inDoubt,
      times,
      fault: { kind: 'answer', status: 502, after: true, body: '' },
    });
    const prepared = prepareRun(sandbox, stored);
    const {
      secret: { keyId },
    } = await go(prepared);
    expect(secrets()).toEqual([keyId]);
    expect(prepared.written().step).toBe('complete');
  });

  test('and it was not written, the secret goes', async () => {
    sandbox.faults.add({ when: inDoubt, times, fault: { kind: 'drop' } });
    const prepared = prepareRun(sandbox, stored);
    const failure = await failureOf(prepared);
    expect(failure.code).toBe('github-unreachable');
    expect(failure.state).toContain('was removed again');
    expect(secrets()).toEqual([]);
    const said =
      'repository secret EXALATE_CLIENT_SECRET of acme/ops did not confirm whether it stored the secret.';
    expect(prepared.toolkit.lines.filter((line) => line === said)).toHaveLength(3);
    const [first = 1, second = 0, third = 0] = prepared.clock.waits;
    expect(first).toBe(0);
    expect(second).toBeGreaterThan(0);
    expect(third).toBeGreaterThan(0);
  });

  test('because of an error that nobody expected, it is asked', async () => {
    const prepared = prepareRun(sandbox, stored);
    const destinations = prepared.services.destinations.map(({ index, destination }) => ({
      index,
      destination: {
        ...destination,
        prepare: async () => {
          const { state, write: send } = await destination.prepare();
          const failing = async (secret: NewSecret): Promise<void> => {
            await send(secret);
            throw new TypeError('a bug');
          };
          return { state, write: failing };
        },
      },
    }));
    const {
      secret: { keyId },
    } = await go({ ...prepared, services: { ...prepared.services, destinations } });
    expect(secrets()).toEqual([keyId]);
    expect(prepared.written()).toMatchObject({ step: 'complete', stored: [0] });
  });

  test('and refuses it the next time, it is asked all the same: it may have taken the first', async () => {
    sandbox.faults.add({ when: inDoubt, fault: { kind: 'drop-after' } });
    sandbox.faults.add({ when: inDoubt, fault: refusal });
    const {
      secret: { keyId },
    } = await go(prepareRun(sandbox, stored));
    expect(secrets()).toEqual([keyId]);
  });

  test('and refuses it the next time, and took neither, the secret goes', async () => {
    sandbox.faults.add({ when: inDoubt, fault: { kind: 'drop' } });
    sandbox.faults.add({ when: inDoubt, fault: refusal });
    const failure = await failureOf(prepareRun(sandbox, stored));
    expect(failure.code).toBe('github-secret-refused');
    expect(secrets()).toEqual([]);
    expect(sandbox.requests.filter(({ method }) => method === 'PUT')).toHaveLength(2);
  });

  test('and cannot be asked either, the secret stays, and the error says how to remove it', async () => {
    sandbox.faults.add({ when: inDoubt, times, fault: { kind: 'drop' } });
    sandbox.faults.add({
      when: { method: 'GET', path: /secrets\/EXALATE/ },
      skip: 2,
      times,
      fault: { kind: 'drop' },
    });
    const prepared = prepareRun(sandbox, stored);
    const failure = await failureOf(prepared);
    const { appId } = sandbox.tenant.application('Exalate');
    const keyId = secrets()[0] ?? '';
    expect(failure.code).toBe('github-unreachable');
    expect(failure.state).toBe(
      `the new secret (key ID ${keyId}) is kept, since it is not known whether the destination holds it; the post step of this job asks again. Only if it does not: Remove it:\n  az ad app credential delete --id ${appId} --key-id ${keyId}`,
    );
    expect(secrets()).toHaveLength(1);
    await expect(runPost(sandbox, prepared)).rejects.toMatchObject({ code: 'secret-in-doubt' });
    expect(secrets()).toHaveLength(1);
    sandbox.faults.clear();
    await runPost(sandbox, prepared);
    expect(secrets()).toEqual([]);
  });
});

describe('the key ID of the new secret is told', () => {
  const keptAfter = async (prepared: InProcessRun): Promise<string | undefined> => {
    const progress = createProgress();
    await rotate(prepared.inputs, prepared.services, prepared.journal, progress).catch(() => undefined);
    return progress.keptKeyId;
  };

  test('when the destinations hold it', async () => {
    expect(await keptAfter(prepareRun(sandbox, stored))).toBe(secrets()[0]);
  });

  test('when a destination may hold it', async () => {
    sandbox.faults.add({ when: write, times: Infinity, fault: { kind: 'drop' } });
    sandbox.faults.add({
      when: { method: 'GET', path: /actions\/secrets\/EXALATE/ },
      skip: 2,
      times: Infinity,
      fault: { kind: 'drop' },
    });
    expect(await keptAfter(prepareRun(sandbox, stored))).toBe(secrets()[0]);
    expect(secrets()).toHaveLength(1);
  });

  test('not when no destination took it, though it could not be removed', async () => {
    const body = { error: { code: 'Authorization_RequestDenied', message: 'No.' } };
    const headers = { 'Content-Type': 'application/json' };
    sandbox.faults.add({ when: write, times: Infinity, fault: { kind: 'drop' } });
    sandbox.faults.add({
      when: removePassword,
      times: Infinity,
      fault: { kind: 'answer', status: 403, headers, body },
    });
    expect(await keptAfter(prepareRun(sandbox, stored))).toBeUndefined();
    expect(secrets()).toHaveLength(1);
  });

  test('not when it was removed again', async () => {
    sandbox.tenant.propagation = { login: [Infinity], read: [0] };
    expect(
      await keptAfter(prepareRun(sandbox, { ...stored, 'verify-timeout': '5 seconds' })),
    ).toBeUndefined();
    expect(secrets()).toEqual([]);
  });
});
