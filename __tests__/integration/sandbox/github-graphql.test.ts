import { expect, test } from '@jest/globals';
import { inSandbox } from '../../helpers/sandbox-client.ts';

const viewer = JSON.stringify({ query: 'query { viewer { login } }' });

test.each([
  ['job', 'https://api.github.com/graphql', 'github-actions[bot]'],
  ['app', 'https://api.octocorp.ghe.com/graphql', 'exalate-rotation[bot]'],
  ['plain', 'https://github.example.com/api/graphql', 'octocat'],
] as const)('GraphQL tells the token %s at %s who it is', (token, url, login) =>
  inSandbox(async ({ github, violations }, client) => {
    const { status, json } = await client.send(
      'POST',
      url,
      { authorization: `Bearer ${github.tokens[token]}` },
      viewer,
    );
    expect([status, json]).toEqual([200, { data: { viewer: { login } } }]);
    expect(violations).toEqual([]);
  }),
);

test('GraphQL answers the query that `gh auth status` sends', () =>
  inSandbox(async ({ github }, client) => {
    const { json } = await client.send(
      'POST',
      'https://api.github.com/graphql',
      { authorization: `Bearer ${github.tokens.plain}` },
      JSON.stringify({ query: 'query UserCurrent{viewer{login}}', variables: {} }),
    );
    expect(json).toEqual({ data: { viewer: { login: 'octocat' } } });
  }));

test('GraphQL refuses requests without a token or with an unknown one, and reports errors in a query with HTTP 200', () =>
  inSandbox(async ({ github }, client) => {
    const url = 'https://api.github.com/graphql';
    const send = (token: string, body: string, method = 'POST') =>
      client.send(
        method,
        url,
        token === '' ? {} : { authorization: `Bearer ${token}` },
        method === 'GET' ? undefined : body,
      );
    expect((await send('', viewer)).status).toBe(401);
    expect(await send('ghs_unknown', viewer)).toMatchObject({
      status: 401,
      json: { message: 'Bad credentials' },
    });
    expect((await send(github.tokens.job, viewer, 'GET')).status).toBe(404);
    const unknown = await send(github.tokens.job, JSON.stringify({ query: '{ nothing { id } }' }));
    expect([unknown.status, unknown.json['errors']]).toMatchObject([
      200,
      [{ extensions: { code: 'undefinedField', fieldName: 'nothing' } }],
    ]);
    expect((await send(github.tokens.job, 'x')).json).toHaveProperty('errors');
  }));
