import { expect, test } from '@jest/globals';
import * as v from 'valibot';
import { parse } from 'yaml';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { refuseIssues } from '../helpers/hand-over-workflow.ts';
import { inSandbox } from '../helpers/job.ts';
import { read } from '../helpers/repository.ts';

const step = v.object({
  with: v.optional(v.record(v.string(), v.union([v.string(), v.boolean(), v.number()]))),
});
const workflow = v.object({ jobs: v.object({ rotate: v.object({ steps: v.array(step) }) }) });

/** What a person enters to start the workflow; a scheduled run has none of it. */
interface DispatchInputs {
  readonly acknowledge?: string;
  readonly compromised?: string;
  readonly 'renew-now'?: boolean;
  readonly 'dry-run'?: boolean;
}

/** The `with:` of the first step of an example, as GitHub's runner would pass it to the action. */
function readStepInputs(
  example: string,
  { tenant }: Sandbox,
  {
    acknowledge = '',
    compromised = '',
    'renew-now': renewNow = false,
    'dry-run': dryRun = false,
  }: DispatchInputs,
): Record<string, string> {
  const [first] = v.parse(workflow, parse(read(example))).jobs.rotate.steps;
  const expressions = new Map([
    ['${{ vars.AZURE_TENANT_ID }}', tenant.tenantId],
    ['${{ vars.AZURE_CLIENT_ID }}', tenant.workload.appId],
    ['${{ vars.EXALATE_APPLICATION_ID }}', tenant.application('Exalate').appId],
    ['${{ vars.EXALATE_RECIPIENTS }}', 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p'],
    ['${{ inputs.acknowledge }}', acknowledge],
    ['${{ inputs.compromised }}', compromised],
    ['${{ inputs.dry-run }}', String(dryRun)],
    ["${{ !inputs.renew-now && '60 days' || '' }}", renewNow ? '' : '60 days'],
  ]);
  return Object.fromEntries(
    Object.entries(first?.with ?? {}).map(([name, value]) => {
      const text = expressions.get(String(value)) ?? String(value).replace('acme-vault', 'exalate-vault');
      expect(text).not.toContain('${{');
      return [name, text];
    }),
  );
}

test.each(['examples/key-vault.yml', 'examples/encrypted-file.yml'])(
  '%s asks once for each client secret, renews one on request, removes the older one after the acknowledgement, and replaces one that leaked',
  (example) =>
    inSandbox(async (sandbox, jobWith) => {
      const { github, tenant } = sandbox;
      let id = 7000;
      const run = async (eventName: 'schedule' | 'workflow_dispatch', dispatched: DispatchInputs = {}) => {
        id += 1;
        github.startRun({ id, eventName });
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
