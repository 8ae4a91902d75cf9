import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * The only way into the sandbox: a CONNECT proxy that leads the host names it knows to the port of the sandbox, and
 * refuses all others, so that nothing that runs in the sandbox can reach the Internet.
 */
export function createProxy(knows: (host: string) => boolean, targetPort: number): Server {
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
    const target = connect(targetPort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      target.write(head);
      client.pipe(target).pipe(client);
    });
    target.on('error', () => client.destroy());
    target.on('close', () => client.destroy());
    client.on('close', () => target.destroy());
  });
  return proxy;
}
