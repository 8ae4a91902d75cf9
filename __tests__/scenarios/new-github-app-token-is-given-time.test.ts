import { expect, test } from '@jest/globals';
import type { SandboxResponse } from '../../sandbox/network/http.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Access } from '../../sandbox/services/github/access.ts';
import { runScenario, writer } from '../helpers/scenario.ts';

const token = 'ghs_sandbox0new';
const inputs = { 'repository-secret': 'EXALATE_CLIENT_SECRET', 'github-token': token };

/** Adds the token of a GitHub App that may write the secret. */
function addAppToken({ github }: Sandbox, differences: Partial<Access>): void {
  const access = github.access.get(writer);
  if (access !== undefined) github.access.set(token, { ...access, kind: 'integration', ...differences });
}

test.each([
  ['that GitHub does not know yet', 'knownFrom', 401],
  ['whose permissions GitHub does not know yet', 'permissionsKnownFrom', 403],
] as const)('a token %s is used when GitHub knows it', (_, since, status) =>
  runScenario(
    {
      inputs,
      arrange: (sandbox) => {
        addAppToken(sandbox, { [since]: Infinity });
        // However long the action takes to start: the token becomes known a second after it is refused.
        const rewrite = (answer: SandboxResponse): SandboxResponse => {
          addAppToken(sandbox, { [since]: Date.now() + 1_000 });
          return answer;
        };
        sandbox.faults.add({ when: { host: 'api.github.com' }, fault: { kind: 'rewrite', rewrite } });
      },
    },
    ({ step, sandbox }) => {
      expect(step.outcome).toBe('success');
      expect(step.transcript).toContain(`GitHub: HTTP ${status}. Trying again in `);
      expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')?.value).toBe(
        sandbox.tenant.mintedSecrets[0],
      );
    },
  ),
);

test('a token that GitHub refuses for longer is refused', () =>
  runScenario({ inputs }, ({ step, sandbox }) => {
    expect(step.exitCode).toBe(1);
    expect(step.transcript).toContain('github-token-refused: Cannot ');
    expect(step.transcript).toContain('To fix it: create the token in the same job');
    expect(sandbox.tenant.mintedSecrets).toEqual([]);
  }));
