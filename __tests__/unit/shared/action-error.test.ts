import { describe, expect, test } from '@jest/globals';
import { toActionError, ActionError } from '../../../src/shared/action-error.ts';

const explanation = { problem: 'The disk is full.', likelyCause: 'large logs.', remedy: 'delete them.' };

describe('an action error', () => {
  test('states the problem, the likely cause and the remedy', () => {
    expect(new ActionError('unexpected', explanation).message).toBe(
      ['unexpected: The disk is full.', 'Likely cause: large logs.', 'To fix it: delete them.'].join('\n'),
    );
  });

  test('states what the run left behind', () => {
    const { code, message } = new ActionError('tenant-not-found', explanation).withState('nothing is left.');
    expect(code).toBe('tenant-not-found');
    expect(message.split('\n')).toContain('State now: nothing is left.');
  });
});

describe('an unexpected error', () => {
  test('is shown by its class and stack, never by its message', () => {
    const { code, message } = toActionError(new TypeError('s3cr3t\n    s3cr3t\n    at s3cr3t:1:1'));
    expect(code).toBe('unexpected');
    expect(message).toContain('TypeError');
    expect(message).toContain('action-error.test.ts');
    expect(message).not.toContain('s3cr3t');
  });

  test.each([['text'], [undefined], [null]])('can be any value: %j', (thrown) => {
    expect(toActionError(thrown).code).toBe('unexpected');
  });

  test.each([
    ['no stack', undefined],
    ['a stack that begins with an earlier message', 'Error: other\n    at s3cr3t:1:1\n    at file.js:1:1'],
  ])('hides its message when it has %s', (_, stack) => {
    const error = new Error('s3cr3t');
    Object.assign(error, { stack });
    expect(toActionError(error).message).not.toContain('s3cr3t');
  });
});
