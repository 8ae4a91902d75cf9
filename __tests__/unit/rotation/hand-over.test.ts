import { describe, expect, test } from '@jest/globals';
import type { PreparedDestination } from '../../../src/destinations/destination.ts';
import { closeIssues, handOverSecret, opensIssue } from '../../../src/rotation/hand-over.ts';
import type { RotationContext } from '../../../src/rotation/context.ts';
import { lineageSecret, now } from '../../helpers/histories.ts';
import { openIssue, scriptedHandOver, type ScriptedHandOver } from '../../helpers/scripted-hand-over.ts';
import { intent } from '../../helpers/states.ts';
import { createTestContext, createTestDestination } from '../../helpers/test-context.ts';

const [older, current] = [lineageSecret('older', 200, -20), lineageSecret('new', 10)];

const destination = (label: string, url?: string): PreparedDestination =>
  createTestDestination({ label, url });

/** A run that hands over a secret, which an older one precedes. */
function contextWith(
  handOver: ScriptedHandOver | undefined,
  changes: Partial<RotationContext> = {},
): RotationContext {
  const loadHandOver = handOver && (() => Promise.resolve(handOver));
  const context = createTestContext({ loadHandOver });
  const application = { ...context.application, passwordCredentials: [older, current] };
  return { ...context, application, destinations: [destination('step output')], ...changes };
}

describe('the hand-over of a secret', () => {
  test('names the application, the lineage, the key and the date', async () => {
    const handOver = scriptedHandOver();
    expect(await handOverSecret(current, contextWith(handOver))).toBe(openIssue);
    expect(handOver.calls).toEqual([
      [
        'complete',
        {
          subject: {
            tenantId: intent.tenantId,
            applicationId: intent.applicationId,
            lineage: 'Exalate [r3vq7m2k9x4td8wh]',
            keyId: 'new',
          },
          applicationName: 'Exalate',
          secret: current,
          olderKeyIds: ['older'],
          deadline: { date: older.endDateTime, expiring: older },
          places: [{ kind: 'step-output' }],
        },
      ],
    ]);
  });

  test('is due on the day on which compromised secrets were removed', async () => {
    const handOver = scriptedHandOver();
    const leaked = { secret: older, cause: 'compromised' as const, since: now, due: now };
    const compromised = { removed: [leaked], left: [] };
    await handOverSecret(current, contextWith(handOver), compromised);
    const [deadline] = handOver.calls.map(([, secret]) => secret.deadline);
    expect(deadline).toMatchObject({ expiring: undefined, compromised });
    expect(deadline?.date.toISOString()).toMatch(/T23:59:59/);
  });

  test('says where the value is, for each kind of destination', async () => {
    const handOver = scriptedHandOver();
    const context = contextWith(handOver, {
      inputs: {
        ...createTestContext().inputs,
        destinations: [
          { kind: 'key-vault-secret', vault: 'https://acme-vault.vault.azure.net', name: 'exalate' },
          { kind: 'repository-secret', owner: 'acme', repository: 'ops', name: 'EXALATE' },
          { kind: 'encrypted-file', path: 'out/secret.age', recipients: [] },
          { kind: 'step-output' },
        ],
      },
      destinations: [
        destination('vault', 'https://portal.azure.com/'),
        destination('repository secret EXALATE', 'https://github.com/'),
        destination('file'),
        destination('step output'),
      ],
    });
    await handOverSecret(current, context);
    expect(handOver.calls[0]?.[1].places).toEqual([
      {
        kind: 'key-vault-secret',
        vault: 'https://acme-vault.vault.azure.net',
        name: 'exalate',
        url: 'https://portal.azure.com/',
      },
      { kind: 'unreadable', label: 'repository secret EXALATE' },
      { kind: 'encrypted-file', path: 'out/secret.age' },
      { kind: 'step-output' },
    ]);
  });

  test('does nothing without `hand-over-issue`', async () => {
    const context = contextWith(undefined);
    expect(await handOverSecret(current, context)).toBeUndefined();
    expect(await opensIssue(current, context)).toBe(false);
    expect(await closeIssues(current, context)).toBeUndefined();
  });

  test('has time of its own, however long the run has taken', async () => {
    const context = contextWith(scriptedHandOver());
    await context.clock.sleep(55_000);
    const before = context.budget.requestTimeout();
    await handOverSecret(current, context);
    expect(context.budget.requestTimeout()).toBeGreaterThan(before);
  });

  test('is announced by a dry run', async () => {
    const handOver = scriptedHandOver();
    expect(await opensIssue(current, contextWith(handOver))).toBe(true);
    expect(handOver.calls).toMatchObject([['isDue', { secret: current }]]);
  });
});

describe('closing the issues', () => {
  test.each([
    ['octocat', 'octocat'],
    [undefined, 'an unknown person'],
  ])('names who acknowledged the secret: %s', async (actor, expected) => {
    const handOver = scriptedHandOver();
    const { inputs } = createTestContext();
    await closeIssues(
      current,
      contextWith(handOver, { inputs: { ...inputs, run: { ...inputs.run, actor } } }),
    );
    expect(handOver.calls).toMatchObject([
      ['acknowledge', { secret: current }, { actor: expected, run: { id: 7001, attempt: 1 } }],
    ]);
  });
});
