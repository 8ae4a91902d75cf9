import { describe, expect, test } from '@jest/globals';
import {
  dayOf,
  errorsOf,
  inHandOver,
  refuseIssues,
  vaultSecret,
  vault,
} from '../helpers/hand-over-workflow.ts';

const url = (number: number): string => `https://github.com/acme/ops/issues/${number}`;

describe('the hand-over issue', () => {
  test('is opened after the secret is stored, says all but the value, and mentions nobody', () =>
    inHandOver(async ({ sandbox, issues, secrets, addByHand, run }) => {
      const old = addByHand('made by @org/team #1', 30);
      const first = await run({ adopt: old.keyId, 'hand-over-assignees': 'octocat' });
      expect(first.outcome).toBe('success');
      expect(first.outputs).toMatchObject({
        rotated: 'true',
        'actions-due': '["renew","hand-over"]',
        'hand-over-issue-url': url(1),
      });
      const [, added] = secrets();
      const [issue, ...others] = issues();
      expect(others).toEqual([]);
      expect(issue).toMatchObject({
        author: 'github-actions[bot]',
        title: `Update the client secret of Exalate in Exalate by ${dayOf(old.endDateTime)}`,
        assignees: ['octocat'],
        labels: ['exalate-client-secret'],
      });
      const body = issue?.body ?? '';
      const { tenant } = sandbox;
      for (const text of [
        tenant.application('Exalate').appId,
        tenant.tenantId,
        added?.keyId ?? '-',
        `az keyvault secret show --vault-name ${vault} --name ${vaultSecret}`,
        'https://github.com/acme/ops/actions/workflows/rotate.yml',
        `gh workflow run rotate.yml --repo acme/ops --ref main --field acknowledge=${added?.keyId ?? '-'}`,
      ])
        expect(body).toContain(text);
      for (const value of sandbox.secrets()) expect(body).not.toContain(value);
      expect(body).toContain('made by @org/team #1');
      expect(body.replace(/`[^`]*`|<code>[^<]*|\(https:[^)]*\)/g, '')).not.toMatch(/@|#\d/);
      const writes = sandbox.requests.filter(({ method }) => ['PUT', 'POST'].includes(method));
      const place = (path: RegExp): number => writes.findIndex((request) => path.test(request.path));
      expect(place(/\/secrets\/exalate\?/)).toBeGreaterThan(place(/addPassword/));
      expect(place(/\/acme\/ops\/issues$/)).toBeGreaterThan(place(/\/secrets\/exalate\?/));
      expect(first.summary).toContain(`Action needed: update Exalate by ${dayOf(old.endDateTime)}`);
      expect(first.summary).toContain(url(1));
    }));

  test('is one for each key: the next runs find it, also after a person has closed it', () =>
    inHandOver(async ({ sandbox, issues, later, run }) => {
      await run();
      later(1);
      const second = await run();
      expect(second.outputs).toMatchObject({
        rotated: 'false',
        'actions-due': '[]',
        'hand-over-issue-url': url(1),
      });
      sandbox.github.repository('acme/ops').issues.close(1, 'alice');
      later(40);
      expect(await run()).toMatchObject({ outcome: 'success' });
      expect(issues()).toMatchObject([
        { isOpen: false, comments: [{ body: expect.stringContaining('Reminder') }] },
      ]);
    }));

  test('is opened by a later run when the first one failed to, which kept the secret and set the outputs', () =>
    inHandOver(async ({ sandbox, issues, secrets, run }) => {
      refuseIssues(sandbox);
      const first = await run();
      sandbox.faults.clear();
      expect(first.outcome).toBe('failure');
      const [added] = secrets();
      expect(errorsOf(first)).toMatch(/hand-over-refused[^]*add the permission to the job:[^]*issues: write/);
      expect(errorsOf(first)).toContain(
        `State now: the client secret (key ID ${added?.keyId ?? '-'}) was kept. Only its hand-over is incomplete`,
      );
      expect(first.outputs).toMatchObject({
        rotated: 'true',
        'key-id': added?.keyId,
        'actions-due': '["renew"]',
      });
      expect(first.outputs).toHaveProperty('next-renewal-on');
      expect(first.outputs).not.toHaveProperty('hand-over-issue-url');
      expect(first.summary).toContain(added?.keyId);
      expect(sandbox.keyVault(vault).secret(vaultSecret)?.value).toBe(added?.secretText);

      const second = await run();
      expect(second.outcome).toBe('success');
      expect(second.outputs).toMatchObject({ rotated: 'false', 'actions-due': '["hand-over"]' });
      expect(secrets()).toHaveLength(1);
      expect(issues()).toHaveLength(1);
    }));

  test('is not opened twice when the answer to opening it is lost', () =>
    inHandOver(async ({ sandbox, issues, run }) => {
      sandbox.github.repository('acme/ops').issues.listDelay = 1_500;
      sandbox.faults.add({ when: { method: 'POST', path: /\/issues$/ }, fault: { kind: 'drop-after' } });
      const { outcome, outputs } = await run();
      expect(outcome).toBe('success');
      expect(outputs['hand-over-issue-url']).toBe(url(1));
      expect(issues()).toHaveLength(1);
    }));

  test('of a superseded key is closed as not planned by the run that renews', () =>
    inHandOver(async ({ issues, secrets, later, run }) => {
      await run();
      later(130);
      const renewal = await run();
      expect(renewal.outcome).toBe('success');
      expect(renewal.outputs).toMatchObject({ rotated: 'true', 'hand-over-issue-url': url(2) });
      const [, added] = secrets();
      expect(issues()).toMatchObject([
        {
          isOpen: false,
          stateReason: 'not_planned',
          comments: [
            { body: expect.stringContaining(`\`${added?.keyId ?? '-'}\`, replaces this one. See #2.`) },
          ],
        },
        { isOpen: true },
      ]);
    }));

  test('is announced by a dry run, which opens none', () =>
    inHandOver(async ({ sandbox, issues, run }) => {
      const dry = await run({ 'dry-run': 'true' });
      expect(dry.outputs['actions-due']).toBe('["renew","hand-over"]');
      await run();
      sandbox.github.repository('acme/ops').issues.delete(1);
      expect((await run({ 'dry-run': 'true' })).outputs['actions-due']).toBe('["hand-over"]');
      expect(issues()).toEqual([]);
    }));
});

test('of two runs at the same time, the one with the earlier key leaves the issue of the newer key open', () =>
  inHandOver(async ({ sandbox, issues, secrets, job, run }) => {
    const [first, second] = [await job({ 'renew-within': '' }), await job({ 'renew-within': '' })];
    const body = { message: 'You have exceeded a secondary rate limit.' };
    const headers = { 'content-type': 'application/json', 'retry-after': '6' };
    let startSecond = (): void => undefined;
    const started = new Promise<void>((resolve) => {
      startSecond = resolve;
    });
    sandbox.faults.add({
      when: { method: 'GET', path: /\/issues\?/ },
      // The first list is read before a secret is added.
      skip: 1,
      fault: { kind: 'answer', status: 403, headers, body },
      onStrike: startSecond,
    });
    const steps = await Promise.all([first.main(), started.then(() => second.main())]);
    expect(steps.map(({ outcome }) => outcome)).toEqual(['success', 'success']);
    const [older, newer] = secrets().map(({ keyId }) => keyId);
    expect(steps.map(({ outputs }) => outputs['key-id'])).toEqual([older, newer]);
    // The second run was faster.
    expect(steps.map(({ outputs }) => outputs['hand-over-issue-url'])).toEqual([url(2), url(1)]);
    expect(issues()[0]).toMatchObject({ isOpen: true, comments: [] });
    const next = await run();
    expect(next.outputs).toMatchObject({ rotated: 'false', 'hand-over-issue-url': url(1) });
    expect(issues()).toMatchObject([{ isOpen: true }, { isOpen: false, stateReason: 'not_planned' }]);
  }));

describe('while the issue is open', () => {
  test('runs remind once a day from 14 days before the date on, then fail', () =>
    inHandOver(async ({ sandbox, issues, secrets, addByHand, later, run }) => {
      const old = addByHand('made by hand', 20);
      await run({ adopt: old.keyId });
      const comments = (): number => issues()[0]?.comments.length ?? -1;
      for (const [days, reminders] of [
        [3, 0],
        [5, 1],
        [0, 1],
        [1, 2],
      ] as const) {
        later(days);
        expect((await run({ adopt: old.keyId })).outcome).toBe('success');
        expect(comments()).toBe(reminders);
      }
      expect(issues()[0]?.comments[0]?.body).toMatch(
        /Reminder: put the client secret [^]*There are 1[12] days left/,
      );

      later(14);
      const overdue = await run({ adopt: old.keyId });
      expect(overdue.outcome).toBe('failure');
      const [, current] = secrets();
      const keyId = current?.keyId ?? '-';
      expect(errorsOf(overdue)).toContain('hand-over-overdue');
      expect(errorsOf(overdue)).toContain(`--field acknowledge=${keyId}`);
      expect(overdue.outputs).toMatchObject({
        rotated: 'false',
        'key-id': keyId,
        'hand-over-issue-url': url(1),
        'actions-due': '[]',
      });
      expect(overdue.outputs).toHaveProperty('next-renewal-on');
      expect(overdue.summary).toContain('hand-over-overdue');
      expect(overdue.summary).toContain(`update Exalate now; it was due by ${dayOf(old.endDateTime)}`);
      expect(comments()).toBe(2);
      expect(sandbox.github.repository('acme/ops').issues.issue(1).isOpen).toBe(true);
    }));

  test('reminders do not begin on the day on which it was opened', () =>
    inHandOver(async ({ issues, addByHand, later, run }) => {
      const adopt = addByHand('made by hand', 5).keyId;
      await run({ adopt });
      await run({ adopt });
      expect(issues()[0]?.comments).toEqual([]);
      later(1);
      await run({ adopt });
      expect(issues()[0]?.comments).toHaveLength(1);
    }));

  test('and overdue, a due renewal is still done', () =>
    inHandOver(async ({ issues, secrets, later, run }) => {
      await run();
      later(20);
      expect(errorsOf(await run())).toContain('hand-over-overdue');
      later(105);
      const renewal = await run();
      expect(renewal).toMatchObject({ outcome: 'success', outputs: { rotated: 'true' } });
      expect(secrets()).toHaveLength(2);
      expect(issues()).toMatchObject([{ stateReason: 'not_planned' }, { isOpen: true }]);
    }));
});

test('a locked issue, which takes no comment, is closed all the same, with a warning', () =>
  inHandOver(async ({ sandbox, issues, secrets, later, run, runByHand }) => {
    const { issues: tracker } = sandbox.github.repository('acme/ops');
    const warning = (number: number): unknown =>
      expect.objectContaining({
        level: 'warning',
        message: `${url(number)} is locked, so no comment could be added. To get the comments, unlock the issue.`,
      });
    await run();
    tracker.lock(1);
    later(2);
    const reminded = await run();
    expect(reminded.outcome).toBe('success');
    expect(reminded.annotations).toContainEqual(warning(1));
    expect(reminded.transcript).not.toContain('Added a reminder');
    later(130);
    const renewal = await run();
    expect(renewal.outcome).toBe('success');
    expect(renewal.annotations).toContainEqual(warning(1));
    tracker.lock(2);
    const keyId = secrets().at(-1)?.keyId ?? '-';
    const acknowledged = await runByHand({ acknowledge: keyId });
    expect(acknowledged.outcome).toBe('success');
    expect(acknowledged.annotations).toContainEqual(warning(2));
    expect(issues()).toMatchObject([
      { isOpen: false, stateReason: 'not_planned', comments: [] },
      { isOpen: false, stateReason: 'completed', comments: [] },
    ]);
  }));

test('with an encrypted file, the newest secret counts as the current one, and a run without `renew-within` replaces a value that was lost', () =>
  inHandOver(async ({ issues, secrets, later, run, runByHand }) => {
    const inputs = {
      'key-vault-secret': '',
      'encrypted-file': 'exalate.age',
      'encrypt-to': 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p',
    };
    expect((await run(inputs)).outcome).toBe('success');
    const body = issues()[0]?.body ?? '';
    expect(body).toContain('[run 7001, attempt 1](https://github.com/acme/ops/actions/runs/7001/attempts/1)');
    expect(body).toContain('age --decrypt --identity key.txt exalate.age');
    expect(body).toContain('by hand and select `renew-now`');
    later(1);
    expect((await run(inputs)).outputs).toMatchObject({ rotated: 'false', 'actions-due': '[]' });
    const renewal = await runByHand({ ...inputs, 'renew-within': '' });
    expect(renewal).toMatchObject({ outcome: 'success', outputs: { rotated: 'true' } });
    expect(renewal.outputs).not.toHaveProperty('next-renewal-on');
    expect(secrets()).toHaveLength(2);
    expect(issues()).toMatchObject([{ stateReason: 'not_planned' }, { isOpen: true }]);
    expect(issues()[1]?.body).toContain('actions/runs/7003/attempts/1');
    const keyId = secrets()[1]?.keyId ?? '-';
    expect((await runByHand({ ...inputs, acknowledge: keyId })).outcome).toBe('success');
    expect(secrets().map((secret) => secret.keyId)).toEqual([keyId]);
  }));
