// @slow
import type { ChildProcess } from 'node:child_process';
import { expect, test } from '@jest/globals';
import packageJson from '../../package.json' with { type: 'json' };
import type { Fault } from '../../sandbox/network/faults.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { inSandbox } from '../helpers/job.ts';
import { runScenario, writer } from '../helpers/scenario.ts';

const stored = { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': writer };
const when = { path: /idtoken/ };
const faults: readonly Fault[] = [{ kind: 'drop' }, { kind: 'answer', status: 429 }];

/** One reset, then one 429. */
function disturb(sandbox: Sandbox): void {
  for (const fault of faults) sandbox.faults.add({ when, fault });
}

test.concurrent(
  'the main step retries the request for the ID token after a reset and a 429',
  () =>
    runScenario({ inputs: stored, arrange: disturb }, ({ step, sandbox }) => {
      expect(step.outcome).toBe('success');
      const asked = sandbox.requests.filter(({ path }) => path.includes('idtoken'));
      expect(asked.map(({ status }) => status)).toEqual([0, 429, 200]);
      expect(asked[0]?.userAgent).toBe(`exalate-secret-action/${packageJson.version}`);
    }),
  60_000,
);

test.concurrent(
  'the post step of a killed run does the same, and leaves no secret behind',
  () =>
    inSandbox(async (sandbox, jobWith) => {
      const job = await jobWith({});
      let child: ChildProcess | undefined;
      sandbox.faults.add({
        when: { path: /addPassword$/ },
        fault: {
          kind: 'rewrite',
          rewrite: (answer) => {
            child?.kill('SIGKILL');
            return answer;
          },
        },
      });
      await job.main({
        onSpawn: (spawned) => {
          child = spawned;
        },
      });
      expect(sandbox.tenant.secretsOf('Exalate')).toHaveLength(1);
      disturb(sandbox);
      const post = await job.post();
      expect(post?.outcome).toBe('success');
      expect(post?.transcript).toContain('GitHub: HTTP 429. Trying again');
      expect(sandbox.tenant.secretsOf('Exalate')).toEqual([]);
    }),
  90_000,
);
