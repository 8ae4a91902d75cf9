import { getOctokit } from '@actions/github';
import { decodeJwt } from 'jose';
import { describe, expect, test } from '@jest/globals';
import { fetch, ProxyAgent } from 'undici';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import type { Access } from '../../../sandbox/services/github/access.ts';
import { idToken, inSandbox } from '../../helpers/sandbox-client.ts';
import type { Client, Received } from '../../helpers/sandbox-client.ts';

const api = 'https://api.github.com';
const repository = `${api}/repos/acme/ops`;

describe('a list', () => {
  test('links to its other pages by the ID of the repository', () =>
    inSandbox(async (sandbox, client) => {
      addSecrets(sandbox.github.repository('acme/ops'), 5);
      const list = `${api}/repositories/70010001/actions/secrets`;
      const answer = await get(sandbox, client, `${repository}/actions/secrets?per_page=2&page=2`);
      expect(answer.headers.get('link')).toBe(
        [
          `<${list}?per_page=2&page=1>; rel="prev"`,
          `<${list}?per_page=2&page=3>; rel="next"`,
          `<${list}?per_page=2&page=3>; rel="last"`,
          `<${list}?per_page=2&page=1>; rel="first"`,
        ].join(', '),
      );
      const last = await get(sandbox, client, `${list}?per_page=2&page=3`);
      expect(last.json).toMatchObject({ total_count: 5, secrets: [{ name: 'NAME_4' }] });
      expect(last.headers.get('link')).not.toContain('rel="next"');
      const whole = await get(sandbox, client, `${repository}/actions/secrets?per_page=5`);
      expect(whole.headers.get('link')).toBeNull();
      expect(sandbox.violations).toEqual([]);
    }));

  test('Octokit follows the links of every list of secrets and variables', () =>
    inSandbox(async (sandbox) => {
      const { github } = sandbox;
      const acme = github.organization('acme');
      const ops = github.repository('acme/ops');
      for (const store of [ops, ops.dependabot, ops.codespaces, ops.addEnvironment('production'), acme]) {
        addSecrets(store, 5);
      }
      for (const name of ['A', 'B', 'C']) ops.variables.set(name, { value: name, ...times });
      grant(sandbox, { actions_variables: 'read' });
      const dispatcher = new ProxyAgent({ uri: sandbox.proxyUrl, requestTls: { ca: sandbox.ca } });
      const request = { fetch: (url: string, init: object) => fetch(url, { ...init, dispatcher }) };
      const octokit = getOctokit(github.tokens.writer, { request });
      const { actions, dependabot, codespaces } = octokit.rest;
      const inOps = { owner: 'acme', repo: 'ops', per_page: 2 };
      const lists = await Promise.all([
        octokit.paginate(actions.listRepoSecrets, inOps),
        octokit.paginate(actions.listEnvironmentSecrets, { ...inOps, environment_name: 'production' }),
        octokit.paginate(actions.listOrgSecrets, { org: 'acme', per_page: 2 }),
        octokit.paginate(dependabot.listRepoSecrets, inOps),
        octokit.paginate(codespaces.listRepoSecrets, inOps),
        octokit.paginate(actions.listRepoVariables, inOps),
      ]);
      expect(lists.map((list) => list.length)).toEqual([5, 5, 5, 5, 5, 3]);
      expect(sandbox.violations).toEqual([]);
      await dispatcher.destroy();
    }));
});

test.each([
  ['application/json', 200],
  ['application/vnd.github+json', 200],
  ['application/vnd.github.v3+json;q=0.9', 200],
  ['text/html, */*', 200],
  ['application/vnd.heroku+json; version=3', 415],
  ['text/html,application/xml', 415],
])('a client that accepts %s gets status %d', (accept, status) =>
  inSandbox(async (sandbox, client) => {
    const answer = await client.send('GET', repository, { ...headers(sandbox), accept });
    expect(answer.status).toBe(status);
    if (status === 415)
      expect(answer.json['message']).toContain(`'${accept}'. Must accept 'application/json'`);
  }),
);

test('the root and the meta information need no token', () =>
  inSandbox(async (sandbox, client) => {
    const root = await client.send('GET', `${api}/`);
    expect(root.json).toMatchObject({ current_user_url: `${api}/user` });
    const meta = await client.send('GET', `${api}/meta`);
    expect(meta.json).toMatchObject({ verifiable_password_authentication: true });
    expect(meta.json).not.toHaveProperty('installed_version');
    const server = await client.send('GET', 'https://github.example.com/api/v3/meta');
    expect(server.json).toHaveProperty('installed_version');
    expect((await client.send('GET', `${api}/`, { authorization: 'Bearer x' })).status).toBe(401);
    expect((await client.send('POST', `${api}/meta`)).status).toBe(404);
    expect(sandbox.violations).toEqual([]);
  }));

test.each(['private', 'public', 'internal'] as const)(
  'a %s repository agrees with the claims of its ID tokens',
  (visibility) =>
    inSandbox(async (sandbox, client) => {
      sandbox.github.repository('acme/ops').visibility = visibility;
      const claims = decodeJwt(await idToken(sandbox, client));
      expect((await get(sandbox, client, repository)).json).toMatchObject({
        id: Number(claims['repository_id']),
        full_name: claims['repository'],
        owner: { login: claims['repository_owner'], id: Number(claims['repository_owner_id']) },
        visibility: claims['repository_visibility'],
        private: visibility !== 'public',
        default_branch: String(claims['ref']).replace('refs/heads/', ''),
      });
      expect(claims['repository_owner_id']).toBe(sandbox.environment['GITHUB_REPOSITORY_OWNER_ID']);
    }),
);

test('a repository says what the person may do in it', () =>
  inSandbox(async (sandbox, client) => {
    const { github } = sandbox;
    const permissions = async (): Promise<unknown> =>
      (await get(sandbox, client, repository)).json['permissions'];
    expect(await permissions()).toMatchObject({ admin: true, push: true });
    github.repository('acme/ops').administrators.clear();
    expect(await permissions()).toMatchObject({ admin: false, push: true });
    github.repository('acme/ops').collaborators.set('octocat', 'read');
    expect(await permissions()).toMatchObject({ admin: false, push: false, pull: true });
    expect(sandbox.violations).toEqual([]);
  }));

describe('the subject of ID tokens', () => {
  test.each([
    ['classic', false, 'repo:acme/ops'],
    ['immutable', true, 'repo:acme@70010000/ops@70010001'],
    // A repository that was made after the change, where nobody chose anything.
    ['immutable', false, 'repo:acme@70010000/ops@70010001'],
  ] as const)('in the %s form (chosen: %s) begins with %s', (form, hasChosen, prefix) =>
    inSandbox(async (sandbox, client) => {
      sandbox.github.setSubjectForm(form, hasChosen);
      grant(sandbox, { actions: 'read' });
      expect((await get(sandbox, client, `${repository}/actions/oidc/customization/sub`)).json).toEqual({
        use_default: true,
        use_immutable_subject: hasChosen,
        sub_claim_prefix: prefix,
      });
      expect(decodeJwt(await idToken(sandbox, client)).sub).toBe(`${prefix}:ref:refs/heads/main`);
      sandbox.github.startRun({ ref: 'refs/heads/next' });
      expect(decodeJwt(await idToken(sandbox, client)).sub).toBe(`${prefix}:ref:refs/heads/next`);
      expect(sandbox.violations).toEqual([]);
    }),
  );

  test('may follow a template of the repository', () =>
    inSandbox(async (sandbox, client) => {
      const claimKeys = ['repo', 'context', 'job_workflow_ref'];
      sandbox.github.repository('acme/ops').subjectSettings = { form: 'classic', claimKeys };
      grant(sandbox, { actions: 'read' });
      const { json } = await get(sandbox, client, `${repository}/actions/oidc/customization/sub`);
      expect(json).toMatchObject({ use_default: false, include_claim_keys: claimKeys });
    }));

  test('is told only to a token with the permission `actions`', () =>
    inSandbox(async (sandbox, client) => {
      const answer = await get(sandbox, client, `${repository}/actions/oidc/customization/sub`);
      expect(answer.status).toBe(403);
      expect(answer.headers.get('x-accepted-github-permissions')).toBe('actions=read');
    }));
});

describe('a variable', () => {
  const variables = `${repository}/actions/variables`;

  test('is added, changed, renamed and removed', () =>
    inSandbox(
      async (sandbox, client) => {
        grant(sandbox, { actions_variables: 'write' });
        const send = sender(sandbox, client);
        expect((await send('POST', variables, { name: 'tenant', value: '1' })).status).toBe(201);
        expect((await send('GET', `${variables}/TENANT`)).json).toEqual({
          name: 'TENANT',
          value: '1',
          created_at: '2026-11-23T00:00:00Z',
          updated_at: '2026-11-23T00:00:00Z',
        });
        expect((await send('PATCH', `${variables}/Tenant`, { value: '2' })).status).toBe(204);
        expect((await send('PATCH', `${variables}/TENANT`, { name: 'OTHER' })).status).toBe(204);
        expect((await send('GET', variables)).json).toMatchObject({
          total_count: 1,
          variables: [{ name: 'OTHER', value: '2' }],
        });
        expect((await send('DELETE', `${variables}/OTHER`)).status).toBe(204);
        expect((await send('DELETE', `${variables}/OTHER`)).status).toBe(404);
        expect(sandbox.violations).toEqual([]);
      },
      { now: () => Date.parse('2026-11-23T00:00:00Z') },
    ));

  test.each([
    ['one that exists', { name: 'there', value: 'x' }, 409, 'Already exists - Variable already exists'],
    ['a name with a dash', { name: 'a-b', value: 'x' }, 422, 'Variable names can only contain'],
    ['a name of GitHub', { name: 'github_x', value: 'x' }, 422, 'must not start with GITHUB_'],
    ['a long value', { name: 'LONG', value: 'x'.repeat(49_153) }, 422, 'limited to 48 KB'],
  ])('is refused: %s', (_name, body, status, message) =>
    inSandbox(async (sandbox, client) => {
      grant(sandbox, { actions_variables: 'write' });
      sandbox.github.repository('acme/ops').variables.set('THERE', { value: 'y', ...times });
      const answer = await sender(sandbox, client)('POST', variables, body);
      expect(answer.status).toBe(status);
      expect(answer.json['message']).toContain(message);
    }),
  );

  test('needs the permission `actions_variables`', () =>
    inSandbox(async (sandbox, client) => {
      const answer = await sender(sandbox, client)('POST', variables, { name: 'A', value: 'x' });
      expect(answer.status).toBe(403);
      expect(answer.headers.get('x-accepted-github-permissions')).toBe('actions_variables=write');
    }));

  test('cannot be added to an archived repository', () =>
    inSandbox(async (sandbox, client) => {
      grant(sandbox, { actions_variables: 'write' });
      sandbox.github.repository('acme/ops').archived = true;
      const answer = await sender(sandbox, client)('POST', variables, { name: 'A', value: 'x' });
      expect(answer.json['message']).toBe('Repository was archived so is read-only.');
    }));
});

const times = { createdAt: '2026-11-23T00:00:00Z', updatedAt: '2026-11-23T00:00:00Z' };

function addSecrets({ secrets }: { readonly secrets: Map<string, object> }, count: number): void {
  for (let number = 0; number < count; number += 1) {
    secrets.set(`NAME_${number}`, { value: 'x', visibility: 'all', ...times });
  }
}

/** Gives the token `writer` more permissions. */
function grant({ github }: Sandbox, levels: Access['repositories'][string]): void {
  const access = github.access.get(github.tokens.writer);
  if (!access) throw new Error('There is no such token.');
  const repositories = { 'acme/ops': { ...access.repositories['acme/ops'], ...levels } };
  github.access.set(github.tokens.writer, { ...access, repositories });
}

function headers({ github }: Sandbox): Record<string, string> {
  return { authorization: `Bearer ${github.tokens.writer}`, 'content-type': 'application/json' };
}

function get(sandbox: Sandbox, client: Client, url: string): Promise<Received> {
  return client.send('GET', url, headers(sandbox));
}

function sender(
  sandbox: Sandbox,
  client: Client,
): (method: string, url: string, body?: object) => Promise<Received> {
  return (method, url, body) => client.send(method, url, headers(sandbox), body && JSON.stringify(body));
}
