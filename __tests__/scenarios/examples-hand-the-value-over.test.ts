import { expect, test } from '@jest/globals';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { refuseIssues } from '../helpers/hand-over-workflow.ts';
import { playWorkflow, type PlayedStep } from '../helpers/workflow-player.ts';

/** What a person enters unless the test says otherwise, as the form on GitHub has it. */
const form = { acknowledge: '', compromised: '', 'renew-now': false, 'dry-run': false };

interface Example {
  readonly file: string;
  /** The steps that run when a client secret was added, by their names. */
  readonly steps: readonly string[];
}

test.each<Example>([
  { file: 'key-vault.yml', steps: ['rotate: Add a client secret, store it, and ask for its hand-over'] },
  { file: 'call-rotate.yml', steps: ['rotate: Add a client secret and store it'] },
  {
    file: 'encrypted-file.yml',
    steps: [
      'rotate: Add a client secret, encrypt it, and ask for its hand-over',
      'rotate: Keep the file until the value is in Exalate',
    ],
  },
])(
  'examples/$file asks once for each client secret, renews one on request, removes the older one after the acknowledgement, and replaces one that leaked',
  async ({ file, steps }) => {
    const sandbox = await startSandbox();
    const { github, tenant } = sandbox;
    let id = 7000;
    const namesOf = (played: readonly PlayedStep[]): readonly string[] => played.map(({ name }) => name);
    const play = (dispatched?: Partial<typeof form>): Promise<readonly PlayedStep[]> => {
      id += 1;
      github.startRun({
        id,
        eventName: dispatched === undefined ? 'schedule' : 'workflow_dispatch',
        workflowPath: `.github/workflows/${file}`,
      });
      const vars = {
        AZURE_TENANT_ID: tenant.tenantId,
        AZURE_CLIENT_ID: tenant.workload.appId,
        EXALATE_APPLICATION_ID: tenant.application('Exalate').appId,
        EXALATE_RECIPIENTS: 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p',
      };
      return playWorkflow(sandbox, {
        file: `examples/${file}`,
        vars,
        ...(dispatched && { dispatched: { ...form, ...dispatched } }),
      });
    };
    /** Checks which steps ran, and returns the first one. */
    const run = async (
      dispatched: Partial<typeof form> | undefined,
      expected: Partial<PlayedStep>,
      ran: readonly string[] = steps.slice(0, 1),
    ): Promise<PlayedStep['outputs']> => {
      const played = await play(dispatched);
      expect(namesOf(played)).toEqual(ran);
      expect(played[0]).toMatchObject(expected);
      return played[0]?.outputs ?? {};
    };
    const keyIds = (): readonly string[] => tenant.secretsOf('Exalate').map(({ keyId }) => keyId);
    const issues = () => github.repository('acme/ops').issues.all;

    try {
      sandbox.addKeyVault('acme-vault').roles.set(tenant.workload.appId, ['set', 'list']);
      github.setJobPermissions({ issues: 'write' });
      await run(
        { 'dry-run': true },
        { outcome: 'success', outputs: { rotated: 'false', 'actions-due': '["renew","hand-over"]' } },
      );

      // The encrypted file is kept although the step before fails.
      refuseIssues(sandbox);
      const first = await run(
        undefined,
        { outcome: 'failure', outputs: { rotated: 'true', 'actions-due': '["renew"]' } },
        steps,
      );
      sandbox.faults.clear();
      const { 'key-id': firstKeyId = '' } = first;
      await run(undefined, {
        outcome: 'success',
        outputs: { rotated: 'false', 'actions-due': '["hand-over"]', 'key-id': firstKeyId },
      });
      await run(undefined, { outcome: 'success', outputs: { rotated: 'false', 'actions-due': '[]' } });

      const renewed = { rotated: 'true', 'actions-due': '["renew","hand-over"]' };
      const { 'key-id': current = '' } = await run({ 'renew-now': true }, { outputs: renewed }, steps);
      expect(keyIds()).toEqual([firstKeyId, current]);
      expect(issues()).toMatchObject([{ isOpen: false, stateReason: 'not_planned' }, { isOpen: true }]);

      expect(issues().at(-1)?.body).toContain(
        `gh workflow run ${file} --repo acme/ops --ref main --field acknowledge=${current}`,
      );
      const acknowledged = { rotated: 'false', 'actions-due': '["retire"]' };
      await run({ acknowledge: current }, { outcome: 'success', outputs: acknowledged });
      expect(keyIds()).toEqual([current]);
      expect(issues().at(-1)).toMatchObject({ isOpen: false, stateReason: 'completed' });

      const replaced = { 'actions-due': '["renew","retire","hand-over"]' };
      const outputs = await run({ compromised: current }, { outcome: 'success', outputs: replaced }, steps);
      expect(keyIds()).toEqual([outputs['key-id']]);
      expect(issues().at(-1)?.isOpen).toBe(true);
      expect(sandbox.violations).toEqual([]);
    } finally {
      await sandbox.close();
    }
  },
);
