import { getProxyUrl } from '@actions/http-client/lib/proxy';
import { Agent, ProxyAgent, type Dispatcher } from 'undici';

/** Stated in every connection, so that NODE_TLS_REJECT_UNAUTHORIZED, the default for those that say nothing, has no say. */
const tls = { rejectUnauthorized: true };

/**
 * What sends requests, over connections of its own: through the proxy that HTTPS_PROXY and NO_PROXY name, by the rules
 * of the Actions toolkit, or directly.
 *
 * @returns the dispatcher for an address
 */
export function createDispatchers(): (url: string) => Dispatcher {
  const direct = new Agent({ connect: tls });
  let proxied: ProxyAgent | undefined;
  return (url) => {
    const proxy = getProxyUrl(new URL(url));
    return proxy?.hostname ? (proxied ??= createProxyDispatcher(proxy)) : direct;
  };
}

function createProxyDispatcher({ href, username, password }: URL): ProxyAgent {
  // The toolkit's URL has them decoded already.
  const token = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return new ProxyAgent({
    uri: href,
    requestTls: tls,
    proxyTls: tls,
    ...(username || password ? { token } : {}),
  });
}

/**
 * Resolves when a connection is open, or cannot be. undici connects for a request only; one that steps back as soon as
 * it has a connection leaves that to the next.
 */
export function openConnection(dispatcher: Dispatcher, origin: string): Promise<void> {
  return new Promise((resolve) => {
    const nothing = (): boolean => true;
    dispatcher.dispatch(
      { origin, path: '/', method: 'GET', headers: { host: new URL(origin).host } },
      {
        onConnect() {
          throw new Error('only the connection was wanted');
        },
        onError() {
          resolve();
        },
        onHeaders: nothing,
        onData: nothing,
        onComplete: nothing,
      },
    );
  });
}
