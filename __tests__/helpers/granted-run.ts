import type { StepResult } from '../../sandbox/runner/job.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { runScenario, writer, type Scenario } from './scenario.ts';

/** The inputs of a run that needs every permission of docs/approval.md but the one to read policies. */
const inputs = {
  'repository-secret': 'EXALATE_CLIENT_SECRET',
  'environment-secret': 'EXALATE_CLIENT_SECRET',
  environment: 'production',
  'organization-secret': 'EXALATE_CLIENT_SECRET',
  'dependabot-secret': 'EXALATE_CLIENT_SECRET',
  'codespaces-secret': 'EXALATE_CLIENT_SECRET',
  'github-token': writer,
  'key-vault-secret': 'https://exalate-vault.vault.azure.net/secrets/exalate',
  'azure-devops-organization': 'acme',
  'hand-over-issue': 'true',
  'last-use': 'true',
  expires: '180 days',
};

/** Grants every permission of docs/approval.md, and nothing else. */
function grantAll({ github, tenant }: Sandbox): void {
  tenant.workload.roles = ['Application.ReadWrite.OwnedBy', 'AuditLog.Read.All', 'Policy.Read.All'];
  github.repository('acme/ops').addEnvironment('production');
  github.setJobPermissions({ issues: 'write' });
}

/** Runs the action after all permissions were granted, and the sandbox was changed. */
export function runGranted(
  change: (sandbox: Sandbox) => void,
  assert: (step: StepResult, sandbox: Sandbox) => void,
  { more = {}, environment = {} }: { more?: Scenario['inputs']; environment?: Scenario['environment'] } = {},
): Promise<void> {
  const arrange = (sandbox: Sandbox): void => {
    grantAll(sandbox);
    change(sandbox);
  };
  return runScenario({ inputs: { ...inputs, ...more }, environment, arrange }, ({ step, sandbox }) => {
    assert(step, sandbox);
  });
}
