import { describe, expect, test } from '@jest/globals';
import { createTokenSource } from '../../../../src/entra/login/token-source.ts';

describe('the access token of a run', () => {
  test('is replaced once when several requests with it were refused at the same time', async () => {
    const logins: (string | undefined)[] = [];
    const tokens = createTokenSource(
      { token: 'first', roles: undefined, principalId: undefined, directoryRoles: [] },
      (claims) => {
        logins.push(claims);
        return Promise.resolve({
          token: `token ${logins.length}`,
          roles: [],
          principalId: undefined,
          directoryRoles: [],
        });
      },
    );
    await Promise.all([tokens.renew('first', '{}'), tokens.renew('first', undefined)]);
    await tokens.renew('first', undefined);
    expect(logins).toEqual(['{}']);
    expect(tokens.current().token).toBe('token 1');
    await tokens.renew('token 1', undefined);
    expect(tokens.current().token).toBe('token 2');
  });

  test('stays when the login fails, and the next refusal leads to another login', async () => {
    let isFailing = true;
    const tokens = createTokenSource(
      { token: 'first', roles: undefined, principalId: undefined, directoryRoles: [] },
      () =>
        isFailing
          ? Promise.reject(new Error('refused'))
          : Promise.resolve({ token: 'second', roles: [], principalId: undefined, directoryRoles: [] }),
    );
    await expect(tokens.renew('first', undefined)).rejects.toThrow('refused');
    expect(tokens.current().token).toBe('first');
    isFailing = false;
    await tokens.renew('first', undefined);
    expect(tokens.current()).toEqual({
      token: 'second',
      roles: [],
      principalId: undefined,
      directoryRoles: [],
    });
  });
});
