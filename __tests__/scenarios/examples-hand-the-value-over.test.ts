import { expect, test } from '@jest/globals';
import { readWorkflow, type Values } from '../../sandbox/commands/demonstration/workflow.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { refuseIssues } from '../helpers/hand-over-workflow.ts';
import { inSandbox } from '../helpers/job.ts';
import { read } from '../helpers/repository.ts';

/** The `with:` of an example's step, as GitHub's runner would pass it to the action. */
function readStepInputs(
  example: string,
  { tenant }: Sandbox,
  dispatched: Values | undefined,
): Record<string, string> {
  const workflow = readWorkflow(read(example));
  const variables = {
    AZURE_TENANT_ID: tenant.tenantId,
    AZURE_CLIENT_ID: tenant.workload.appId,
    EXALATE_APPLICATION_ID: tenant.application('Exalate').appId,
    EXALATE_RECIPIENTS: 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p',
  };
  const inputs = workflow.evaluate(variables, dispatched === undefined ? {} : workflow.dispatch(dispatched));
  return Object.fromEntries(
    Object.entries(inputs).map(([name, text]) => [name, text.replace('acme-vault', 'exalate-vault')]),
  );
}

test.each(['examples/key-vault.yml', 'examples/encrypted-file.yml'])(
  '%s asks once for each client secret, renews one on request, removes the older one after the acknowledgement, and replaces one that leaked',
  (example) =>
    inSandbox(async (sandbox, jobWith) => {
      const { github, tenant } = sandbox;
      let id = 7000;
      const run = async (eventName: 'schedule' | 'workflow_dispatch', entered: Values = {}) => {
        id += 1;
        github.startRun({ id, eventName });
        const dispatched = eventName === 'schedule' ? undefined : entered;
        const noGitHubSecret = { 'repository-secret': '', 'github-token': '' };
        const job = await jobWith({ ...noGitHubSecret, ...readStepInputs(example, sandbox, dispatched) });
        return job.main();
      };
      const keyIds = (): readonly string[] => tenant.secretsOf('Exalate').map(({ keyId }) => keyId);
      const issues = () => github.repository('acme/ops').issues.all;

      github.setJobPermissions({ issues: 'write' });
      const dry = await run('workflow_dispatch', { 'dry-run': true });
      expect(dry.outcome).toBe('success');
      expect(dry.outputs).toMatchObject({ rotated: 'false', 'actions-due': '["renew","hand-over"]' });

      // The step that uploads the encrypted file runs after this error, too, because there is a new client secret.
      refuseIssues(sandbox);
      const first = await run('schedule');
      sandbox.faults.clear();
      expect(first.outcome).toBe('failure');
      expect(first.outputs).toMatchObject({ rotated: 'true', 'actions-due': '["renew"]' });
      const next = await run('schedule');
      expect(next.outcome).toBe('success');
      expect(next.outputs).toMatchObject({
        rotated: 'false',
        'actions-due': '["hand-over"]',
        'key-id': first.outputs['key-id'],
      });
      expect((await run('schedule')).outputs).toMatchObject({ rotated: 'false', 'actions-due': '[]' });

      const renewed = await run('workflow_dispatch', { 'renew-now': true });
      expect(renewed.outputs).toMatchObject({ rotated: 'true', 'actions-due': '["renew","hand-over"]' });
      const { 'key-id': current = '' } = renewed.outputs;
      expect(keyIds()).toEqual([first.outputs['key-id'], current]);
      expect(issues()).toMatchObject([{ isOpen: false, stateReason: 'not_planned' }, { isOpen: true }]);

      const acknowledged = await run('workflow_dispatch', { acknowledge: current });
      expect(acknowledged.outcome).toBe('success');
      expect(acknowledged.outputs).toMatchObject({ rotated: 'false', 'actions-due': '["retire"]' });
      expect(keyIds()).toEqual([current]);
      expect(issues().at(-1)).toMatchObject({ isOpen: false, stateReason: 'completed' });

      const replaced = await run('workflow_dispatch', { compromised: current });
      expect(replaced.outcome).toBe('success');
      expect(replaced.outputs['actions-due']).toBe('["renew","retire","hand-over"]');
      expect(keyIds()).toEqual([replaced.outputs['key-id']]);
      expect(issues().at(-1)?.isOpen).toBe(true);
    }),
);
