import { expect, test } from '@jest/globals';
import { makePassword } from '../../../sandbox/services/entra/passwords.ts';
import type { PasswordCredential } from '../../../sandbox/services/entra/passwords.ts';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { graphHeaders, inSandbox, loginWithSecret } from '../../helpers/sandbox-client.ts';
import type { Client, Received } from '../../helpers/sandbox-client.ts';

const report = 'https://graph.microsoft.com/beta/reports/appCredentialSignInActivities';
const day = 86_400_000;
const start = Date.parse('2026-11-23T10:00:00Z');

test('the last good login with each client secret is reported', async () => {
  let now = start;
  await inSandbox(
    async (sandbox, client) => {
      const { appId, objectId, servicePrincipalId } = sandbox.tenant.application('Exalate');
      const [used, unused] = [addPassword(sandbox), addPassword(sandbox)];
      await login(sandbox, client, used.secretText);
      now += day;
      await login(sandbox, client, used.secretText);
      await login(sandbox, client, 'wrong');
      const { status, json } = await read(sandbox, client, `?$filter=appId eq '${appId}'`);
      expect(status).toBe(200);
      expect(json['value']).toEqual([
        {
          id: Buffer.from(`${used.keyId}|application`).toString('base64'),
          keyId: used.keyId,
          keyType: 'clientSecret',
          keyUsage: 'sign',
          appId,
          appObjectId: objectId,
          servicePrincipalObjectId: servicePrincipalId,
          resourceId: expect.any(String),
          credentialOrigin: 'application',
          createdDateTime: used.startDateTime,
          expirationDateTime: used.endDateTime,
          signInActivity: {
            lastSignInDateTime: '2026-11-24T10:00:00.000Z',
            lastSignInRequestId: expect.any(String),
          },
        },
      ]);
      const ofKey = await read(sandbox, client, `?$filter=keyId eq '${used.keyId.toUpperCase()}'`);
      expect(ofKey.json['value']).toHaveLength(1);
      const ofOther = await read(sandbox, client, `?$filter=keyId eq '${unused.keyId}'`);
      expect(ofOther.json['value']).toEqual([]);
    },
    { now: () => now },
  );
});

test('the report lags behind, and rows can be missing', async () => {
  let now = start;
  await inSandbox(
    async (sandbox, client) => {
      const { signIns } = sandbox.tenant;
      signIns.lag = 2 * day;
      const password = addPassword(sandbox);
      await login(sandbox, client, password.secretText);
      now += day;
      await login(sandbox, client, password.secretText);
      expect((await read(sandbox, client)).json['value']).toEqual([]);
      now += day;
      expect((await read(sandbox, client)).text).toContain('"lastSignInDateTime":"2026-11-23T10:00:00.000Z"');
      signIns.missing.add(password.keyId);
      expect((await read(sandbox, client)).json['value']).toEqual([]);
    },
    { now: () => now },
  );
});

test('rows can look like the examples in the documentation', () =>
  inSandbox(
    async (sandbox, client) => {
      sandbox.tenant.signIns.form = 'documented';
      const password = addPassword(sandbox);
      await login(sandbox, client, password.secretText);
      const [row] = rowsOf(await read(sandbox, client));
      expect(row).toMatchObject({
        keyType: 'secret',
        expirationDate: '2028-11-23T02:00:00-8:00',
        signInActivity: { lastSignInDateTime: '2026-11-23T02:00:00-8:00' },
      });
      expect(row).not.toHaveProperty('expirationDateTime');
    },
    { now: () => start },
  ));

test('the report is split into pages', () =>
  inSandbox(async (sandbox, client) => {
    for (const { secretText } of [addPassword(sandbox), addPassword(sandbox)]) {
      await login(sandbox, client, secretText);
    }
    const first = await read(sandbox, client, '?$top=1');
    expect(rowsOf(first)).toHaveLength(1);
    const next = String(first.json['@odata.nextLink']);
    const last = await client.send('GET', next, await headersWith(sandbox, client, ['AuditLog.Read.All']));
    expect(rowsOf(last)).toHaveLength(1);
    expect(last.json).not.toHaveProperty('@odata.nextLink');
  }));

test.each([[[]], [['Application.ReadWrite.All']], [['Directory.Read.All']]])(
  'the report is refused with %j, in its own way',
  (roles) =>
    inSandbox(async (sandbox, client) => {
      const answer = await client.send('GET', report, await headersWith(sandbox, client, roles));
      expect(answer.status).toBe(403);
      expect(answer.json['error']).toMatchObject({
        code: 'Authentication_MSGraphPermissionMissing',
        message: 'Calling principal does not have required MSGraph permissions AuditLog.Read.All',
      });
    }),
);

test('the report takes a premium licence', () =>
  inSandbox(async (sandbox, client) => {
    sandbox.tenant.signIns.isLicensed = false;
    const { status, json } = await read(sandbox, client);
    expect(status).toBe(403);
    expect(json['error']).toMatchObject({ code: 'Authentication_RequestFromNonPremiumTenantOrB2CTenant' });
  }));

test('the report answers five requests in ten seconds', async () => {
  let now = start;
  await inSandbox(
    async (sandbox, client) => {
      const statuses: number[] = [];
      for (let count = 0; count < 6; count += 1) statuses.push((await read(sandbox, client)).status);
      expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
      const throttled = await read(sandbox, client);
      expect(throttled.headers.get('retry-after')).toBe('10');
      expect(throttled.json['error']).toMatchObject({ code: 'UnknownError' });
      now += 10_000;
      expect((await read(sandbox, client)).status).toBe(200);
    },
    { now: () => now },
  );
});

test.each(["?$filter=displayName eq 'x'", '?$orderby=keyId', '?$top=x'])('%s is refused', (query) =>
  inSandbox(async (sandbox, client) => {
    expect((await read(sandbox, client, query)).status).toBe(400);
  }),
);

test('only the beta of the public cloud has the report', async () => {
  await inSandbox(async (sandbox, client) => {
    const headers = await headersWith(sandbox, client, ['AuditLog.Read.All']);
    const { status, json } = await client.send('GET', report.replace('beta', 'v1.0'), headers);
    expect(status).toBe(400);
    expect(json['error']).toMatchObject({
      message: "Resource not found for the segment 'appCredentialSignInActivities'.",
    });
  });
  await inSandbox(
    async (sandbox, client) => {
      const headers = await headersWith(sandbox, client, ['AuditLog.Read.All']);
      const elsewhere = report.replace('graph.microsoft.com', 'graph.microsoft.us');
      expect((await client.send('GET', elsewhere, headers)).status).toBe(400);
    },
    { cloud: 'us-government' },
  );
});

function addPassword({ tenant }: Sandbox): PasswordCredential {
  const password = makePassword({}, tenant.now());
  tenant.keep(tenant.application('Exalate'), password);
  return password;
}

async function login(sandbox: Sandbox, client: Client, secret: string): Promise<void> {
  await loginWithSecret(sandbox, client, sandbox.tenant.application('Exalate').appId, secret);
}

async function headersWith(
  sandbox: Sandbox,
  client: Client,
  roles: string[],
): Promise<Record<string, string>> {
  sandbox.tenant.workload.roles = roles;
  return graphHeaders(sandbox, client);
}

async function read(sandbox: Sandbox, client: Client, query = ''): Promise<Received> {
  return client.send('GET', report + query, await headersWith(sandbox, client, ['AuditLog.Read.All']));
}

function rowsOf({ json }: Received): readonly unknown[] {
  return Array.isArray(json['value']) ? json['value'] : [];
}
