import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import type { Fault } from '../../../sandbox/network/faults.ts';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import type { Application } from '../../../src/entra/graph/application.ts';
import { UncertainRefusalError, type Applications } from '../../../src/entra/graph/applications.ts';
import { TimeBudget } from '../../../src/http/time-budget.ts';
import {
  enterSandbox,
  failureOf,
  FastClock,
  type InProcessRun,
  prepareRun,
} from '../../helpers/in-sandbox.ts';

let sandbox: Sandbox;
let clock: FastClock;
let budget: TimeBudget;
let prepared: InProcessRun;
let applications: Applications;

/** Starts with a sandbox on the clock of the run. */
beforeEach(async () => {
  clock = new FastClock();
  sandbox = await enterSandbox({ now: () => clock.now().getTime() });
  await logIn();
});

afterEach(async () => {
  await sandbox.close();
  expect(sandbox.violations).toEqual([]);
});

async function logIn(): Promise<void> {
  budget = new TimeBudget(clock, 60_000, 300_000);
  prepared = prepareRun(sandbox, { 'step-output': 'true' }, clock, budget);
  applications = await prepared.services.logIn();
}

const end = new Date('2028-01-01T00:00:00Z');
const hour = 3_600_000;
const json = { 'Content-Type': 'application/json' };
const addPasswordRequest = { method: 'POST', path: /addPassword$/ };
const pageRequest = { method: 'GET', path: /skiptoken/ };

/** The statuses of the requests whose path matches, in their order. */
const statusesOf = (path: RegExp): readonly number[] =>
  sandbox.requests.filter((request) => path.test(request.path)).map(({ status }) => status);
const refuse = (status: number, code: string, message = ''): Fault => ({
  kind: 'answer',
  status,
  headers: json,
  body: { error: { code, message } },
});
const findExalate = (): Promise<Application> => applications.find('Exalate');

async function listNames(scope: 'owned' | 'tenant' = 'tenant'): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { displayName } of applications.list(scope)) names.push(displayName);
  return names;
}

type Body = Record<string, unknown>;
const body = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));

function rewriteBody(change: (body: Body) => unknown): Fault {
  return {
    kind: 'rewrite',
    rewrite: (response) => ({ ...response, body: JSON.stringify(change(v.parse(body, response.body))) }),
  };
}

describe('a request whose token is no longer accepted', () => {
  test.each<[string, () => void]>([
    [
      'was revoked',
      () => {
        sandbox.tenant.revokeTokens();
      },
    ],
    [
      'has expired',
      () => {
        // Verification, which has a timeout of its own, can take this long.
        void clock.sleep(2 * hour);
        budget.extend(2 * hour);
      },
    ],
  ])('is sent again after one new login, when the token %s', async (_, refuseToken) => {
    const application = await findExalate();
    refuseToken();
    await applications.addPassword(application, 'x', end);
    expect(statusesOf(/addPassword$/)).toEqual([401, 200]);
    expect(statusesOf(/oauth2/)).toEqual([200, 200]);
    expect(sandbox.tenant.secretsOf('Exalate')).toHaveLength(1);
    await applications.listSecrets(application.objectId);
    expect(statusesOf(/oauth2/)).toHaveLength(2);
  });

  test('shares the new login with other requests', async () => {
    const { objectId } = await findExalate();
    sandbox.tenant.revokeTokens();
    await Promise.all([applications.listSecrets(objectId), applications.listCredentials(objectId)]);
    expect(statusesOf(/oauth2/)).toEqual([200, 200]);
  });

  test('fails with the words of Graph when Graph refuses the new token as well', async () => {
    const message = 'Lifetime validation failed, the token is expired.';
    sandbox.faults.add({
      when: addPasswordRequest,
      times: Infinity,
      fault: refuse(401, 'InvalidAuthenticationToken', message),
    });
    const failure = await failureOf(applications.addPassword(await findExalate(), 'x', end));
    expect(failure.code).toBe('graph-request-failed');
    expect(failure.message).toContain(`Message from Microsoft Graph: "${message}"`);
    expect(failure.message).toContain('Likely cause: unknown.');
    expect(statusesOf(/addPassword$/)).toEqual([401, 401]);
    expect(statusesOf(/oauth2/)).toEqual([200, 200]);
  });

  test('fails as the new login does', async () => {
    const application = await findExalate();
    sandbox.tenant.revokeTokens();
    sandbox.tenant.workload.disabled = true;
    const { code } = await failureOf(applications.addPassword(application, 'x', end));
    expect(code).toBe('login-refused');
    expect(statusesOf(/addPassword$/)).toEqual([401]);
  });

  test('is not sent again when something in between refused it', async () => {
    sandbox.faults.add({
      when: addPasswordRequest,
      fault: { kind: 'answer', status: 401, body: 'Sign in to the proxy' },
    });
    await expect(applications.addPassword(await findExalate(), 'x', end)).rejects.toMatchObject({
      reason: 'HTTP 401',
    });
    expect(statusesOf(/oauth2/)).toHaveLength(1);
  });

  test('names the permissions in the new token', async () => {
    const application = await findExalate();
    sandbox.tenant.workload.roles = ['Application.Read.All'];
    sandbox.tenant.revokeTokens();
    expect(await failureOf(applications.addPassword(application, 'x', end))).toMatchObject({
      code: 'graph-permission-missing',
    });
  });
});

describe('while a replica of Graph lags behind', () => {
  test('a secret is removed as soon as the replica knows the application', async () => {
    const application = await findExalate();
    const { keyId } = await applications.addPassword(application, 'x', end);
    sandbox.tenant.application('Exalate').unknownToWritersUntil = clock.now().getTime() + 400;
    await expect(applications.removePassword(application, keyId)).resolves.toBe('removed');
    expect(statusesOf(/removePassword$/).slice(0, 1)).toEqual([404]);
  });

  test('the request for a secret is not sent again, because another replica may have executed it', async () => {
    const application = await findExalate();
    sandbox.tenant.application('Exalate').unknownToWritersUntil = Infinity;
    const error: unknown = await applications.addPassword(application, 'x', end).catch((e: unknown) => e);
    if (!(error instanceof UncertainRefusalError)) throw error;
    const { code, message } = error.actionError;
    expect(code).toBe('graph-request-failed');
    expect(message).toContain(`"Resource '${application.objectId}' does not exist or one of its queried`);
    expect(statusesOf(/addPassword$/)).toEqual([404]);
  });

  test('an application is found as soon as Graph knows the workload identity', async () => {
    sandbox.tenant.workload.unknownCallerUntil = clock.now().getTime() + 400;
    await expect(findExalate()).resolves.toMatchObject({ displayName: 'Exalate' });
  });

  test('a workload identity that stays unknown leads to an error with the commands that grant it access', async () => {
    sandbox.tenant.workload.unknownCallerUntil = Infinity;
    const { code, message } = await failureOf(findExalate());
    expect(code).toBe('graph-permission-missing');
    expect(message).toContain(`az ad sp create --id ${sandbox.tenant.workload.appId}`);
    expect(message).toContain('appRoleAssignments');
    expect(statusesOf(/applications\?/)).toEqual([401, 401, 401, 401]);
  });

  test('the question whether an application exists is not repeated', async () => {
    expect(await failureOf(applications.find('99999999-0000-4000-8000-000000000000'))).toMatchObject({
      code: 'application-not-found',
    });
    expect(statusesOf(/applications\/9/)).toEqual([404]);
  });
});

describe('a list', () => {
  const fill = (count: number): void => {
    for (let index = 0; index < count; index += 1)
      sandbox.tenant.addApplication({ displayName: `App ${index}` });
  };

  test('whose link to the next page has expired is read again, without duplicates', async () => {
    fill(2_500);
    sandbox.tenant.policies.pageTokenLifetime = 60_000;
    sandbox.faults.add({
      when: pageRequest,
      skip: 1,
      times: 2,
      fault: { kind: 'answer', status: 429, headers: { ...json, 'Retry-After': '50' } },
    });
    const names = await listNames();
    expect(names).toHaveLength(2_502);
    expect(new Set(names).size).toBe(2_502);
    expect(statusesOf(/\/applications\?/)).toEqual([200, 200, 429, 429, 400, 200, 200, 200]);
  });

  test.each([
    ['Directory_ExpiredPageToken', 'The specified page token value has expired.'],
    ['', 'Invalid Skip Token'],
  ])('whose links always expire ends with the words of Graph: %j', async (code, message) => {
    fill(1_200);
    sandbox.faults.add({ when: pageRequest, times: Infinity, fault: refuse(400, code, message) });
    const failure = await failureOf(listNames());
    expect(failure.code).toBe('graph-request-failed');
    expect(failure.message).toContain(`Message from Microsoft Graph: "${message}"`);
    expect(statusesOf(/\/applications\?/)).toEqual([200, 400, 200, 400, 200, 400]);
  });

  test.each([
    ['the same link', () => 'MA'],
    ['another link to the same items', (index: number) => Buffer.from(`0 ${index}`).toString('base64url')],
  ])('that repeats itself, with %s, ends with an error after a few requests', async (_, makeToken) => {
    let count = 0;
    const { faults } = sandbox;
    faults.add({
      when: { method: 'GET', path: /\/applications\?/ },
      times: Infinity,
      fault: rewriteBody(({ value }) => {
        count += 1;
        // Items in another order, so that no page begins as another one did.
        const items = v.parse(v.array(v.unknown()), value);
        const rotated = [...items.slice(count % items.length), ...items.slice(0, count % items.length)];
        return {
          value: rotated,
          '@odata.nextLink': `https://graph.microsoft.com/v1.0/applications?$skiptoken=${makeToken(count)}`,
        };
      }),
    });
    expect(await failureOf(listNames())).toMatchObject({ code: 'list-endless' });
    expect(count).toBeLessThanOrEqual(3);
  });

  test('with entries that cannot be read has all the others, and no service principal', async () => {
    sandbox.tenant.addApplication({ displayName: 'Payroll' });
    sandbox.faults.add({
      when: { path: /ownedObjects/ },
      fault: rewriteBody(({ value }) => ({
        value: [
          null,
          { id: null, appId: null, displayName: 'Broken' },
          { '@odata.type': '#microsoft.graph.servicePrincipal', displayName: 'Principal' },
          ...v.parse(v.array(v.unknown()), value),
        ],
        '@odata.nextLink': null,
      })),
    });
    expect(await listNames('owned')).toEqual(['', 'Broken', 'Exalate', 'Payroll']);
  });
});

describe('an application with a damaged entry', () => {
  const rewriteList = (change: (entries: readonly Body[]) => readonly unknown[]): void => {
    sandbox.faults.add({
      when: { method: 'GET', path: /\/applications\?/ },
      fault: rewriteBody(({ value }) => ({
        value: change(v.parse(v.array(v.record(v.string(), v.unknown())), value)),
      })),
    });
  };

  test('is found when another entry of the list is the damaged one', async () => {
    rewriteList((entries) => [{ displayName: 'Broken', appId: null }, ...entries]);
    await expect(findExalate()).resolves.toMatchObject({ displayName: 'Exalate' });
  });

  test.each<[string, (entry: Body) => unknown]>([
    ['no application ID', (entry) => ({ ...entry, appId: null })],
    ['no client secrets', (entry) => ({ ...entry, passwordCredentials: undefined })],
    ['nothing', () => ({})],
  ])('is not used when the entry of the wanted one has %s', async (_, change) => {
    rewriteList((entries) => entries.map(change));
    const { code, message } = await failureOf(findExalate());
    expect(code).toBe('graph-request-failed');
    expect(message).toContain('lists the app registration `Exalate` without one of its IDs');
    rewriteList((entries) => entries.map(change));
    const { appId } = sandbox.tenant.application('Exalate');
    expect(await failureOf(applications.find(appId))).toMatchObject({ code: 'graph-request-failed' });
  });
});

describe('the client secrets of an application', () => {
  const showRequest = { method: 'GET', path: /\/applications\/[^/?]+\?/ };

  test.each(['listSecrets', 'listCredentials'] as const)(
    'are not those of another application that Graph sends instead: %s',
    async (method) => {
      const { objectId } = await findExalate();
      sandbox.faults.add({
        when: showRequest,
        fault: rewriteBody((application) => ({ ...application, id: sandbox.tenant.workload.objectId })),
      });
      const { code, message } = await failureOf(applications[method](objectId.toUpperCase()));
      expect(code).toBe('graph-request-failed');
      expect(message).toContain('a response that the action cannot read when asked to list client secrets');
      await expect(applications[method](objectId.toUpperCase())).resolves.toEqual([]);
    },
  );

  test('are none when Graph sends null', async () => {
    const { objectId } = await findExalate();
    sandbox.faults.add({
      when: showRequest,
      times: 2,
      fault: rewriteBody((application) => ({ ...application, passwordCredentials: null })),
    });
    await expect(applications.listSecrets(objectId)).resolves.toEqual([]);
    await expect(applications.listCredentials(objectId)).resolves.toEqual([]);
  });
});

test('a hostile error for addPassword that repeats the new value in any form does not leak it', async () => {
  const application = await findExalate();
  const spellings = (value: string): readonly string[] => [
    value,
    encodeURIComponent(value),
    Buffer.from(value).toString('base64'),
    Buffer.from(value).toString('base64url'),
    Array.from(value).join('\u200b'),
  ];
  for (const hasMember of [false, true]) {
    for (let index = 0; index < spellings('').length; index += 1) {
      let shown = '';
      sandbox.faults.add({
        when: addPasswordRequest,
        fault: {
          kind: 'rewrite',
          rewrite: (response) => {
            const { secretText } = v.parse(v.object({ secretText: v.string() }), JSON.parse(response.body));
            shown = spellings(secretText)[index] ?? '';
            const error = { code: 'Request_BadRequest', message: `The value ${shown} is too weak` };
            const member = hasMember ? { secretText } : {};
            return { ...response, status: 400, body: JSON.stringify({ error, ...member }) };
          },
        },
      });
      const { code, message } = await failureOf(applications.addPassword(application, 'x', end));
      expect(code).toBe('graph-request-failed');
      expect(message).toMatch(/"The value \*\*\*\w?=* is too weak"/);
      expect(message).not.toContain(shown);
      for (const { secretText } of sandbox.tenant.secretsOf('Exalate'))
        expect(message).not.toContain(secretText);
    }
  }
  expect(prepared.toolkit.masks.length).toBeGreaterThanOrEqual(5);
});
