import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { parse } from 'yaml';
import { defaults, readInputs, readRun, type Inputs, type Run } from '../src/inputs.ts';
import { Failure } from '../src/support/failure.ts';

const now = new Date('2026-11-23T14:30:00Z');
const run: Run = {
  repository: 'acme/ops',
  id: 7001,
  attempt: 1,
  apiUrl: 'https://api.github.com',
  serverUrl: 'https://github.com',
};

const minimal = {
  'tenant-id': '10000000-0000-4000-8000-000000000000',
  'client-id': '20000000-0000-4000-8000-00000000ABCD',
  application: 'Exalate',
  'step-output': 'true',
};

function read(changes: Readonly<Record<string, string>>): Inputs {
  const inputs: Readonly<Record<string, string>> = { ...minimal, ...changes };
  return readInputs((name) => inputs[name] ?? '', run, now);
}

function problemsOf(changes: Readonly<Record<string, string>>): string {
  try {
    read(changes);
  } catch (error) {
    if (error instanceof Failure && error.code === 'invalid-inputs') return error.explanation.happened;
    throw error;
  }
  return 'none';
}

describe('inputs', () => {
  test('have their defaults', () => {
    expect(read({})).toMatchObject({
      tenantId: '10000000-0000-4000-8000-000000000000',
      clientId: '20000000-0000-4000-8000-00000000abcd',
      application: 'Exalate',
      description: 'Exalate',
      endDateTime: new Date('2028-11-22T14:30:00Z'),
      destinations: [{ kind: 'step-output' }],
      verify: true,
      verifyTimeout: 180_000,
      cloud: { name: 'public' },
      dryRun: false,
    });
  });

  test('are all read', () => {
    const inputs = read({
      application: "O'Brien & Söhne",
      description: 'Exalate node',
      expires: '2027-12-31',
      'repository-secret': 'EXALATE_CLIENT_SECRET',
      'step-output': 'FALSE',
      repository: 'octo_corp/other.repo',
      'github-token': 'github_pat_1',
      verify: 'False',
      'verify-timeout': 'PT90S',
      cloud: 'AzureUSGovernment',
      'dry-run': 'true',
    });
    expect(inputs).toMatchObject({
      application: "O'Brien & Söhne",
      description: 'Exalate node',
      endDateTime: new Date('2027-12-31T00:00:00Z'),
      destinations: [
        {
          kind: 'repository-secret',
          owner: 'octo_corp',
          repository: 'other.repo',
          name: 'EXALATE_CLIENT_SECRET',
        },
      ],
      gitHubToken: 'github_pat_1',
      verify: false,
      verifyTimeout: 90_000,
      cloud: { name: 'us-government' },
      dryRun: true,
    });
  });

  test('of the repository that runs are taken where none is named', () => {
    expect(read({ 'repository-secret': 'X', 'github-token': 't' }).destinations[0]).toEqual({
      kind: 'repository-secret',
      owner: 'acme',
      repository: 'ops',
      name: 'X',
    });
  });

  test('empty are the same as none', () => {
    expect(read({ expires: '', cloud: '', verify: '' })).toEqual(read({}));
  });

  test('have the defaults that action.yml declares', () => {
    const schema = v.object({ inputs: v.record(v.string(), v.object({ default: v.optional(v.string()) })) });
    const { inputs } = v.parse(schema, parse(readFileSync('action.yml', 'utf8')));
    const declared = Object.entries(inputs).flatMap(([name, input]) =>
      input.default === undefined || name === 'repository' ? [] : [[name, input.default]],
    );
    expect(Object.fromEntries(declared)).toEqual(defaults);
  });

  test.each([
    ['tenant-id', 'contoso', '`tenant-id` must be a GUID'],
    ['tenant-id', '', '`tenant-id` is required.'],
    ['client-id', '20000000-0000-4000-8000-00000000000g', '`client-id` must be a GUID'],
    ['client-id', '', '`client-id` is required.'],
    ['application', '', '`application` is required.'],
    ['application', 'a\nb', '`application` must be one line'],
    ['description', 'a\u0007b', '`description` must be one line'],
    ['expires', 'tomorrow', '`expires` is no length of time'],
    ['expires', '2020-01-01', '`expires` must be later than now.'],
    ['repository-secret', 'MY-SECRET', '`repository-secret` may hold only letters, digits and underscores.'],
    ['repository-secret', 'ÄRGER', '`repository-secret` may hold only letters, digits and underscores.'],
    ['repository-secret', '1SECRET', '`repository-secret` must not start with a digit.'],
    ['repository-secret', 'github_secret', '`repository-secret` must not start with GITHUB_'],
    ['repository-secret', 'SECRET', '`github-token` is required with `repository-secret`'],
    ['step-output', 'yes please', '`step-output` must be `true` or `false`.'],
    ['step-output', 'false', 'No destination is named'],
    ['repository', 'ops', '`repository` must have the form owner/name.'],
    ['verify', '1', '`verify` must be `true` or `false`.'],
    ['verify-timeout', '5m', '`verify-timeout` is ambiguous'],
    ['verify-timeout', '0 seconds', '`verify-timeout` must be longer than zero.'],
    ['verify-timeout', '2 days', '`verify-timeout` must not be longer than 6 hours.'],
    ['verify-timeout', '999999999 years', '`verify-timeout` must be longer than zero.'],
    ['cloud', 'germany', '`cloud` must be one of public, us-government, us-government-dod, china.'],
    ['dry-run', 'maybe', '`dry-run` must be `true` or `false`.'],
  ])('that are wrong are named: %s: %j', (name, value, problem) => {
    expect(problemsOf({ [name]: value })).toContain(problem);
  });

  test('that are wrong are all named at once', () => {
    const problems = problemsOf({
      'tenant-id': 'contoso',
      'client-id': '',
      expires: 'never',
      'repository-secret': 'GITHUB_X',
      'step-output': 'yes please',
      cloud: 'germany',
    });
    expect(problems.match(/^ {2}- /gm)).toHaveLength(7);
  });
});

describe('the run', () => {
  const environment = {
    GITHUB_REPOSITORY: 'acme/ops',
    GITHUB_RUN_ID: '7001',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_SERVER_URL: 'https://github.com',
  };

  test('is read from the runner’s variables', () => {
    expect(readRun(environment)).toEqual(run);
  });

  test.each(Object.keys(environment))('is not known without %s', (name) => {
    expect(() => readRun({ ...environment, [name]: '' })).toThrow(
      `The runner's variable ${name} is not set.`,
    );
  });
});
