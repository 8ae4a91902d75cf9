import { makePassword, type PasswordCredential } from '../../sandbox/services/entra/passwords.ts';
import type { Issue } from '../../sandbox/services/github/issues/tracker.ts';
import type { WorkflowRun } from '../../sandbox/services/github/workflow-run.ts';
import type { StepResult } from '../../sandbox/runner/job.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { inSandbox, type JobSteps } from './job.ts';

export const vault = 'exalate-vault';
export const vaultSecret = 'exalate';
const day = 86_400_000;

/** The `with:` of a workflow that stores the value in Key Vault and asks a person to put it into Exalate. */
const handOverInputs = {
  'repository-secret': '',
  'github-token': '',
  'key-vault-secret': `https://${vault}.vault.azure.net/secrets/${vaultSecret}`,
  expires: '180 days',
  'renew-within': '60 days',
  'hand-over-issue': 'true',
};

/** A workflow with a hand-over issue, over a time in which people act. The job's token may write issues. */
export interface HandOverWorkflow {
  readonly sandbox: Sandbox;
  /** The issues of the workflow's repository, oldest first. */
  readonly issues: () => readonly Issue[];
  /** The secrets on the application, in the order in which they were added. */
  readonly secrets: () => readonly PasswordCredential[];
  /** Lets so many days pass, on the clocks of all servers. */
  readonly later: (days: number) => void;
  /** Adds a secret that somebody made in the portal, which ends in so many days. */
  readonly addByHand: (displayName: string, daysLeft: number) => PasswordCredential;
  /** Starts the next run of the workflow, which the schedule has started. */
  readonly job: (inputs?: Inputs, run?: Partial<WorkflowRun>) => Promise<JobSteps>;
  /** The main step of the next run that the schedule starts. */
  readonly run: (inputs?: Inputs) => Promise<StepResult>;
  /** The main step of the next run, which alice starts by hand. */
  readonly runByHand: (inputs?: Inputs) => Promise<StepResult>;
}

type Inputs = Readonly<Record<string, string>>;

/** Refuses to open issues until the faults are cleared, as GitHub does when the permission was taken away during the run. */
export function refuseIssues({ faults }: Sandbox): void {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const body = { message: 'Resource not accessible by integration', status: '403' };
  faults.add({
    when: { method: 'POST', path: /\/issues$/ },
    fault: { kind: 'answer', status: 403, headers, body },
    times: Infinity,
  });
}

/** Starts a sandbox in which a workflow hands its secrets over. */
export function inHandOver(work: (workflow: HandOverWorkflow) => Promise<void>): Promise<void> {
  let passed = 0;
  let runId = 7000;
  return inSandbox(
    (sandbox, jobWith) => {
      const { github, tenant } = sandbox;
      github.setJobPermissions({ issues: 'write' });
      const job = (inputs: Inputs = {}, run: Partial<WorkflowRun> = {}): Promise<JobSteps> => {
        runId += 1;
        github.startRun({ id: runId, eventName: 'schedule', ...run });
        return jobWith({ ...handOverInputs, ...inputs });
      };
      return work({
        sandbox,
        issues: () => github.repository('acme/ops').issues.all,
        secrets: () => tenant.secretsOf('Exalate'),
        later: (days) => {
          passed += days * day;
        },
        addByHand(displayName, daysLeft) {
          const [startDateTime, endDateTime] = [-300, daysLeft].map((days) =>
            new Date(tenant.now() + days * day).toISOString(),
          );
          const secret = makePassword({ displayName, startDateTime, endDateTime }, tenant.now());
          tenant.keep(tenant.application('Exalate'), secret, -Infinity);
          return secret;
        },
        job,
        run: async (inputs) => (await job(inputs)).main(),
        runByHand: async (inputs) =>
          (await job(inputs, { eventName: 'workflow_dispatch', triggeringActor: 'alice' })).main(),
      });
    },
    { now: () => Date.now() + passed },
  );
}

/** The errors that a step shows. */
export const errorsOf = ({ annotations }: StepResult): string =>
  annotations
    .filter(({ level }) => level === 'error')
    .map(({ message }) => message)
    .join('\n');

/** The day of a timestamp: `2026-12-20`. */
export const dayOf = (timestamp: string): string => timestamp.slice(0, 10);
