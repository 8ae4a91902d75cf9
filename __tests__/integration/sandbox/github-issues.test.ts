import { describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { inSandbox } from '../../helpers/sandbox-client.ts';
import type { Client, Received } from '../../helpers/sandbox-client.ts';

type Token = keyof Sandbox['github']['tokens'];
type Send = (method: string, path: string, body?: unknown, token?: Token) => Promise<Received>;

const api = 'https://api.github.com';
const issues = '/repos/acme/ops/issues';
const labels = '/repos/acme/ops/labels';

describe('permissions for issues', () => {
  test.each([
    ['GET', issues, 'read', 'issues=read'],
    ['POST', issues, 'write', 'issues=write'],
    ['GET', `${issues}/1`, 'read', 'issues=read'],
    ['PATCH', `${issues}/1`, 'write', 'issues=write'],
    ['GET', `${issues}/1/comments`, 'read', 'issues=read; pull_requests=read'],
    ['POST', `${issues}/1/comments`, 'write', 'issues=write; pull_requests=write'],
    ['POST', labels, 'write', 'issues=write; pull_requests=write'],
  ] as const)('%s %s takes the permission %s', (method, path, needed, header) =>
    withIssues(async ({ github }, send) => {
      github.repository('acme/ops').issues.open('alice', { title: 'One' });
      const body = method === 'GET' ? undefined : newContent(path);
      const statuses: unknown[] = [];
      for (const level of ['none', 'read', 'write'] as const) {
        github.setJobPermissions({ issues: level });
        const { status, json, headers } = await send(method, path, body, 'job');
        if (status === 403) {
          expect(json['message']).toBe('Resource not accessible by integration');
          expect(headers.get('x-accepted-github-permissions')).toBe(header);
        }
        statuses.push(status < 300);
      }
      expect(statuses).toEqual([false, needed === 'read', true]);
    }),
  );

  test('a comment or a new label also takes the permission for pull requests', () =>
    withIssues(async ({ github }, send) => {
      github.repository('acme/ops').issues.open('alice', { title: 'One' });
      github.setJobPermissions({ pull_requests: 'write' });
      expect((await send('POST', `${issues}/1/comments`, { body: 'x' }, 'job')).status).toBe(201);
      expect((await send('POST', labels, { name: 'due' }, 'job')).status).toBe(201);
      expect((await send('POST', issues, { title: 'x' }, 'job')).status).toBe(403);
    }));

  test("the job's token does not see another private repository, and only reads a public one", () =>
    withIssues(async ({ github }, send) => {
      const other = github.addRepository('acme/other');
      github.setJobPermissions({ issues: 'write' });
      const path = '/repos/acme/other/issues';
      expect((await send('GET', path, undefined, 'job')).status).toBe(404);
      expect((await send('POST', path, { title: 'x' }, 'job')).status).toBe(404);
      other.visibility = 'public';
      expect((await send('GET', path, undefined, 'job')).status).toBe(200);
      expect((await send('POST', path, { title: 'x' }, 'job')).status).toBe(403);
    }));

  test('a repository that does not exist is not found', () =>
    withIssues(async (_sandbox, send) => {
      expect((await send('GET', '/repos/acme/nothing/issues')).status).toBe(404);
    }));
});

describe('a label', () => {
  test('is created once, by those who can push', () =>
    withIssues(async ({ github }, send) => {
      const content = { name: 'due', color: 'B60205', description: 'A secret that expires soon' };
      const created = await send('POST', labels, content);
      expect([created.status, created.json]).toMatchObject([201, content]);
      const again = await send('POST', labels, { name: 'Due' });
      expect([again.status, again.json]).toMatchObject([
        422,
        { message: 'Validation Failed', errors: [{ resource: 'Label', code: 'already_exists' }] },
      ]);
      expect((await send('POST', labels, { name: 'x'.repeat(51) })).status).toBe(422);
      github.repository('acme/ops').collaborators.set('octocat', 'read');
      expect((await send('POST', labels, { name: 'other' })).status).toBe(404);
    }));
});

describe('an issue', () => {
  test('is opened, commented, closed and reopened, at the time of the clock', async () => {
    let now = Date.parse('2026-11-23T10:00:00.999Z');
    await withIssues(
      async ({ github }, send) => {
        github.setJobPermissions({ issues: 'write' });
        const content = { title: 'Update', body: 'Text', labels: ['Due'], assignees: ['alice'] };
        const opened = await send('POST', issues, content, 'job');
        expect(opened.status).toBe(201);
        expect(opened.json).toMatchObject({
          number: 1,
          html_url: 'https://github.com/acme/ops/issues/1',
          user: { login: 'github-actions[bot]', type: 'Bot' },
          performed_via_github_app: { slug: 'github-actions' },
          title: 'Update',
          body: 'Text',
          labels: [{ name: 'Due', color: 'ededed' }],
          assignees: [{ login: 'alice' }],
          state: 'open',
          state_reason: null,
          created_at: '2026-11-23T10:00:00Z',
          closed_at: null,
        });
        now += 60_000;
        const comment = await send('POST', `${issues}/1/comments`, { body: 'Reminder' }, 'issues');
        expect(comment.json).toMatchObject({
          body: 'Reminder',
          user: { login: 'octocat', type: 'User' },
          performed_via_github_app: null,
          created_at: '2026-11-23T10:01:00Z',
        });
        now += 60_000;
        const closing = { state: 'closed', state_reason: 'not_planned' };
        expect((await send('PATCH', `${issues}/1`, closing, 'job')).json).toMatchObject({
          state: 'closed',
          state_reason: 'not_planned',
          closed_at: '2026-11-23T10:02:00Z',
          closed_by: { login: 'github-actions[bot]' },
          comments: 1,
        });
        // A reason counts only when the state changes.
        const again = { state: 'closed', state_reason: 'completed' };
        expect((await send('PATCH', `${issues}/1`, again)).json['state_reason']).toBe('not_planned');
        const reopened = await send('PATCH', `${issues}/1`, { state: 'open' });
        expect(reopened.json).toMatchObject({ state: 'open', state_reason: 'reopened', closed_at: null });
        expect((await send('GET', `${issues}/1`)).json).toEqual(reopened.json);
        expect((await send('PATCH', `${issues}/1`, { state: 'closed' })).json['state_reason']).toBe(
          'completed',
        );
      },
      { now: () => now },
    );
  });

  test.each([
    ['a title that is too long', { title: 'x'.repeat(257) }, 'title is too long (maximum is 256 characters)'],
    ['a blank title', { title: ' ' }, 'missing_field'],
    [
      'a body that is too long',
      { title: 'x', body: 'x'.repeat(65_537) },
      'body is too long (maximum is 65536 characters)',
    ],
    ['a label that is too long', { title: 'x', labels: ['x'.repeat(51)] }, 'name is too long'],
    [
      'an assignee who is not a collaborator',
      { title: 'x', assignees: ['alice', 'stranger'] },
      '{"value":"stranger","resource":"Issue","field":"assignees","code":"invalid"}',
    ],
  ])('%s is refused', (_name, content, message) =>
    withIssues(async ({ github }, send) => {
      const { status, json, text } = await send('POST', issues, content);
      expect([status, json['message']]).toEqual([422, 'Validation Failed']);
      expect(text).toContain(message);
      expect(github.repository('acme/ops').issues.all).toEqual([]);
    }),
  );

  test.each([
    ['blank', ' ', 'missing_field'],
    ['too long', 'x'.repeat(65_537), 'Body is too long (maximum is 65536 characters)'],
  ])('a comment that is %s is refused', (_name, body, message) =>
    withIssues(async ({ github }, send) => {
      github.repository('acme/ops').issues.open('alice', { title: 'One' });
      const { status, text } = await send('POST', `${issues}/1/comments`, { body });
      expect(status).toBe(422);
      expect(text).toContain(message);
      expect(github.repository('acme/ops').issues.issue(1).comments).toEqual([]);
    }),
  );

  test('a person who cannot push sets no labels or assignees, and changes only own issues', () =>
    withIssues(async ({ github }, send) => {
      const repository = github.repository('acme/ops');
      repository.issues.open('alice', { title: 'Of Alice' });
      repository.collaborators.set('octocat', 'read');
      const content = { title: 'Own', labels: ['due'], assignees: ['stranger'] };
      const withNewLabel = await send('POST', issues, content);
      expect([withNewLabel.status, withNewLabel.json['message']]).toEqual([
        403,
        'You do not have permission to create labels on this repository.',
      ]);
      repository.issues.label('due');
      expect((await send('POST', issues, content)).json).toMatchObject({ labels: [], assignees: [] });
      expect((await send('PATCH', `${issues}/2`, { state: 'closed' })).status).toBe(200);
      const refused = await send('PATCH', `${issues}/1`, { state: 'closed' });
      expect(refused.json).toMatchObject({ message: 'Must have admin rights to Repository.', status: '403' });
    }));

  test('cannot be opened or changed where issues are switched off; the list still has pull requests', () =>
    withIssues(async ({ github }, send) => {
      const repository = github.repository('acme/ops');
      repository.issues.open('alice', { title: 'Issue' });
      repository.issues.open('alice', { title: 'Pull request' }, true);
      repository.hasIssues = false;
      const sent = [
        await send('POST', issues, { title: 'x' }),
        await send('GET', `${issues}/1`),
        await send('PATCH', `${issues}/1`, { state: 'closed' }),
        await send('POST', `${issues}/1/comments`, { body: 'x' }),
      ];
      for (const { json } of sent) {
        expect(json).toMatchObject({ message: 'Issues are disabled for this repo', status: '410' });
      }
      expect(await titles(send, '')).toEqual(['Pull request']);
      expect((await send('GET', '/repos/acme/ops')).json['has_issues']).toBe(false);
    }));

  test('cannot be changed in an archived repository', () =>
    withIssues(async ({ github }, send) => {
      github.repository('acme/ops').archived = true;
      const { json } = await send('POST', issues, { title: 'x' });
      expect(json).toMatchObject({ message: 'Repository was archived so is read-only.', status: '403' });
      expect((await send('GET', issues)).status).toBe(200);
      expect((await send('GET', '/repos/acme/ops')).json['archived']).toBe(true);
    }));

  test('what people do to it is seen', () =>
    withIssues(async ({ github }, send) => {
      const tracker = github.repository('acme/ops').issues;
      tracker.open('github-actions[bot]', { title: 'Old' });
      tracker.edit(1, { title: 'New', labels: ['later'] });
      tracker.comment(1, 'bob', 'Done');
      tracker.close(1, 'bob');
      expect((await send('GET', `${issues}/1`)).json).toMatchObject({
        title: 'New',
        labels: [{ name: 'later' }],
        closed_by: { login: 'bob' },
        comments: 1,
      });
      tracker.reopen(1);
      expect((await send('GET', `${issues}/1`)).json).toMatchObject({ state: 'open', closed_by: null });
      tracker.delete(1);
      expect((await send('GET', `${issues}/1`)).json).toMatchObject({ status: '410' });
      expect((await send('GET', `${issues}/2`)).json).toMatchObject({ status: '404' });
      expect(tracker.open('bob', { title: 'Next' }).number).toBe(2);
    }));

  test('that is locked takes no comment of an app, but can be closed by it', () =>
    withIssues(async ({ github }, send) => {
      github.setJobPermissions({ issues: 'write' });
      github.repository('acme/ops').issues.open('github-actions[bot]', { title: 'One' });
      github.repository('acme/ops').issues.lock(1);
      const refused = await send('POST', `${issues}/1/comments`, { body: 'x' }, 'job');
      expect([refused.status, refused.json['message']]).toEqual([
        403,
        'Unable to create comment because issue is locked.',
      ]);
      expect((await send('POST', `${issues}/1/comments`, { body: 'x' })).status).toBe(201);
      const closed = await send('PATCH', `${issues}/1`, { state: 'closed' }, 'job');
      expect(closed.json).toMatchObject({ state: 'closed', locked: true, comments: 1 });
    }));

  test('an answer that is lost leaves the issue behind', () =>
    withIssues(async (sandbox, send) => {
      sandbox.faults.add({ when: { method: 'POST', path: /issues$/ }, fault: { kind: 'drop-after' } });
      await expect(send('POST', issues, { title: 'x' })).rejects.toThrow('fetch failed');
      expect(await titles(send, '')).toEqual(['x']);
    }));
});

describe('the list of issues', () => {
  test.each([
    ['', ['Bot open', 'Pull request', 'Alice open']],
    ['?state=closed', ['Bot closed']],
    ['?state=all&direction=asc', ['Alice open', 'Bot closed', 'Pull request', 'Bot open']],
    ['?state=all&labels=DUE', ['Bot open', 'Bot closed']],
    ['?state=all&labels=due,urgent', ['Bot open']],
    ['?state=all&creator=github-actions[bot]', ['Bot open', 'Bot closed']],
    ['?state=all&creator=Alice', ['Pull request', 'Alice open']],
    ['?creator=nobody', []],
    ['?assignee=bob', ['Alice open']],
    ['?assignee=none', ['Bot open', 'Pull request']],
    ['?assignee=*', ['Alice open']],
    ['?sort=comments', ['Pull request', 'Bot open', 'Alice open']],
    ['?state=all&sort=updated&per_page=1', ['Bot open']],
    ['?since=2099-01-01T00:00:00Z', []],
  ])('%s', (query, expected) =>
    withIssues(
      async ({ github }, send) => {
        const tracker = github.repository('acme/ops').issues;
        const bot = 'github-actions[bot]';
        tracker.open('alice', { title: 'Alice open', assignees: ['bob'] });
        tracker.open(bot, { title: 'Bot closed', labels: ['due'] });
        tracker.open('alice', { title: 'Pull request' }, true);
        tracker.open(bot, { title: 'Bot open', labels: ['Due', 'urgent'] });
        tracker.close(2, bot);
        tracker.comment(3, 'bob', 'Hello');
        expect(await titles(send, query)).toEqual(expected);
      },
      { now: () => Date.parse('2026-11-23T10:00:00Z') },
    ),
  );

  test('marks pull requests', () =>
    withIssues(async ({ github }, send) => {
      const tracker = github.repository('acme/ops').issues;
      tracker.open('alice', { title: 'Pull request' }, true);
      expect((await send('GET', `${issues}/1`)).json).toMatchObject({
        html_url: 'https://github.com/acme/ops/pull/1',
        pull_request: { url: `${api}/repos/acme/ops/pulls/1` },
      });
      tracker.open('alice', { title: 'Issue' });
      expect((await send('GET', `${issues}/2`)).json).not.toHaveProperty('pull_request');
    }));

  test('is split into pages; the link to the next one goes on where this one ended', () =>
    withIssues(async ({ github }, send) => {
      const tracker = github.repository('acme/ops').issues;
      for (let count = 1; count <= 5; count += 1) tracker.open('alice', { title: `Issue ${count}` });
      const first = await send('GET', `${issues}?state=all&per_page=2`);
      const link = nextLink(first);
      expect(link).toContain(`${api}/repositories/70010001/issues?state=all&per_page=2&after=`);
      // What is opened meanwhile does not shift the pages.
      tracker.open('alice', { title: 'Issue 6' });
      const second = await send('GET', link.slice(api.length));
      expect(titlesOf(second)).toEqual(['Issue 3', 'Issue 2']);
      const third = await send('GET', nextLink(second).slice(api.length));
      expect(titlesOf(third)).toEqual(['Issue 1']);
      expect(third.headers.get('link')).toBeNull();
      expect(await titles(send, '?per_page=2&page=3')).toEqual(['Issue 2', 'Issue 1']);
    }));

  test('counts no more than a thousand issues by page', () =>
    withIssues(async (_sandbox, send) => {
      expect((await send('GET', `${issues}?per_page=100&page=10`)).status).toBe(200);
      const { status, json } = await send('GET', `${issues}?per_page=100&page=11`);
      expect(status).toBe(422);
      expect(json['message']).toContain('please use cursor based pagination');
    }));

  test('can lag behind', async () => {
    let now = Date.parse('2026-11-23T10:00:00Z');
    await withIssues(
      async ({ github }, send) => {
        const tracker = github.repository('acme/ops').issues;
        tracker.listDelay = 3000;
        await send('POST', issues, { title: 'New' });
        expect(await titles(send, '')).toEqual([]);
        expect((await send('GET', `${issues}/1`)).status).toBe(200);
        now += 3000;
        expect(await titles(send, '')).toEqual(['New']);
      },
      { now: () => now },
    );
  });

  test('an unknown query is refused', async () => {
    await inSandbox(async (sandbox, client) => {
      const { status } = await send(sandbox, client)('GET', `${issues}?milestone=1`);
      expect(status).toBe(422);
    });
  });

  test('comments are split into pages, too', () =>
    withIssues(async ({ github }, send) => {
      const tracker = github.repository('acme/ops').issues;
      tracker.open('alice', { title: 'One' });
      for (const text of ['a', 'b', 'c']) tracker.comment(1, 'bob', text);
      const first = await send('GET', `${issues}/1/comments?per_page=2`);
      expect(first.text).toMatch(/"body":"a".*"body":"b"/);
      const second = await send('GET', nextLink(first).slice(api.length));
      expect(JSON.parse(second.text)).toMatchObject([{ body: 'c' }]);
      expect((await send('GET', `${issues}/1/comments?since=2099-01-01T00:00:00Z`)).text).toBe('[]');
    }));
});

describe('accounts', () => {
  test.each([
    ['issues', 200, 'octocat'],
    ['job', 403, undefined],
    ['app', 403, undefined],
  ] as const)('GET /user with the token %s: %d', (token, status, login) =>
    withIssues(async (_sandbox, send) => {
      const answer = await send('GET', '/user', undefined, token);
      expect([answer.status, answer.json['login']]).toEqual([status, login]);
      if (status === 403) expect(answer.json['message']).toBe('Resource not accessible by integration');
    }),
  );

  test('GET /app takes the JWT of an app', () =>
    withIssues(async (_sandbox, send) => {
      const { status, json } = await send('GET', '/app', undefined, 'app');
      expect([status, json['message']]).toEqual([401, 'A JSON web token could not be decoded']);
    }));

  test("an app's issues carry its name", () =>
    withIssues(async (_sandbox, send) => {
      const { json } = await send('POST', issues, { title: 'x' }, 'app');
      expect(json).toMatchObject({
        user: { login: 'exalate-rotation[bot]', html_url: 'https://github.com/apps/exalate-rotation' },
        performed_via_github_app: { slug: 'exalate-rotation' },
      });
    }));
});

describe('a token that expires', () => {
  test.each([
    [undefined, '2026-12-24 12:00:00 UTC'],
    ['offset', '2026-12-24 12:00:00 +0000'],
    ['ISO 8601', '2026-12-24T12:00:00Z'],
  ] as const)('says so in every answer (%s), and is refused afterwards', async (format, expected) => {
    const at = Date.parse('2026-12-24T12:00:00Z');
    let now = at - 1000;
    await withIssues(
      async ({ github: { access, tokens } }, send) => {
        const granted = access.get(tokens.issues);
        if (!granted) throw new Error('There is no such token.');
        access.set(tokens.issues, {
          ...granted,
          expiry: { at, lifetimeDays: 90, ...(format && { format }) },
        });
        const header = 'github-authentication-token-expiration';
        expect((await send('GET', issues)).headers.get(header)).toBe(expected);
        expect((await send('GET', '/repos/acme/nothing')).headers.get(header)).toBe(expected);
        expect((await send('GET', issues, undefined, 'reader')).headers.get(header)).toBeNull();
        now = at;
        const { json, headers } = await send('GET', issues);
        expect(json).toMatchObject({ message: 'Bad credentials', status: '401' });
        expect(headers.get(header)).toBeNull();
      },
      { now: () => now },
    );
  });
});

test.each([
  ['https://api.octocorp.ghe.com', 'https://octocorp.ghe.com'],
  ['https://github.example.com/api/v3', 'https://github.example.com'],
])('%s serves issues, under its own addresses', (root, web) =>
  inSandbox(async (sandbox, client) => {
    sandbox.github.repository('acme/ops').issues.open('alice', { title: 'One' });
    const headers = { authorization: `Bearer ${sandbox.github.tokens.issues}` };
    const { json } = await client.send('GET', `${root}${issues}/1`, headers);
    expect(json).toMatchObject({ url: `${root}${issues}/1`, html_url: `${web}/acme/ops/issues/1` });
    expect(sandbox.violations).toEqual([]);
  }),
);

/** Runs a test whose requests, and the answers to them, keep to the published description. */
function withIssues(
  test: (sandbox: Sandbox, request: Send) => Promise<void>,
  options: { now?: () => number } = {},
): Promise<void> {
  return inSandbox(async (sandbox, client) => {
    await test(sandbox, send(sandbox, client));
    expect(sandbox.violations).toEqual([]);
  }, options);
}

function send({ github }: Sandbox, client: Client): Send {
  return (method, path, body, token = 'issues') =>
    client.send(
      method,
      api + path,
      { authorization: `Bearer ${github.tokens[token]}`, 'content-type': 'application/json' },
      body === undefined ? undefined : JSON.stringify(body),
    );
}

/** A comment has no title. */
function newContent(path: string): unknown {
  if (path.endsWith('labels')) return { name: 'due' };
  return path.endsWith('comments') ? { body: 'x' } : { title: 'x' };
}

async function titles(request: Send, query: string): Promise<readonly unknown[]> {
  return titlesOf(await request('GET', issues + query));
}

function titlesOf({ text }: Received): readonly unknown[] {
  return [...text.matchAll(/"title":"([^"]*)"/g)].map(([, title]) => title);
}

function nextLink({ headers }: Received): string {
  return /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1] ?? '';
}
