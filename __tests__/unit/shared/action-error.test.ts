import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { toActionError, ActionError } from '../../../src/shared/action-error.ts';
import { settleAllOrFirst, ActionErrors, toActionErrors, settleAll } from '../../../src/shared/settle.ts';

const explanation = { problem: 'The disk is full.', likelyCause: 'large logs.', remedy: 'delete them.' };

describe('an action error', () => {
  test('states the problem, the likely cause and the remedy', () => {
    expect(new ActionError('unexpected', explanation).message).toBe(
      ['unexpected: The disk is full.', 'Likely reason: large logs.', 'To fix it: delete them.'].join('\n'),
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

describe('settleAll', () => {
  const first = new ActionError('graph-unreachable', explanation);

  test('returns the results in order', async () => {
    await expect(settleAll([Promise.resolve(1), Promise.resolve('two')])).resolves.toEqual([1, 'two']);
  });

  test('throws the only error after all promises have settled', async () => {
    let ended = false;
    const slow = new Promise<void>((resolve) => {
      setTimeout(() => {
        ended = true;
        resolve();
      }, 20);
    });
    await expect(settleAll([Promise.reject(first), slow])).rejects.toBe(first);
    expect(ended).toBe(true);
  });

  test('throws all errors, including nested ones', async () => {
    const second = new ActionError('entra-unreachable', explanation);
    const nested = settleAll([Promise.reject(second), Promise.reject(new Error('x'))]);
    const failure = await settleAll([Promise.reject(first), nested]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ActionErrors);
    expect(toActionErrors(failure).map(({ code }) => code)).toEqual([
      'graph-unreachable',
      'entra-unreachable',
      'unexpected',
    ]);
  });
});

describe('settleAllOrFirst', () => {
  test('returns the results in order', async () => {
    await expect(settleAllOrFirst([Promise.resolve(1), Promise.resolve('two')])).resolves.toEqual([1, 'two']);
  });

  test('throws the first error by position, not by time', async () => {
    const slow = delay(5).then(() => Promise.reject(new Error('first')));
    await expect(settleAllOrFirst([slow, Promise.reject(new Error('second'))])).rejects.toThrow('first');
  });
});
