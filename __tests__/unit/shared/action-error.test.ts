import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { toActionError, ActionError } from '../../../src/shared/action-error.ts';
import { settleAllOrFirst, ActionErrors, toActionErrors, settleAll } from '../../../src/shared/settle.ts';

const explanation = { problem: 'It broke.', likelyCause: 'rust.', remedy: 'oil it.' };

describe('a failure', () => {
  test('says what problem, why and what to change', () => {
    expect(new ActionError('unexpected', explanation).message).toBe(
      ['unexpected: It broke.', 'Likely reason: rust.', 'To fix it: oil it.'].join('\n'),
    );
  });

  test('says what is so after it', () => {
    const { code, message } = new ActionError('tenant-not-found', explanation).withState('all is gone.');
    expect(code).toBe('tenant-not-found');
    expect(message.split('\n')).toContain('State now: all is gone.');
  });
});

describe('an error that nobody expected', () => {
  test('is told by its kind and place, never by its message, which may quote a server', () => {
    const { code, message } = toActionError(new TypeError('s3cr3t\n    s3cr3t\n    at s3cr3t:1:1'));
    expect(code).toBe('unexpected');
    expect(message).toContain('TypeError');
    expect(message).toContain('action-error.test.ts');
    expect(message).not.toContain('s3cr3t');
  });

  test.each([['text'], [undefined], [null]])('may be anything: %j', (thrown) => {
    expect(toActionError(thrown).code).toBe('unexpected');
  });

  test.each([
    ['no stack', undefined],
    ['a stack that begins with an earlier message', 'Error: other\n    at s3cr3t:1:1\n    at file.js:1:1'],
  ])('may have %s', (_, stack) => {
    const error = new Error('s3cr3t');
    Object.assign(error, { stack });
    expect(toActionError(error).message).not.toContain('s3cr3t');
  });
});

describe('things done together', () => {
  const broken = new ActionError('graph-unreachable', explanation);

  test('give their results in order', async () => {
    await expect(settleAll([Promise.resolve(1), Promise.resolve('two')])).resolves.toEqual([1, 'two']);
  });

  test('fail as the one that failed, after all have ended', async () => {
    let ended = false;
    const slow = new Promise<void>((resolve) => {
      setTimeout(() => {
        ended = true;
        resolve();
      }, 20);
    });
    await expect(settleAll([Promise.reject(broken), slow])).rejects.toBe(broken);
    expect(ended).toBe(true);
  });

  test('fail with all failures, those within failures too', async () => {
    const other = new ActionError('entra-unreachable', explanation);
    const nested = settleAll([Promise.reject(other), Promise.reject(new Error('x'))]);
    const failure = await settleAll([Promise.reject(broken), nested]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ActionErrors);
    expect(toActionErrors(failure).map(({ code }) => code)).toEqual([
      'graph-unreachable',
      'entra-unreachable',
      'unexpected',
    ]);
  });

  test('tell the first failure in their order, where each tells the same', async () => {
    await expect(settleAllOrFirst([Promise.resolve(1), Promise.resolve('two')])).resolves.toEqual([1, 'two']);
    const slow = delay(5).then(() => Promise.reject(new Error('first')));
    await expect(settleAllOrFirst([slow, Promise.reject(new Error('second'))])).rejects.toThrow('first');
  });
});
