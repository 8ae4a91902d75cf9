import { expect, test } from '@jest/globals';
import * as v from 'valibot';
import type { SandboxResponse } from '../../sandbox/network/http.ts';
import { inHandOver, type HandOverWorkflow } from '../helpers/hand-over-workflow.ts';

const unattended = { 'hand-over-issue': 'false', 'retire-after': '7 days' };

const listing = v.looseObject({ passwordCredentials: v.array(v.looseObject({ keyId: v.string() })) });

/** Somebody removes a secret after the first read of the application: no later read lists it. */
function removeAfterFirstRead({ sandbox }: HandOverWorkflow, keyId: string): void {
  const rewrite = (answer: SandboxResponse): SandboxResponse => {
    const { passwordCredentials, ...others } = v.parse(listing, JSON.parse(answer.body));
    const left = passwordCredentials.filter((secret) => secret.keyId !== keyId);
    return { ...answer, body: JSON.stringify({ ...others, passwordCredentials: left }) };
  };
  sandbox.faults.add({
    when: { method: 'GET', path: /\/applications\/[^/]*passwordCredentials/ },
    fault: { kind: 'rewrite', rewrite },
    times: Infinity,
  });
}

test.each([
  ['a compromised', 1, true],
  ['a superseded', 8, false],
])('%s secret stays when the current one is removed during the run', (_, days, isCompromised) =>
  inHandOver(async (workflow) => {
    await workflow.run(unattended);
    workflow.later(130);
    await workflow.run(unattended);
    const before = workflow.secrets();
    const [older, current] = before.map(({ keyId }) => keyId);
    workflow.later(days);
    removeAfterFirstRead(workflow, current ?? '');
    const step = await workflow.runByHand({
      ...unattended,
      ...(isCompromised ? { compromised: older ?? '' } : {}),
    });
    expect(step).toMatchObject({
      outcome: isCompromised ? 'failure' : 'success',
      outputs: { 'retired-key-ids': '[]' },
    });
    expect(step.transcript).toContain('was not removed: the second check did not confirm');
    expect(workflow.secrets()).toEqual(before);
  }),
);
