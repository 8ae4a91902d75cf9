import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Fault } from '../../sandbox/network/faults.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { formatMarker } from '../../src/hand-over/marker.ts';
import { createCompromised } from '../../src/plan/compromised.ts';
import { findCompromisedDeadline } from '../../src/plan/hand-over.ts';
import type { HandOverSecret } from '../../src/hand-over/issue-text.ts';
import { handOverSecret, subject } from '../helpers/hand-over.ts';
import { createHandOverRun } from '../helpers/hand-over-run.ts';
import { enterSandbox, failureOf, FastClock } from '../helpers/in-sandbox.ts';

const day = 86_400_000;
const label = 'exalate-client-secret';
let sandbox: Sandbox;
let clock: FastClock;
/** What the sandbox's clock adds to the time of `handOverSecret`. */
let start: number;

beforeEach(async () => {
  clock = new FastClock();
  start = handOverSecret.secret.startDateTime.getTime() - clock.now().getTime();
  sandbox = await enterSandbox({ now: () => clock.now().getTime() + start });
  sandbox.github.setJobPermissions({ issues: 'write' });
});

afterEach(async () => {
  await sandbox.close();
  expect(sandbox.violations).toEqual([]);
});

const repository = () => sandbox.github.repository('acme/ops');
const tracker = () => repository().issues;
const run = (options: Parameters<typeof createHandOverRun>[1] = {}) =>
  createHandOverRun(sandbox, { clock, ...options });
const openNumbers = (): readonly number[] =>
  tracker()
    .all.filter(({ isOpen }) => isOpen)
    .map(({ number }) => number);
const later = (days: number): Promise<void> => clock.sleep(days * day);

/** The secret of a later renewal. */
const renewed = (keyId: string, days: number): HandOverSecret => ({
  ...handOverSecret,
  subject: { ...subject, keyId },
  secret: {
    ...handOverSecret.secret,
    keyId,
    startDateTime: new Date(handOverSecret.secret.startDateTime.getTime() + days * day),
  },
  deadline: { date: new Date(handOverSecret.deadline.date.getTime() + days * day), expiring: undefined },
});

describe('the hand-over issue', () => {
  test.each([
    ['job', 'https://api.github.com', 'github-actions[bot]'],
    ['app', 'https://api.octocorp.ghe.com', 'exalate-rotation[bot]'],
    ['issues', 'https://github.example.com/api/v3', 'octocat'],
  ] as const)(
    'is opened once with the token %s at %s, and later runs find it',
    async (token, apiUrl, author) => {
      repository().collaborators.set('octocat', 'write').set('alice', 'write');
      const options = { token, apiUrl, assignees: ['alice'] };
      expect(await run(options).isDue(handOverSecret)).toBe(true);
      const result = await run(options).complete(handOverSecret);
      const issueUrl = 'https://github.com/acme/ops/issues/1';
      expect(result).toEqual({ issueUrl, isOpen: true, opened: true, errors: [] });
      expect(tracker().all).toMatchObject([
        {
          author,
          title: 'Update the client secret of Exalate in Exalate by 2026-12-20',
          labels: [label],
          assignees: ['alice'],
        },
      ]);
      expect(await run(options).isDue(handOverSecret)).toBe(false);
      expect(await run(options).complete(handOverSecret)).toEqual({
        issueUrl,
        isOpen: true,
        opened: false,
        errors: [],
      });
      expect(tracker().all).toHaveLength(1);
    },
  );

  test('is found among hundreds of open issues', async () => {
    for (let number = 1; number <= 250; number += 1) {
      const body = formatMarker('issue', { ...subject, applicationId: `application ${number}` });
      tracker().open('github-actions[bot]', { title: 'x', body, labels: [label] });
    }
    await run().complete(handOverSecret);
    for (let number = 1; number <= 250; number += 1) {
      tracker().open('github-actions[bot]', { title: 'x', body: 'x', labels: [label] });
    }
    expect(await run().complete(handOverSecret)).toMatchObject({ opened: false });
    expect(tracker().all).toHaveLength(501);
  });

  describe('when compromised secrets are removed later', () => {
    const compromisedOn = (now: Date): HandOverSecret => {
      const leaked = createCompromised({ ...handOverSecret.secret, keyId: 'leaked' }, now, undefined);
      return {
        ...handOverSecret,
        deadline: findCompromisedDeadline({ removed: [leaked], left: [] }, now),
      };
    };
    const now = (): Date => new Date(clock.now().getTime() + start);

    test('gets a comment that says so in place of a reminder, while it is open', async () => {
      await run().complete(handOverSecret);
      await later(20);
      expect(await run().complete(compromisedOn(now()))).toMatchObject({ opened: false, errors: [] });
      expect(tracker().all).toMatchObject([
        { isOpen: true, comments: [{ body: expect.stringMatching(/^\*\*The client secret `leaked` was/) }] },
      ]);
    });

    test('gets no comment after it was closed', async () => {
      await run().complete(handOverSecret);
      tracker().close(1, 'alice');
      await run().complete(compromisedOn(now()));
      expect(tracker().all).toMatchObject([{ isOpen: false, comments: [] }]);
    });
  });

  test('is not reopened after a person has closed it, and not opened again', async () => {
    await run().complete(handOverSecret);
    tracker().close(1, 'alice');
    await later(30);
    expect(await run().complete(handOverSecret)).toEqual({
      issueUrl: 'https://github.com/acme/ops/issues/1',
      isOpen: false,
      opened: false,
      errors: [],
    });
    expect(tracker().all).toMatchObject([{ isOpen: false, comments: [] }]);
  });

  test.each([
    ['another person has opened it', 'mallory', [label]],
    ['it has another label', 'github-actions[bot]', ['other']],
  ])('does not count when %s', async (_, author, labels) => {
    tracker().open(author, { title: 'x', body: formatMarker('issue', subject), labels });
    expect(await run().complete(handOverSecret)).toMatchObject({ opened: true });
    expect(openNumbers()).toEqual([1, 2]);
  });

  test('does not count when it is a pull request', async () => {
    const content = { title: 'x', body: formatMarker('issue', subject), labels: [label] };
    tracker().open('github-actions[bot]', content, true);
    expect(await run().complete(handOverSecret)).toMatchObject({ opened: true });
  });

  test('is opened without those who cannot be assigned, with a warning', async () => {
    repository().collaborators.set('alice', 'write');
    const handOver = run({ assignees: ['alice', 'nobody'] });
    expect(await handOver.complete(handOverSecret)).toMatchObject({ opened: true, errors: [] });
    expect(tracker().all).toMatchObject([{ assignees: ['alice'] }]);
    expect(handOver.lines.filter((line) => line.startsWith('Warning'))).toEqual([
      expect.stringMatching(/^Warning: GitHub did not assign the hand-over issue to nobody\./),
    ]);
  });

  test.each([
    ['cannot be told apart', /\/assignees\//, 2, []],
    ['could be assigned a moment later', /\/issues$/, 1, []],
  ])('is opened without anybody when the assignees %s', async (_, path, times, assignees) => {
    repository().collaborators.set('alice', 'write').set('bob', 'write');
    const body = { message: 'Validation Failed', errors: [{ resource: 'Issue', field: 'assignees' }] };
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const fault = { kind: 'answer', status: 422, headers, body } as const;
    sandbox.faults.add({ when: { method: 'POST', path: /\/issues$/ }, fault });
    if (times === 2) sandbox.faults.add({ when: { path }, fault, times });
    const handOver = run({ assignees: ['alice', 'bob'] });
    expect(await handOver.complete(handOverSecret)).toMatchObject({ opened: true, errors: [] });
    expect(tracker().all).toMatchObject([{ assignees }]);
    expect(handOver.lines).toContainEqual(expect.stringContaining('hand-over issue to alice, bob.'));
  });

  test('is closed although the answer to that is lost, or GitHub has a temporary problem', async () => {
    await run().complete(handOverSecret);
    sandbox.faults.add({ when: { method: 'PATCH' }, fault: { kind: 'drop-after' } });
    sandbox.faults.add({ when: { method: 'PATCH' }, fault: { kind: 'answer', status: 502 } });
    const acknowledger = { actor: 'alice', run: { id: 7002, attempt: 1 } };
    expect((await run().acknowledge(handOverSecret, acknowledger)).errors).toEqual([]);
    expect(tracker().all).toMatchObject([{ isOpen: false, stateReason: 'completed' }]);
  });

  test('is reported when GitHub drops its label, because the next run would not find it', async () => {
    repository().collaborators.set('octocat', 'read').set('alice', 'write');
    tracker().label(label);
    const handOver = run({ token: 'issues', assignees: ['alice'] });
    const { errors } = await handOver.complete(handOverSecret);
    expect(errors).toMatchObject([{ code: 'hand-over-failed' }]);
    expect(errors[0]?.message).toContain('without the label `exalate-client-secret`');
    expect(handOver.lines).toContainEqual(
      expect.stringContaining('did not assign the hand-over issue to alice'),
    );
  });
});

test('the issue is not opened with a token that may not create its label', async () => {
  repository().collaborators.set('octocat', 'read');
  const { errors } = await run({ token: 'issues' }).complete(handOverSecret);
  expect(errors).toMatchObject([{ code: 'hand-over-refused' }]);
  expect(errors[0]?.message).toContain('the owner of `hand-over-token` may not create labels in acme/ops');
  expect(tracker().all).toEqual([]);
});

describe('before a secret is added', () => {
  test.each(['read', 'none'] as const)('an app that may not write is refused: %s', async (level) => {
    const handOver = run();
    await handOver.prepare();
    sandbox.github.setJobPermissions({ issues: level });
    const error = await failureOf(handOver.prepareToOpen());
    expect(error).toMatchObject({ code: 'hand-over-refused' });
    expect(error.message).toContain('add the permission to the job:\n  permissions:\n    issues: write');
  });

  test('the label of the issue is created, unless it exists', async () => {
    await run().prepareToOpen();
    await run().prepareToOpen();
    expect(tracker().label(label).description).toBe('A client secret to be entered in Exalate');
  });

  test.each([
    ['a person may have the permission all the same', 'issues', undefined],
    ['GitHub does not answer', 'job', { kind: 'answer', status: 503 }],
  ] as const)('nothing is refused when %s', async (_, token, fault) => {
    repository().collaborators.set('octocat', 'read');
    if (fault) sandbox.faults.add({ when: { method: 'POST', path: /\/labels$/ }, fault });
    await expect(run({ token }).prepareToOpen()).resolves.toBeUndefined();
  });
});

describe('when the answer to opening the issue is lost', () => {
  const failing = (fault: Fault, times = 1): void => {
    sandbox.faults.add({ when: { method: 'POST', path: /\/issues$/ }, fault, times });
  };

  test.each([
    ['breaks off', { kind: 'drop-after' }],
    ['is an error of a proxy', { kind: 'answer', status: 502, body: '<html>', after: true }],
    ['has another form', { kind: 'rewrite', rewrite: (response) => ({ ...response, body: '{}' }) }],
  ] as const satisfies readonly (readonly [string, Fault])[])(
    'the issue is found, even if lists lag behind, and not opened twice: it %s',
    async (_, fault) => {
      tracker().listDelay = 2_500;
      failing(fault);
      expect(await run().complete(handOverSecret)).toMatchObject({
        issueUrl: 'https://github.com/acme/ops/issues/1',
        errors: [],
      });
      expect(tracker().all).toHaveLength(1);
    },
  );

  test('and it was not opened, the run fails, keeps the secret, and the next one opens it', async () => {
    failing({ kind: 'answer', status: 502, body: { message: 'Server Error' } });
    const { issueUrl, errors } = await run().complete(handOverSecret);
    expect(issueUrl).toBeUndefined();
    expect(errors).toMatchObject([{ code: 'hand-over-failed' }]);
    expect(errors[0]?.state).toBe(
      `the client secret (key ID ${subject.keyId}) was kept. Only its hand-over is incomplete: the next run completes it.`,
    );
    expect(tracker().all).toEqual([]);
    expect(await run().complete(handOverSecret)).toMatchObject({ opened: true, errors: [] });
  });

  test.each([
    ['was removed', true],
    ['could not be removed', false],
  ])('and a compromised secret %s, the error says what its issue will not say', async (_, isRemoved) => {
    failing({ kind: 'answer', status: 502, body: { message: 'Server Error' } });
    const secret = createCompromised(handOverSecret.secret, new Date(), undefined);
    const compromised = isRemoved ? { removed: [secret], left: [] } : { removed: [], left: [secret] };
    const deadline = findCompromisedDeadline(compromised, new Date());
    const { errors } = await run().complete({ ...handOverSecret, deadline });
    const expected =
      'Its issue will not say that a compromised client secret was removed: if Exalate used it';
    expect(errors[0]?.state?.includes(expected)).toBe(isRemoved);
  });

  test('and the list cannot be read either, the error is that of opening it', async () => {
    failing({ kind: 'drop' });
    sandbox.faults.add({
      when: { method: 'GET', path: /\/issues\?/ },
      skip: 2,
      fault: { kind: 'answer', status: 401, body: { message: 'Bad credentials' } },
      times: Infinity,
    });
    const { errors } = await run().complete(handOverSecret);
    expect(errors).toMatchObject([{ code: 'hand-over-failed' }]);
    expect(errors[0]?.message).toContain('No complete response from api.github.com');
  });
});

test('the login of the token is asked for again after a temporary problem', async () => {
  sandbox.faults.add({
    when: { path: /graphql/ },
    fault: { kind: 'answer', status: 502, body: { message: 'Server Error' } },
  });
  await run().prepare();
});

describe('a renewal', () => {
  test('closes the issues of earlier keys as not planned, and leaves those of others alone', async () => {
    const other = { ...handOverSecret, subject: { ...subject, lineage: 'Exalate [0000000000000000]' } };
    await run().complete(other);
    await run().complete(handOverSecret);
    await later(150);
    await run().complete(renewed('second', 150));
    expect(openNumbers()).toEqual([1, 3]);
    expect(tracker().issue(2)).toMatchObject({
      stateReason: 'not_planned',
      comments: [{ body: 'A newer client secret, with the key ID `second`, replaces this one. See #3.' }],
    });
  });

  test('leaves them open when the new issue cannot be opened', async () => {
    await run().complete(handOverSecret);
    sandbox.faults.add({
      when: { method: 'POST', path: /\/issues$/ },
      fault: { kind: 'answer', status: 503, body: { message: 'x' } },
    });
    expect(await run().complete(renewed('second', 1))).toMatchObject({ issueUrl: undefined, errors: [{}] });
    expect(openNumbers()).toEqual([1]);
  });

  test('closes the second of two issues that parallel runs opened for one key', async () => {
    tracker().listDelay = 60_000;
    await run().complete(handOverSecret);
    await run().complete(handOverSecret);
    tracker().listDelay = 0;
    await run().complete(handOverSecret);
    expect(openNumbers()).toEqual([1]);
    expect(tracker().issue(2)).toMatchObject({
      stateReason: 'not_planned',
      comments: [{ body: '#1 is about the same client secret.' }],
    });
  });
});

describe('an open issue', () => {
  test('gets one reminder a day from 14 days before the date on, and fails runs after it', async () => {
    await run().complete(handOverSecret);
    const comments = () => tracker().issue(1).comments;
    await later(11);
    await run().complete(handOverSecret);
    expect(comments()).toEqual([]);
    await later(2);
    expect((await run().complete(handOverSecret)).errors).toEqual([]);
    expect((await run().complete(handOverSecret)).errors).toEqual([]);
    expect(comments()).toHaveLength(1);
    tracker().comment(1, 'mallory', formatMarker('reminder', subject));
    await later(1);
    await run().complete(handOverSecret);
    expect(comments()).toHaveLength(3);
    expect(comments()[2]?.body).toContain('Reminder: put the client secret');
    await later(13);
    const { errors, issueUrl } = await run().complete(handOverSecret);
    expect(issueUrl).toBe('https://github.com/acme/ops/issues/1');
    expect(errors).toMatchObject([{ code: 'hand-over-overdue', state: undefined }]);
    expect(errors[0]?.message).toContain('was due to use the client secret');
    expect(errors[0]?.message).toContain(`--field acknowledge=${subject.keyId}`);
    expect(comments()).toHaveLength(3);
  });

  test('that is locked gets no reminder, which is a warning, and is closed by a renewal all the same', async () => {
    await run().complete(handOverSecret);
    tracker().lock(1);
    await later(13);
    const reminding = run();
    expect((await reminding.complete(handOverSecret)).errors).toEqual([]);
    expect(reminding.lines).toEqual([
      expect.stringMatching(/^Warning: .*\/issues\/1 is locked, so no comment/),
    ]);
    expect((await run().complete(renewed('second', 13))).errors).toEqual([]);
    expect(tracker().issue(1)).toMatchObject({ isOpen: false, comments: [] });
  });

  test('stays open when something between the runner and GitHub refuses the comment', async () => {
    await run().complete(handOverSecret);
    const fault = { kind: 'answer', status: 403, body: '<html>Blocked</html>' } as const;
    sandbox.faults.add({ when: { method: 'POST', path: /\/comments$/ }, fault, times: Infinity });
    const { errors } = await run().complete(renewed('second', 13));
    expect(errors).toMatchObject([{ code: 'response-not-from-service' }]);
    expect(openNumbers()).toEqual([1, 2]);
  });

  test('is closed as completed by an acknowledgement, which names who it is from', async () => {
    await run().complete(handOverSecret);
    const acknowledger = { actor: 'alice', run: { id: 7002, attempt: 1 } };
    await later(40);
    expect(await run().acknowledge(handOverSecret, acknowledger)).toEqual({
      issueUrl: 'https://github.com/acme/ops/issues/1',
      isOpen: false,
      opened: false,
      errors: [],
    });
    expect(tracker().issue(1)).toMatchObject({ isOpen: false, stateReason: 'completed' });
    expect(tracker().issue(1).comments[0]?.body).toMatch(/^`alice` confirmed in \[run 7002, attempt 1\]/);
    await run().acknowledge(handOverSecret, acknowledger);
    expect(tracker().issue(1).comments).toHaveLength(1);
  });

  test('of an earlier key is closed by an acknowledgement as well, and later runs know that nobody is to be asked', async () => {
    await run().complete(handOverSecret);
    const acknowledger = { actor: 'alice', run: { id: 7002, attempt: 1 } };
    expect(await run().acknowledge(renewed('second', 1), acknowledger)).toEqual({
      issueUrl: 'https://github.com/acme/ops/issues/2',
      isOpen: false,
      opened: false,
      errors: [],
    });
    const closed = [{ stateReason: 'not_planned' }, { stateReason: 'completed' }];
    expect(tracker().all).toMatchObject(closed);
    expect(await run().complete(renewed('second', 1))).toMatchObject({ isOpen: false, opened: false });
    expect(tracker().all).toMatchObject(closed);
  });

  test('is not searched for when GitHub cannot be asked, which is an error', async () => {
    sandbox.github.access.delete(sandbox.github.tokens.job);
    const acknowledger = { actor: 'alice', run: { id: 7002, attempt: 1 } };
    for (const work of [run().complete(handOverSecret), run().acknowledge(handOverSecret, acknowledger)]) {
      expect(await work).toMatchObject({
        issueUrl: undefined,
        isOpen: false,
        opened: false,
        errors: [{ code: 'github-token-refused' }],
      });
    }
  });

  test('stays open, and the error says so, when GitHub does not close it', async () => {
    await run().complete(handOverSecret);
    sandbox.faults.add({
      when: { method: 'PATCH' },
      fault: { kind: 'answer', status: 503, body: { message: 'x' } },
      times: Infinity,
    });
    const acknowledger = { actor: 'alice', run: { id: 7002, attempt: 1 } };
    const { errors } = await run().acknowledge(handOverSecret, acknowledger);
    expect(errors).toMatchObject([{ code: 'hand-over-failed' }]);
    expect(errors[0]?.message).toContain('when asked to close issue #1');
    expect(errors[0]?.state).toBe(
      `the client secret (key ID ${subject.keyId}) was acknowledged. Only its hand-over issue is not closed: start the workflow again with \`acknowledge: ${subject.keyId}\`, or close the issue by hand.`,
    );
  });
});

describe('before a secret is added, a hand-over is refused', () => {
  test('not when the token can open issues', async () => {
    await run().prepare();
  });

  test.each([
    ['in a public repository', 'public', () => (repository().visibility = 'public')],
    ['when the issues are switched off', 'switched off', () => (repository().hasIssues = false)],
    [
      "when the job's token has no permission for issues",
      'add the permission to the job:\n  permissions:\n    issues: write',
      () => {
        sandbox.github.setJobPermissions({});
      },
    ],
  ])('%s', async (_, expected, arrange) => {
    arrange();
    const error = await failureOf(run().prepare());
    expect(error.code).toBe('hand-over-refused');
    expect(error.message).toContain(expected);
  });

  test.each([
    ['has no permission for issues', 'plain', 'with the repository permission "Issues": write'],
    ['has no access to the repository', 'stranger', 'with the repository permission "Issues": write'],
  ] as const)('when another token %s', async (_, token, expected) => {
    const error = await failureOf(run({ token }).prepare());
    expect(error).toMatchObject({ code: 'hand-over-refused' });
    expect(error.message).toContain(expected);
  });

  test('when GitHub rejects the token', async () => {
    sandbox.github.access.delete(sandbox.github.tokens.job);
    const error = await failureOf(run().prepare());
    expect(error.message).toContain('GitHub rejected `hand-over-token` (HTTP 401)');
  });
});

describe('an answer of GitHub in another of its forms', () => {
  const rewrite = (path: RegExp, pattern: RegExp, replacement: string): void => {
    sandbox.faults.add({
      when: { method: 'GET', path },
      times: Infinity,
      fault: {
        kind: 'rewrite',
        rewrite: ({ body, ...response }) => {
          expect(body).toMatch(pattern);
          return { ...response, body: body.replace(pattern, replacement) };
        },
      },
    });
  };

  test('has labels as names', async () => {
    await run().complete(handOverSecret);
    rewrite(/\/issues\?/, /"labels":\[\{.*?\}\]/, `"labels":["${label}"]`);
    expect(await run().complete(handOverSecret)).toMatchObject({ opened: false, errors: [] });
  });

  test('has no visibility on an old server', async () => {
    rewrite(/\/repos\/acme\/ops$/, /"visibility":"\w+",?/, '');
    await run().prepare();
    repository().visibility = 'public';
    expect((await failureOf(run().prepare())).message).toContain('everybody can read the issues');
  });
});

test('the time is that of the runner when GitHub sends none', async () => {
  sandbox.faults.add({
    when: { method: 'GET', path: /\/issues\?/ },
    times: Infinity,
    fault: {
      kind: 'rewrite',
      rewrite: (response) => ({ ...response, headers: { ...response.headers, date: 'now' } }),
    },
  });
  expect(await run().complete(handOverSecret)).toMatchObject({ opened: true, errors: [] });
});

test('a reminder is not added when GitHub does not list the earlier ones, which is an error', async () => {
  await run().complete(handOverSecret);
  await later(20);
  sandbox.faults.add({
    when: { method: 'GET', path: /\/comments/ },
    times: Infinity,
    fault: { kind: 'answer', status: 503, body: { message: 'x' } },
  });
  const { errors } = await run().complete(handOverSecret);
  expect(errors).toMatchObject([{ code: 'hand-over-failed' }]);
  expect(errors[0]?.message).toContain('when asked to list the comments of issue #1');
  expect(tracker().all).toMatchObject([{ comments: [] }]);
});

test.each([
  [
    { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] },
    'github-rate-limited',
    'rate limit',
  ],
  [{ errors: [{ message: 'Something went wrong' }] }, 'hand-over-failed', 'GitHub returned HTTP 200'],
  [{ data: {} }, 'response-not-from-service', 'is not in the format of GitHub'],
])('an answer of GraphQL without a login is an error: %j', async (body, code, expected) => {
  const headers = { 'Content-Type': 'application/json' };
  sandbox.faults.add({ when: { path: /graphql/ }, fault: { kind: 'answer', status: 200, headers, body } });
  const error = await failureOf(run().prepare());
  expect(error.code).toBe(code);
  expect(error.message).toContain(expected);
});
