import { describe, expect, test } from '@jest/globals';
import { readInputs, type Inputs } from '../../../src/rotation/inputs.ts';
import type { DestinationSpec } from '../../../src/destinations/spec.ts';
import { ActionError } from '../../../src/shared/action-error.ts';
import { workflowRun } from '../../helpers/workflow-run.ts';

const now = new Date('2026-11-23T14:30:00Z');

const recipient = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';

const minimal = {
  'tenant-id': '10000000-0000-4000-8000-000000000000',
  'client-id': '20000000-0000-4000-8000-00000000ABCD',
  application: 'Exalate',
  'step-output': 'true',
};

function read(changes: Readonly<Record<string, string>>): Inputs {
  const inputs: Readonly<Record<string, string>> = { ...minimal, ...changes };
  return readInputs((name) => inputs[name] ?? '', workflowRun, now);
}

function problemsOf(changes: Readonly<Record<string, string>>): string {
  try {
    read(changes);
  } catch (error) {
    if (error instanceof ActionError && error.code === 'invalid-inputs') return error.explanation.problem;
    throw error;
  }
  return 'none';
}

/** The inputs that each kind of destination needs. */
const eachDestination: Readonly<Record<DestinationSpec['kind'], Readonly<Record<string, string>>>> = {
  'repository-secret': { 'github-token': 'github_pat_1' },
  'dependabot-secret': { 'github-token': 'github_pat_1' },
  'codespaces-secret': { 'github-token': 'github_pat_1' },
  'environment-secret': { 'github-token': 'github_pat_1', environment: 'production' },
  'organization-secret': { 'github-token': 'github_pat_1' },
  'key-vault-secret': { 'key-vault-secret': 'https://acme-vault.vault.azure.net/secrets/exalate' },
  'encrypted-file': { 'encrypted-file': 'exalate.age', 'encrypt-to': recipient },
  'step-output': { 'step-output': 'true' },
};

describe('the input that is named after a kind of destination sets one of that kind:', () => {
  test.each(Object.entries(eachDestination))('%s', (kind, inputs) => {
    const { destinations } = read({ 'step-output': 'false', [kind]: 'EXALATE_CLIENT_SECRET', ...inputs });
    expect(destinations.map((destination) => destination.kind)).toEqual([kind]);
  });
});

describe('readInputs', () => {
  test('applies the defaults', () => {
    expect(read({})).toMatchObject({
      tenantId: '10000000-0000-4000-8000-000000000000',
      clientId: '20000000-0000-4000-8000-00000000abcd',
      application: 'Exalate',
      description: 'Exalate',
      expires: { lifetime: { days: 730 } },
      adopt: [],
      compromised: [],
      destinations: [{ kind: 'step-output' }],
      verify: true,
      verifyTimeout: 180_000,
      cloud: { name: 'public' },
      dryRun: false,
      revokeAfterJob: false,
    });
  });

  test('reads every input', () => {
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
      expires: { moment: new Date('2027-12-31T00:00:00Z') },
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

  test('uses the repository of the workflow when `repository` is empty', () => {
    expect(read({ 'repository-secret': 'X', 'github-token': 't' }).destinations[0]).toEqual({
      kind: 'repository-secret',
      owner: 'acme',
      repository: 'ops',
      name: 'X',
    });
  });

  test('accepts every kind of destination at once', () => {
    const { destinations } = read({
      'github-token': 't',
      'repository-secret': 'A',
      'environment-secret': 'B',
      environment: 'Live / EU ü',
      'organization-secret': 'C',
      'organization-secret-visibility': 'selected',
      'selected-repository-ids': '12, 34\n56',
      'dependabot-secret': 'D',
      'codespaces-secret': 'E',
      'key-vault-secret': 'https://Acme-Vault.vault.azure.net/secrets/Exalate-1/',
      'encrypted-file': 'out/secret.age',
      'encrypt-to': `${recipient}\n\n  ${recipient}`,
    });
    const inRepository = { owner: 'acme', repository: 'ops' };
    expect(destinations).toEqual([
      { kind: 'repository-secret', ...inRepository, name: 'A' },
      { kind: 'dependabot-secret', ...inRepository, name: 'D' },
      { kind: 'codespaces-secret', ...inRepository, name: 'E' },
      { kind: 'environment-secret', ...inRepository, environment: 'Live / EU ü', name: 'B' },
      {
        kind: 'organization-secret',
        organization: 'acme',
        name: 'C',
        visibility: 'selected',
        selectedRepositoryIds: [12, 34, 56],
      },
      { kind: 'key-vault-secret', vault: 'https://acme-vault.vault.azure.net', name: 'Exalate-1' },
      { kind: 'encrypted-file', path: 'out/secret.age', recipients: [recipient, recipient] },
      { kind: 'step-output' },
    ]);
  });

  test('uses `organization` for an organization secret', () => {
    const inputs = read({ 'github-token': 't', 'organization-secret': 'C', organization: 'octo-corp' });
    expect(inputs.destinations[0]).toEqual({
      kind: 'organization-secret',
      organization: 'octo-corp',
      name: 'C',
      visibility: undefined,
      selectedRepositoryIds: undefined,
    });
  });

  test.each([
    ['environment is required', { 'environment-secret': 'X' }],
    ['environment-secret is required', { environment: 'live' }],
    ['organization-secret is required with organization.', { organization: 'acme' }],
    ['organization-secret is required', { 'organization-secret-visibility': 'all' }],
    ['organization-secret is required', { 'selected-repository-ids': '1' }],
    ['organization must be the name', { 'organization-secret': 'X', organization: 'acme/ops' }],
    ['must be one of all, private, selected', { 'organization-secret-visibility': 'public' }],
    ['must be numeric repository IDs', { 'selected-repository-ids': 'acme/ops' }],
    [
      'requires organization-secret-visibility: selected',
      { 'selected-repository-ids': '1', 'organization-secret-visibility': 'all' },
    ],
    ['must have the form https://VAULT', { 'key-vault-secret': 'acme-vault/exalate' }],
    [
      'must have the form https://VAULT',
      { 'key-vault-secret': 'https://a-vault.vault.azure.net/secrets/x/1' },
    ],
    [
      'must be in the cloud public, whose vaults end in .vault.azure.net',
      { 'key-vault-secret': 'https://a-vault.vault.azure.cn/secrets/x' },
    ],
    [
      'must be in the cloud public, whose vaults end in .vault.azure.net',
      { 'key-vault-secret': 'https://a-vault.evil.example/secrets/x' },
    ],
    [
      'requires step-output as the only destination',
      { 'revoke-after-job': 'true', 'repository-secret': 'X', 'github-token': 't' },
    ],
    ['encrypt-to is required', { 'encrypted-file': 'x.age' }],
    ['encrypted-file is required', { 'encrypt-to': recipient }],
    ['is part of the verification', { 'azure-devops-organization': 'acme', verify: 'false' }],
    [
      'Azure DevOps is not available in the cloud china',
      { 'azure-devops-organization': 'acme', cloud: 'china' },
    ],
    ['must be the name of an organization', { 'azure-devops-organization': 'https://dev.azure.com/acme' }],
  ])('reports inputs that conflict: %s', (problem, changes) => {
    expect(problemsOf(changes).replaceAll('`', '')).toContain(problem);
  });

  test('rejects a Codespaces secret on GitHub Enterprise Server', () => {
    const apiUrl = 'https://github.example.com/api/v3';
    const inputs: Readonly<Record<string, string>> = {
      ...minimal,
      'codespaces-secret': 'X',
      'github-token': 't',
    };
    expect(() => readInputs((name) => inputs[name] ?? '', { ...workflowRun, apiUrl }, now)).toThrow(
      'GitHub Enterprise Server has no Codespaces',
    );
  });

  test('reports every invalid recipient by its line, without printing a private key', () => {
    const privateKey = 'AGE-SECRET-KEY-1QQPQPQPQPQPQPQPQPQPQPQPQPQPQPQPQPQPQPQPQPQPQPQPQPQSP6J8S2';
    const problems = problemsOf({
      'encrypted-file': 'x.age',
      'encrypt-to': `${recipient}\nssh-ed25519 AAAA\n${privateKey}\n${recipient.slice(0, -1)}q`,
    });
    expect(problems).toContain('line 2 is an SSH key');
    expect(problems).toContain('line 3 is an age identity, which is private');
    expect(problems).toContain('line 4 is not an age recipient');
    expect(problems).not.toContain('line 1');
    expect(problems).not.toContain('QQPQ');
  });

  test('accepts recipients in upper case and comments, and passes on recipients in lower case', () => {
    const { destinations } = read({
      'encrypted-file': 'x.age',
      'encrypt-to': `# Anna\n${recipient.toUpperCase()}\n\n# Bob\n${recipient}`,
    });
    expect(destinations[0]).toMatchObject({ recipients: [recipient, recipient] });
  });

  test('names a wrong token, path or list of recipients without showing it', () => {
    const problems = problemsOf({
      'repository-secret': 'X',
      'github-token': '-----BEGIN RSA PRIVATE KEY-----\ns3cr3t',
      'encrypted-file': '~/s3cr3t.age',
      'encrypt-to': '# s3cr3t',
    });
    expect(problems).toContain('`github-token` is a private key');
    expect(problems).toContain('`encrypted-file` starts with `~`');
    expect(problems).toContain('`encrypt-to` contains no recipient.');
    expect(problems).not.toContain('s3cr3t');
  });

  test('shows the value of an invalid input, and of a list only the part that is invalid', () => {
    const problems = problemsOf({
      'tenant-id': 'contoso.com',
      adopt: '20000000-0000-4000-8000-00000000abcd, the-old-one',
      'key-vault-secret': 'https://acme-vault.vault.azure.cn/secrets/exalate',
      'renew-within': '3 years',
    });
    expect(problems).toContain('555555555555. Received: `contoso.com`.');
    expect(problems).toContain('555555555555. Received: `the-old-one`.');
    expect(problems).toContain(
      '.vault.azure.net. Received: `https://acme-vault.vault.azure.cn/secrets/exalate`.',
    );
    expect(problems).toContain('otherwise every run adds a secret. Received: `3 years`.');
    expect(problems).not.toContain('00000000abcd');
  });

  test('never shows a value that may be a secret', () => {
    const problems = problemsOf({ 'client-id': 'Jx58Q~aBcDeFgHiJkLmNoPqRsTuVwXyZ01234567' });
    expect(problems).toContain('`client-id` must be a GUID');
    expect(problems).not.toContain('Jx58Q');
  });

  test('treats an empty input as a missing one', () => {
    expect(read({ expires: '', cloud: '', verify: '' })).toEqual(read({}));
  });

  test.each([
    ['tenant-id', 'contoso', '`tenant-id` must be a GUID'],
    ['tenant-id', '', '`tenant-id` is required.'],
    ['client-id', '20000000-0000-4000-8000-00000000000g', '`client-id` must be a GUID'],
    ['client-id', '', '`client-id` is required.'],
    [
      'application',
      '20000000-0000-4000-8000-00000000ABcd',
      '`application` and `client-id` name the same application',
    ],
    ['application', '', '`application` is required.'],
    ['application', 'a\nb', '`application` must be one line'],
    ['description', 'a\u0007b', '`description` must be one line'],
    [
      'description',
      'a\u200bb',
      '`description` must be one line without control characters or other invisible',
    ],
    [
      'description',
      'a\uFFFDb',
      '`description` must be one line without control characters or other invisible',
    ],
    [
      'application',
      'a\u202eb',
      '`application` must be one line without control characters or other invisible',
    ],
    ['application', 'Exalate ##[x', '`application` must not contain two `#` followed by `[`'],
    ['environment', 'a##[b', '`environment` must not contain two `#` followed by `[`'],
    ['encrypted-file', 'a\u2028b', '`encrypted-file` must be one line'],
    ['expires', 'tomorrow', '`expires` is not a duration'],
    ['expires', '2020-01-01', '`expires` must be later than now.'],
    [
      'repository-secret',
      'MY-SECRET',
      '`repository-secret` may contain only letters, digits and underscores.',
    ],
    ['repository-secret', 'ÄRGER', '`repository-secret` may contain only letters, digits and underscores.'],
    ['repository-secret', '1SECRET', '`repository-secret` must not start with a digit.'],
    ['repository-secret', 'github_secret', '`repository-secret` must not start with GITHUB_'],
    ['repository-secret', 'SECRET', '`github-token` is required with `repository-secret`'],
    ['step-output', 'yes please', '`step-output` must be `true` or `false`.'],
    ['step-output', 'false', 'No destination is set'],
    ['repository', 'ops', '`repository` must have the form owner/name.'],
    ['repository', 'acme/..', '`repository` must have the form owner/name.'],
    ['environment', '..', '`environment` must not be `.` or `..`.'],
    ['verify', '1', '`verify` must be `true` or `false`.'],
    ['verify-timeout', '5m', '`verify-timeout` is ambiguous'],
    ['verify-timeout', '0 seconds', '`verify-timeout` must be longer than zero.'],
    ['verify-timeout', '2 days', '`verify-timeout` must not be longer than 6 hours.'],
    ['verify-timeout', '999999999 years', '`verify-timeout` is too long.'],
    ['renew-within', 'soon', '`renew-within` is not a duration'],
    ['renew-within', '0 days', '`renew-within` must be longer than zero.'],
    ['renew-within', '999999999 years', '`renew-within` is too long.'],
    ['renew-within', '30 days', '`renew-within` cannot be used with `step-output`: the action cannot tell'],
    [
      'renew-within',
      '730 days',
      '`renew-within` must be shorter than `expires`, which ends 2028-11-22T14:30:00Z',
    ],
    ['adopt', 'the old one', '`adopt` must be a GUID, such as'],
    ['compromised', 'the leaked one', '`compromised` must be a GUID, such as'],
    ['retire-after', 'at once', '`retire-after` is not a duration'],
    ['retire-after', '999999999 years', '`retire-after` is too long.'],
    ['cloud', 'germany', '`cloud` must be one of public, us-government, us-government-dod, china.'],
    ['revoke-after-job', 'later', '`revoke-after-job` must be `true` or `false`.'],
    ['dry-run', 'maybe', '`dry-run` must be `true` or `false`.'],
  ])('rejects `%s`: %j', (name, value, problem) => {
    expect(problemsOf({ [name]: value })).toContain(problem);
  });

  const inVault = {
    'step-output': '',
    'key-vault-secret': 'https://acme-vault.vault.azure.net/secrets/exalate',
  };

  test('accepts `renew-within` only with destinations whose content the action can check', () => {
    const inputs = { ...inVault, 'renew-within': '30d', 'retire-after': 'P7D' };
    expect(read(inputs)).toMatchObject({ renewWithin: { days: 30 }, retireAfter: { days: 7 } });
    const file = { ...inputs, 'encrypted-file': 'x.age', 'encrypt-to': recipient };
    expect(problemsOf(file)).toContain(
      '`renew-within` cannot be used with `encrypted-file`: the action cannot tell',
    );
    expect(problemsOf({ ...file, 'step-output': 'true' })).toContain(
      'with `encrypted-file` or `step-output`:',
    );
  });

  test.each([
    ['180 days', '179 days', 'none'],
    ['180 days', '180 days', '`renew-within` must be shorter than `expires`'],
    ['2026-12-31', '36 days', 'none'],
    ['2026-12-31', '38 days', 'which ends 2026-12-31T00:00:00Z: otherwise every run adds a secret.'],
  ])('checks that `renew-within` is shorter than `expires`: %s, %s', (expires, within, problem) => {
    expect(problemsOf({ ...inVault, expires, 'renew-within': within })).toContain(problem);
  });

  test('keeps superseded secrets and adds one on every run by default', () => {
    expect(read({}).retireAfter).toBeUndefined();
    expect(read({ 'retire-after': 'Never' }).retireAfter).toBeUndefined();
    expect(read({ 'retire-after': '0 days' }).retireAfter).toEqual({ days: 0 });
    expect(read({}).renewWithin).toBeUndefined();
  });

  test('reports every problem in one error', () => {
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

test.each(['adopt', 'compromised'] as const)(
  '`%s` takes key IDs on lines or separated by commas, in any case, and drops duplicates',
  (name) => {
    const [one, other] = ['f0b0b335-1d71-4c92-8d98-567911bfdca6', '0D26A7AD-1A92-4A4B-8B9D-2B3B2B3B2B3B'];
    expect(read({ [name]: `${one}, ${other}\n\n${other.toLowerCase()}` })[name]).toEqual([
      one,
      other.toLowerCase(),
    ]);
  },
);

describe('the inputs of the hand-over', () => {
  const handOver = {
    'step-output': '',
    'key-vault-secret': 'https://acme-vault.vault.azure.net/secrets/exalate',
    'hand-over-issue': 'true',
    'hand-over-token': 'ghs_1',
  };
  const key = 'F0B0B335-1D71-4C92-8D98-567911BFDCA6';
  const readFor = (event: string | undefined, changes: Readonly<Record<string, string>>): Inputs => {
    const inputs: Readonly<Record<string, string>> = { ...minimal, ...changes };
    return readInputs((name) => inputs[name] ?? '', { ...workflowRun, event }, now);
  };

  test('name the token and the assignees, each once', () => {
    const assignees = 'octocat, hubot\n\noctocat';
    expect(read({ ...handOver, 'hand-over-assignees': assignees }).handOver).toEqual({
      token: 'ghs_1',
      assignees: ['octocat', 'hubot'],
    });
    expect(read(handOver).handOver).toEqual({ token: 'ghs_1', assignees: [] });
  });

  test('have no effect without `hand-over-issue`, though the token of the job is always there', () => {
    expect(read({ 'hand-over-token': 'ghs_1' }).handOver).toBeUndefined();
  });

  test('allow `renew-within` with an encrypted file, and not with the step output', () => {
    const file = { ...handOver, 'encrypted-file': 'x.age', 'encrypt-to': recipient, 'renew-within': '30d' };
    expect(read(file)).toMatchObject({ renewWithin: { days: 30 } });
    expect(read({ ...file, 'key-vault-secret': '' })).toMatchObject({ renewWithin: { days: 30 } });
    expect(problemsOf({ ...file, 'step-output': 'true' })).toContain(
      '`renew-within` cannot be used with `step-output`: the action cannot tell',
    );
  });

  test.each([
    ['`hand-over-token` is required with `hand-over-issue`', { 'hand-over-token': '' }],
    ['`hand-over-issue` requires `retire-after: never`', { 'retire-after': '0 days' }],
    [
      '`hand-over-issue` cannot be used with `revoke-after-job`',
      { 'key-vault-secret': '', 'step-output': 'true', 'revoke-after-job': 'true' },
    ],
    [
      '`hand-over-issue` cannot be used with `repository-secret` and `dependabot-secret` only',
      { 'key-vault-secret': '', 'repository-secret': 'X', 'dependabot-secret': 'X', 'github-token': 't' },
    ],
    [
      '`hand-over-issue: true` is required with `hand-over-assignees`.',
      { 'hand-over-issue': '', 'hand-over-assignees': 'octocat' },
    ],
    ['`hand-over-assignees`', { 'hand-over-assignees': '@acme/team' }],
    ['`hand-over-token` is a private key', { 'hand-over-token': '-----BEGIN RSA PRIVATE KEY-----' }],
    ['`hand-over-issue` must be `true` or `false`.', { 'hand-over-issue': 'maybe' }],
    ['`acknowledge` must be a GUID', { acknowledge: 'the new one' }],
    ['`acknowledge` cannot be used with `compromised`', { acknowledge: key, compromised: key }],
  ])('conflict: %s', (problem, changes) => {
    expect(problemsOf({ ...handOver, ...changes })).toContain(problem);
  });

  test('allow GitHub secrets beside a destination that a person can read', () => {
    const both = { 'repository-secret': 'X', 'github-token': 't' };
    expect(read({ ...handOver, ...both }).destinations).toHaveLength(2);
    expect(
      read({ ...handOver, 'key-vault-secret': '', 'step-output': 'true', ...both }).destinations,
    ).toHaveLength(2);
  });

  test('report no second problem when no destination is set', () => {
    const problems = problemsOf({ ...handOver, 'key-vault-secret': '' });
    expect(problems).toContain('No destination is set');
    expect(problems).not.toContain('no person can read');
  });

  test('take the key of an acknowledgement in any case, in a run that a person started by hand', () => {
    expect(readFor('workflow_dispatch', { acknowledge: key }).acknowledge).toBe(key.toLowerCase());
    expect(readFor('schedule', {}).acknowledge).toBeUndefined();
  });

  test.each([
    ['schedule', '`schedule`.'],
    ['repository_dispatch', '`repository_dispatch`.'],
    [undefined, 'an unknown event.'],
  ])('refuse an acknowledgement when the event is %s', (event, expected) => {
    expect(() => readFor(event, { acknowledge: key })).toThrow(`This run was started by ${expected}`);
  });

  test('refuse `last-use` in clouds whose sign-ins Graph does not report', () => {
    expect(read({ 'last-use': 'true' }).lastUse).toBe(true);
    expect(problemsOf({ 'last-use': 'true', cloud: 'china' })).toContain(
      '`last-use` cannot be used: Microsoft Graph does not report sign-ins in the cloud `china`.',
    );
  });
});
