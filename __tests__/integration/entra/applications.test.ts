import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import type { Fault } from '../../../sandbox/network/faults.ts';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import type { Application } from '../../../src/entra/application.ts';
import { LostResponseError, type Applications } from '../../../src/entra/applications.ts';
import { enterSandbox, failureOf, type InProcessRun, prepareRun } from '../../helpers/in-sandbox.ts';

let sandbox: Sandbox;
let prepared: InProcessRun;
let applications: Applications;

beforeEach(async () => {
  sandbox = await enterSandbox();
  await logIn();
});

afterEach(async () => {
  await sandbox.close();
  expect(sandbox.violations).toEqual([]);
});

/** Roles are in the token, so whoever changes them logs in again. */
async function logIn(): Promise<void> {
  prepared = prepareRun(sandbox, { 'step-output': 'true' });
  applications = await prepared.services.logIn();
}

const exalate = (): Promise<Application> => applications.find('Exalate');
const add = async (
  displayName = 'x',
  endDateTime = new Date('2028-01-01T00:00:00Z'),
): Promise<{ keyId: string }> => applications.addPassword(await exalate(), displayName, endDateTime);
const addPassword = { method: 'POST', path: /addPassword$/ };
const list = { method: 'GET', path: /\/applications\?/ };
const json = { 'Content-Type': 'application/json' };
const refused = (
  status: number,
  code: string,
  message = '',
): { kind: 'answer'; status: number; headers: typeof json; body: unknown } => ({
  kind: 'answer',
  status,
  headers: json,
  body: { error: { code, message } },
});

type Body = Record<string, unknown>;

/** The real answer, with another body. */
function rewritten(change: (body: Body) => Body): Fault {
  return {
    kind: 'rewrite',
    rewrite: (answer) => ({ ...answer, body: JSON.stringify(change(record(JSON.parse(answer.body)))) }),
  };
}

function record(value: unknown): Body {
  return v.parse(v.record(v.string(), v.unknown()), value);
}

function forEver(applications: unknown): Body {
  const [application] = Array.isArray(applications) ? applications.map(record) : [];
  const secrets = application?.['passwordCredentials'];
  const passwordCredentials = Array.isArray(secrets)
    ? secrets.map((one) => ({ ...record(one), endDateTime: null }))
    : [];
  return { value: [{ ...application, passwordCredentials }] };
}

describe('an application is found', () => {
  test('by display name, application ID and object ID', async () => {
    const { appId, objectId } = sandbox.tenant.application('Exalate');
    const expected = {
      applicationId: appId,
      objectId,
      displayName: 'Exalate',
      signInAudience: 'AzureADMyOrg',
    };
    expect(await applications.find('Exalate')).toMatchObject(expected);
    expect(await applications.find(appId)).toMatchObject(expected);
    expect(await applications.find(objectId.toUpperCase())).toMatchObject(expected);
  });

  test.each(["O'Brien & Söhne", "''", 'a#b+c%20d?e=f', 'R&D (ÖPNV) / 100%', '日本', "' or appId ne '"])(
    'by a name with any characters: %s',
    async (displayName) => {
      sandbox.tenant.addApplication({ displayName });
      await expect(applications.find(displayName)).resolves.toMatchObject({ displayName });
    },
  );

  test('with its client secrets', async () => {
    sandbox.tenant.addApplication({
      displayName: 'Old',
      credentials: [{ displayName: 'by hand', endDateTime: '2027-01-02T03:04:05Z' }, {}],
    });
    expect((await applications.find('Old')).passwordCredentials).toMatchObject([
      { displayName: 'by hand', endDateTime: new Date('2027-01-02T03:04:05Z') },
      { displayName: '' },
    ]);
  });

  test('with a client secret that never expires, as other tools can make them', async () => {
    sandbox.tenant.addApplication({ displayName: 'Old', credentials: [{ displayName: 'by hand' }] });
    sandbox.faults.add({ when: list, fault: rewritten(({ value }) => forEver(value)) });
    expect((await applications.find('Old')).passwordCredentials).toMatchObject([{ endDateTime: null }]);
  });

  test('on the next page of an answer', async () => {
    const link = `https://graph.microsoft.com/v1.0/applications?$filter=${encodeURIComponent("displayName eq 'Exalate'")}&$top=21&$skiptoken=MA`;
    sandbox.faults.add({ when: list, fault: rewritten(() => ({ value: [], '@odata.nextLink': link })) });
    await expect(exalate()).resolves.toMatchObject({ displayName: 'Exalate' });
  });

  test('once, though it is on two pages, since the list changed between them', async () => {
    const link = `https://graph.microsoft.com/v1.0/applications?$filter=${encodeURIComponent("displayName eq 'Exalate'")}`;
    const fault = rewritten(({ value }) => ({ value, '@odata.nextLink': link }));
    sandbox.faults.add({ when: list, fault });
    await expect(exalate()).resolves.toMatchObject({ displayName: 'Exalate' });
    sandbox.faults.add({ when: list, fault });
    const found: string[] = [];
    for await (const { displayName } of applications.list('tenant')) found.push(displayName);
    expect(found.filter((one) => one === 'Exalate')).toHaveLength(1);
  });

  test('and is ambiguous when the next page has one, too', async () => {
    const link = `https://graph.microsoft.com/v1.0/applications?$filter=${encodeURIComponent("displayName eq 'Exalate'")}`;
    sandbox.tenant.addApplication({ displayName: 'Exalate' });
    sandbox.faults.add({
      when: list,
      fault: rewritten(({ value }) => ({
        value: Array.isArray(value) ? value.slice(0, 1) : [],
        '@odata.nextLink': link,
      })),
    });
    expect(await failureOf(exalate())).toMatchObject({ code: 'application-ambiguous' });
  });

  test.each(['https://evil.example/v1.0/applications', 'https://graph.microsoft.com.evil.example/', 'x'])(
    'but not where an answer goes on elsewhere: %s',
    async (link) => {
      sandbox.faults.add({ when: list, fault: rewritten(() => ({ value: [], '@odata.nextLink': link })) });
      expect(await failureOf(exalate())).toMatchObject({ code: 'graph-request-failed' });
      expect(sandbox.requests.filter(({ path }) => path.includes('/applications'))).toHaveLength(1);
    },
  );

  test('after passing faults', async () => {
    sandbox.faults.add({
      when: list,
      fault: { kind: 'answer', status: 429, headers: { 'Retry-After': '7' } },
    });
    sandbox.faults.add({ when: list, fault: { kind: 'answer', status: 503 } });
    sandbox.faults.add({ when: list, fault: { kind: 'drop' } });
    await expect(exalate()).resolves.toMatchObject({ displayName: 'Exalate' });
    expect(prepared.clock.waits[0]).toBe(7_000);
    expect(prepared.toolkit.lines.join('\n')).toContain('Microsoft Graph: HTTP 429. Trying again in 7 s.');
  });
});

describe('of several applications of one name', () => {
  const register = (count: number, displayName = 'Exalate'): void => {
    for (let index = 0; index < count; index += 1) {
      sandbox.tenant.addApplication({ displayName, owned: false });
    }
  };
  const asked = (): readonly string[] =>
    sandbox.requests.filter(({ host }) => host === 'graph.microsoft.com').map(({ path }) => path);

  test.each([1, 25, 200])('the one that the workload identity owns is found: %d others', async (count) => {
    const { objectId } = sandbox.tenant.application('Exalate');
    register(count);
    await expect(exalate()).resolves.toMatchObject({ objectId, displayName: 'Exalate' });
    expect(asked()).toHaveLength(2);
  });

  test('it is found behind others that Graph takes for the same name', async () => {
    register(30, 'EXALATE (new)');
    const { objectId } = sandbox.tenant.addApplication({ displayName: 'Exalate (new)' });
    await expect(applications.find('Exalate (new)')).resolves.toMatchObject({ objectId });
  });

  test('the one that is spelt like it is found, with one request', async () => {
    const { objectId } = sandbox.tenant.application('Exalate');
    sandbox.tenant.addApplication({ displayName: 'EXALATE' });
    await expect(exalate()).resolves.toMatchObject({ objectId });
    expect(asked()).toHaveLength(1);
  });

  test('none is taken when an ID is the application ID of one and the object ID of another', async () => {
    const { objectId } = sandbox.tenant.application('Exalate');
    const other = { displayName: 'Other', signInAudience: '', passwordCredentials: [] };
    const value = [{ ...other, id: sandbox.tenant.workload.objectId, appId: objectId }];
    sandbox.faults.add({
      when: list,
      fault: { kind: 'answer', status: 200, headers: json, body: { value } },
    });
    const { code, message } = await failureOf(applications.find(objectId));
    expect(code).toBe('application-ambiguous');
    expect(message).toContain(`- Other (${objectId})`);
  });

  test('none is taken when several are owned, and only those of exactly that name are listed', async () => {
    const other = sandbox.tenant.addApplication({ displayName: 'Exalate' });
    const inCapitals = sandbox.tenant.addApplication({ displayName: 'EXALATE' });
    const { code, message } = await failureOf(exalate());
    expect(code).toBe('application-ambiguous');
    expect(message).toContain(`- Exalate (${other.appId})`);
    expect(message).toContain(`- Exalate (${sandbox.tenant.application('Exalate').appId})`);
    expect(message).not.toContain(inCapitals.appId);
  });

  test.each([
    [2, 'Several app registrations are called `Payroll`:'],
    [50, 'Several app registrations are called `Payroll`:'],
  ])('none is taken when none of %d is owned', async (count, text) => {
    register(count, 'Payroll');
    const { code, message } = await failureOf(applications.find('Payroll'));
    expect(code).toBe('application-ambiguous');
    expect(message).toContain(text);
    expect(message.match(/- Payroll \(/g)).toHaveLength(Math.min(count, 20));
  });

  test('none is taken when there are too many of other upper and lower case to see it', async () => {
    register(50, 'PAYROLL');
    const { code, message } = await failureOf(applications.find('Payroll'));
    expect(code).toBe('application-ambiguous');
    expect(message).toContain(
      'More than 20 app registrations are called `Payroll` when upper and lower case are ignored.',
    );
    expect(message).not.toContain('- PAYROLL');
  });

  test('none is taken when Graph does not say which are owned', async () => {
    register(1);
    const owned = { path: /ownedObjects/ };
    sandbox.faults.add({ when: owned, fault: refused(403, 'Authorization_RequestDenied') });
    expect(await failureOf(exalate())).toMatchObject({ code: 'application-ambiguous' });
    sandbox.faults.add({ when: owned, times: Infinity, fault: { kind: 'answer', status: 503 } });
    expect(await failureOf(exalate())).toMatchObject({ code: 'graph-request-failed' });
  });
});

describe('an application is not found', () => {
  test('when there is none of that name: similar names are listed', async () => {
    sandbox.tenant.addApplication({ displayName: 'Exalate Staging\n::error::x' });
    const { code, message } = await failureOf(applications.find('Exalade'));
    expect(code).toBe('application-not-found');
    expect(message).toContain(`- Exalate (${sandbox.tenant.application('Exalate').appId})`);
    expect(message).toContain('- Exalate Staging\uFFFD::error::x (');
  });

  test('when the name is spelt in other upper and lower case', async () => {
    const { code, message } = await failureOf(applications.find('exalate'));
    expect(code).toBe('application-not-found');
    expect(message).toContain(`- Exalate (${sandbox.tenant.application('Exalate').appId})`);
  });

  test('and none is listed that the workload identity does not own', async () => {
    sandbox.tenant.addApplication({ displayName: 'Exalate of the board', owned: false });
    const { message } = await failureOf(applications.find('Exalade'));
    expect(message).toContain('- Exalate (');
    expect(message).not.toContain('board');
  });

  test.each([
    ['forbids it', refused(403, 'Authorization_RequestDenied')],
    ['fails', { kind: 'answer', status: 503 } as const],
  ])('and none is listed when Graph, asked for what the workload identity owns, %s', async (_, fault) => {
    sandbox.faults.add({ when: { path: /ownedObjects/ }, times: Infinity, fault });
    const { code, message } = await failureOf(applications.find('Exalade'));
    expect(code).toBe('application-not-found');
    expect(message).not.toContain('Similar names');
  });

  test('when no name is similar, or no ID is the same', async () => {
    expect((await failureOf(applications.find('Zulu'))).message).not.toContain('Similar names');
    const { code, message } = await failureOf(applications.find('99999999-0000-4000-8000-000000000000'));
    expect(code).toBe('application-not-found');
    expect(message).not.toContain('Similar names');
  });

  test.each<[string, RegExp]>([
    ['the list by application ID', /\/applications\?/],
    ['the object', /\/applications\/9/],
  ])('when %s answers with another one', async (_, path) => {
    const other = sandbox.tenant.application('Exalate');
    const one = {
      id: other.objectId,
      appId: other.appId,
      displayName: 'Exalate',
      signInAudience: 'AzureADMyOrg',
      passwordCredentials: [],
    };
    const body = path.test('/applications?') ? { value: [one] } : one;
    sandbox.faults.add({
      when: { method: 'GET', path },
      fault: { kind: 'answer', status: 200, headers: json, body },
    });
    expect(await failureOf(applications.find('99999999-0000-4000-8000-000000000000'))).toMatchObject({
      code: 'application-not-found',
    });
  });

  test('when Graph answers with one of another name', async () => {
    sandbox.faults.add({
      when: list,
      fault: rewritten(({ value }) => ({
        value: Array.isArray(value) ? value.map((one) => ({ ...record(one), displayName: 'Payroll' })) : [],
      })),
    });
    expect(await failureOf(exalate())).toMatchObject({ code: 'application-not-found' });
  });
});

describe('a client secret', () => {
  test('is added with its description and end, and its value is masked', async () => {
    const { keyId } = await add('Exalate [x]');
    const [secret] = sandbox.tenant.secretsOf('Exalate');
    expect(secret).toMatchObject({
      keyId,
      displayName: 'Exalate [x]',
      endDateTime: '2028-01-01T00:00:00.000Z',
    });
    expect(prepared.toolkit.masks).toContain(secret?.secretText);
    expect(await applications.listSecrets((await exalate()).objectId)).toEqual([
      { keyId, displayName: 'Exalate [x]' },
    ]);
  });

  test('is removed, and not found after that', async () => {
    const { keyId } = await add();
    await expect(applications.removePassword(await exalate(), keyId)).resolves.toBe('removed');
    await expect(applications.removePassword(await exalate(), keyId)).resolves.toBe('not-found');
  });

  test.each([409, 429])('is added once the server no longer says %d', async (status) => {
    sandbox.faults.add({
      when: addPassword,
      times: 2,
      fault: refused(status, 'Directory_ConcurrencyViolation'),
    });
    await add();
    expect(sandbox.tenant.secretsOf('Exalate')).toHaveLength(1);
  });

  test('is not asked for again when the server says to wait too long', async () => {
    sandbox.faults.add({
      when: addPassword,
      fault: { ...refused(429, 'TooManyRequests'), headers: { ...json, 'Retry-After': '3600' } },
    });
    expect(await failureOf(add())).toMatchObject({ code: 'graph-request-failed' });
    expect(prepared.clock.waits).toEqual([]);
  });

  test.each([
    ['the connection broke', { kind: 'drop-after' } as const, 'no answer'],
    ['the server failed', { kind: 'answer', status: 504, after: true, body: '<html>' } as const, 'HTTP 504'],
    [
      'the value is missing',
      { kind: 'answer', status: 200, after: true, body: {} } as const,
      'an answer without a usable value',
    ],
    [
      'the value is no value',
      {
        kind: 'answer',
        status: 200,
        after: true,
        body: {
          keyId: '5bc44266-25d2-436c-bb9d-31677cdab3ce',
          secretText: 'line\nline, and more than sixteen',
        },
      } as const,
      'an answer without a usable value',
    ],
  ])('is in doubt, and never asked for again, when %s', async (_, fault, reason) => {
    sandbox.faults.add({ when: addPassword, fault });
    const error: unknown = await add().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LostResponseError);
    expect(error).toMatchObject({ reason });
    expect(sandbox.tenant.secretsOf('Exalate')).toHaveLength(1);
  });

  test('is in doubt when the answer names one that was there before', async () => {
    const { keyId } = await add();
    sandbox.faults.add({ when: addPassword, fault: rewritten((body) => ({ ...body, keyId })) });
    await expect(add()).rejects.toMatchObject({ reason: 'an answer about an earlier secret' });
  });

  test('is masked even where the rest of the answer is broken', async () => {
    const body = { secretText: 'a value in an error' };
    sandbox.faults.add({ when: addPassword, fault: { kind: 'answer', status: 400, body } });
    await expect(add()).rejects.toBeInstanceOf(LostResponseError);
    expect(prepared.toolkit.masks).toContain('a value in an error');
  });
});

describe('a refusal says what to change:', () => {
  test('the lifetime', async () => {
    sandbox.tenant.policies.maxLifetimeDays = 90;
    const failure = await failureOf(add());
    expect(failure.code).toBe('lifetime-not-allowed');
    expect(failure.message).toContain('shorten `expires`');
  });

  test('the policy that forbids secrets', async () => {
    sandbox.tenant.policies.passwordsAllowed = false;
    expect(await failureOf(add())).toMatchObject({ code: 'client-secrets-not-allowed' });
  });

  test('the description', async () => {
    sandbox.tenant.policies.maxDisplayNameLength = 10;
    const failure = await failureOf(add('longer than ten'));
    expect(failure.code).toBe('description-refused');
    expect(failure.message).toContain('shorten `description`');
  });

  test('the number of secrets', async () => {
    sandbox.tenant.policies.maxCredentials = 0;
    expect(await failureOf(add())).toMatchObject({ code: 'too-many-credentials' });
    sandbox.faults.add({ when: addPassword, fault: refused(400, 'Directory_ResourceSizeExceeded') });
    expect(await failureOf(add())).toMatchObject({ code: 'too-many-credentials' });
  });

  test('one of the two secrets, when another run was faster than the plan', async () => {
    const { appId } = sandbox.tenant.addApplication({
      displayName: 'Consumer',
      signInAudience: 'PersonalMicrosoftAccount',
    });
    const consumer = await applications.find('Consumer');
    for (const name of ['1', '2'])
      await applications.addPassword(consumer, name, new Date('2028-01-01T00:00:00Z'));
    const failure = await failureOf(
      applications.addPassword(consumer, '3', new Date('2028-01-01T00:00:00Z')),
    );
    expect(failure.code).toBe('two-secret-limit');
    expect(failure.message).toContain(`az ad app credential delete --id ${appId}`);
  });

  test('the owner', async () => {
    const { appId } = sandbox.tenant.addApplication({ displayName: 'Foreign', owned: false });
    const foreign = await applications.find('Foreign');
    const failure = await failureOf(applications.addPassword(foreign, 'x', new Date('2028-01-01T00:00:00Z')));
    expect(failure.code).toBe('application-not-owned');
    expect(failure.message).toContain(
      `az ad app owner add --id ${appId} --owner-object-id "$(az ad sp show --id ${sandbox.tenant.workload.appId} --query id --output tsv)"`,
    );
  });

  test('the permission', async () => {
    const { appId } = sandbox.tenant.workload;
    sandbox.tenant.workload.roles = ['Application.Read.All'];
    await logIn();
    const failure = await failureOf(add());
    expect(failure.code).toBe('graph-permission-missing');
    expect(failure.message).toContain(`servicePrincipals(appId='${appId}')/appRoleAssignments`);
    sandbox.tenant.workload.roles = [];
    await logIn();
    expect(await failureOf(exalate())).toMatchObject({ code: 'graph-permission-missing' });
  });

  test('nothing, where it is unknown: the request ID is told', async () => {
    sandbox.faults.add({
      when: addPassword,
      fault: {
        ...refused(400, 'Request_BadRequest', 's3cr3t'),
        headers: { ...json, 'request-id': '5bc44266-25d2-436c-bb9d-31677cdab3ce' },
      },
    });
    const { code, message } = await failureOf(add());
    expect(code).toBe('graph-request-failed');
    expect(message).toContain(
      'HTTP 400, Request_BadRequest (request ID 5bc44266-25d2-436c-bb9d-31677cdab3ce)',
    );
    expect(message).not.toContain('s3cr3t');
  });

  test('a removal is refused like an addition', async () => {
    sandbox.faults.add({
      when: { path: /removePassword$/ },
      fault: refused(403, 'Authorization_RequestDenied'),
    });
    const { keyId } = await add();
    expect(await failureOf(applications.removePassword(await exalate(), keyId))).toMatchObject({
      code: 'application-not-owned',
    });
  });
});

describe('a broken answer', () => {
  test.each([
    ['HTML', { kind: 'answer', status: 200, body: '<html>s3cr3t</html>' } as const],
    [
      'truncated JSON',
      { kind: 'answer', status: 200, headers: json, body: '{"value":[{"id":"s3cr3t' } as const,
    ],
    [
      'another shape',
      { kind: 'answer', status: 200, headers: json, body: { value: [{ id: 's3cr3t' }] } } as const,
    ],
    [
      'a redirect',
      { kind: 'answer', status: 302, headers: { Location: 'https://evil.example/s3cr3t' } } as const,
    ],
  ])('of %s fails without being quoted or followed', async (_, fault) => {
    sandbox.faults.add({ when: list, fault });
    const { code, message } = await failureOf(exalate());
    expect(code).toBe('graph-request-failed');
    expect(message).not.toContain('s3cr3t');
    expect(sandbox.requests.some(({ host }) => host === 'evil.example')).toBe(false);
  });

  test('that never comes fails after some tries', async () => {
    sandbox.faults.add({ when: list, times: Infinity, fault: { kind: 'drop' } });
    const { code } = await failureOf(exalate());
    expect(code).toBe('graph-unreachable');
    expect(sandbox.requests.filter(({ path }) => path.includes('/applications?'))).toHaveLength(6);
  });
});
