import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
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
const reasonFor = (work: Promise<unknown>): Promise<string> => work.then(() => 'an answer', networkReason);

describe('a request', () => {
  test('goes through the proxy, and names the action in place of whoever sends it', async () => {
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

  test('goes past the proxy where NO_PROXY says so', async () => {
    process.env['NO_PROXY'] = 'api.github.com';
    await expect(reasonFor(createClient().request(url, {}))).resolves.toMatch(/^E[A-Z_]+$/);
    expect(sandbox.connections).toEqual([]);
  });

  test('to a host that the proxy does not allow has no answer', async () => {
    await expect(reasonFor(createClient().request('https://example.com/', {}))).resolves.toMatch(/^UND_ERR_/);
  });

  test('is given up when there is no answer in time', async () => {
    sandbox.faults.add({ when: {}, fault: { kind: 'hang' } });
    await expect(reasonFor(createClient(200).request(url, {}))).resolves.toBe('no answer in time');
  });

  test('is given up when its answer does not end in time', async () => {
    sandbox.faults.add({ when: {}, fault: { kind: 'endless', every: 5 } });
    await expect(reasonFor(createClient(200).request(url, {}))).resolves.toBe(
      'the answer did not end in time',
    );
  });

  test.each([true, false])(
    'is given up when its answer is longer than its limit (retryAfterMs: %j)',
    async (retryAfterMs) => {
      const { request } = createClient();
      const huge = { kind: 'huge', retryAfterMs } as const;
      sandbox.faults.add({ when: {}, fault: { ...huge, bytes: 1_000_000 } });
      expect((await request(url, {})).text).toHaveLength(1_000_000);
      sandbox.faults.add({ when: {}, fault: { ...huge, bytes: 1_000_001 } });
      await expect(reasonFor(request(url, {}))).resolves.toBe('an answer of more than 1 MB');
      sandbox.faults.add({ when: {}, fault: { ...huge, bytes: 1_000_001 } });
      expect((await request(url, { maxBytes: 2_000_000 })).text).toHaveLength(1_000_001);
      // The connection with the rest of that answer is gone.
      expect(sandbox.connections.length).toBeGreaterThan(1);
    },
  );

  test('has the date of its answer noted, that of one that is too long, too', async () => {
    const dates: [string, string | undefined][] = [];
    const serverTime = { observe: (...observed: [string, string | undefined]) => dates.push(observed) };
    const { request } = createTestClient({ serverTime });
    const { headers } = await request(url, {});
    sandbox.faults.add({ when: {}, fault: { kind: 'huge', bytes: 2_000_000 } });
    await reasonFor(request(url, {}));
    expect(dates[0]).toEqual([url, headers['date']]);
    expect(dates[1]?.[1]).toMatch(/GMT$/);
  });

  test('is sent only to a server whose certificate is good, whatever the environment says', async () => {
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

  test('belongs to one line', async () => {
    await createClient().request(url, {});
    await createClient().request(url, {});
    expect(sandbox.connections).toHaveLength(2);
  });

  test('that was opened early is the one that the first request takes, and asks for nothing by itself', async () => {
    const { openConnection, request } = createClient();
    openConnection(url);
    await delay(100);
    expect(sandbox.connections).toMatchObject([{ host: 'api.github.com' }]);
    expect(sandbox.requests).toEqual([]);
    await request(url, {});
    expect(sandbox.connections).toHaveLength(1);
    expect(sandbox.requests).toHaveLength(1);
  });

  test('that is still being opened is waited for', async () => {
    const { openConnection, request } = createClient();
    openConnection(url);
    const { status } = await request(url, {});
    expect(status).toBe(401);
    expect(sandbox.connections).toHaveLength(1);
  });

  test('that cannot be opened early is left to the request to tell of', async () => {
    const { openConnection, request } = createClient();
    openConnection('https://example.com/');
    await delay(100);
    await expect(reasonFor(request('https://example.com/', {}))).resolves.toMatch(/^UND_ERR_/);
  });

  test('that never opens keeps no request beyond its time', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    process.env['HTTPS_PROXY'] = `http://127.0.0.1:${port ?? 0}`;
    const { openConnection, request } = createClient(200);
    openConnection(url);
    await expect(reasonFor(request(url, {}))).resolves.toBe('no answer in time');
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
});

test.each([
  [undefined, 'no answer'],
  ['ECONNRESET', 'no answer'],
  [{ code: 'say "s3cr3t"' }, 'no answer'],
  [{ code: 'ECONNRESET' }, 'ECONNRESET'],
  [{ cause: { cause: { code: 'ENOTFOUND' } } }, 'ENOTFOUND'],
])('the reason in %j is %s', (error, reason) => {
  expect(networkReason(error)).toBe(reason);
});
