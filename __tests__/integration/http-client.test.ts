import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createCertificates } from '../../sandbox/network/certificates.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { networkReason } from '../../src/http/network-error.ts';
import type { HttpClient } from '../../src/http/client.ts';
import { TimeBudget } from '../../src/http/time-budget.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { createTestClient, enterSandbox } from '../helpers/in-sandbox.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await enterSandbox();
});

afterEach(async () => {
  delete process.env['NO_PROXY'];
  delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  await sandbox.close();
});

const url = 'https://api.github.com/repos/acme/ops';
const createClient = (timeoutMs = 20_000): HttpClient =>
  createTestClient({ clock: systemClock, budget: new TimeBudget(systemClock, timeoutMs, 0) });
const reasonFor = (work: Promise<unknown>): Promise<string> => work.then(() => 'a response', networkReason);

/** @returns the address of the server */
async function listen(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
}

describe('a request', () => {
  test('goes through the proxy, and names the action as its user agent', async () => {
    const { status, headers, text } = await createClient().request(url, {
      headers: { 'User-Agent': 'octokit' },
    });
    expect(status).toBe(401);
    expect(headers['content-type']).toContain('application/json');
    expect(JSON.parse(text)).toHaveProperty('message');
    expect(sandbox.requests).toMatchObject([
      { host: 'api.github.com', userAgent: 'exalate-secret-action/test' },
    ]);
  });

  test('bypasses the proxy for a host in NO_PROXY', async () => {
    process.env['NO_PROXY'] = 'api.github.com';
    await expect(reasonFor(createClient().request(url, {}))).resolves.toMatch(/^E[A-Z_]+$/);
    expect(sandbox.connections).toEqual([]);
  });

  test('to a host that the proxy does not allow fails with the status that the proxy sent', async () => {
    await expect(reasonFor(createClient().request('https://example.com/', {}))).resolves.toBe(
      'HTTP 403 from the proxy',
    );
  });

  test('fails at once when the proxy closes the connection', async () => {
    let connections = 0;
    const closing = createServer((socket) => {
      connections += 1;
      socket.once('data', () => socket.destroy());
    });
    try {
      process.env['HTTPS_PROXY'] = await listen(closing);
      await expect(reasonFor(createClient().request(url, {}))).resolves.toBe('UND_ERR_SOCKET at the proxy');
      expect(connections).toBe(1);
    } finally {
      closing.close();
    }
  });

  test('is given up when there is no response in time', async () => {
    sandbox.faults.add({ when: {}, fault: { kind: 'hang' } });
    await expect(reasonFor(createClient(200).request(url, {}))).resolves.toBe('no response in time');
  });

  test('is given up when its response does not end in time', async () => {
    sandbox.faults.add({ when: {}, fault: { kind: 'endless', every: 5 } });
    await expect(reasonFor(createClient(200).request(url, {}))).resolves.toBe(
      'the response did not end in time',
    );
  });

  test.each([true, false])(
    'is given up when its response is longer than its limit (Content-Length: %j)',
    async (announced) => {
      const { request } = createClient();
      const huge = { kind: 'huge', announced } as const;
      sandbox.faults.add({ when: {}, fault: { ...huge, bytes: 1_000_000 } });
      expect((await request(url, {})).text).toHaveLength(1_000_000);
      sandbox.faults.add({ when: {}, fault: { ...huge, bytes: 1_000_001 } });
      await expect(reasonFor(request(url, {}))).resolves.toBe('a response of more than 1 MB');
      sandbox.faults.add({ when: {}, fault: { ...huge, bytes: 1_000_001 } });
      expect((await request(url, { maxBytes: 2_000_000 })).text).toHaveLength(1_000_001);
      // The connection with the rest of that response is closed.
      expect(sandbox.connections.length).toBeGreaterThan(1);
    },
  );

  test('reports the date of its response, even of one that is too long', async () => {
    const dates: [string, string | undefined][] = [];
    const serverTime = { observe: (...observed: [string, string | undefined]) => dates.push(observed) };
    const { request } = createTestClient({ serverTime });
    const { headers } = await request(url, {});
    sandbox.faults.add({ when: {}, fault: { kind: 'huge', bytes: 2_000_000 } });
    await reasonFor(request(url, {}));
    expect(dates[0]).toEqual([url, headers['date']]);
    expect(dates[1]?.[1]).toMatch(/GMT$/);
  });

  test('gets headers with bytes outside ASCII, with `?` in place of each character', async () => {
    const via = '1.1 \u00DCber, ' + Buffer.from('Ü€', 'utf8').toString('latin1');
    sandbox.faults.add({ when: {}, fault: { kind: 'answer', status: 200, headers: { via }, body: 'x' } });
    const { headers, text } = await createClient().request(url, {});
    expect({ via: headers['via'], text }).toEqual({ via: '1.1 ?ber, ??', text: 'x' });
  });

  test('is sent only to a server with a trusted certificate, even with NODE_TLS_REJECT_UNAUTHORIZED=0', async () => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    setDefaultCACertificates([]);
    await expect(reasonFor(createClient().request(url, {}))).resolves.toMatch(/^UNABLE_TO_|SELF_SIGNED/);
    expect(sandbox.requests).toEqual([]);
  });

  test('does not follow a redirect', async () => {
    sandbox.faults.add({
      when: {},
      fault: { kind: 'answer', status: 307, headers: { Location: 'https://graph.microsoft.com/' } },
    });
    const { status } = await createClient().request(url, { method: 'POST', body: 'x' });
    expect(status).toBe(307);
    expect(sandbox.requests).toHaveLength(1);
  });
});

describe('a connection', () => {
  test('is kept for the next request', async () => {
    const { request } = createClient();
    for (let index = 0; index < 3; index += 1) await request(url, {});
    expect(sandbox.connections).toHaveLength(1);
  });

  test('is not shared between clients', async () => {
    await createClient().request(url, {});
    await createClient().request(url, {});
    expect(sandbox.connections).toHaveLength(2);
  });

  test('that was opened early is used by the first request, and sends nothing before', async () => {
    const { openConnection, request } = createClient();
    openConnection(url);
    await delay(100);
    expect(sandbox.connections).toMatchObject([{ host: 'api.github.com' }]);
    expect(sandbox.requests).toEqual([]);
    await request(url, {});
    expect(sandbox.connections).toHaveLength(1);
    expect(sandbox.requests).toHaveLength(1);
  });

  test('that is still being opened is waited for by the first request', async () => {
    const { openConnection, request } = createClient();
    openConnection(url);
    const { status } = await request(url, {});
    expect(status).toBe(401);
    expect(sandbox.connections).toHaveLength(1);
  });

  test('that the other side closed before its first request is replaced', async () => {
    const sockets: Socket[] = [];
    const relay = createServer((socket) => {
      const { hostname, port } = new URL(sandbox.proxyUrl);
      sockets.push(socket);
      socket.pipe(connect(Number(port), hostname)).pipe(socket);
    });
    try {
      process.env['HTTPS_PROXY'] = await listen(relay);
      const { openConnection, request } = createClient();
      openConnection(url);
      await delay(100);
      for (const socket of sockets.splice(0)) socket.destroy();
      await delay(20);
      expect((await request(url, {})).status).toBe(401);
      expect(sockets).toHaveLength(1);
    } finally {
      for (const socket of sockets) socket.destroy();
      relay.close();
    }
  });

  test('that was opened early serves one of several requests that are sent at once', async () => {
    const { openConnection, request } = createClient();
    openConnection(url);
    await Promise.all([request(url, {}), request(url, {})]);
    expect(sandbox.requests).toHaveLength(2);
    expect(sandbox.connections).toHaveLength(2);
  });

  test('that cannot be opened early fails only the request that needs it', async () => {
    const { openConnection, request } = createClient();
    openConnection('https://example.com/');
    await delay(100);
    await expect(reasonFor(request('https://example.com/', {}))).resolves.toBe('HTTP 403 from the proxy');
  });

  test('that never opens does not hold a request beyond its time limit', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    try {
      process.env['HTTPS_PROXY'] = await listen(silent);
      const { openConnection, request } = createClient(200);
      openConnection(url);
      await expect(reasonFor(request(url, {}))).resolves.toBe('no response in time');
    } finally {
      for (const socket of sockets) socket.destroy();
      silent.close();
    }
  });
});

test('a proxy URL with a scheme that is not supported fails the request, not the early connection', async () => {
  process.env['HTTPS_PROXY'] = 'socks5://127.0.0.1:9';
  const { openConnection, request } = createClient();
  openConnection(url);
  await expect(reasonFor(request(url, {}))).resolves.toBe('ERR_INVALID_URL');
});

describe('a proxy that is reached over TLS', () => {
  /** Relays to the sandbox's own proxy, behind a certificate for `name`. */
  async function withTlsProxy(
    name: string,
    work: (connects: readonly string[]) => Promise<void>,
  ): Promise<void> {
    const own = await createCertificates([name]);
    const connects: string[] = [];
    const sockets: Socket[] = [];
    const relay = createHttpsServer({ cert: own.certificate, key: own.privateKey });
    relay.on('connect', ({ url: target = '', headers }, socket: Socket) => {
      connects.push(`${target} ${headers['proxy-authorization'] ?? 'no credentials'}`);
      const { hostname, port } = new URL(sandbox.proxyUrl);
      const onwards = connect(Number(port), hostname);
      sockets.push(socket, onwards);
      onwards.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
      onwards.pipe(socket).pipe(onwards);
    });
    try {
      setDefaultCACertificates([sandbox.ca, own.ca]);
      const { port } = new URL(await listen(relay));
      process.env['HTTPS_PROXY'] = `https://me:pa%20ss@localhost:${port}`;
      await work(connects);
    } finally {
      for (const socket of sockets) socket.destroy();
      relay.close();
    }
  }

  test('shows a certificate of its own, and gets the credentials', async () => {
    await withTlsProxy('localhost', async (connects) => {
      expect((await createClient().request(url, {})).status).toBe(401);
      const credentials = Buffer.from('me:pa ss').toString('base64');
      expect(connects).toEqual([`api.github.com:443 Basic ${credentials}`]);
    });
  });

  test('is refused with the certificate of the host behind it, and gets no credentials', async () => {
    await withTlsProxy('api.github.com', async (connects) => {
      await expect(reasonFor(createClient().request(url, {}))).resolves.toBe(
        'ERR_TLS_CERT_ALTNAME_INVALID at the proxy',
      );
      expect(connects).toEqual([]);
    });
  });
});

describe('code that is loaded while a request waits', () => {
  test('is loaded at once when no request waits for a connection', async () => {
    const { importWhileWaiting } = createClient();
    await expect(importWhileWaiting(() => Promise.resolve('code'))).resolves.toBe('code');
  });

  test('is loaded, too, when the connection of the request never opens', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    try {
      process.env['HTTPS_PROXY'] = await listen(silent);
      const { importWhileWaiting, request } = createClient(500);
      const response = reasonFor(request(url, {}));
      await expect(importWhileWaiting(() => Promise.resolve('code'))).resolves.toBe('code');
      await expect(response).resolves.toBe('no response in time');
    } finally {
      for (const socket of sockets) socket.destroy();
      silent.close();
    }
  });
});

test('without a proxy, a connection that was opened early is used by the first request, too', async () => {
  const { ca, certificate, privateKey } = await createCertificates(['localhost']);
  const server = createHttpsServer({ cert: certificate, key: privateKey });
  let connections = 0;
  let requests = 0;
  server.on('secureConnection', () => (connections += 1));
  server.on('request', (_request, response: ServerResponse) => {
    requests += 1;
    response.end('{}');
  });
  try {
    setDefaultCACertificates([ca]);
    const direct = (await listen(server)).replace('http://127.0.0.1', 'https://localhost');
    const { openConnection, request } = createClient();
    openConnection(direct);
    await delay(100);
    expect({ connections, requests }).toEqual({ connections: 1, requests: 0 });
    expect((await request(direct, {})).status).toBe(200);
    expect({ connections, requests }).toEqual({ connections: 1, requests: 1 });
    expect(sandbox.connections).toEqual([]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test.each([
  [undefined, 'no response'],
  ['ECONNRESET', 'no response'],
  [{ code: 'say "s3cr3t"' }, 'no response'],
  [{ code: 'ECONNRESET' }, 'ECONNRESET'],
  [{ cause: { cause: { code: 'ENOTFOUND' } } }, 'ENOTFOUND'],
])('the reason in %j is %s', (error, reason) => {
  expect(networkReason(error)).toBe(reason);
});
