import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { graphHeaders, inSandbox } from '../../helpers/sandbox-client.ts';
import type { Client, Received } from '../../helpers/sandbox-client.ts';

const root = 'https://graph.microsoft.com/v1.0';

describe('permissions', () => {
  test('a request without a valid token is refused', () =>
    inSandbox(async (sandbox, client) => {
      for (const headers of [{}, { authorization: 'Bearer a.b.c' }]) {
        const answer = await client.send('GET', `${root}/applications`, headers);
        expectError(answer, 401, 'InvalidAuthenticationToken');
      }
      expect(sandbox.violations).toEqual([]);
    }));

  test('a token expires after an hour', async () => {
    let now = Date.now();
    await inSandbox(
      async (sandbox, client) => {
        const headers = await graphHeaders(sandbox, client);
        now += 3600_000;
        expectError(
          await client.send('GET', `${root}/applications`, headers),
          401,
          'InvalidAuthenticationToken',
        );
      },
      { now: () => now },
    );
  });

  test.each([
    [[], 403, 403, 403],
    [['Application.Read.All'], 200, 403, 403],
    [['Application.ReadWrite.OwnedBy'], 200, 200, 403],
    [['Application.ReadWrite.All'], 200, 200, 200],
  ])('with %j: reading %d, an owned application %d, another one %d', (roles, reading, own, foreign) =>
    inSandbox(async (sandbox, client) => {
      sandbox.tenant.workload.roles = roles;
      const headers = await graphHeaders(sandbox, client);
      const other = sandbox.tenant.addApplication({ displayName: 'Other', owned: false });
      expect((await client.send('GET', `${root}/applications`, headers)).status).toBe(reading);
      expect((await client.send('POST', addPassword(sandbox), headers, '{}')).status).toBe(own);
      const answer = await client.send(
        'POST',
        `${root}/applications/${other.objectId}/addPassword`,
        headers,
        '{}',
      );
      expect(answer.status).toBe(foreign);
      if (foreign === 403) expectError(answer, 403, 'Authorization_RequestDenied');
    }),
  );
});

describe('looking up applications', () => {
  test.each([
    ["displayName eq 'exalate'", ['Exalate']],
    ["displayName eq 'O''Brien & Söhne #1 +'", ["O'Brien & Söhne #1 +"]],
    ["startswith(displayName, 'EX')", ['exalate-rotation', 'Exalate']],
    [
      "appId eq '30000000-0000-4000-8000-000000000001' or id eq '40000000-0000-4000-8000-000000000002'",
      ['Exalate', "O'Brien & Söhne #1 +"],
    ],
    ["displayName eq 'nobody'", []],
    ["startswith(displayName,'exalate') and appId eq '30000000-0000-4000-8000-000000000001'", ['Exalate']],
    ["displayName in ('Exalate', 'nobody', 'O''Brien & Söhne #1 +')", ['Exalate', "O'Brien & Söhne #1 +"]],
    ["(displayName eq 'Exalate' or displayName eq 'nobody') and (startswith(displayName,'Ex'))", ['Exalate']],
    ["displayName eq 'nobody' and appId eq 'x' or displayName eq 'Exalate'", ['Exalate']],
    ["identifierUris/any(s:s eq 'api://x')", []],
  ])('%s', (filter, names) =>
    inSandbox(async (sandbox, client) => {
      sandbox.tenant.addApplication({ displayName: "O'Brien & Söhne #1 +" });
      const headers = await graphHeaders(sandbox, client);
      const url = `${root}/applications?$filter=${encodeURIComponent(filter)}&$select=displayName`;
      const { json } = await client.send('GET', url, headers);
      expect(json['value']).toEqual(names.map((displayName) => ({ displayName })));
    }),
  );

  test.each([
    ["$filter=displayName eq 'O'Brien'", 'BadRequest'],
    ["$filter=displayName eq 'x' and", 'BadRequest'],
    ["$filter=(displayName eq 'x'", 'BadRequest'],
    ["$filter=displayName in ('x' 'y')", 'BadRequest'],
    ["$filter=displayName ge 'x'", 'BadRequest'],
    ["$filter=identifierUris/any(s:t eq 'x')", 'BadRequest'],
    ["$filter=displayName eq 'x') or appId eq 'y'", 'BadRequest'],
    ["$filter=owners/any(o:o eq 'x')", 'Request_UnsupportedQuery'],
    ["$filter=startswith(displayName,'x'", 'BadRequest'],
    ['$filter=', 'BadRequest'],
    ["$filter=notes eq 'x'", 'Request_UnsupportedQuery'],
    ['$select=nothing', 'BadRequest'],
    ['$top=1000', 'Request_BadRequest'],
    ['$skiptoken=xyz', 'Request_BadRequest'],
    ['$search="displayName:x"', 'BadRequest'],
  ])('%s is refused', (query, code) =>
    inSandbox(async (sandbox, client) => {
      const headers = await graphHeaders(sandbox, client);
      expectError(await client.send('GET', `${root}/applications?${encodeURI(query)}`, headers), 400, code);
    }),
  );

  test('a long list is split into pages', () =>
    inSandbox(async (sandbox, client) => {
      for (let count = 0; count < 120; count += 1)
        sandbox.tenant.addApplication({ displayName: `App ${count}` });
      const headers = await graphHeaders(sandbox, client);
      const names: unknown[] = [];
      let url: unknown = `${root}/applications?$select=displayName`;
      while (typeof url === 'string') {
        const { json } = await client.send('GET', url, headers);
        names.push(...v.parse(v.array(v.unknown()), json['value']));
        url = json['@odata.nextLink'];
      }
      expect(names).toHaveLength(122);
      expect(new Set(names.map((name) => JSON.stringify(name))).size).toBe(122);
      expect(sandbox.requests.filter(({ host }) => host === 'graph.microsoft.com')).toHaveLength(2);
    }));

  test('an application is found by object ID or application ID, with its service principal and the applications that it owns', () =>
    inSandbox(async (sandbox, client) => {
      const headers = await graphHeaders(sandbox, client);
      const get = (path: string): Promise<Received> => client.send('GET', root + path, headers);
      const { appId, objectId } = sandbox.tenant.application('Exalate');
      expect((await get(`/applications/${objectId}`)).json).toMatchObject({ id: objectId, appId });
      expect((await get(`/applications(appId='${appId}')?$select=id`)).json).toMatchObject({ id: objectId });
      // An application ID is no object ID.
      expectError(await get(`/applications/${appId}`), 404, 'Request_ResourceNotFound');
      const workload = sandbox.tenant.workload;
      const principal = await get(`/servicePrincipals(appId='${workload.appId}')?$select=id,displayName`);
      expect(principal.json).toMatchObject({
        id: workload.servicePrincipalId,
        displayName: 'exalate-rotation',
      });
      const owned = await get(
        `/servicePrincipals(appId='${workload.appId}')/ownedObjects/microsoft.graph.application?$select=displayName`,
      );
      expect(owned.json['value']).toEqual([{ displayName: 'Exalate' }]);
      expectError(await get("/servicePrincipals(appId='x')"), 404, 'Request_ResourceNotFound');
    }));

  test('are counted for a client that accepts eventual consistency', () =>
    inSandbox(async (sandbox, client) => {
      const headers = await graphHeaders(sandbox, client);
      const url = `${root}/applications/$count`;
      const refused = await client.send('GET', url, headers);
      expectError(refused, 400, 'Request_BadRequest');
      expect(refused.text).toContain('$count is not currently supported.');
      const eventual = { ...headers, consistencylevel: 'eventual' };
      const all = await client.send('GET', url, eventual);
      expect(all).toMatchObject({ status: 200, text: '2' });
      expect(all.headers.get('content-type')).toBe('text/plain');
      const some = await client.send('GET', `${url}?$filter=displayName eq 'Exalate'`, eventual);
      expect(some.text).toBe('1');
    }));
});

describe('a request that Graph does not take', () => {
  test.each([
    ['GET', '/application', 'application'],
    ['GET', '/applications/1/extensionProperties', 'extensionProperties'],
    ['POST', '/servicePrincipals1/appRoleAssignments', 'servicePrincipals1'],
    ['GET', '/reports/appCredentialSignInActivities', 'appCredentialSignInActivities'],
    ['GET', '/', ''],
  ])('%s %s has an unknown segment', (method, path, segment) =>
    inSandbox(async (sandbox, client) => {
      const headers = await graphHeaders(sandbox, client);
      const answer = await client.send(method, root + path, headers, method === 'GET' ? undefined : '{}');
      expectError(answer, 400, 'BadRequest');
      expect(answer.text).toContain(`Resource not found for the segment '${segment}'.`);
    }),
  );

  test('has a method that its path does not allow', () =>
    inSandbox(async (sandbox, client) => {
      const headers = await graphHeaders(sandbox, client);
      expectError(await client.send('DELETE', `${root}/applications`, headers), 405, 'Request_BadRequest');
    }));

  test('is for another version', () =>
    inSandbox(async (sandbox, client) => {
      const headers = await graphHeaders(sandbox, client);
      const url = `${root.replace('v1.0', 'v9')}/applications`;
      expectError(await client.send('GET', url, headers), 400, 'BadRequest');
    }));

  test.each([
    [undefined, '{}', 'must contain the Content-Type header declaration.'],
    ['text/plain', '{}', 'Entity only allows writes with a JSON Content-Type header.'],
    [
      'application/x-www-form-urlencoded',
      'a=b',
      'Entity only allows writes with a JSON Content-Type header.',
    ],
    ['application/json', 'a=b', 'Unable to read JSON request payload.'],
  ])('writes %s: %s', (type, body, message) =>
    inSandbox(async (sandbox, client) => {
      const { authorization = '' } = await graphHeaders(sandbox, client);
      const headers = { authorization, ...(type !== undefined && { 'content-type': type }) };
      // A string as body would get a Content-Type of its own.
      const bytes = Buffer.from(body);
      const answer = await client.send('POST', addPassword(sandbox), headers, bytes);
      expectError(answer, 400, 'BadRequest');
      expect(answer.text).toContain(message);
      expect(sandbox.tenant.mintedSecrets).toEqual([]);
    }),
  );
});

describe('client secrets', () => {
  test('the value is returned once, and begins with the hint', () =>
    inSandbox(async (sandbox, client) => {
      const headers = await graphHeaders(sandbox, client);
      const wanted = { displayName: 'x', endDateTime: '2098-11-22T00:00:00Z' };
      const { status, json } = await add(sandbox, client, headers, wanted);
      expect(status).toBe(200);
      expect(json).toMatchObject({ displayName: 'x', endDateTime: '2098-11-22T00:00:00.000Z' });
      const secret = String(json['secretText']);
      expect(secret).toMatch(/^[A-Za-z0-9~._-]{40}$/);
      expect(secret.startsWith(String(json['hint']))).toBe(true);
      expect(sandbox.tenant.mintedSecrets).toEqual([secret]);
      const shown = await client.send('GET', application(sandbox), headers);
      expect(shown.json).toMatchObject({ passwordCredentials: [{ keyId: json['keyId'], secretText: null }] });
      expect(shown.text).not.toContain(secret);
    }));

  test('a secret without dates is valid for two years from now', () =>
    inSandbox(
      async (sandbox, client) => {
        const { json } = await add(sandbox, client, await graphHeaders(sandbox, client), {});
        expect(json).toMatchObject({
          displayName: null,
          startDateTime: '2026-11-23T00:00:00.000Z',
          endDateTime: '2028-11-23T00:00:00.000Z',
        });
      },
      { now: () => Date.parse('2026-11-23T00:00:00Z') },
    ));

  test('a secret can be removed only once', () =>
    inSandbox(async (sandbox, client) => {
      const headers = await graphHeaders(sandbox, client);
      const { json } = await add(sandbox, client, headers, {});
      const body = JSON.stringify({ keyId: json['keyId'] });
      const remove = (): Promise<Received> =>
        client.send('POST', `${application(sandbox)}/removePassword`, headers, body);
      expect((await remove()).status).toBe(204);
      expect(sandbox.tenant.secretsOf('Exalate')).toEqual([]);
      const again = await remove();
      expectError(again, 400, 'Request_BadRequest');
      expect(again.text).toContain(`No password credential found with keyId ${String(json['keyId'])}`);
    }));

  test('replicas see additions and removals with a delay', async () => {
    let now = Date.now();
    await inSandbox(
      async (sandbox, client) => {
        const headers = await graphHeaders(sandbox, client);
        const { json } = await add(sandbox, client, headers, {});
        sandbox.tenant.propagation.read = [0, 1000];
        const counts = async (): Promise<unknown[]> => [await count(), await count()];
        const count = async (): Promise<number> => {
          const { passwordCredentials } = (await client.send('GET', application(sandbox), headers)).json;
          return Array.isArray(passwordCredentials) ? passwordCredentials.length : NaN;
        };
        expect((await counts()).sort()).toEqual([0, 1]);
        // The replica whose turn it is does not know the key yet.
        await count();
        const body = JSON.stringify({ keyId: json['keyId'] });
        const remove = (): Promise<Received> =>
          client.send('POST', `${application(sandbox)}/removePassword`, headers, body);
        const statuses = [(await remove()).status, (await remove()).status].sort();
        expect(statuses).toEqual([204, 400]);
        now += 1000;
        expect(await counts()).toEqual([0, 0]);
      },
      { now: () => now },
    );
  });

  type Change = (sandbox: Sandbox) => Record<string, unknown>;
  const day = 86_400_000;
  const inDays = (days: number): string => new Date(Date.now() + days * day).toISOString();
  const refusals: [string, number, string, Change][] = [
    [
      'a lifetime that is too long',
      400,
      'CredentialInvalidLifetimeAsPerAppPolicy',
      policy({ maxLifetimeDays: 90 }, { endDateTime: inDays(91) }),
    ],
    [
      'a forbidden type',
      400,
      'CredentialTypeNotAllowedAsPerAppPolicy',
      policy({ passwordsAllowed: false }, {}),
    ],
    [
      'a name that is too long',
      400,
      'Request_BadRequest',
      policy({ maxDisplayNameLength: 3 }, { displayName: 'four' }),
    ],
    ['a secret above the limit', 403, 'Directory_ResourceSizeExceeded', policy({ maxCredentials: 0 }, {})],
    ['an end before the start', 400, 'Request_BadRequest', () => ({ endDateTime: '2020-01-01T00:00:00Z' })],
    ['an invalid date', 400, 'Request_BadRequest', () => ({ endDateTime: 'tomorrow' })],
    ['a value chosen by the client', 400, 'Request_BadRequest', () => ({ secretText: 'mine' })],
  ];
  test.each(refusals)('%s is refused', (_name, status, code, change) =>
    inSandbox(async (sandbox, client) => {
      const wanted = change(sandbox);
      expectError(await add(sandbox, client, await graphHeaders(sandbox, client), wanted), status, code);
      expect(sandbox.tenant.mintedSecrets).toEqual([]);
    }),
  );

  function policy(change: Record<string, unknown>, wanted: Record<string, unknown>): Change {
    return (sandbox) => {
      Object.assign(sandbox.tenant.policies, change);
      return wanted;
    };
  }

  test('an application for personal accounts takes at most two', () =>
    inSandbox(async (sandbox, client) => {
      const personal = sandbox.tenant.addApplication({
        displayName: 'Personal',
        signInAudience: 'AzureADandPersonalMicrosoftAccount',
        credentials: [{ displayName: 'one' }, { displayName: 'two' }],
      });
      const headers = await graphHeaders(sandbox, client);
      const url = `${root}/applications(appId='${personal.appId}')/microsoft.graph.addPassword`;
      const answer = await client.send('POST', url, headers, '{}');
      expectError(answer, 400, 'Request_BadRequest');
      expect(answer.text).toContain('You can only add a maximum of 2');
    }));

  test('one of two concurrent writes is refused', () =>
    inSandbox(
      async (sandbox, client) => {
        const headers = await graphHeaders(sandbox, client);
        const answers = await Promise.all([
          add(sandbox, client, headers, {}),
          add(sandbox, client, headers, {}),
        ]);
        expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
        expect((await add(sandbox, client, headers, {})).status).toBe(200);
      },
      // Long enough for both to be under way at once, on a busy machine too.
      { latency: { response: 1_000 } },
    ));

  test('a write within the `writeWindow` of the previous one is refused', async () => {
    let now = Date.now();
    await inSandbox(
      async (sandbox, client) => {
        sandbox.tenant.policies.writeWindow = 2000;
        const headers = await graphHeaders(sandbox, client);
        expect((await add(sandbox, client, headers, {})).status).toBe(200);
        expectError(await add(sandbox, client, headers, {}), 409, 'Directory_ConcurrencyViolation');
        now += 2000;
        expect((await add(sandbox, client, headers, {})).status).toBe(200);
      },
      { now: () => now },
    );
  });
});

function application(sandbox: Sandbox): string {
  return `${root}/applications/${sandbox.tenant.application('Exalate').objectId}`;
}

function addPassword(sandbox: Sandbox): string {
  return `${application(sandbox)}/addPassword`;
}

function add(
  sandbox: Sandbox,
  client: Client,
  headers: Record<string, string>,
  passwordCredential: Record<string, unknown>,
): Promise<Received> {
  return client.send('POST', addPassword(sandbox), headers, JSON.stringify({ passwordCredential }));
}

function expectError(answer: Received, status: number, code: string): void {
  expect(answer.json).toEqual({
    error: {
      code,
      message: expect.any(String),
      innerError: {
        date: expect.stringMatching(/^[0-9-]{10}T[0-9:]{8}$/),
        'request-id': answer.headers.get('request-id'),
        'client-request-id': answer.headers.get('client-request-id'),
      },
    },
  });
  expect(answer.status).toBe(status);
}
