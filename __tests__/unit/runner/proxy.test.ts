import { describe, expect, test } from '@jest/globals';
import { getProxyUrl } from '@actions/http-client/lib/proxy';
import { normalizeProxy } from '../../../src/runner/proxy.ts';
import { ActionError } from '../../../src/shared/action-error.ts';

/** What the toolkit makes of the proxy, once the URL is normalized. */
function readProxy(environment: Record<string, string>): Record<string, string> | undefined {
  const own = { ...process.env };
  for (const name of ['https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY'])
    Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, environment);
  try {
    normalizeProxy(process.env);
    const url = getProxyUrl(new URL('https://graph.microsoft.com'));
    if (url === undefined) return undefined;
    const { origin, username, password } = url;
    return { origin, username, password };
  } finally {
    process.env = own;
  }
}

function failureOf(environment: Record<string, string>): ActionError {
  try {
    normalizeProxy(environment);
  } catch (error) {
    if (error instanceof ActionError) return error;
    throw error;
  }
  throw new Error('The proxy was accepted.');
}

const none = { username: '', password: '' };

describe('the proxy for all requests', () => {
  test.each([
    ['http://proxy.example.com:8080', { origin: 'http://proxy.example.com:8080', ...none }],
    ['HTTPS://Proxy.example.com:8443/', { origin: 'https://proxy.example.com:8443', ...none }],
    ['proxy.example.com:8080', { origin: 'http://proxy.example.com:8080', ...none }],
    ['localhost:3128', { origin: 'http://localhost:3128', ...none }],
    ['10.1.2.3:3128', { origin: 'http://10.1.2.3:3128', ...none }],
    ['[fd00::1]:3128', { origin: 'http://[fd00::1]:3128', ...none }],
    ['proxy', { origin: 'http://proxy', ...none }],
    [' http://proxy:8080\n', { origin: 'http://proxy:8080', ...none }],
    ['me:secret@proxy:8080', { origin: 'http://proxy:8080', username: 'me', password: 'secret' }],
    [
      'http://CORP%5Cme:p%40s%3As@proxy:8080',
      { origin: 'http://proxy:8080', username: 'CORP\\me', password: 'p@s:s' },
    ],
  ])('is read from %j', (value, expected) => {
    expect(readProxy({ HTTPS_PROXY: value })).toEqual(expected);
  });

  test.each([
    ['100%', '100%'],
    ['%zz', '%zz'],
    ['p%40ss%', 'p@ss%'],
    ['p@ss:word', 'p@ss:word'],
    ['gr%C3%BCn', 'grün'],
    ['grün', 'grün'],
    ['%25', '%'],
  ])('gets the password %j as %j, like that of the runner itself', (written, password) => {
    expect(readProxy({ HTTPS_PROXY: `http://me:${written}@proxy:8080` })).toEqual({
      origin: 'http://proxy:8080',
      username: 'me',
      password,
    });
  });

  test('is that of `https_proxy` when both spellings are set, and one that is not blank', () => {
    const both = { https_proxy: 'http://lower:1', HTTPS_PROXY: 'http://upper:2' };
    expect(readProxy(both)).toMatchObject({ origin: 'http://lower:1' });
    expect(readProxy({ ...both, https_proxy: ' ' })).toMatchObject({ origin: 'http://upper:2' });
  });

  test.each(['', ' ', '\n'])('is none when the variable is %j', (value) => {
    expect(readProxy({ HTTPS_PROXY: value })).toBeUndefined();
  });

  test.each(['*', 'graph.microsoft.com', ' ,;,.com, [::1', 'https://graph.microsoft.com/'])(
    'does not depend on a readable NO_PROXY: %j',
    (value) => {
      expect(() => readProxy({ HTTPS_PROXY: 'http://proxy:8080', NO_PROXY: value })).not.toThrow();
    },
  );
});

describe('a proxy that is not an HTTP proxy is refused', () => {
  test.each([
    ['names a SOCKS proxy', 'socks5://me:s3cr3t@proxy:1080'],
    ['names a SOCKS proxy', 'SOCKS4A://s3cr3t:1080'],
    ['starts with a scheme other than', 'ftp://me:s3cr3t@proxy'],
    ['starts with a scheme other than', 'file:///etc/s3cr3t'],
    ['is not a valid URL of a proxy', 'http://me:s3cr3t@proxy:99999'],
    ['is not a valid URL of a proxy', 'http://me:s3cr3t@proxy:0'],
    ['is not a valid URL of a proxy', 'http://me:s3cr3t@'],
    ['is not a valid URL of a proxy', 'http://'],
    ['is not a valid URL of a proxy', 'PROXY s3cr3t:8080; DIRECT'],
    ['is not a valid URL of a proxy', 'http://me:s3/cr3t@proxy:8080'],
    ['is not a valid URL of a proxy', 'http://me:s3#cr3t@proxy:8080'],
    ['has more text after the host and port', 'http://me:3?s3cr3t@proxy:8080'],
    ['has more text after the host and port', 'http://proxy/s3cr3t.pac'],
    ['has more text after the host and port', 'http:/s3cr3t:8080'],
    ['has more text after the host and port', '"http://s3cr3t"'],
    ['percent-encoding that is not UTF-8', 'http://s3cr3t:%FC@proxy:8080'],
  ])('because it %s: %s', (problem, value) => {
    const { code, message } = failureOf({ HTTPS_PROXY: value });
    expect(code).toBe('proxy-invalid');
    expect(message).toContain('The environment variable HTTPS_PROXY ');
    expect(message).toContain(problem);
    expect(message).not.toMatch(/s3|cr3t/);
  });

  test.each([
    ['socks5://proxy:1080', 'the variable names the one for SOCKS'],
    ['htp://proxy:8080', 'a typo. `http://` is right'],
    ['http://proxy:99999', 'not a number from 1 to 65535'],
    ['http://proxy/x.pac', 'is that of a PAC file'],
    ['http://me:%FC@proxy', 'in UTF-8, `ü` is `%C3%BC`'],
  ])('with the likely cause of its own mistake: %s', (value, likelyCause) => {
    expect(failureOf({ HTTPS_PROXY: value }).explanation.likelyCause).toContain(likelyCause);
  });

  test('by the spelling of its variable', () => {
    expect(failureOf({ https_proxy: 'socks://x' }).message).toContain('set https_proxy to http://HOST:PORT');
  });
});
