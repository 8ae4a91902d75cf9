import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { ActionError, ActionErrors, toActionErrors } from '../../../src/shared/action-error.ts';
import { settleAll, settleAllOrFirst } from '../../../src/shared/settle.ts';

const explanation = { problem: 'The disk is full.', likelyCause: 'large logs.', remedy: 'delete them.' };

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
