import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { idTokenFor } from '../src/id-token.ts';

const permitted = {
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://example.com/?x=1',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't',
};

const deadline = (): number => 20_000;

afterEach(() => {
  jest.useRealTimers();
});

describe('the job’s OIDC token', () => {
  test('is asked for once, with its audience, however often it is wanted', async () => {
    const audiences: string[] = [];
    const getIDToken = (audience: string): Promise<string> => {
      audiences.push(audience);
      return Promise.resolve('token');
    };
    const idToken = idTokenFor('api://AzureADTokenExchange', { getIDToken }, permitted, deadline);
    await expect(Promise.all([idToken(), idToken(), idToken()])).resolves.toEqual([
      'token',
      'token',
      'token',
    ]);
    expect(audiences).toEqual(['api://AzureADTokenExchange']);
  });

  test.each(Object.keys(permitted))('needs a permission, which sets %s', async (name) => {
    const getIDToken = (): Promise<string> => Promise.reject(new Error('not asked'));
    const idToken = idTokenFor('x', { getIDToken }, { ...permitted, [name]: undefined }, deadline);
    await expect(idToken()).rejects.toMatchObject({ code: 'id-token-not-permitted' });
    await expect(idToken()).rejects.toThrow('id-token: write');
  });

  test('fails without quoting what the toolkit said', async () => {
    const getIDToken = (): Promise<string> => Promise.reject(new Error('Error message: s3cr3t'));
    const failure = idTokenFor('x', { getIDToken }, permitted, deadline)();
    await expect(failure).rejects.toMatchObject({ code: 'id-token-request-failed' });
    await expect(failure).rejects.not.toThrow('s3cr3t');
  });

  test('is not waited for longer than it may take', async () => {
    jest.useFakeTimers();
    const getIDToken = (): Promise<string> => new Promise(() => undefined);
    const failure = expect(idTokenFor('x', { getIDToken }, permitted, deadline)()).rejects.toMatchObject({
      code: 'id-token-request-failed',
    });
    await jest.advanceTimersByTimeAsync(20_000);
    await failure;
  });
});
