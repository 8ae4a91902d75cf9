import type { ChildProcess } from 'node:child_process';
import { expect, test } from '@jest/globals';
import type { SandboxResponse } from '../../sandbox/network/http.ts';
import { inHandOver, vault, vaultSecret } from '../helpers/hand-over-workflow.ts';

/** The requests of the hand-over, after every destination holds the value. The open issues were listed once before. */
const requests = [
  ['the list of open issues', { method: 'GET', path: /\/issues\?.*state=open/ }, 1],
  ['the list of closed issues', { method: 'GET', path: /\/issues\?.*state=closed/ }, 0],
  ['the new issue', { method: 'POST', path: /\/issues$/ }, 0],
] as const;

const moments = requests.flatMap(([title, when, skip]) =>
  (['SIGTERM', 'SIGKILL'] as const).flatMap((signal) =>
    (['before', 'after'] as const).map((moment) => [signal, moment, title, when, skip] as const),
  ),
);

test.concurrent.each(moments)(
  'a run that %s ends %s %s keeps its secret; the post step opens no issue, and the next run does, once',
  (signal, moment, _, when, skip) =>
    inHandOver(async ({ sandbox, issues, secrets, job, run }) => {
      let child: ChildProcess | undefined;
      const stop = (): void => {
        child?.kill(signal);
      };
      const after = {
        kind: 'rewrite',
        rewrite: (answer: SandboxResponse): SandboxResponse => {
          stop();
          return answer;
        },
      } as const;
      const struck = sandbox.faults.add({
        when,
        skip,
        ...(moment === 'before' ? { fault: { kind: 'drop' }, onStrike: stop } : { fault: after }),
      });
      const { main, post } = await job();
      const stopped = await main({
        onSpawn: (spawned) => {
          child = spawned;
        },
      });
      expect(struck.used).toBe(1);
      expect(stopped.outcome).toBe('failure');
      sandbox.faults.clear();
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
