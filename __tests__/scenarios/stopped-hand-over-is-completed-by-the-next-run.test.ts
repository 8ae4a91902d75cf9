import type { ChildProcess } from 'node:child_process';
import { expect, test } from '@jest/globals';
import type { SandboxResponse } from '../../sandbox/network/http.ts';
import { inHandOver, vault, vaultSecret, type HandOverWorkflow } from '../helpers/hand-over-workflow.ts';
import { canSend } from '../helpers/platform.ts';

type When = Parameters<HandOverWorkflow['sandbox']['faults']['add']>[0]['when'];

/** Runs a main step that a signal ends before or after a request takes effect. @returns its job */
async function stopAt(
  { sandbox, job }: HandOverWorkflow,
  { when, skip, signal, moment }: { when: When; skip: number; signal: 'SIGTERM' | 'SIGKILL'; moment: string },
  ...args: Parameters<HandOverWorkflow['job']>
): ReturnType<HandOverWorkflow['job']> {
  let child: ChildProcess | undefined;
  const stop = (): void => {
    child?.kill(signal);
  };
  const rewrite = (answer: SandboxResponse): SandboxResponse => {
    stop();
    return answer;
  };
  const struck = sandbox.faults.add({
    when,
    skip,
    ...(moment === 'before'
      ? { fault: { kind: 'drop' }, onStrike: stop }
      : { fault: { kind: 'rewrite', rewrite } }),
  });
  const steps = await job(...args);
  const stopped = await steps.main({
    onSpawn: (spawned) => {
      child = spawned;
    },
  });
  expect(struck.used).toBe(1);
  expect(stopped.outcome).toBe('failure');
  sandbox.faults.clear();
  return steps;
}

/** The requests of the hand-over, after every destination holds the value. The open issues were listed once before. */
const requests = [
  ['the list of open issues', { method: 'GET', path: /\/issues\?.*state=open/ }, 1],
  ['the list of closed issues', { method: 'GET', path: /\/issues\?.*state=closed/ }, 0],
  ['the new issue', { method: 'POST', path: /\/issues$/ }, 0],
] as const;

const moments = requests.flatMap(([title, when, skip]) =>
  (['SIGTERM', 'SIGKILL'] as const)
    .filter(canSend)
    .flatMap((signal) =>
      (['before', 'after'] as const).map((moment) => [signal, moment, title, when, skip] as const),
    ),
);

test.concurrent.each(moments)(
  'a run that %s ends %s %s keeps its secret; the post step opens no issue, and the next run does, once',
  (signal, moment, _, when, skip) =>
    inHandOver(async (life) => {
      const { sandbox, issues, secrets, run } = life;
      const { post } = await stopAt(life, { when, skip, signal, moment });
      const opened = issues().length;
      const begin = sandbox.requests.length;
      const cleanUp = await post();
      expect(cleanUp?.outcome).toBe('success');
      expect(sandbox.requests.slice(begin).filter(({ host }) => host === 'api.github.com')).toEqual([]);
      expect(issues()).toHaveLength(opened);
      const [added, ...others] = secrets();
      expect(others).toEqual([]);
      expect(sandbox.keyVault(vault).secret(vaultSecret)?.value).toBe(added?.secretText);

      const next = await run();
      expect(next.outcome).toBe('success');
      expect(next.outputs).toMatchObject({ rotated: 'false', 'key-id': added?.keyId });
      expect(issues()).toMatchObject([{ isOpen: true, comments: [] }]);
      expect(secrets()).toEqual([added]);
    }),
  90_000,
);

/** The requests of a renewal that change the issue of an earlier key, and those of an acknowledgement. */
const changes = [
  ['the removal', { method: 'POST', path: /removePassword$/ }],
  ['the comment', { method: 'POST', path: /\/comments$/ }],
  ['the end of the issue', { method: 'PATCH', path: /\/issues\/\d+$/ }],
] as const;

const changeMoments = changes.flatMap(([title, when]) =>
  (['SIGTERM', 'SIGKILL'] as const)
    .filter(canSend)
    .flatMap((signal) =>
      (['before', 'after'] as const).map((moment) => [signal, moment, title, when] as const),
    ),
);

test.concurrent.each(changeMoments)(
  'an acknowledgement that %s ends %s %s can be repeated',
  (signal, moment, _, when) =>
    inHandOver(async (life) => {
      const { sandbox, issues, secrets, addByHand, run, runByHand } = life;
      const [adopt, other] = [addByHand('made by hand', 30).keyId, addByHand('of somebody else', 400).keyId];
      await run({ adopt });
      const acknowledge = secrets().at(-1)?.keyId ?? '-';
      const { post } = await stopAt(
        life,
        { when, skip: 0, signal, moment },
        { adopt, acknowledge },
        { eventName: 'workflow_dispatch' },
      );
      const begin = sandbox.requests.length;
      expect((await post())?.outcome).toBe('success');
      expect(sandbox.requests.slice(begin)).toEqual([]);

      expect((await runByHand({ adopt, acknowledge })).outcome).toBe('success');
      expect(secrets().map(({ keyId }) => keyId)).toEqual([other, acknowledge]);
      expect(issues()).toMatchObject([{ isOpen: false, stateReason: 'completed' }]);
      expect(await run({ adopt })).toMatchObject({
        outcome: 'success',
        outputs: { rotated: 'false', 'actions-due': '[]' },
      });
      expect(issues()).toHaveLength(1);
    }),
  90_000,
);

test.concurrent.each(
  changeMoments.filter(([signal, , title]) => signal === 'SIGKILL' && title !== 'the removal'),
)(
  'a renewal that %s ends %s %s leaves two issues, and the next run closes the earlier one',
  (signal, moment, _, when) =>
    inHandOver(async (life) => {
      const { issues, secrets, later, run } = life;
      await run();
      later(130);
      const { post } = await stopAt(life, { when, skip: 0, signal, moment });
      expect((await post())?.outcome).toBe('success');
      expect(secrets()).toHaveLength(2);
      expect((await run()).outcome).toBe('success');
      expect(secrets()).toHaveLength(2);
      expect(issues()).toMatchObject([{ isOpen: false, stateReason: 'not_planned' }, { isOpen: true }]);
    }),
  90_000,
);
