import { describe, expect, test } from '@jest/globals';
import { matchesVariable, secureEnvironment, variables } from '../../../src/runner/environment.ts';

test('the table of variables contains each variable once', () => {
  const entries = Object.values(variables).flat();
  expect(entries.toSorted()).toEqual([...new Set(entries)].sort());
  for (const name of [...variables.refused, ...variables.trusted]) {
    expect(variables.ignored.filter((entry) => matchesVariable(entry, name))).toEqual([]);
  }
});

describe('secureEnvironment', () => {
  test.each([
    ['NODE_TLS_REJECT_UNAUTHORIZED', '0'],
    ['NODE_DEBUG', 'http'],
    ['NODE_DEBUG_NATIVE', 'net'],
    ['NODE_EXTRA_CA_CERTS', '/x ##[stop-commands]y'],
    ['SSL_CERT_DIR', '::stop-commands::y'],
    ['SSL_CERT_FILE', '/x\u202Etxt'],
    ['OPENSSL_CONF', '/x\n::stop-commands::y'],
    ['NODE_PATH', '/x ##[add-mask]y'],
  ])('refuses %s=%s by name', (name, value) => {
    expect(() => {
      secureEnvironment({ [name]: value });
    }).toThrow(new RegExp(`unsafe-environment: [^]*${name}, which`));
  });

  test('reports every refused variable in one error', () => {
    expect(() => {
      secureEnvironment({ NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_DEBUG: 'tls' });
    }).toThrow(/NODE_TLS_REJECT_UNAUTHORIZED[^]*NODE_DEBUG/);
  });

  test('accepts harmless values of these variables', () => {
    const harmless = { NODE_TLS_REJECT_UNAUTHORIZED: '1', NODE_DEBUG: '' };
    const environment = { ...harmless };
    secureEnvironment(environment);
    expect(environment).toEqual(harmless);
  });

  test('deletes the variables that change the libraries, and keeps all others', () => {
    const kept = {
      HTTPS_PROXY: 'http://proxy:3128/',
      NODE_EXTRA_CA_CERTS: '/ca.pem',
      GITHUB_TOKEN: 'x',
      AZURE: 'x',
    };
    const environment: Record<string, string | undefined> = {
      ...kept,
      AZURE_REGIONAL_AUTHORITY_NAME: 'westeurope',
      MSAL_FORCE_REGION: 'westeurope',
      AZURE_LOG_LEVEL: 'verbose',
      azure_log_level: 'verbose',
      DEBUG: '*',
      DEBUG_FD: '3',
    };
    secureEnvironment(environment);
    expect(environment).toEqual(kept);
  });
});
