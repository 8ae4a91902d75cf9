import { expect, test } from '@jest/globals';
import { errorsOf, inHandOver, type HandOverWorkflow } from '../helpers/hand-over-workflow.ts';
import { writer } from '../helpers/scenario.ts';

const onlyGitHub = {
  'key-vault-secret': '',
  'repository-secret': 'EXALATE_CLIENT_SECRET',
  'dependabot-secret': 'EXALATE_CLIENT_SECRET',
  'github-token': writer,
};

test.each([
  [
    'with `retire-after`',
    { 'retire-after': '7 days' },
    '`hand-over-issue` requires `retire-after: never`: the older secrets are removed when a person acknowledges the new one.',
  ],
  [
    'when all destinations are GitHub secrets',
    onlyGitHub,
    '`hand-over-issue` cannot be used with `repository-secret` and `dependabot-secret` only: no person can read the value of a GitHub secret.',
  ],
  [
    'with `revoke-after-job`',
    { 'key-vault-secret': '', 'renew-within': '', 'step-output': 'true', 'revoke-after-job': 'true' },
    '`hand-over-issue` cannot be used with `revoke-after-job`: the secret is removed before anybody can use it.',
  ],
])('a hand-over issue is refused before any request %s', (_, inputs, expected) =>
  inHandOver(async ({ sandbox, run }) => {
    const step = await run(inputs);
    expect(step.outcome).toBe('failure');
    expect(errorsOf(step)).toContain('invalid-inputs');
    expect(errorsOf(step)).toContain(expected);
    expect(sandbox.requests).toEqual([]);
  }),
);

test.each<[string, string, (workflow: HandOverWorkflow) => void]>([
  [
    'in a public repository',
    'cannot be used in acme/ops: everybody can read the issues of a public repository',
    ({ sandbox }) => {
      sandbox.github.repository('acme/ops').visibility = 'public';
    },
  ],
  [
    'when the issues are switched off',
    'gh repo edit acme/ops --enable-issues',
    ({ sandbox }) => {
      sandbox.github.repository('acme/ops').hasIssues = false;
    },
  ],
  [
    'when the job has no permission for issues',
    'add the permission to the job:\n  permissions:\n    issues: write',
    ({ sandbox }) => {
      sandbox.github.setJobPermissions({});
    },
  ],
])('a hand-over issue is refused before a secret is added %s, also in a dry run', (_, expected, arrange) =>
  inHandOver(async (workflow) => {
    arrange(workflow);
    for (const inputs of [{}, { 'dry-run': 'true' }]) {
      const step = await workflow.run(inputs);
      expect(step.outcome).toBe('failure');
      expect(errorsOf(step)).toContain('hand-over-refused');
      expect(errorsOf(step)).toContain(expected);
      expect(errorsOf(step)).not.toContain('State now');
      expect(step.outputs).toMatchObject({ rotated: 'false', 'actions-due': '[]' });
    }
    expect(workflow.sandbox.tenant.mintedSecrets).toEqual([]);
    expect(workflow.issues()).toEqual([]);
  }),
);

test('a hand-over issue is refused before a secret is added when the job may only read issues', () =>
  inHandOver(async ({ sandbox, run }) => {
    sandbox.github.setJobPermissions({ issues: 'read' });
    const step = await run({});
    expect(step.outcome).toBe('failure');
    expect(errorsOf(step)).toContain('hand-over-refused: Cannot open the hand-over issue');
    expect(errorsOf(step)).toContain('add the permission to the job:\n  permissions:\n    issues: write');
    expect(errorsOf(step)).not.toContain('State now');
    expect(sandbox.tenant.mintedSecrets).toEqual([]);
  }));

test('a hand-over issue may go to Key Vault and a repository secret together', () =>
  inHandOver(async ({ issues, run }) => {
    const step = await run({ 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': writer });
    expect(step.outcome).toBe('success');
    expect(issues()[0]?.body).toContain('No person can read it there.');
  }));
