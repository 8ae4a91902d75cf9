import { describe, expect, test } from '@jest/globals';
import { acknowledgementRefusedError } from '../../../src/hand-over/acknowledgement-errors.ts';
import type { RefusedAcknowledgement } from '../../../src/plan/acknowledgement.ts';
import { readWorkflow } from '../../../src/hand-over/workflow.ts';
import { handOverSecret, workflow } from '../../helpers/hand-over.ts';

describe('an acknowledgement that does not count', () => {
  const current = handOverSecret.secret;
  const refused = (changes: Partial<RefusedAcknowledgement>) =>
    acknowledgementRefusedError(
      'given-key',
      { kind: 'acknowledgement-refused', current, reason: 'other-key', labels: [], ...changes },
      workflow,
    ).message;

  test('names the current key, and how to acknowledge it', () => {
    const message = refused({});
    expect(message).toContain(
      `acknowledgement-refused: \`acknowledge\` names given-key, but the current one is`,
    );
    expect(message).toContain(`(key ID ${current.keyId}, added 2026-11-24T09:00:00Z)`);
    expect(message).not.toContain('State now');
    expect(message).toContain(
      `then acknowledge it: start the workflow on https://github.com/acme/ops/actions/workflows/rotate.yml with \`acknowledge: ${current.keyId}\`, or with the GitHub CLI:\n  gh workflow run rotate.yml --repo acme/ops --ref main --field acknowledge=${current.keyId}`,
    );
  });

  test('links to the workflow when its file is not known', () => {
    const unknown = readWorkflow('https://github.com', 'acme/ops');
    const error = acknowledgementRefusedError(
      'given-key',
      { kind: 'acknowledgement-refused', current, reason: 'other-key', labels: [] },
      unknown,
    );
    expect(error.explanation.remedy).toContain(
      `: start the workflow on https://github.com/acme/ops/actions with \`acknowledge: ${current.keyId}\`.`,
    );
  });

  test.each([
    [
      'the workflow has no secret',
      { current: undefined },
      'the application has no client secret of this workflow',
    ],
    ['the secret has expired', { reason: 'expired' }, 'which has expired, so Exalate cannot use it'],
    [
      'destinations do not hold it',
      { reason: 'not-stored', labels: ['secret X', 'secret Y'] },
      'but these destinations do not hold it, or may hold an older one as well:\n  - secret X\n  - secret Y',
    ],
    [
      'another one is the current one, and destinations do not hold that one',
      { reason: 'other-key', labels: ['secret X'] },
      ' These destinations do not hold it, or may hold an older one as well:\n  - secret X',
    ],
  ] as const)('says so when %s', (_, changes, expected) => {
    const message = refused(changes);
    expect(message).toContain(expected);
    expect(message).toContain('start the workflow without `acknowledge` to add a client secret');
    expect(message.includes('If that run adds none, wait half an hour and select `renew-now`')).toBe(
      'labels' in changes,
    );
  });
});
