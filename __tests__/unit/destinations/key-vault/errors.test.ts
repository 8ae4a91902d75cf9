import { describe, expect, test } from '@jest/globals';
import { getCloud } from '../../../../src/azure/cloud.ts';
import { keyVaultError, type VaultFailure } from '../../../../src/destinations/key-vault/errors.ts';
import type { ActionError } from '../../../../src/shared/action-error.ts';

const identity = {
  tenantId: '10000000-0000-4000-8000-000000000001',
  clientId: '20000000-0000-4000-8000-000000000001',
  cloud: getCloud('public'),
};

const explain = (failure: VaultFailure): ActionError =>
  keyVaultError(failure, {
    operation: 'write Key Vault secret exalate',
    vault: 'https://exalate-vault.vault.azure.net',
    name: 'exalate',
    identity,
  });

describe('the error of a failed request to Key Vault', () => {
  test.each<[VaultFailure, string, string]>([
    [{ network: 'ENOTFOUND' }, 'key-vault-not-found', 'There is no Key Vault at https://exalate-vault.vault'],
    [
      { network: 'ECONNRESET' },
      'key-vault-unreachable',
      'No complete response from https://exalate-vault.vault.azure.net (ECONNRESET)',
    ],
    [
      {},
      'key-vault-unreachable',
      'No complete response from https://exalate-vault.vault.azure.net (no response)',
    ],
    [{ status: 403 }, 'key-vault-unreachable', 'HTTP 403, not from Key Vault'],
    [{ status: 403, code: 'Forbidden' }, 'key-vault-role-missing', 'is not allowed to write'],
    [
      { status: 403, code: 'ForbiddenByConnection' },
      'key-vault-firewall',
      'the firewall of the vault refused',
    ],
    [
      { status: 409, code: 'ObjectIsBeingDeleted' },
      'key-vault-secret-deleted',
      'HTTP 409, ObjectIsBeingDeleted',
    ],
    [{ status: 503 }, 'key-vault-request-failed', 'Key Vault returned HTTP 503.'],
    [{ status: 400, code: 'BadParameter' }, 'key-vault-request-failed', 'returned HTTP 400, BadParameter.'],
  ])('for %j is %s', (failure, code, problem) => {
    const error = explain(failure);
    expect(error.code).toBe(code);
    expect(error.explanation.problem).toContain(problem);
  });

  test('tells how to grant the role, and to whom', () => {
    const { remedy } = explain({ status: 403, code: 'Forbidden' }).explanation;
    expect(remedy).toContain(`only if ${identity.clientId} is the workload identity`);
    expect(remedy).toContain(
      `az role assignment create --role "Key Vault Secrets Officer" --assignee ${identity.clientId} --scope "$(az keyvault show --name exalate-vault --query id --output tsv)/secrets/exalate"`,
    );
  });

  test.each([
    [429, 'too many requests'],
    [500, 'a temporary outage'],
    [400, 'the configuration of the vault'],
  ])('for HTTP %d names the likely cause: %s', (status, likelyCause) => {
    expect(explain({ status }).explanation.likelyCause).toContain(likelyCause);
  });
});
