import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { matchesVariable, secureEnvironment, variables } from '../../../src/runner/environment.ts';
import { filesIn, read } from '../../helpers/repository.ts';

/** The variables that the bundle reads as `process.env[EXPRESSION]`. A new expression must be looked up by hand. */
const computed: Readonly<Record<string, readonly string[]>> = {
  MSAL_FORCE_REGION: ['MSAL_FORCE_REGION'],
  REGION_ENVIRONMENT_VARIABLE: ['REGION_NAME'],
  SUMMARY_ENV_VAR: ['GITHUB_STEP_SUMMARY'],
  '`GITHUB_${command}`': ['GITHUB_OUTPUT'],
  "`INPUT_${name.replace(/ /g, '_').toUpperCase()}`": ['INPUT_APPLICATION'],
  '`STATE_${name}`': ['STATE_journal'],
  // The options of the library "debug".
  key: ['DEBUG_COLORS'],
  // @typespec/ts-http-runtime: proxies, its own log, and the log of Azure's libraries.
  name: ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY', 'DEBUG', 'AZURE_LOG_LEVEL'],
  'name.toLowerCase()': ['https_proxy', 'http_proxy', 'all_proxy', 'no_proxy'],
};

const entries = Object.values(variables).flat();

/** Lists every variable that the bundle reads. */
function findVariablesInBundle(): readonly string[] {
  const text = filesIn('dist', '.js').map(read).join('\n');
  const named = [...text.matchAll(/\benv\.([A-Za-z_]\w*)|\benv\[['"]([^'"]+)['"]\]/g)];
  const expressions = [...text.matchAll(/\benv\[([^'"\]][^\]]*)\]/g)].map(
    ([, expression = '']) => expression,
  );
  // Not variables: properties of other objects named `env`, and a file of that name.
  const others = ['stack', 'error', 'hasError', 'js'];
  return [
    ...named.map(([, dotted = '', quoted = '']) => dotted || quoted).filter((name) => !others.includes(name)),
    ...expressions.flatMap((expression) => computed[expression] ?? [`unknown expression env[${expression}]`]),
  ];
}

/** Lists the variables in Node's help. */
function findVariablesInNodeHelp(): readonly string[] {
  const [, help = ''] = execFileSync(process.execPath, ['--help'], { encoding: 'utf8' }).split(
    'Environment variables:',
  );
  return [...help.matchAll(/^([A-Z][A-Z0-9_]+)/gm)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'D');
}

describe('the table of variables', () => {
  test('contains every variable that the bundle reads', () => {
    const names = [...new Set(findVariablesInBundle())];
    expect(names.length).toBeGreaterThan(40);
    expect(names.filter((name) => !entries.some((entry) => matchesVariable(entry, name)))).toEqual([]);
  });

  test('contains every variable that Node reads', () => {
    const names = findVariablesInNodeHelp();
    expect(names).toContain('NODE_TLS_REJECT_UNAUTHORIZED');
    expect(names.filter((name) => !entries.some((entry) => matchesVariable(entry, name)))).toEqual([]);
  });

  test('contains each variable once', () => {
    expect(entries.toSorted()).toEqual([...new Set(entries)].sort());
    for (const name of [...variables.refused, ...variables.trusted]) {
      expect(variables.ignored.filter((entry) => matchesVariable(entry, name))).toEqual([]);
    }
  });

  test('matches the security model', () => {
    const [, section = ''] = read('docs/security-model.md').split('\n## Environment variables\n');
    const rows = [
      ...(section.split('\n## ')[0] ?? '').matchAll(/^\|([^|]+)\|[^|]+\| *(ignored|refused|trusted) *\|$/gm),
    ];
    const documented = rows.flatMap(([, names = '', treatment = '']) =>
      [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => `${name}: ${treatment}`),
    );
    const stated = Object.entries(variables).flatMap(([treatment, names]) =>
      names.map((name) => `${name}: ${treatment}`),
    );
    expect(documented.toSorted()).toEqual(stated.toSorted());
  });
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
      HTTPS_PROXY: 'http://proxy:3128',
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
