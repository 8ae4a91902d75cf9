import { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { getProxyUrl } from '@actions/http-client/lib/proxy';
import { Agent, buildConnector, Pool, type Dispatcher } from 'undici';
import { NetworkError, networkReason, noProxyReason, proxyReason } from './network-error.ts';

type ConnectOptions = buildConnector.Options;
type Connect = (options: ConnectOptions) => Promise<Socket>;

/** The connections of one client, or of clients that share them. */
export interface Connections {
  /** Sends requests over these connections, and keeps each one open for the next request. */
  readonly dispatcher: Dispatcher;
  /**
   * Opens a connection for the next request to this host, and sends nothing over it. If that fails, the request opens
   * its own connection, and reports why it cannot.
   */
  readonly openConnection: (url: string) => void;
  /** Resolves when no request waits for its connection any more. */
  readonly allConnected: () => Promise<void>;
}

/** Set explicitly, because NODE_TLS_REJECT_UNAUTHORIZED=0 turns the check off for connections that do not set it. */
const tls = { rejectUnauthorized: true };

/**
 * New connections. They go through the proxy that HTTPS_PROXY and NO_PROXY name, by the rules of
 * the Actions toolkit, or directly to the host.
 */
export function createConnections(): Connections {
  const openDirectly = toPromise(buildConnector(tls));
  let openThroughProxy: Connect | undefined;
  const openedConnections = new Map<string, Promise<Socket>>();
  const connecting = new Set<Promise<unknown>>();

  const open: Connect = async (options) => {
    const proxy = getProxyUrl(new URL(toOrigin(options)));
    if (!proxy?.hostname) return openDirectly(options);
    openThroughProxy ??= createTunnels(proxy);
    return openThroughProxy(options);
  };

  const takeOrOpenConnection: Connect = async (options) => {
    const origin = toOrigin(options);
    const opening = openedConnections.get(origin);
    openedConnections.delete(origin);
    const socket = await opening?.catch(() => undefined);
    return socket === undefined || socket.destroyed ? open(options) : socket;
  };

  return {
    dispatcher: new Agent({
      connect(options, callback) {
        const connection = takeOrOpenConnection(options);
        connecting.add(connection);
        connection.then(
          (socket) => {
            connecting.delete(connection);
            callback(null, socket);
          },
          (error: unknown) => {
            connecting.delete(connection);
            // undici's own socket errors would make it connect again at once, for as long as the request waits.
            callback(new NetworkError(networkReason(error)), null);
          },
        );
      },
    }),
    openConnection(url) {
      const { origin, host, hostname, port, protocol } = new URL(url);
      if (openedConnections.has(origin)) return;
      const opening = open({ host, hostname, port, protocol });
      // The request that needs the connection meets the same error, and reports it.
      opening.catch(() => undefined);
      openedConnections.set(origin, opening);
    },
    async allConnected() {
      await Promise.allSettled(connecting);
      // In the next turn of the event loop, undici has sent the requests that waited.
      await setImmediate();
    },
  };
}

function toOrigin({ protocol, host, hostname }: ConnectOptions): string {
  return new URL(`${protocol}//${host ?? hostname}`).origin;
}

/** Opens tunnels (CONNECT) through a proxy, with TLS to the host itself inside. */
function createTunnels({ origin, username, password }: URL): Connect {
  const openToProxy = buildConnector(tls);
  const proxy = new Pool(origin, {
    // undici derives the server name from the Host header, which names the target: a proxy has its own certificate.
    connect: ({ protocol, hostname, host = hostname, port }, callback) => {
      openToProxy({ protocol, hostname, host, port }, callback);
    },
  });
  const openTls = toPromise(buildConnector(tls));
  // The toolkit has already decoded both.
  const credentials = Buffer.from(`${username}:${password}`).toString('base64');
  const authorization = username || password ? { 'proxy-authorization': `Basic ${credentials}` } : {};
  return async (options) => {
    const { protocol, hostname, host = hostname, port } = options;
    const isHttps = protocol === 'https:';
    const target = port ? host : `${host}:${isHttps ? 443 : 80}`;
    const { statusCode, socket } = await proxy
      .connect({ path: target, headers: { ...authorization, host: target } })
      .catch((error: unknown) => {
        throw new NetworkError(noProxyReason(networkReason(error)));
      });
    if (statusCode !== 200 || !(socket instanceof Socket)) {
      socket.on('error', () => undefined).destroy();
      throw new NetworkError(proxyReason(statusCode));
    }
    return isHttps ? openTls({ ...options, httpSocket: socket }) : socket;
  };
}

function toPromise(connect: buildConnector.connector): Connect {
  return (options) =>
    new Promise((resolve, reject) => {
      connect(options, (error, socket) => {
        if (error) reject(error);
        else resolve(socket);
      });
    });
}
