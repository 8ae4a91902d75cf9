import { describe, expect, test } from '@jest/globals';
import type { Fault } from '../../sandbox/network/faults.ts';
import { toActionErrors } from '../../src/shared/action-error.ts';
import { enterSandbox, prepareRun, runPost, runRotation } from '../helpers/in-sandbox.ts';
import { arrange } from '../helpers/invariants.ts';

const json = { 'Content-Type': 'application/json' };
const refusal = { error: { code: 'Forbidden', message: 'x', innererror: { code: 'ForbiddenByRbac' } } };
const faults: readonly (readonly [string, Fault])[] = [
  ['a dropped connection before it arrives', { kind: 'drop' }],
  ['a dropped connection after it took effect', { kind: 'drop-after' }],
  ['500 after it took effect', { kind: 'answer', status: 500, after: true, body: '' }],
  ['500 before it took effect', { kind: 'answer', status: 500, body: '' }],
  ['a refusal', { kind: 'answer', status: 403, headers: json, body: { ...refusal, message: 'Forbidden' } }],
  ['a page of a proxy after it took effect', { kind: 'answer', status: 403, after: true, body: '<html>' }],
];

const writes = {
  'the repository': { method: 'PUT', host: 'api.github.com' },
  'the vault': { method: 'PUT', host: 'exalate-vault.vault.azure.net' },
};

describe.each(Object.entries(writes))('with two destinations, when the write to %s meets', (name, when) => {
  describe.each(faults)('%s', (_, fault) => {
    test.each([1, Infinity])(
      '%d times: every stored value works, and no secret is orphaned',
      async (times) => {
        const sandbox = await enterSandbox();
        try {
          const { byHand } = arrange(sandbox);
          const prepared = prepareRun(sandbox, {
            'repository-secret': 'EXALATE_CLIENT_SECRET',
            'key-vault-secret': 'https://exalate-vault.vault.azure.net/secrets/exalate',
          });
          sandbox.faults.add({ when, times, fault });
          const errors: string[] = [];
          const collect = (error: unknown): void => {
            errors.push(...toActionErrors(error).map(({ message }) => message));
          };
          const outcome = await runRotation(prepared).catch(collect);
          await runPost(sandbox, prepared).catch(collect);

          const there = sandbox.tenant.secretsOf('Exalate');
          const inRepository = sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')?.value;
          const inVault = sandbox.keyVault('exalate-vault').secret('exalate')?.value;
          const values = there.map(({ secretText }) => secretText);
          expect(values).toContain(byHand.secretText);
          expect(values).toContain(inRepository);
          if (inVault !== undefined) expect(values).toContain(inVault);
          for (const value of values) {
            if (value !== byHand.secretText) expect([inRepository, inVault]).toContain(value);
          }
          if (outcome !== undefined) {
            expect(inVault).toBe(inRepository);
            expect(errors).toEqual([]);
          } else if (name === 'the vault') {
            expect(errors.join('\n')).toContain(
              'was kept: a destination holds it. Current state of the destinations:\n  - ',
            );
          }
          expect(sandbox.violations).toEqual([]);
        } finally {
          await sandbox.close();
        }
      },
    );
  });
});
