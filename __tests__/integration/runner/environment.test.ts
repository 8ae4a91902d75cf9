import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { matchesVariable, variables } from '../../../src/runner/environment.ts';
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
