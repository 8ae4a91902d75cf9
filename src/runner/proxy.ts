import { ActionError } from '../shared/action-error.ts';

/** The variables that name the proxy, in the order in which the Actions toolkit reads them. */
const variables = ['https_proxy', 'HTTPS_PROXY'];

/**
 * Rewrites the URL of the proxy so that all libraries read it in the same way. It accepts what the runner itself and curl
 * accept: a URL without `http://`, and a `%` that is not part of a percent-encoding, which stands for itself. The toolkit
 * ignores such a proxy without notice, and connects directly.
 *
 * @param environment the variables of the process
 * @throws ActionError `proxy-invalid`, which never shows the URL, since it can contain a password
 */
export function normalizeProxy(environment: Record<string, string | undefined>): void {
  const name = variables.find((each) => environment[each]?.trim());
  const url = name === undefined ? undefined : parseProxyUrl(environment[name]?.trim() ?? '');
  if (name !== undefined && typeof url === 'string') throw proxyInvalidError(name, url);
  for (const each of variables) Reflect.deleteProperty(environment, each);
  if (url !== undefined) Object.assign(environment, { HTTPS_PROXY: String(url) });
}

/** @returns the URL, or what is wrong with the text, to complete "the variable …" */
function parseProxyUrl(text: string): URL | string {
  const [, scheme = 'http'] = /^([a-z][a-z\d+.-]*):\/\//i.exec(text) ?? [];
  if (/^socks/i.test(scheme)) return 'names a SOCKS proxy; the action supports only HTTP proxies';
  if (!/^https?$/i.test(scheme)) return 'starts with a scheme other than `http://` or `https://`';
  const encoded = text.replace(/%(?![\da-f]{2})/gi, '%25');
  const url = URL.parse(/^https?:\/\//i.test(encoded) ? encoded : `http://${encoded}`);
  if (url === null || url.port === '0') return 'is not a valid URL of a proxy';
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return 'has more text after the host and port of the proxy';
  }
  if (!canDecode(url.username + url.password)) {
    return 'has a user or password with percent-encoding that is not UTF-8';
  }
  return url;
}

function canDecode(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function proxyInvalidError(name: string, problem: string): ActionError {
  return new ActionError('proxy-invalid', {
    problem: `The environment variable ${name} ${problem}. The action sent no request.`,
    likelyCause:
      'the variable has a typing error or names another kind of proxy, or its user or password contains a character that has a meaning in URLs.',
    remedy: `set ${name} to http://HOST:PORT or http://USER:PASSWORD@HOST:PORT. In USER and PASSWORD, write \`%2F\` for \`/\`, \`%3F\` for \`?\`, \`%23\` for \`#\`, \`%40\` for \`@\` and \`%25\` for \`%\`.`,
  });
}
