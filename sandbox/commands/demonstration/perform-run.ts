import type { ChildProcess } from 'node:child_process';
import type { RecordedRequest } from '../../network/server.ts';
import { createJob } from '../../runner/job.ts';
import type { AnnouncedRun, State } from './announced-runs.ts';
import { findStored, killDuringVerification, whoAdded } from './demo-sandbox.ts';
import type { DemoSandbox } from './demo-sandbox.ts';
import { block, heading, showIssue, showRequests, showSecrets } from './show.ts';
import type { Print } from './show.ts';
import type { Workflow } from './workflow.ts';

export interface DemonstrationOptions {
  /** The folder of action.yml. */
  readonly actionDir: string;
  readonly workflow: Workflow;
  readonly print: Print;
  /** Whether to show the requests of each run. */
  readonly withRequests: boolean;
}

/** Performs one run, and shows it. @returns what there is afterwards */
export async function performRun(
  announced: AnnouncedRun,
  demo: DemoSandbox,
  { actionDir, workflow, print, withRequests }: DemonstrationOptions,
): Promise<State> {
  const { id, title, text, daysBefore, adopts, isKilled } = announced;
  const { sandbox } = demo;
  demo.passDays(daysBefore);
  heading(print, `Run ${id}, ${new Date(sandbox.tenant.now()).toISOString().slice(0, 10)}: ${title}`);
  print(`\n${text}`);

  const issuesBefore = demo.issues();
  const entered = announced.entered?.((await findStored(demo))?.keyId ?? '');
  const eventName = entered === undefined ? 'schedule' : 'workflow_dispatch';
  sandbox.github.startRun({ id, eventName, actor: 'alice', triggeringActor: 'alice' });
  const inputs = entered === undefined ? {} : workflow.dispatch(entered);
  const job = await createJob({
    actionDir,
    environment: demo.environment(),
    token: sandbox.github.tokens.job,
    inputs: {
      ...workflow.evaluate(demo.variables, inputs),
      ...(adopts && { adopt: demo.addedByHand.keyId }),
    },
  });
  try {
    const requests: RecordedRequest[] = [];
    const record = async <T>(phase: Promise<T>): Promise<T> => {
      const before = sandbox.requests.length;
      const result = await phase;
      requests.push(...sandbox.requests.slice(before));
      return result;
    };
    let child: ChildProcess | undefined;
    if (isKilled) killDuringVerification(sandbox, () => child?.kill('SIGKILL'));
    const main = await record(
      job.main({
        onSpawn: (spawned) => {
          child = spawned;
        },
      }),
    );
    block(print, isKilled ? 'Log of the step, until it was killed:' : 'Log of the step:', main.transcript);
    if (isKilled) showSecrets(print, demo.secrets(), await findStored(demo));
    const post = await record(job.post());
    if (post !== undefined && post.transcript !== '') block(print, 'Log of its post step:', post.transcript);
    for (const issue of demo.issues()) {
      if (!issuesBefore.includes(issue)) showIssue(print, issue);
    }
    const stored = await findStored(demo);
    showSecrets(print, demo.secrets(), stored);
    if (withRequests) showRequests(print, requests);
    return {
      main: main.outcome,
      post: post?.outcome,
      addedBy: demo.secrets().map(whoAdded),
      stored: stored === undefined ? undefined : whoAdded(stored),
      issues: demo.issues().map(({ isOpen, stateReason }) => (isOpen ? 'open' : String(stateReason))),
    };
  } finally {
    await job.close();
  }
}
