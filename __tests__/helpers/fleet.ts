import { expect } from '@jest/globals';
import type { Application } from '../../sandbox/services/entra/application.ts';
import type { NewPassword } from '../../sandbox/services/entra/passwords.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { testWith } from './with-tools.ts';
import { playWorkflow, type PlayedStep, type WorkflowStart } from './workflow-player.ts';

const day = 86_400_000;
/** Where the Key Vault secrets of the applications are. */
export const vaultUrl = 'https://exalate-vault.vault.azure.net/secrets';

/** The scripts of the workflows need these tools. */
export const testFleet = testWith('bash', 'jq', 'gh');

/** A tenant with many applications, and a repository with the workflows of examples/ for them. */
export interface Fleet {
  readonly sandbox: Sandbox;
  /** Lets so many days pass. */
  readonly advanceDays: (days: number) => void;
  /** Adds an application whose client secrets started 100 days ago and end in so many days. */
  readonly add: (name: string, secrets: Readonly<Record<string, number>>) => Application;
  /** Runs report.yml with this value of EXALATE_FLEET. */
  readonly run: (targets: unknown, options?: RunOptions) => Promise<readonly PlayedStep[]>;
  /** Runs watch.yml. */
  readonly watch: () => Promise<readonly PlayedStep[]>;
}

type RunOptions = Pick<WorkflowStart, 'dispatched' | 'jobs' | 'edit'>;

/** Starts a sandbox with a fleet in it. */
export async function inFleet(work: (fleet: Fleet) => Promise<void>): Promise<void> {
  let passed = 0;
  let runId = 7000;
  const sandbox = await startSandbox({ now: () => Date.now() + passed });
  const { github, tenant } = sandbox;
  github.setJobPermissions({ issues: 'write' });
  const play = (
    file: string,
    EXALATE_FLEET: string,
    options: RunOptions = {},
  ): Promise<readonly PlayedStep[]> => {
    runId += 1;
    github.startRun({
      id: runId,
      eventName: options.dispatched === undefined ? 'schedule' : 'workflow_dispatch',
      triggeringActor: 'alice',
      workflowPath: `.github/workflows/${file}`,
    });
    const vars = { AZURE_TENANT_ID: tenant.tenantId, AZURE_CLIENT_ID: tenant.workload.appId, EXALATE_FLEET };
    return playWorkflow(sandbox, { file: `examples/${file}`, vars, ...options });
  };
  const dayFromNow = (days: number): string => new Date(tenant.now() + days * day + 3_600_000).toISOString();
  try {
    await work({
      sandbox,
      advanceDays: (days) => {
        passed += days * day;
      },
      add(displayName, secrets) {
        const credentials = Object.entries(secrets).map(([name, ends]): NewPassword => ({
          displayName: name,
          startDateTime: dayFromNow(-100),
          endDateTime: dayFromNow(ends),
        }));
        return tenant.addApplication({ displayName, credentials });
      },
      run: (targets, options) =>
        play('report.yml', typeof targets === 'string' ? targets : JSON.stringify(targets), options),
      watch: () => play('watch.yml', ''),
    });
    expect(sandbox.violations).toEqual([]);
  } finally {
    await sandbox.close();
  }
}

/** The key IDs of an application, in the order in which they were added. */
export const keyIdsOf = ({ sandbox }: Fleet, { appId }: Application): readonly string[] =>
  sandbox.tenant.secretsOf(appId).map(({ keyId }) => keyId);

/** The jobs that renew-shard.yml ran: the application, and what the run did. */
export const jobsIn = (steps: readonly PlayedStep[]): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    steps
      .filter(({ name }) => name.endsWith(': Renew or remove client secrets'))
      .map(({ name, outputs }) => [name.replace(/: [^:]*$/, ''), outputs['actions-due']]),
  );

/** The step with this name. */
export const stepIn = (steps: readonly PlayedStep[], name: string): PlayedStep => {
  const found = steps.find((step) => step.name === name);
  if (found === undefined)
    throw new Error(`there is no step ${name} among ${steps.map((one) => one.name).join(', ')}`);
  return found;
};

/** Fails when a step failed. */
export const expectSuccess = (steps: readonly PlayedStep[]): void => {
  expect(steps.filter(({ outcome }) => outcome === 'failure')).toEqual([]);
};
