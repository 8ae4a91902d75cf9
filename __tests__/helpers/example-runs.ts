import { expect } from '@jest/globals';
import { issuer } from '../../sandbox/services/github/oidc.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { playWorkflow, type PlayedStep, type WorkflowStart } from './workflow-player.ts';

/** The repository acme/ops with a workflow of examples/ and the settings that the workflow asks for. */
export interface ExampleRuns {
  readonly sandbox: Sandbox;
  /** Starts the workflow: by its schedule, or by hand when `dispatched` is there. */
  readonly run: (options?: Partial<WorkflowStart>) => Promise<readonly PlayedStep[]>;
  /** Lets a day pass, so that it is clear which client secret a run wrote to GitHub, which only tells the time of the last write. */
  readonly nextDay: () => void;
  /** The key IDs of the client secrets on Exalate's application, the oldest first. */
  readonly keyIds: () => readonly string[];
  /** The value of the client secret that was added last. */
  readonly newestValue: () => string | undefined;
}

/** Starts a sandbox in which a workflow can run again and again. */
export async function withExample(
  file: string,
  work: (runs: ExampleRuns) => Promise<void>,
  settings: (sandbox: Sandbox) => Partial<WorkflowStart> = () => ({}),
): Promise<void> {
  let passed = 0;
  const sandbox = await startSandbox({ now: () => Date.now() + passed });
  const { github, tenant } = sandbox;
  const { appId } = tenant.application('Exalate');
  let id = 7000;
  try {
    const given = settings(sandbox);
    await work({
      sandbox,
      run(options = {}) {
        id += 1;
        const eventName = options.dispatched === undefined ? 'schedule' : 'workflow_dispatch';
        github.startRun({ id, eventName, workflowPath: `.github/workflows/${file.replace(/^.*\//, '')}` });
        const vars = {
          AZURE_TENANT_ID: tenant.tenantId,
          AZURE_CLIENT_ID: tenant.workload.appId,
          EXALATE_APPLICATION_ID: appId,
          ...given.vars,
        };
        return playWorkflow(sandbox, { file, ...given, ...options, vars });
      },
      nextDay: () => {
        passed += 86_400_000;
      },
      keyIds: () => tenant.secretsOf('Exalate').map(({ keyId }) => keyId),
      newestValue: () => tenant.mintedSecrets.at(-1),
    });
    expect(sandbox.violations).toEqual([]);
  } finally {
    await sandbox.close();
  }
}

/** Lets the jobs of an environment log in, as its federated credential does. */
export function trustEnvironment({ tenant }: Sandbox, environment: string): void {
  const subject = `repo:acme/ops:environment:${environment}`;
  tenant.workload.federatedCredentials.push({ issuer, subject, audience: tenant.cloud.audience });
}
