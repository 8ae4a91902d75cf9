import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Latency } from './latency.ts';

/** A connection that a client asked for. */
export interface RecordedConnection {
  readonly host: string;
  /** As `performance.now()` counts milliseconds. */
  readonly at: number;
}

/**
 * The only way into the sandbox: a CONNECT proxy that hands connections for the host names it knows to the sandbox's
 * server, and refuses all others, so that nothing that runs in the sandbox can reach the Internet.
 *
 * In production there is no CONNECT: a connection costs one round trip for TCP and one for TLS. Here the answer to
 * CONNECT stands for the first.
 */
export function createProxy(
  knows: (host: string) => boolean,
  target: TlsServer,
  connections: RecordedConnection[],
  latency: Readonly<Latency>,
): Server {
  const proxy = createServer((_request, response) => {
    response.writeHead(403, { 'content-type': 'text/plain' }).end('The sandbox speaks HTTPS only.\n');
  });
  proxy.on('connect', (request, client: Duplex, head: Buffer) => {
    // A client that goes away is no error of the sandbox.
    client.on('error', () => client.destroy());
    const [host = '', port = ''] = (request.url ?? '').toLowerCase().split(':');
    if (port !== '443' || !knows(host)) {
      client.end(
        `HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nThe sandbox has no ${host}:${port}.\n`,
      );
      return;
    }
    connections.push({ host, at: performance.now() });
    void accept(client, head);
  });
  return proxy;

  async function accept(client: Duplex, head: Buffer): Promise<void> {
    const roundTrip = latency.connection / 2;
    if (roundTrip > 0) await sleep(roundTrip);
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    client.unshift(head);
    if (roundTrip > 0) await sleep(roundTrip);
    if (!client.destroyed) target.emit('connection', client);
  }
}
