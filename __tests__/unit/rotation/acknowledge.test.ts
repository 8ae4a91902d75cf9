import { describe, expect, test } from '@jest/globals';
import type { PasswordCredential } from '../../../src/plan/credentials.ts';
import { acknowledge } from '../../../src/rotation/acknowledge.ts';
import type { RotationContext } from '../../../src/rotation/context.ts';
import { ActionError } from '../../../src/shared/action-error.ts';
import { lineageSecret, planTime } from '../../helpers/histories.ts';
import { openIssue, scriptedHandOver } from '../../helpers/scripted-hand-over.ts';
import { createTestContext } from '../../helpers/test-context.ts';

const [oldest, older, current] = [
  lineageSecret('oldest', 400, 10),
  lineageSecret('older', 200),
  lineageSecret('new', 10),
];
const newer = lineageSecret('newer', 1);

interface Run {
  readonly context: RotationContext;
  readonly handOver: ReturnType<typeof scriptedHandOver>;
  readonly lines: readonly string[];
  readonly removed: readonly string[];
}

/**
 * A run on an application with three secrets of the lineage.
 *
 * @param laterCredentials what the second check reads
 * @param failing the keys whose removal fails
 */
function runWith({
  inputs = {},
  laterCredentials = [oldest, older, current],
  failing = [],
}: {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly laterCredentials?: readonly PasswordCredential[];
  readonly failing?: readonly string[];
} = {}): Run {
  const lines: string[] = [];
  const removed: string[] = [];
  const handOver = scriptedHandOver({ ...openIssue, isOpen: false, opened: false });
  const record = (line: string): void => {
    lines.push(line);
  };
  const context = createTestContext(
    { log: { info: record, notice: record, warning: record }, loadHandOver: () => Promise.resolve(handOver) },
    inputs,
  );
  return {
    handOver,
    lines,
    removed,
    context: {
      ...context,
      inputs: { ...context.inputs, acknowledge: 'new' },
      application: { ...context.application, passwordCredentials: [oldest, older, current] },
      applications: {
        ...context.applications,
        listCredentials: () => Promise.resolve(laterCredentials),
        listSecrets: () => Promise.resolve(laterCredentials.filter(({ keyId }) => !removed.includes(keyId))),
        removePassword(_, keyId) {
          if (failing.includes(keyId)) return Promise.reject(new Error('down'));
          removed.push(keyId);
          return Promise.resolve('removed');
        },
      },
    },
  };
}

async function errorOf({ context }: Run, keyId = 'new'): Promise<ActionError> {
  const error: unknown = await acknowledge(keyId, context, planTime).catch((thrown: unknown) => thrown);
  if (error instanceof ActionError) return error;
  throw new Error('no ActionError', { cause: error });
}

describe('an acknowledgement', () => {
  test('removes the older secrets, then closes the issue', async () => {
    const run = runWith();
    const plan = await acknowledge('new', run.context, planTime);
    expect(plan).toMatchObject({ kind: 'acknowledged', current });
    expect(run.removed).toEqual(['oldest', 'older']);
    expect(run.handOver.calls).toMatchObject([['acknowledge', { secret: current }, { actor: 'octocat' }]]);
    expect(run.context.progress).toMatchObject({
      plan,
      retired: [{ secret: oldest }, { secret: older }],
      handOver: { isOpen: false },
      dryRun: undefined,
    });
    expect(run.lines[0]).toMatch(/^Acknowledged: Exalate uses the current secret /);
  });

  test('that does not count changes nothing', async () => {
    const run = runWith();
    const error = await errorOf(run, 'older');
    expect(error.code).toBe('acknowledgement-refused');
    expect(error.message).toContain('key ID new');
    expect(error.message).toContain('gh workflow run rotate.yml --repo acme/ops');
    expect(run).toMatchObject({ removed: [], handOver: { calls: [] } });
    expect(run.context.progress.plan).toBeUndefined();
  });

  test('in a dry run says what would be removed, and changes nothing', async () => {
    const run = runWith({ inputs: { 'dry-run': 'true' } });
    await acknowledge('new', run.context, planTime);
    expect(run.lines.filter((line) => line.startsWith('Dry run: would remove'))).toHaveLength(2);
    expect(run).toMatchObject({ removed: [], handOver: { calls: [] } });
    expect(run.context.progress).toMatchObject({ retired: [], dryRun: { opensIssue: false } });
  });

  test('removes nothing when a newer secret has appeared since the first check, and the issue stays open', async () => {
    const run = runWith({ laterCredentials: [oldest, older, current, newer] });
    const error = await errorOf(run);
    expect(error.code).toBe('acknowledgement-refused');
    expect(error.message).toContain('`acknowledge` names new, but the current one is ');
    expect(error.message).toContain('key ID newer,');
    expect(run).toMatchObject({ removed: [], handOver: { calls: [] } });
    expect(run.context.progress.plan).toBeUndefined();
  });

  test('can be repeated when the second check shows an older state', async () => {
    for (const laterCredentials of [[oldest, older], []]) {
      const run = runWith({ laterCredentials });
      const error = await errorOf(run);
      expect(error.code).toBe('acknowledgement-incomplete');
      for (const keyId of ['oldest', 'older']) expect(error.message).toContain(`key ID ${keyId},`);
      expect(error.message).toContain('start the workflow again with `acknowledge: new`');
      expect(run).toMatchObject({ removed: [], handOver: { calls: [] } });
    }
  });

  test('lists the secrets that it could not remove', async () => {
    const run = runWith({ failing: ['older'] });
    const error = await errorOf(run);
    expect(error.code).toBe('acknowledgement-incomplete');
    expect(error.message).toContain('key ID older,');
    expect(error.message).not.toContain('key ID oldest,');
    expect(run.removed).toEqual(['oldest']);
    expect(run.lines.join('\n')).toContain('could not be removed (unexpected). ');
    expect(run.lines.join('\n')).not.toContain('The next run');
    expect(run.handOver.calls).toEqual([]);
    expect(run.context.progress.retired).toMatchObject([{ secret: oldest }]);
  });
});
