import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import type { Fault } from '../../../sandbox/network/faults.ts';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import type { Application } from '../../../src/entra/graph/application.ts';
import { LostResponseError, type Applications } from '../../../src/entra/graph/applications.ts';
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

/** Logs in, also again after a change of roles, which are in the token. */
async function logIn(): Promise<void> {
  prepared = prepareRun(sandbox, { 'step-output': 'true' });
  applications = await prepared.services.logIn();
}

const findExalate = (): Promise<Application> => applications.find('Exalate');
const addPassword = async (
  displayName = 'x',
  endDateTime = new Date('2028-01-01T00:00:00Z'),
): Promise<{ keyId: string }> => applications.addPassword(await findExalate(), displayName, endDateTime);
const addPasswordRequest = { method: 'POST', path: /addPassword$/ };
const listRequest = { method: 'GET', path: /\/applications\?/ };
const json = { 'Content-Type': 'application/json' };
const refuse = (
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

/** Sends the real response with another body. */
function rewriteBody(change: (body: Body) => Body): Fault {
  return {
    kind: 'rewrite',
    rewrite: (response) => ({
      ...response,
      body: JSON.stringify(change(toRecord(JSON.parse(response.body)))),
    }),
  };
}

function toRecord(value: unknown): Body {
  return v.parse(v.record(v.string(), v.unknown()), value);
}

/** Removes the expiry of all client secrets. */
function removeExpiry(applications: unknown): Body {
  const [application] = Array.isArray(applications) ? applications.map(toRecord) : [];
  const secrets = application?.['passwordCredentials'];
  const passwordCredentials = Array.isArray(secrets)
    ? secrets.map((one) => ({ ...toRecord(one), endDateTime: null }))
    : [];
  return { value: [{ ...application, passwordCredentials }] };
}

describe('an application', () => {
  test('is found by display name, application ID and object ID', async () => {
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
    'is found by a name with any characters: %s',
    async (displayName) => {
      sandbox.tenant.addApplication({ displayName });
      await expect(applications.find(displayName)).resolves.toMatchObject({ displayName });
    },
  );

  test('is found with its client secrets', async () => {
    sandbox.tenant.addApplication({
      displayName: 'Old',
      credentials: [{ displayName: 'by hand', endDateTime: '2027-01-02T03:04:05Z' }, {}],
    });
    expect((await applications.find('Old')).passwordCredentials).toMatchObject([
      { displayName: 'by hand', endDateTime: new Date('2027-01-02T03:04:05Z') },
      { displayName: '' },
    ]);
  });

  test('is found with a client secret that never expires, which other tools can create', async () => {
    sandbox.tenant.addApplication({ displayName: 'Old', credentials: [{ displayName: 'by hand' }] });
    sandbox.faults.add({ when: listRequest, fault: rewriteBody(({ value }) => removeExpiry(value)) });
    expect((await applications.find('Old')).passwordCredentials).toMatchObject([{ endDateTime: null }]);
  });

  test('is found on the next page of the list', async () => {
    const link = `https://graph.microsoft.com/v1.0/applications?$filter=${encodeURIComponent("displayName eq 'Exalate'")}&$top=21&$skiptoken=MA`;
    sandbox.faults.add({
      when: listRequest,
      fault: rewriteBody(() => ({ value: [], '@odata.nextLink': link })),
    });
    await expect(findExalate()).resolves.toMatchObject({ displayName: 'Exalate' });
  });

  test('is listed once when a change of the list between two requests puts it on two pages', async () => {
    const link = `https://graph.microsoft.com/v1.0/applications?$filter=${encodeURIComponent("displayName eq 'Exalate'")}`;
    const fault = rewriteBody(({ value }) => ({ value, '@odata.nextLink': link }));
    sandbox.faults.add({ when: listRequest, fault });
    await expect(findExalate()).resolves.toMatchObject({ displayName: 'Exalate' });
    sandbox.faults.add({ when: listRequest, fault });
    const found: string[] = [];
    for await (const { displayName } of applications.list('tenant')) found.push(displayName);
    expect(found.filter((one) => one === 'Exalate')).toHaveLength(1);
  });

  test('is ambiguous when the next page has another one of its name', async () => {
    const link = `https://graph.microsoft.com/v1.0/applications?$filter=${encodeURIComponent("displayName eq 'Exalate'")}`;
    sandbox.tenant.addApplication({ displayName: 'Exalate' });
    sandbox.faults.add({
      when: listRequest,
      fault: rewriteBody(({ value }) => ({
        value: Array.isArray(value) ? value.slice(0, 1) : [],
        '@odata.nextLink': link,
      })),
    });
    expect(await failureOf(findExalate())).toMatchObject({ code: 'application-ambiguous' });
  });

  test.each([
    ['https://evil.example/v1.0/applications', 'a link to evil.example when'],
    ['https://graph.microsoft.com.evil.example/', 'a link to graph.microsoft.com.evil.example when'],
    ['https://graph.microsoft.com@evil.example/', 'a link to evil.example when'],
    ['https://graph.microsoft.com:8443/v1.0/applications', 'a link to graph.microsoft.com:8443 when'],
    ['/v1.0/applications?$skiptoken=MA', 'a link to an address that is not a URL when'],
    ['x', 'a link to an address that is not a URL when'],
  ])(
    'is not looked for at another host that the next link names, and the error names it: %s',
    async (link, text) => {
      sandbox.faults.add({
        when: listRequest,
        fault: rewriteBody(() => ({ value: [], '@odata.nextLink': link })),
      });
      const { code, message } = await failureOf(findExalate());
      expect(code).toBe('graph-request-failed');
      expect(message).toContain(`Microsoft Graph sent ${text} asked to list applications.`);
      expect(sandbox.requests.filter(({ path }) => path.includes('/applications'))).toHaveLength(1);
    },
  );

  test('is found after temporary faults', async () => {
    sandbox.faults.add({
      when: listRequest,
      fault: { kind: 'answer', status: 429, headers: { 'Retry-After': '7' } },
    });
    sandbox.faults.add({ when: listRequest, fault: { kind: 'answer', status: 503 } });
    sandbox.faults.add({ when: listRequest, fault: { kind: 'drop' } });
    await expect(findExalate()).resolves.toMatchObject({ displayName: 'Exalate' });
    expect(prepared.clock.waits[0]).toBe(7_000);
    expect(prepared.toolkit.lines.join('\n')).toContain('Microsoft Graph: HTTP 429. Trying again in 7 s.');
  });
});

describe('among several applications of one name', () => {
  const addApplications = (count: number, displayName = 'Exalate'): void => {
    for (let index = 0; index < count; index += 1) {
      sandbox.tenant.addApplication({ displayName, owned: false });
    }
  };
  const graphPaths = (): readonly string[] =>
    sandbox.requests.filter(({ host }) => host === 'graph.microsoft.com').map(({ path }) => path);

  test.each([1, 25, 200])('the one that the workload identity owns is found: %d others', async (count) => {
    const { objectId } = sandbox.tenant.application('Exalate');
    addApplications(count);
    await expect(findExalate()).resolves.toMatchObject({ objectId, displayName: 'Exalate' });
    expect(graphPaths()).toHaveLength(2);
  });

  test('the owned one is found after others whose names differ only in case', async () => {
    addApplications(30, 'EXALATE (new)');
    const { objectId } = sandbox.tenant.addApplication({ displayName: 'Exalate (new)' });
    await expect(applications.find('Exalate (new)')).resolves.toMatchObject({ objectId });
  });

  test('the one with exactly this case is found, with one request', async () => {
    const { objectId } = sandbox.tenant.application('Exalate');
    sandbox.tenant.addApplication({ displayName: 'EXALATE' });
    await expect(findExalate()).resolves.toMatchObject({ objectId });
    expect(graphPaths()).toHaveLength(1);
  });

  test('none is chosen when an ID is the application ID of one and the object ID of another', async () => {
    const { objectId } = sandbox.tenant.application('Exalate');
    const other = { displayName: 'Other', signInAudience: '', passwordCredentials: [] };
    const value = [{ ...other, id: sandbox.tenant.workload.objectId, appId: objectId }];
    sandbox.faults.add({
      when: listRequest,
      fault: { kind: 'answer', status: 200, headers: json, body: { value } },
    });
    const { code, message } = await failureOf(applications.find(objectId));
    expect(code).toBe('application-ambiguous');
    expect(message).toContain(`- Other (${objectId})`);
  });

  test('none is chosen when several are owned, and the error lists only those of exactly this name', async () => {
    const other = sandbox.tenant.addApplication({ displayName: 'Exalate' });
    const inCapitals = sandbox.tenant.addApplication({ displayName: 'EXALATE' });
    const { code, message } = await failureOf(findExalate());
    expect(code).toBe('application-ambiguous');
    expect(message).toContain(`- Exalate (${other.appId})`);
    expect(message).toContain(`- Exalate (${sandbox.tenant.application('Exalate').appId})`);
    expect(message).not.toContain(inCapitals.appId);
  });

  test.each([
    [2, 'Several app registrations are named `Payroll`:'],
    [50, 'Several app registrations are named `Payroll`:'],
  ])('none is chosen when none of %d is owned', async (count, text) => {
    addApplications(count, 'Payroll');
    const { code, message } = await failureOf(applications.find('Payroll'));
    expect(code).toBe('application-ambiguous');
    expect(message).toContain(text);
    expect(message.match(/- Payroll \(/g)).toHaveLength(Math.min(count, 20));
  });

  test('none is chosen when too many others differ only in case', async () => {
    addApplications(50, 'PAYROLL');
    const { code, message } = await failureOf(applications.find('Payroll'));
    expect(code).toBe('application-ambiguous');
    expect(message).toContain('More than 20 app registrations are named `Payroll`, ignoring case.');
    expect(message).not.toContain('- PAYROLL');
  });

  test('none is chosen when Graph does not say which are owned', async () => {
    addApplications(1);
    const owned = { path: /ownedObjects/ };
    sandbox.faults.add({ when: owned, fault: refuse(403, 'Authorization_RequestDenied') });
    expect(await failureOf(findExalate())).toMatchObject({ code: 'application-ambiguous' });
    sandbox.faults.add({ when: owned, times: Infinity, fault: { kind: 'answer', status: 503 } });
    expect(await failureOf(findExalate())).toMatchObject({ code: 'graph-request-failed' });
  });
});

describe('the error for an application that is not found', () => {
  test('lists similar names', async () => {
    sandbox.tenant.addApplication({ displayName: 'Exalate Staging\n::error::x' });
    const { code, message } = await failureOf(applications.find('Exalade'));
    expect(code).toBe('application-not-found');
    expect(message).toContain(`- Exalate (${sandbox.tenant.application('Exalate').appId})`);
    expect(message).toContain('- Exalate Staging\uFFFD::error::x (');
  });

  test('lists a name that differs only in case', async () => {
    const { code, message } = await failureOf(applications.find('exalate'));
    expect(code).toBe('application-not-found');
    expect(message).toContain(`- Exalate (${sandbox.tenant.application('Exalate').appId})`);
  });

  test('lists no application that the workload identity does not own', async () => {
    sandbox.tenant.addApplication({ displayName: 'Exalate of the board', owned: false });
    const { message } = await failureOf(applications.find('Exalade'));
    expect(message).toContain('- Exalate (');
    expect(message).not.toContain('board');
  });

  test.each([
    ['forbids it', refuse(403, 'Authorization_RequestDenied')],
    ['fails', { kind: 'answer', status: 503 } as const],
  ])('lists none when Graph, asked for the owned applications, %s', async (_, fault) => {
    sandbox.faults.add({ when: { path: /ownedObjects/ }, times: Infinity, fault });
    const { code, message } = await failureOf(applications.find('Exalade'));
    expect(code).toBe('application-not-found');
    expect(message).not.toContain('Similar names');
  });

  test('lists none when no name is similar, or for an ID', async () => {
    expect((await failureOf(applications.find('Zulu'))).message).not.toContain('Similar names');
    const { code, message } = await failureOf(applications.find('99999999-0000-4000-8000-000000000000'));
    expect(code).toBe('application-not-found');
    expect(message).not.toContain('Similar names');
  });

  test.each<[string, RegExp]>([
    ['the list by application ID', /\/applications\?/],
    ['the object', /\/applications\/9/],
  ])('is the result when %s returns another application', async (_, path) => {
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

  test('is the result when Graph returns one of another name', async () => {
    sandbox.faults.add({
      when: listRequest,
      fault: rewriteBody(({ value }) => ({
        value: Array.isArray(value) ? value.map((one) => ({ ...toRecord(one), displayName: 'Payroll' })) : [],
      })),
    });
    expect(await failureOf(findExalate())).toMatchObject({ code: 'application-not-found' });
  });
});

describe('a client secret', () => {
  test('is added with its description and expiry, and its value is masked', async () => {
    const { keyId } = await addPassword('Exalate [x]');
    const [secret] = sandbox.tenant.secretsOf('Exalate');
    expect(secret).toMatchObject({
      keyId,
      displayName: 'Exalate [x]',
      endDateTime: '2028-01-01T00:00:00.000Z',
    });
    expect(prepared.toolkit.masks).toContain(secret?.secretText);
    expect(await applications.listSecrets((await findExalate()).objectId)).toEqual([
      { keyId, displayName: 'Exalate [x]' },
    ]);
  });

  test('is removed, and then not found', async () => {
    const { keyId } = await addPassword();
    await expect(applications.removePassword(await findExalate(), keyId)).resolves.toBe('removed');
    await expect(applications.removePassword(await findExalate(), keyId)).resolves.toBe('not-found');
  });

  test.each([409, 429])('is added when the server no longer returns %d', async (status) => {
    sandbox.faults.add({
      when: addPasswordRequest,
      times: 2,
      fault: refuse(status, 'Directory_ConcurrencyViolation'),
    });
    await addPassword();
    expect(sandbox.tenant.secretsOf('Exalate')).toHaveLength(1);
  });

  test('is not requested again when the server asks to wait too long', async () => {
    sandbox.faults.add({
      when: addPasswordRequest,
      fault: { ...refuse(429, 'TooManyRequests'), headers: { ...json, 'Retry-After': '3600' } },
    });
    expect(await failureOf(addPassword())).toMatchObject({ code: 'graph-request-failed' });
    expect(prepared.clock.waits).toEqual([]);
  });

  test.each([
    ['the connection broke', { kind: 'drop-after' } as const, 'no response'],
    ['the server failed', { kind: 'answer', status: 504, after: true, body: '<html>' } as const, 'HTTP 504'],
    [
      'the value is missing',
      { kind: 'answer', status: 200, after: true, body: {} } as const,
      'a response without a usable value',
    ],
    [
      'the value is invalid',
      {
        kind: 'answer',
        status: 200,
        after: true,
        body: {
          keyId: '5bc44266-25d2-436c-bb9d-31677cdab3ce',
          secretText: 'line\nline, and more than sixteen',
        },
      } as const,
      'a response without a usable value',
    ],
  ])('is in doubt, and never requested again, when %s', async (_, fault, reason) => {
    sandbox.faults.add({ when: addPasswordRequest, fault });
    const error: unknown = await addPassword().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LostResponseError);
    expect(error).toMatchObject({ reason });
    expect(sandbox.tenant.secretsOf('Exalate')).toHaveLength(1);
  });

  test('is in doubt when the response names a secret that existed before', async () => {
    const { keyId } = await addPassword();
    sandbox.faults.add({ when: addPasswordRequest, fault: rewriteBody((body) => ({ ...body, keyId })) });
    await expect(addPassword()).rejects.toMatchObject({ reason: 'a response about an earlier secret' });
  });

  test('is masked even when the rest of the response is invalid', async () => {
    const body = { secretText: 'a value in an error' };
    sandbox.faults.add({ when: addPasswordRequest, fault: { kind: 'answer', status: 400, body } });
    await expect(addPassword()).rejects.toBeInstanceOf(LostResponseError);
    expect(prepared.toolkit.masks).toContain('a value in an error');
  });
});

describe('the error for a refusal names what to change:', () => {
  test('the lifetime', async () => {
    sandbox.tenant.policies.maxLifetimeDays = 90;
    const failure = await failureOf(addPassword());
    expect(failure.code).toBe('lifetime-not-allowed');
    expect(failure.message).toContain('shorten `expires`');
  });

  test('the policy that forbids secrets', async () => {
    sandbox.tenant.policies.passwordsAllowed = false;
    expect(await failureOf(addPassword())).toMatchObject({ code: 'client-secrets-not-allowed' });
  });

  test('the description', async () => {
    sandbox.tenant.policies.maxDisplayNameLength = 10;
    const failure = await failureOf(addPassword('longer than ten'));
    expect(failure.code).toBe('description-refused');
    expect(failure.message).toContain('shorten `description`');
  });

  test('the number of secrets', async () => {
    sandbox.tenant.policies.maxCredentials = 0;
    expect(await failureOf(addPassword())).toMatchObject({ code: 'too-many-credentials' });
  });

  test('one of the two secrets, when another run adds one after the plan', async () => {
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
    const failure = await failureOf(addPassword());
    expect(failure.code).toBe('graph-permission-missing');
    expect(failure.message).toContain(`servicePrincipals(appId='${appId}')/appRoleAssignments`);
    sandbox.tenant.workload.roles = [];
    await logIn();
    expect(await failureOf(findExalate())).toMatchObject({ code: 'graph-permission-missing' });
  });

  test('the error code, the request ID and the message of Graph, when the code is unknown', async () => {
    sandbox.faults.add({
      when: addPasswordRequest,
      fault: {
        ...refuse(400, 'Request_BadRequest', 'The tenant is being `migrated`.\n::error::x'),
        headers: { ...json, 'request-id': '5bc44266-25d2-436c-bb9d-31677cdab3ce' },
      },
    });
    const { code, message } = await failureOf(addPassword());
    expect(code).toBe('graph-request-failed');
    expect(message).toContain(
      'Microsoft Graph returned HTTP 400, Request_BadRequest (request ID 5bc44266-25d2-436c-bb9d-31677cdab3ce) when asked to add',
    );
    expect(message).toContain(`Message from Microsoft Graph: "The tenant is being 'migrated'."\n`);
    expect(message).toContain('Likely cause: unknown.');
    expect(message).not.toContain('::error::');
  });

  test('the owner, for a removal as well', async () => {
    sandbox.faults.add({
      when: { path: /removePassword$/ },
      fault: refuse(403, 'Authorization_RequestDenied'),
    });
    const { keyId } = await addPassword();
    expect(await failureOf(applications.removePassword(await findExalate(), keyId))).toMatchObject({
      code: 'application-not-owned',
    });
  });
});

describe('an invalid response', () => {
  test.each([
    [
      'HTML',
      { kind: 'answer', status: 200, body: '<html>s3cr3t</html>' } as const,
      'response-not-from-service',
    ],
    [
      'truncated JSON',
      { kind: 'answer', status: 200, headers: json, body: '{"value":[{"id":"s3cr3t' } as const,
      'response-not-from-service',
    ],
    [
      'another shape',
      { kind: 'answer', status: 200, headers: json, body: { values: [{ id: 's3cr3t' }] } } as const,
      'graph-request-failed',
    ],
    [
      'an entry of another shape',
      { kind: 'answer', status: 200, headers: json, body: { value: [{ id: 's3cr3t' }] } } as const,
      'graph-request-failed',
    ],
    [
      'an error of another shape',
      { kind: 'answer', status: 403, headers: json, body: { message: 's3cr3t' } } as const,
      'response-not-from-service',
    ],
    [
      'a redirect',
      { kind: 'answer', status: 302, headers: { Location: 'https://evil.example/s3cr3t' } } as const,
      'response-not-from-service',
    ],
  ])('(%s) fails without being quoted or followed', async (_, fault, expected) => {
    sandbox.faults.add({ when: listRequest, fault });
    const { code, message } = await failureOf(findExalate());
    expect(code).toBe(expected);
    expect(message).not.toContain('s3cr3t');
    expect(sandbox.requests.some(({ host }) => host === 'evil.example')).toBe(false);
  });

  test('that never arrives fails after six attempts', async () => {
    sandbox.faults.add({ when: listRequest, times: Infinity, fault: { kind: 'drop' } });
    const { code } = await failureOf(findExalate());
    expect(code).toBe('graph-unreachable');
    expect(sandbox.requests.filter(({ path }) => path.includes('/applications?'))).toHaveLength(6);
  });
});
