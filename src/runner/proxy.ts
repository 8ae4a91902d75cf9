import { ActionError, type Explanation } from '../shared/action-error.ts';

/** The variables that name the proxy, in the order in which the Actions toolkit reads them. */
const variables = ['https_proxy', 'HTTPS_PROXY'];

/** What can be wrong with the variable: the problem completes "the environment variable HTTPS_PROXY …". */
const mistakes = {
  socks: {
    problem: 'names a SOCKS proxy; the action supports only HTTP proxies',
    likelyCause: 'many proxies support both, on different ports, and the variable names the one for SOCKS.',
  },
  scheme: {
    problem: 'starts with a scheme other than `http://` or `https://`',
    likelyCause: 'a typo. `http://` is right for most proxies, also for https requests.',
  },
  url: {
    problem: 'is not a valid URL of a proxy',
    likelyCause: 'the port is not a number from 1 to 65535, or the user or password is not percent-encoded.',
  },
  rest: {
    problem: 'has more text after the host and port of the proxy',
    likelyCause:
      'the URL has a path or quotation marks, is that of a PAC file, or the user or password is not percent-encoded.',
  },
  encoding: {
    problem: 'has a user or password with percent-encoding that is not UTF-8',
    likelyCause: 'a character outside ASCII is encoded in another character set: in UTF-8, `ü` is `%C3%BC`.',
  },
} as const;

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
  if (name !== undefined && typeof url === 'string') throw proxyInvalidError(name, mistakes[url]);
  for (const each of variables) Reflect.deleteProperty(environment, each);
  if (url !== undefined) Object.assign(environment, { HTTPS_PROXY: String(url) });
}

/** @returns the URL, or what is wrong with the text */
function parseProxyUrl(text: string): URL | keyof typeof mistakes {
  const [, scheme = 'http'] = /^([a-z][a-z\d+.-]*):\/\//i.exec(text) ?? [];
  if (/^socks/i.test(scheme)) return 'socks';
  if (!/^https?$/i.test(scheme)) return 'scheme';
  const encoded = text.replace(/%(?![\da-f]{2})/gi, '%25');
  const url = URL.parse(/^https?:\/\//i.test(encoded) ? encoded : `http://${encoded}`);
  if (url === null || url.port === '0') return 'url';
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return 'rest';
  }
  if (!canDecode(url.username + url.password)) {
    return 'encoding';
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

function proxyInvalidError(name: string, { problem, likelyCause }: Omit<Explanation, 'remedy'>): ActionError {
  return new ActionError('proxy-invalid', {
    problem: `The environment variable ${name} ${problem}. The action sent no request.`,
    likelyCause,
    remedy: `set ${name} to http://HOST:PORT or http://USER:PASSWORD@HOST:PORT. In USER and PASSWORD, write \`%2F\` for \`/\`, \`%3F\` for \`?\`, \`%23\` for \`#\`, \`%40\` for \`@\` and \`%25\` for \`%\`.`,
  });
}
