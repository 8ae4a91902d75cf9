import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { describe, expect, test } from '@jest/globals';
import type { Fault } from '../../../sandbox/network/faults.ts';
import { startSandbox } from '../../../sandbox/sandbox.ts';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { graphHeaders, inSandbox, makeClient } from '../../helpers/sandbox-client.ts';
import type { Client, Received } from '../../helpers/sandbox-client.ts';

const keys = 'https://token.actions.githubusercontent.com/.well-known/jwks';

describe('the proxy', () => {
  test.each(['example.org:443', 'api.github.com:80', 'api.github.com.example.org:443', ''])(
    'refuses %s',
    (target) =>
      inSandbox(async (sandbox) => {
        expect(await firstLine(sandbox, `CONNECT ${target || 'x'} HTTP/1.1`)).toContain(' 403 ');
      }),
  );

  test('supports HTTPS only', () =>
    inSandbox(async (sandbox) => {
      expect(await firstLine(sandbox, 'GET http://api.github.com/ HTTP/1.1')).toContain(' 403 ');
    }));

  test('connects to the sandbox', () =>
    inSandbox(async (sandbox) => {
      expect(await firstLine(sandbox, 'CONNECT api.github.com:443 HTTP/1.1')).toContain(' 200 ');
    }));

  test('asks for the user and password that its rules name', () =>
    inSandbox(async (sandbox) => {
      sandbox.proxyRules.credentials = 'me:secret';
      const target = 'CONNECT api.github.com:443 HTTP/1.1';
      const send = (credentials: string): Promise<string> =>
        firstLine(
          sandbox,
          `${target}\r\nProxy-Authorization: Basic ${Buffer.from(credentials).toString('base64')}`,
        );
      expect(await firstLine(sandbox, target)).toBe('HTTP/1.1 407 Proxy Authentication Required');
      expect(await send('me:other')).toContain(' 407 ');
      expect(await send('me:secret')).toContain(' 200 ');
    }));

  test('refuses the hosts that its rules block, and fails as often as they say', () =>
    inSandbox(async (sandbox) => {
      sandbox.proxyRules.blockedHosts.add('api.github.com');
      sandbox.proxyRules.failures = 1;
      expect(await firstLine(sandbox, 'CONNECT api.github.com:443 HTTP/1.1')).toContain(' 403 ');
      expect(await firstLine(sandbox, 'CONNECT graph.microsoft.com:443 HTTP/1.1')).toContain(' 503 ');
      expect(await firstLine(sandbox, 'CONNECT graph.microsoft.com:443 HTTP/1.1')).toContain(' 200 ');
      expect(sandbox.proxyRules.refused).toEqual([
        { host: 'api.github.com', status: 403 },
        { host: 'graph.microsoft.com', status: 503 },
      ]);
    }));

  async function firstLine(sandbox: Sandbox, request: string): Promise<string> {
    const { hostname, port } = new URL(sandbox.proxyUrl);
    const socket = connect(Number(port), hostname);
    try {
      socket.write(`${request}\r\nHost: x\r\n\r\n`);
      for await (const chunk of socket) return String(chunk).split('\r\n')[0] ?? '';
      return '';
    } finally {
      socket.destroy();
    }
  }
});

describe('requests', () => {
  test('are recorded in order, without anything secret', () =>
    inSandbox(async (sandbox, client) => {
      await graphHeaders(sandbox, client);
      await client.send('GET', `${keys}?a=b`);
      expect(sandbox.requests.map(({ method, host, status }) => `${status} ${method} ${host}`)).toEqual([
        '200 GET run-actions-1-azure-eastus.actions.githubusercontent.com',
        '200 POST login.microsoftonline.com',
        '200 GET token.actions.githubusercontent.com',
      ]);
      expect(sandbox.requests[2]).toEqual({
        method: 'GET',
        host: 'token.actions.githubusercontent.com',
        path: '/.well-known/jwks?a=b',
        userAgent: 'sandbox-test',
        at: expect.any(Number),
        status: 200,
      });
      expect(JSON.stringify(sandbox.requests)).not.toMatch(/client_assertion|Bearer/);
    }));

  test('take at least the configured latency', () =>
    inSandbox(async (sandbox, client) => {
      sandbox.latency.response = 120;
      const before = performance.now();
      await client.send('GET', keys);
      expect(performance.now() - before).toBeGreaterThan(110);
    }));
});

describe('connections', () => {
  const timed = async (work: Promise<unknown>): Promise<number> => {
    const before = performance.now();
    await work;
    return performance.now() - before;
  };

  test('add the connection latency when they are opened, and not when they are reused', () =>
    inSandbox(async (sandbox, client) => {
      sandbox.latency.connection = 400;
      expect(await timed(client.send('GET', keys))).toBeGreaterThan(390);
      await delay(10);
      // The connection is still open.
      expect(await timed(client.send('GET', keys))).toBeLessThan(300);
      // A connection to another host is a new one.
      expect(await timed(client.send('GET', 'https://api.github.com/'))).toBeGreaterThan(390);
    }));

  test('wait one half of the latency before the response to CONNECT, and the other half before TLS', () =>
    inSandbox(async (sandbox) => {
      sandbox.latency.connection = 400;
      const { hostname, port } = new URL(sandbox.proxyUrl);
      const socket = connect(Number(port), hostname);
      try {
        const connected = once(socket, 'data');
        socket.write('CONNECT api.github.com:443 HTTP/1.1\r\nHost: x\r\n\r\n');
        expect(await timed(connected)).toBeGreaterThan(190);
        const secured = connectTls({ socket, servername: 'api.github.com', ca: sandbox.ca });
        expect(await timed(once(secured, 'secureConnect'))).toBeGreaterThan(190);
      } finally {
        socket.destroy();
      }
    }));

  test('may be closed by the client while they are being opened', () =>
    inSandbox(async (sandbox, client) => {
      sandbox.latency.connection = 100;
      const { hostname, port } = new URL(sandbox.proxyUrl);
      const socket = connect(Number(port), hostname);
      socket.write('CONNECT api.github.com:443 HTTP/1.1\r\nHost: x\r\n\r\n');
      while (sandbox.connections.length === 0) await delay(5);
      socket.destroy();
      expect((await client.send('GET', keys)).status).toBe(200);
    }));
});

describe('the clocks', () => {
  const hour = 3_600_000;
  const dateOf = async (client: Client, url: string): Promise<number> =>
    Date.parse((await client.send('GET', url)).headers.get('date') ?? '');

  test('show the time of the sandbox, or the time that was set for a host', () =>
    inSandbox(
      async (sandbox, client) => {
        sandbox.clockOffsets.set('api.github.com', hour);
        const gitHub = await dateOf(client, 'https://api.github.com/');
        const other = await dateOf(client, keys);
        expect(Math.abs(other - (Date.now() - 36 * hour))).toBeLessThan(5_000);
        expect(Math.abs(gitHub - other - hour)).toBeLessThan(5_000);
      },
      { now: () => Date.now() - 36 * hour },
    ));
});

describe('oversized responses', () => {
  test.each([true, false])('have the length of the fault (announced: %j)', (announced) =>
    inSandbox(async (sandbox, client) => {
      sandbox.faults.add({ when: {}, fault: { kind: 'huge', bytes: 1_234_567, announced } });
      const { status, headers, text } = await client.send('GET', keys);
      expect(status).toBe(200);
      expect(text).toHaveLength(1_234_567);
      expect(headers.get('content-length')).toBe(announced ? '1234567' : null);
    }),
  );

  test('continue until the client disconnects', () =>
    inSandbox(async (sandbox, client) => {
      sandbox.faults.add({ when: {}, fault: { kind: 'endless', every: 1 } });
      const answer = client.send('GET', keys).then(
        () => 'an end',
        () => 'none',
      );
      await expect(Promise.race([answer, delay(200, 'no end yet')])).resolves.toBe('no end yet');
      await client.close();
      await expect(answer).resolves.toBe('none');
    }));
});

describe('faults', () => {
  test.each<[string, Fault, number, number]>([
    ['a replaced response', { kind: 'answer', status: 503, body: '<html>' }, 503, 0],
    [
      'a replaced response after the request takes effect',
      { kind: 'answer', status: 504, after: true },
      504,
      1,
    ],
    ['a dropped connection', { kind: 'drop' }, 0, 0],
    ['a lost response', { kind: 'drop-after' }, 0, 1],
    [
      'a truncated response',
      { kind: 'rewrite', rewrite: (real) => ({ ...real, body: real.body.slice(0, 9) }) },
      200,
      1,
    ],
  ])('%s', (_name, fault, status, minted) =>
    inSandbox(async (sandbox, client) => {
      const headers = await graphHeaders(sandbox, client);
      const scripted = sandbox.faults.add({ when: { method: 'POST', path: /addPassword$/ }, fault });
      const answer = await add(sandbox, client, headers).catch(() => undefined);
      expect(answer?.status ?? 0).toBe(status);
      expect(sandbox.requests.at(-1)?.status).toBe(status);
      expect(sandbox.tenant.mintedSecrets).toHaveLength(minted);
      expect(scripted.used).toBe(1);
      // It is used up.
      expect((await add(sandbox, client, headers)).status).toBe(200);
      expect(scripted.used).toBe(1);
    }),
  );

  test('send their headers, and a body that is not text as JSON', () =>
    inSandbox(async (sandbox, client) => {
      sandbox.faults.add({
        when: { host: 'token.actions.githubusercontent.com' },
        fault: { kind: 'answer', status: 429, headers: { 'retry-after': '2' }, body: { error: 'slow down' } },
      });
      const answer = await client.send('GET', keys);
      expect(answer.headers.get('retry-after')).toBe('2');
      expect(answer.json).toEqual({ error: 'slow down' });
    }));

  test('apply to matching requests only, after the first `skip` of them, `times` times', () =>
    inSandbox(async (sandbox, client) => {
      const fault: Fault = { kind: 'answer', status: 500 };
      const twice = sandbox.faults.add({ when: { path: /jwks/ }, skip: 1, times: 2, fault });
      const never = sandbox.faults.add({ when: { host: 'api.github.com' }, times: Infinity, fault });
      const statuses = [];
      for (let count = 0; count < 4; count += 1) statuses.push((await client.send('GET', keys)).status);
      expect(statuses).toEqual([200, 500, 500, 200]);
      expect([twice.used, never.used]).toEqual([2, 0]);
      sandbox.faults.add({ when: {}, times: Infinity, fault });
      sandbox.faults.clear();
      expect((await client.send('GET', keys)).status).toBe(200);
    }));

  test('can let a request take effect only when it is released, after its response', () =>
    inSandbox(async (sandbox, client) => {
      const headers = await graphHeaders(sandbox, client);
      sandbox.faults.add({
        when: { path: /addPassword/ },
        fault: { kind: 'late', status: 503, body: 'later' },
      });
      const answer = await add(sandbox, client, headers);
      expect([answer.status, answer.text]).toEqual([503, 'later']);
      expect(sandbox.tenant.mintedSecrets).toHaveLength(0);
      await sandbox.faults.release();
      expect(sandbox.tenant.mintedSecrets).toHaveLength(1);
      await sandbox.faults.release();
      expect(sandbox.tenant.mintedSecrets).toHaveLength(1);
    }));

  test.each([
    [undefined, 0],
    [true, 1],
  ])(
    'break the connection of a hanging request (after: %s) when the sandbox closes',
    async (after, minted) => {
      const sandbox = await startSandbox();
      const client = makeClient(sandbox);
      const headers = await graphHeaders(sandbox, client);
      const hang: Fault = after === undefined ? { kind: 'hang' } : { kind: 'hang', after };
      const scripted = sandbox.faults.add({ when: { path: /addPassword/ }, fault: hang });
      const outcome = add(sandbox, client, headers).then(
        () => 'answered',
        () => 'broken',
      );
      while (scripted.used === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await sandbox.close();
      expect(await outcome).toBe('broken');
      expect(sandbox.tenant.mintedSecrets).toHaveLength(minted);
      await client.close();
    },
  );
});

test('a closed sandbox leaves nothing behind', async () => {
  const sandbox = await startSandbox();
  const client = makeClient(sandbox);
  await client.send('GET', keys);
  expect(existsSync(sandbox.caFile)).toBe(true);
  await sandbox.close();
  expect(existsSync(sandbox.caFile)).toBe(false);
  await expect(client.send('GET', keys)).rejects.toThrow();
  await client.close();
});

test('an error in the sandbox is answered with 500, and recorded', () =>
  inSandbox(async (sandbox, client) => {
    const headers = await graphHeaders(sandbox, client);
    Object.defineProperty(sandbox.tenant, 'applications', { value: undefined });
    const answer = await client.send('GET', 'https://graph.microsoft.com/v1.0/applications', headers);
    expect(answer.status).toBe(500);
    expect(sandbox.violations).toMatchObject([
      { by: 'sandbox', request: expect.stringContaining('/v1.0/applications') },
    ]);
  }));

function add(sandbox: Sandbox, client: Client, headers: Record<string, string>): Promise<Received> {
  const { objectId } = sandbox.tenant.application('Exalate');
  return client.send(
    'POST',
    `https://graph.microsoft.com/v1.0/applications/${objectId}/addPassword`,
    headers,
    '{}',
  );
}
