import { describe, expect, test } from '@jest/globals';
import { withExample } from '../helpers/example-runs.ts';
import { codeBlocks, read } from '../helpers/repository.ts';
import { writer } from '../helpers/scenario.ts';
import { completeWorkflow } from '../helpers/workflow-text.ts';

const secretName = 'EXALATE_CLIENT_SECRET';

describe('.github/workflows/rotate.yml, started by hand,', () => {
  const file = '.github/workflows/rotate.yml';
  const secrets = { SECRETS_TOKEN: writer };

  test('stores the value in a repository secret', () =>
    withExample(file, async ({ sandbox, run, newestValue }) => {
      const { appId } = sandbox.tenant.application('Exalate');
      const steps = await run({
        secrets,
        dispatched: { application: appId, 'repository-secret': secretName },
      });
      expect(steps).toMatchObject([
        { outcome: 'success', group: `client-secret-of-${appId}`, inputs: { expires: '180 days' } },
      ]);
      expect(sandbox.github.secret('acme/ops', secretName)?.value).toBe(newestValue());
    }));

  test('keeps the encrypted file of a new client secret as an artifact, and of no other run', () =>
    withExample(file, async ({ sandbox, run }) => {
      sandbox.github.setJobPermissions({ issues: 'write' });
      const dispatched = {
        application: sandbox.tenant.application('Exalate').appId,
        'encrypt-to': 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p',
        'hand-over-issue': true,
      };
      const artifacts = async (): Promise<readonly string[]> =>
        (await run({ dispatched })).flatMap(({ inputs }) =>
          inputs['retention-days'] === undefined ? [] : [inputs['path'] ?? ''],
        );
      expect(await artifacts()).toEqual(['exalate-secret.age']);
      expect(await artifacts()).toEqual([]);
    }));
});

describe('a workflow that calls .github/workflows/rotate.yml', () => {
  const file = 'examples/call-rotate.yml';

  test('stores the value in a repository secret, with the lines that docs/recipes.md shows', () =>
    withExample(file, async ({ sandbox, run, newestValue }) => {
      const { appId } = sandbox.tenant.application('Exalate');
      const calls = codeBlocks(read('docs/recipes.md'), 'yaml').filter((block) => block.startsWith('jobs:'));
      expect(calls).toHaveLength(1);
      const caller = completeWorkflow(calls.join('')).replace('22222222-2222-4222-8222-222222222222', appId);
      const edit = (text: string): string => (text.includes('workflow_call:') ? text : caller);
      const steps = await run({ edit, secrets: { SECRETS_TOKEN: writer } });
      expect(steps.at(-1)).toMatchObject({ outcome: 'success', outputs: { rotated: 'true' } });
      expect(sandbox.github.secret('acme/ops', secretName)?.value).toBe(newestValue());
    }));

  test.each([
    [
      'grants no permission for issues',
      (text: string) => text.replace(/^ +issues: write.*\n/m, ''),
      'issues',
    ],
    [
      'passes an input that it does not have',
      (text: string) => text.replace('dry-run: ${{', 'dry: ${{'),
      'dry',
    ],
    ['names no application', (text: string) => text.replace(/^ +application: .*\n/m, ''), 'application'],
  ])('is not started when it %s', (_fault, edit, named) =>
    withExample(file, async ({ run, keyIds }) => {
      const onlyCaller = (text: string): string => (text.includes('workflow_call:') ? text : edit(text));
      await expect(run({ edit: onlyCaller })).rejects.toThrow(named);
      expect(keyIds()).toEqual([]);
    }),
  );
});
