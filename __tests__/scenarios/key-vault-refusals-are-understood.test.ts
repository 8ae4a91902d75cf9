// @slow
import { describe, expect, test } from '@jest/globals';
import type { KeyVault } from '../../sandbox/services/key-vault/vault.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { runScenario } from '../helpers/scenario.ts';

const host = 'exalate-vault.vault.azure.net';
const inputs = { 'key-vault-secret': `https://${host}/secrets/exalate` };

const atWrite = (sandbox: Sandbox, act: () => void): void => {
  const fault = { kind: 'rewrite', rewrite: <T>(response: T): T => response } as const;
  sandbox.faults.add({ when: { host, method: 'PUT' }, fault, onStrike: act });
};

describe('a write to Key Vault succeeds', () => {
  test.concurrent.each<[string, string, (vault: KeyVault, sandbox: Sandbox) => void]>([
    [
      'after the recovery of a deleted secret has ended',
      'Key Vault: HTTP 409, Conflict, ObjectIsBeingRecovered. Trying again in 1 s.',
      (vault, sandbox) => {
        const { tenant } = sandbox;
        vault.recoveryTakes = 2_000;
        atWrite(sandbox, () => {
          vault.set('exalate', { value: 'before' }, tenant.now());
          vault.delete('exalate', tenant.now());
          vault.recover('exalate', tenant.now());
        });
      },
    ],
    [
      'after the time that a throttled vault asks for',
      'Key Vault: HTTP 429, Throttled. Trying again in 1 s.',
      (vault, sandbox) => {
        vault.retryAfter = 1;
        atWrite(sandbox, () => {
          vault.throttledUntil = sandbox.tenant.now() + 900;
        });
      },
    ],
  ])(
    '%s',
    (_, message, change) =>
      runScenario(
        {
          inputs,
          arrange: (sandbox) => {
            change(sandbox.keyVault('exalate-vault'), sandbox);
          },
        },
        ({ sandbox, step }) => {
          expect(step.outcome).toBe('success');
          expect(step.transcript).toContain(message);
          const [secret] = sandbox.tenant.secretsOf('Exalate');
          expect(sandbox.keyVault('exalate-vault').secret('exalate')?.value).toBe(secret?.secretText);
        },
      ),
    60_000,
  );

  test.concurrent(
    'with a new login after its token was revoked',
    () =>
      runScenario(
        {
          inputs,
          arrange(sandbox) {
            atWrite(sandbox, () => {
              sandbox.tenant.revokeTokens();
            });
          },
        },
        ({ sandbox, step }) => {
          expect(step.outcome).toBe('success');
          const [secret] = sandbox.tenant.secretsOf('Exalate');
          expect(sandbox.keyVault('exalate-vault').secret('exalate')?.value).toBe(secret?.secretText);
          const writes = sandbox.requests.filter((each) => each.host === host && each.method === 'PUT');
          expect(writes.map(({ status }) => status)).toEqual([401, 200]);
        },
      ),
    60_000,
  );
});

describe('a refusal of Key Vault is explained before a secret is added:', () => {
  test.concurrent.each<[string, (vault: KeyVault, sandbox: Sandbox) => void, string, string]>([
    [
      'an access policy is missing',
      (vault) => {
        vault.permissionModel = 'access-policy';
        vault.accessPolicyCode = 'AccessDenied';
        vault.roles.clear();
      },
      'key-vault-role-missing',
      'az keyvault set-policy --name exalate-vault --spn 20000000-0000-4000-8000-000000000001 --secret-permissions get list set',
    ],
    [
      'the vault belongs to another tenant',
      (vault) => {
        vault.otherTenantId = '72f988bf-86f1-41af-91ab-2d7cd011db47';
      },
      'key-vault-tenant-mismatch',
      'the vault belongs to another tenant: 72f988bf-86f1-41af-91ab-2d7cd011db47',
    ],
    [
      'a proxy answers in place of the vault',
      (_, { faults }) => {
        const fault = {
          kind: 'answer',
          status: 200,
          headers: { 'Content-Type': 'text/html' },
          body: '<html>',
        } as const;
        faults.add({ when: { host }, times: Infinity, fault });
      },
      'response-not-from-service',
      'The response from https://exalate-vault.vault.azure.net is not in the format of Key Vault (HTTP 200, text/html)',
    ],
  ])(
    '%s',
    (_, change, code, text) =>
      runScenario(
        {
          inputs,
          arrange: (sandbox) => {
            change(sandbox.keyVault('exalate-vault'), sandbox);
          },
        },
        ({ sandbox, step }) => {
          expect(step.outcome).toBe('failure');
          const errors = step.annotations.map(({ message }) => message);
          expect(errors).toHaveLength(1);
          expect(errors[0]).toMatch(new RegExp(`^${code}: `));
          expect(errors[0]).toContain(text);
          expect(sandbox.tenant.secretsOf('Exalate')).toEqual([]);
        },
      ),
    60_000,
  );
});
