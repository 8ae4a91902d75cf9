import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Latency } from './latency.ts';

/** A connection that a client asked for. */
export interface RecordedConnection {
  readonly host: string;
  /** As `performance.now()` counts milliseconds. */
  readonly at: number;
}

/** A connection that the proxy refused. */
interface RefusedConnection {
  readonly host: string;
  readonly status: number;
}

/** The rules of the proxy. May be changed while the sandbox runs. */
export interface ProxyRules {
  /** The user and password that a client must send, as `USER:PASSWORD`; undefined when it needs none. */
  credentials: string | undefined;
  /** The hosts that no client may reach. */
  readonly blockedHosts: Set<string>;
  /** How many connections fail from now on, because the proxy itself does not reach the host. */
  failures: number;
  /** In the order in which they were asked for. */
  readonly refused: RefusedConnection[];
}

/** The names that Squid, a common proxy, gives these errors, and a header that HTTP requires with a 407. */
const refusals = {
  403: { reason: 'Forbidden', name: 'ERR_ACCESS_DENIED', header: '' },
  407: {
    reason: 'Proxy Authentication Required',
    name: 'ERR_CACHE_ACCESS_DENIED',
    header: 'Proxy-Authenticate: Basic realm="proxy"\r\n',
  },
  503: { reason: 'Service Unavailable', name: 'ERR_CONNECT_FAIL', header: '' },
} as const;

/**
 * The only way into the sandbox: a CONNECT proxy that hands connections for the host names it knows to the sandbox's
 * server, and refuses all others, so that nothing that runs in the sandbox can reach the Internet. Only to the addresses
 * in `passThrough`, as `host:port`, it opens real connections.
 *
 * In production there is no CONNECT: a connection costs one round trip for TCP and one for TLS. Here the answer to
 * CONNECT stands for the first.
 */
export function createProxy(
  knows: (host: string) => boolean,
  target: TlsServer,
  connections: RecordedConnection[],
  latency: Readonly<Latency>,
  rules: ProxyRules,
  passThrough: ReadonlySet<string>,
): Server {
  const proxy = createServer((_request, response) => {
    response.writeHead(403, { 'content-type': 'text/plain' }).end('The sandbox speaks HTTPS only.\n');
  });
  proxy.on('connect', (request, client: Duplex, head: Buffer) => {
    // A client that goes away is no error of the sandbox.
    client.on('error', () => client.destroy());
    const [host = '', port = ''] = (request.url ?? '').toLowerCase().split(':');
    const isPassedThrough = passThrough.has(`${host}:${port}`);
    const status = findRefusal(request, host, isPassedThrough || (port === '443' && knows(host)));
    if (status !== undefined) {
      rules.refused.push({ host, status });
      client.end(formatRefusal(status));
      return;
    }
    connections.push({ host, at: performance.now() });
    if (isPassedThrough) openTunnel(host, Number(port), client, head);
    else void accept(client, head);
  });
  return proxy;

  function findRefusal(
    request: IncomingMessage,
    host: string,
    isKnown: boolean,
  ): keyof typeof refusals | undefined {
    if (rules.credentials !== undefined) {
      const expected = `Basic ${Buffer.from(rules.credentials).toString('base64')}`;
      if (request.headers['proxy-authorization'] !== expected) return 407;
    }
    if (!isKnown || rules.blockedHosts.has(host)) return 403;
    if (rules.failures === 0) return undefined;
    rules.failures -= 1;
    return 503;
  }

  async function accept(client: Duplex, head: Buffer): Promise<void> {
    const roundTrip = latency.connection / 2;
    if (roundTrip > 0) await sleep(roundTrip);
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    client.unshift(head);
    if (roundTrip > 0) await sleep(roundTrip);
    if (!client.destroyed) target.emit('connection', client);
  }
}

/** Connects a client with the real host. */
function openTunnel(host: string, port: number, client: Duplex, head: Buffer): void {
  let isOpen = false;
  const upstream = connect(port, host, () => {
    isOpen = true;
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    client.unshift(head);
    client.pipe(upstream).pipe(client);
  });
  upstream.on('error', () => {
    if (isOpen) client.destroy();
    else client.end(formatRefusal(503));
  });
  client.on('close', () => upstream.destroy());
}

/** A response in the form of Squid, with an HTML page and a header that has a byte outside ASCII. */
function formatRefusal(status: keyof typeof refusals): Buffer {
  const { reason, name, header } = refusals[status];
  const page = `<html><head><title>ERROR: The requested URL could not be retrieved</title></head><body id=${name}></body></html>\n`;
  return Buffer.from(
    `HTTP/1.1 ${status} ${reason}\r\nServer: squid/6.10\r\nMime-Version: 1.0\r\n` +
      `Content-Type: text/html;charset=utf-8\r\nContent-Length: ${page.length}\r\nX-Squid-Error: ${name} 0\r\n` +
      `${header}Via: 1.1 \u00DCberwachung (squid/6.10)\r\nConnection: close\r\n\r\n${page}`,
    'latin1',
  );
}
