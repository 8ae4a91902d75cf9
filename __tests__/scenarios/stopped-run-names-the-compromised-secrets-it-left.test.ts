import type { ChildProcess } from 'node:child_process';
import { expect, test } from '@jest/globals';
import type { JobSteps } from '../helpers/job.ts';
import { errorsOf, inHandOver, type HandOverWorkflow } from '../helpers/hand-over-workflow.ts';
import { canSend } from '../helpers/platform.ts';

const unattended = { 'hand-over-issue': 'false', 'retire-after': '7 days' };

/** A run with `compromised`, which a signal ends at the first request to this path. */
async function stopAt(
  { sandbox, job }: HandOverWorkflow,
  path: RegExp,
  signal: NodeJS.Signals,
  compromised: string,
): Promise<JobSteps> {
  let child: ChildProcess | undefined;
  const struck = sandbox.faults.add({
    when: { method: 'POST', path },
    fault: { kind: 'drop' },
    onStrike: () => child?.kill(signal),
  });
  const inputs = { ...unattended, compromised };
  const steps = await job(inputs, { eventName: 'workflow_dispatch', triggeringActor: 'alice' });
  const main = await steps.main({
    onSpawn: (spawned) => {
      child = spawned;
    },
  });
  expect([main.outcome, struck.used]).toEqual(['failure', 1]);
  sandbox.faults.clear();
  return steps;
}

/** A workflow that renewed its secret once. @returns the key IDs, the older one first */
async function renewOnce(workflow: HandOverWorkflow): Promise<readonly string[]> {
  await workflow.run(unattended);
  workflow.later(130);
  await workflow.run(unattended);
  workflow.later(1);
  return workflow.secrets().map(({ keyId }) => keyId);
}

const moments = [
  ['SIGTERM', 'the removal, after it stored another', /removePassword$/, 'newest'],
  ['SIGKILL', 'the removal, after it stored another', /removePassword$/, 'newest'],
  ['SIGKILL', 'the removal, in a run that adds none', /removePassword$/, 'older'],
  ['SIGKILL', 'the addition', /addPassword$/, 'newest'],
] as const;

test.each(moments.filter(([signal]) => canSend(signal)))(
  'a run that %s ends at %s leaves the compromised secret, and the post step says so',
  (signal, _, path, which) =>
    inHandOver(async (workflow) => {
      const [older = '', newest = ''] = await renewOnce(workflow);
      const leaked = which === 'newest' ? newest : older;
      const { post } = await stopAt(workflow, path, signal, leaked);
      const cleanUp = await post();
      expect(cleanUp?.outcome).toBe('failure');
      const errors = cleanUp === undefined ? '' : errorsOf(cleanUp);
      expect(errors).toContain('compromised-not-removed: The run ended before it removed these');
      expect(errors).toContain(`start the workflow again with \`compromised: ${leaked}\``);
      expect(cleanUp?.summary).toContain(leaked);

      const again = await workflow.runByHand({ ...unattended, compromised: leaked });
      expect(again.outcome).toBe('success');
      expect(workflow.secrets().map(({ keyId }) => keyId)).not.toContain(leaked);
    }),
);

test('a run that has removed the compromised secret, or has said that it is left, needs no word of the post step', () =>
  inHandOver(async (workflow) => {
    const [older = '', newest = ''] = await renewOnce(workflow);
    const refusal = {
      kind: 'answer',
      status: 403,
      headers: { 'content-type': 'application/json' },
      body: { error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges.' } },
    } as const;
    workflow.sandbox.faults.add({ when: { path: /removePassword$/ }, fault: refusal, times: Infinity });
    const refused = await workflow.job({ ...unattended, compromised: newest });
    expect(errorsOf(await refused.main())).toContain('compromised-not-removed');
    expect(await refused.post()).toMatchObject({ outcome: 'success', annotations: [] });
    workflow.sandbox.faults.clear();
    const removed = await workflow.job({ ...unattended, compromised: `${older},${newest}` });
    expect((await removed.main()).outcome).toBe('success');
    expect(await removed.post()).toMatchObject({ outcome: 'success', annotations: [] });
  }));
