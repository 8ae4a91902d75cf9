import { expect, test } from '@jest/globals';
import { inHandOver } from '../helpers/hand-over-workflow.ts';

const unattended = { 'hand-over-issue': 'false', 'retire-after': '7 days' };

test('a compromised secret that the first replica does not know yet is removed all the same', () =>
  inHandOver(async (workflow) => {
    await workflow.run(unattended);
    const [leaked = ''] = workflow.secrets().map(({ keyId }) => keyId);
    const { tenant } = workflow.sandbox;
    workflow.later(1 / 1440);
    // The replica of the next read is an hour behind.
    const behind = [3_600_000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let reads = 0;
    tenant.nextReadDelay = () => behind[reads++] ?? 0;
    const step = await workflow.runByHand({ ...unattended, compromised: leaked });
    expect(step).toMatchObject({
      outcome: 'success',
      outputs: { rotated: 'true', 'retired-key-ids': JSON.stringify([leaked]) },
    });
    expect(workflow.secrets().map(({ keyId }) => keyId)).toEqual([step.outputs['key-id']]);
  }));
