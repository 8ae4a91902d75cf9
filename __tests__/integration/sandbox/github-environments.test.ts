import { expect, test } from '@jest/globals';
import { idOf } from '../../../sandbox/services/github/accounts.ts';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { inSandbox, type Client, type Received } from '../../helpers/sandbox-client.ts';

const api = 'https://api.github.com/repos/acme/ops';

function send(
  { github }: Sandbox,
  client: Client,
  method: string,
  path: string,
  body?: object,
  token: keyof Sandbox['github']['tokens'] = 'administrator',
): Promise<Received> {
  const headers = { authorization: `Bearer ${github.tokens[token]}` };
  return client.send(method, api + path, headers, body && JSON.stringify(body));
}

test('an environment is created with reviewers, listed and deleted', () =>
  inSandbox(async (sandbox, client) => {
    const path = `/environments/${encodeURIComponent('Live / EU')}`;
    expect((await send(sandbox, client, 'GET', path)).status).toBe(404);
    const created = await send(sandbox, client, 'PUT', path, {
      reviewers: [{ type: 'User', id: idOf('alice') }],
      deployment_branch_policy: { protected_branches: true, custom_branch_policies: false },
    });
    expect(created.json).toMatchObject({
      name: 'Live / EU',
      protection_rules: [
        { type: 'required_reviewers', reviewers: [{ type: 'User', reviewer: { login: 'alice' } }] },
        { type: 'branch_policy' },
      ],
    });
    expect((await send(sandbox, client, 'GET', path)).json).toEqual(created.json);
    const list = await send(sandbox, client, 'GET', '/environments');
    expect(list.json).toEqual({ total_count: 1, environments: [created.json] });
    // What a request leaves out goes back to its default.
    expect((await send(sandbox, client, 'PUT', path)).json).toMatchObject({ protection_rules: [] });
    expect((await send(sandbox, client, 'DELETE', path)).status).toBe(204);
    expect((await send(sandbox, client, 'GET', path)).status).toBe(404);
    expect(sandbox.violations).toEqual([]);
  }));

test.each([
  [{ reviewers: [{ type: 'User', id: 1 }] }, 'Validation Failed'],
  [
    { deployment_branch_policy: { protected_branches: true, custom_branch_policies: true } },
    'Validation Failed',
  ],
])('an environment with %j is refused', (body, message) =>
  inSandbox(async (sandbox, client) => {
    const { status, json } = await send(sandbox, client, 'PUT', '/environments/production', body);
    expect([status, json['message']]).toEqual([422, message]);
    expect(sandbox.github.repository('acme/ops').environments).toEqual([]);
  }),
);

test('reviewers are refused where the plan of the owner does not have them', () =>
  inSandbox(async (sandbox, client) => {
    sandbox.github.repository('acme/ops').allowsReviewers = false;
    const body = { reviewers: [{ type: 'User', id: idOf('alice') }] };
    const { status, json } = await send(sandbox, client, 'PUT', '/environments/production', body);
    expect([status, json['message']]).toEqual([422, expect.stringContaining('billing plan')]);
  }));

test('changing an environment takes another permission than reading it', () =>
  inSandbox(async (sandbox, client) => {
    sandbox.github.repository('acme/ops').addEnvironment('production');
    const inOps = { actions: 'write' } as const;
    sandbox.github.access.set(sandbox.github.tokens.plain, {
      kind: 'personal access token',
      repositories: { 'acme/ops': inOps },
      organizations: {},
    });
    const path = '/environments/production';
    expect((await send(sandbox, client, 'GET', path, undefined, 'plain')).status).toBe(200);
    const refused = await send(sandbox, client, 'PUT', path, {}, 'plain');
    expect(refused.status).toBe(403);
    expect(refused.headers.get('x-accepted-github-permissions')).toBe('administration=write');
  }));

test('a repository lists the variables of its organization', () =>
  inSandbox(async (sandbox, client) => {
    const [createdAt, updatedAt] = ['2026-11-01T12:00:00Z', '2026-11-01T12:00:00Z'];
    sandbox.github
      .organization('acme')
      .variables.set('AZURE_CLIENT_ID', { value: 'other', createdAt, updatedAt });
    const { json } = await send(sandbox, client, 'GET', '/actions/organization-variables');
    expect(json).toMatchObject({
      total_count: 1,
      variables: [{ name: 'AZURE_CLIENT_ID', value: 'other' }],
    });
    expect((await send(sandbox, client, 'POST', '/actions/organization-variables', {})).status).toBe(404);
    expect(sandbox.violations).toEqual([]);
  }));
