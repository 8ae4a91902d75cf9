import { describe, expect, test } from '@jest/globals';
import { findNextStep, type RunResult } from '../../../src/plan/next-step.ts';
import { findManagedSecrets } from '../../../src/plan/plan.ts';
import { day, daysAgo, lineageSecret, now, provenance } from '../../helpers/histories.ts';

const current = lineageSecret('current', 10, -400);
const older = lineageSecret('older', 200, -60);
const byHand = { ...lineageSecret('byhand', 300, -20), displayName: 'by hand' };
const nextRenewal = daysAgo(-370);

function findStep(
  credentials: RunResult['credentials'],
  changes: Partial<RunResult> & { readonly adopt?: readonly string[] } = {},
): ReturnType<typeof findNextStep> {
  const { adopt = [], ...others } = changes;
  const result: RunResult = {
    current,
    isNew: false,
    managed: findManagedSecrets(provenance, { adopt }, credentials),
    credentials,
    retained: [],
    retireAfter: undefined,
    nextRenewal,
    isIssueOpen: false,
    ...others,
  };
  return findNextStep(result, now);
}

const update = (days: number, ...keyIds: readonly string[]) => ({
  kind: 'update-exalate',
  date: daysAgo(-days),
  older: keyIds.map((keyId): unknown => expect.objectContaining({ keyId })),
});

describe('what a person must do', () => {
  test('is nothing until the next renewal when no older secret is on the application', () => {
    expect(findStep([current])).toEqual({ kind: 'nothing', until: nextRenewal });
  });

  test('is nothing when only secrets that this workflow does not manage are on the application', () => {
    expect(findStep([current, byHand])).toEqual({ kind: 'nothing', until: nextRenewal });
  });

  test('is nothing when all older secrets have expired', () => {
    expect(findStep([current, lineageSecret('old', 200, 1)])).toEqual({
      kind: 'nothing',
      until: nextRenewal,
    });
  });

  test('is to update Exalate before the first older secret expires', () => {
    expect(findStep([current, older, lineageSecret('oldest', 250, -40)])).toEqual(
      update(40, 'oldest', 'older'),
    );
  });

  test('is to update Exalate before an adopted secret expires', () => {
    expect(findStep([current, byHand], { adopt: ['byhand'] })).toEqual(update(20, 'byhand'));
  });

  test('does not depend on a newer adopted secret', () => {
    const newer = { ...byHand, startDateTime: daysAgo(5) };
    expect(findStep([current, newer], { adopt: ['byhand'] })).toEqual({
      kind: 'nothing',
      until: nextRenewal,
    });
  });

  test('is nothing when the older secret was never stored', () => {
    const [unstored] = findManagedSecrets(provenance, { adopt: [] }, [older]).own;
    if (unstored === undefined) throw new Error('no secret');
    const retained = [{ secret: unstored, cause: 'unstored' as const, since: now, due: undefined }];
    expect(findStep([current, older], { retained })).toEqual({ kind: 'nothing', until: nextRenewal });
  });

  test('is to update Exalate before a run removes an older secret', () => {
    const retained = [{ secret: older, cause: 'superseded' as const, since: now, due: daysAgo(-3) }];
    expect(findStep([current, older], { retained, retireAfter: { days: 7 } })).toEqual(update(3, 'older'));
  });

  test('is to update Exalate before `retire-after` ends when this run replaced a secret', () => {
    const changes = { isNew: true, retireAfter: { days: 7 } };
    expect(findStep([current, older], changes)).toEqual(update(7, 'older'));
  });

  test('is to update Exalate within 14 days when a first secret was added', () => {
    expect(findStep([current], { isNew: true, retireAfter: { days: 7 } })).toEqual(update(4));
    expect(now.getTime() + 4 * day).toBe(current.startDateTime.getTime() + 14 * day);
  });

  test('is to update Exalate while the issue is open', () => {
    expect(findStep([current, byHand], { isIssueOpen: true })).toEqual(update(20));
  });
});
