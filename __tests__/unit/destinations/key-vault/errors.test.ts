import { describe, expect, test } from '@jest/globals';
import { getCloud } from '../../../../src/azure/cloud.ts';
import { keyVaultError } from '../../../../src/destinations/key-vault/errors.ts';
import { keyVaultRules } from '../../../../src/destinations/key-vault/rules.ts';
import { findFailureRetryReason } from '../../../../src/http/failure-rules.ts';
import type { FailedResponse, RequestFailure } from '../../../../src/http/failure.ts';
import type { ActionError } from '../../../../src/shared/action-error.ts';
import { serviceError } from '../../../helpers/service-error.ts';

const identity = {
  tenantId: '10000000-0000-4000-8000-000000000001',
  clientId: '20000000-0000-4000-8000-000000000001',
  cloud: getCloud('public'),
};
const otherTenant = '72f988bf-86f1-41af-91ab-2d7cd011db47';

const explain = (failure: RequestFailure): ActionError =>
  keyVaultError(failure, {
    operation: 'write Key Vault secret exalate',
    vault: 'https://exalate-vault.vault.azure.net',
    name: 'exalate',
    identity,
  });

/** An error of Key Vault. `codes`: the outer one, and the inner one if there is one. */
function failed(status: number, codes: string, message = 'Details.', headers = {}): FailedResponse {
  return { status, headers, error: serviceError(codes.split(' '), message) };
}

const noListPermission =
  "The user, group or application 'appid=a;oid=b;iss=c' does not have secrets list permission on key vault 'v;location=l'.";
const grantRole = `az role assignment create --role "Key Vault Secrets Officer" --assignee ${identity.clientId} --scope "$(az keyvault show --name exalate-vault --query id --output tsv)/secrets/exalate"`;
const setPolicy = `az keyvault set-policy --name exalate-vault --spn ${identity.clientId} --secret-permissions get list set`;
const commands = (error: ActionError): string[] =>
  [grantRole, setPolicy].filter((command) => error.explanation.remedy.includes(command));

describe('the error of a failed request to Key Vault', () => {
  test.each<[string, RequestFailure, string, string]>([
    ['no host', { network: 'ENOTFOUND' }, 'key-vault-not-found', 'does not exist (ENOTFOUND)'],
    [
      'no response',
      { network: 'ECONNRESET' },
      'key-vault-unreachable',
      'No complete response from https://exalate-vault.vault.azure.net (ECONNRESET)',
    ],
    [
      'a block page',
      { status: 403, headers: { 'content-type': 'text/html' }, error: undefined },
      'response-not-from-service',
      'not in the format of Key Vault (HTTP 403, text/html)',
    ],
    [
      'the firewall',
      failed(403, 'Forbidden ForbiddenByFirewall'),
      'key-vault-firewall',
      'the firewall of the vault refused this runner. Key Vault returned HTTP 403, Forbidden, ForbiddenByFirewall.',
    ],
    [
      'the firewall, with the address of the runner on a line of its own',
      failed(
        403,
        'Forbidden ForbiddenByFirewall',
        'Client address is not authorized and caller is not a trusted service.\r\nClient address: 203.0.113.7\r\nCaller: appid=a',
      ),
      'key-vault-firewall',
      'the firewall of the vault refused this runner (address 203.0.113.7).',
    ],
    [
      'the firewall, without an inner code',
      failed(
        403,
        'Forbidden',
        'Client address (203.0.113.7) is not authorized and caller is not a trusted service',
      ),
      'key-vault-firewall',
      'the firewall of the vault refused this runner (address 203.0.113.7).',
    ],
    [
      'no public access',
      failed(403, 'Forbidden ForbiddenByConnection'),
      'key-vault-firewall',
      'does not accept requests from public networks',
    ],
    [
      'a network security perimeter',
      failed(403, 'Forbidden ForbiddenByNsp'),
      'key-vault-firewall',
      'the network security perimeter of the vault refused',
    ],
    [
      'a certificate of the same name',
      failed(403, 'Forbidden SecretManagedByKeyVault'),
      'key-vault-request-failed',
      'the secret belongs to a certificate',
    ],
    [
      'a deleted secret',
      failed(409, 'Conflict ObjectIsBeingDeleted'),
      'key-vault-secret-deleted',
      'HTTP 409, Conflict, ObjectIsBeingDeleted',
    ],
    [
      'a secret that is being recovered',
      failed(409, 'Conflict ObjectIsBeingRecovered'),
      'key-vault-secret-deleted',
      'the recovery of a deleted secret with this name is still in progress',
    ],
    ['an outage', { status: 503, headers: {}, error: undefined }, 'key-vault-request-failed', 'HTTP 503'],
    [
      'a token that new logins did not replace',
      failed(401, 'Unauthorized', 'AKV10022: Invalid audience.'),
      'key-vault-request-failed',
      'Key Vault rejected the access token, even after new logins. Key Vault returned HTTP 401, Unauthorized. Message from Key Vault: "AKV10022: Invalid audience."',
    ],
    [
      'an invalid parameter',
      failed(400, 'BadParameter', 'Some tag is too long.'),
      'key-vault-request-failed',
      'returned HTTP 400, BadParameter when asked to write Key Vault secret exalate. Message from Key Vault: "Some tag is too long."',
    ],
  ])('for %s names what happened', (_, failure, code, problem) => {
    const error = explain(failure);
    expect(error.code).toBe(code);
    expect(error.explanation.problem).toContain(problem);
    expect(commands(error)).toEqual([]);
  });

  test.each<[string, FailedResponse, string[]]>([
    ['ForbiddenByRbac grants the role', failed(403, 'Forbidden ForbiddenByRbac'), [grantRole]],
    [
      'AccessDenied sets an access policy',
      failed(403, 'Forbidden AccessDenied', noListPermission),
      [setPolicy],
    ],
    [
      'ForbiddenByPolicy sets an access policy',
      failed(403, 'Forbidden ForbiddenByPolicy', noListPermission),
      [setPolicy],
    ],
    ['no inner code sets an access policy', failed(403, 'Forbidden', noListPermission), [setPolicy]],
    [
      'AccessDenied without the usual message offers both',
      failed(403, 'Forbidden AccessDenied'),
      [grantRole, setPolicy],
    ],
    [
      'an unknown code with a message about permissions offers both',
      failed(403, 'Forbidden', 'Caller is not authorized to perform action on resource.'),
      [grantRole, setPolicy],
    ],
  ])('for %s', (_, failure, expected) => {
    const error = explain(failure);
    expect(error.code).toBe('key-vault-role-missing');
    expect(error.explanation.problem).toContain(
      `is not allowed to write Key Vault secret exalate. Key Vault returned`,
    );
    expect(error.explanation.remedy).toContain(`only if ${identity.clientId} is the workload identity`);
    expect(commands(error)).toEqual(expected);
  });

  test('for another policy of the vault quotes Key Vault, and grants nothing', () => {
    const message = "The policy requires the caller 'appid=a' to use on-behalf-of (OBO) flow.";
    const error = explain(failed(403, 'Forbidden ForbiddenByPolicy', message));
    expect(error.code).toBe('key-vault-request-failed');
    expect(error.message).toContain(message);
    expect(error.explanation.likelyCause).toContain('unknown');
    expect(commands(error)).toEqual([]);
  });

  describe('for a login to another tenant', () => {
    const message = `AKV10032: Invalid issuer. Expected one of https://sts.windows.net/${otherTenant}/, found https://sts.windows.net/x/.`;
    const challenge = (tenant: string): Record<string, string> => ({
      'www-authenticate': `Bearer authorization="https://login.windows.net/${tenant}", resource="https://vault.azure.net"`,
    });

    test('names the tenant of the vault', () => {
      const { code, explanation } = explain(failed(401, 'Unauthorized', message, challenge(otherTenant)));
      expect(code).toBe('key-vault-tenant-mismatch');
      expect(explanation.likelyCause).toBe(`the vault belongs to another tenant: ${otherTenant}.`);
      expect(explanation.remedy).toContain(
        'az keyvault show --name exalate-vault --query properties.tenantId',
      );
    });

    test.each([{}, challenge('common'), challenge(`${otherTenant}::error::x`)])(
      'names none when the challenge is %j',
      (headers) => {
        const { explanation } = explain(failed(401, 'Unauthorized', message, headers));
        expect(explanation.likelyCause).toBe('the vault belongs to another tenant.');
      },
    );
  });

  test('for another refusal of the token names no cause', () => {
    const { code, explanation } = explain(
      failed(401, 'Unauthorized', 'AKV10046: Unable to resolve the key.'),
    );
    expect(code).toBe('key-vault-request-failed');
    expect(explanation.problem).toContain('"AKV10046: Unable to resolve the key."');
    expect(explanation.likelyCause).toContain('unknown');
  });
});

describe('a request is repeated', () => {
  test.each<[string, FailedResponse, number | undefined]>([
    ['while a secret is being recovered', failed(409, 'Conflict ObjectIsBeingRecovered'), undefined],
    ['after a conflict with another change', failed(409, 'Conflict'), undefined],
    ['while the vault is throttled', failed(429, 'Throttled'), undefined],
    ['after an error of the server', { status: 503, headers: {}, error: undefined }, undefined],
    ['three times after an expired token', failed(401, 'Unauthorized', '[TokenExpired] …'), 3],
    ['three times after an invalid audience', failed(401, 'Unauthorized', 'AKV10022: …'), 3],
    ['three times after an unknown signing key', failed(401, 'Unauthorized', 'AKV10046: …'), 3],
  ])('%s', (_, failure, maxRetries) => {
    const reason = findFailureRetryReason(failure, keyVaultRules);
    expect(reason).toBeDefined();
    expect(reason?.maxRetries).toBe(maxRetries);
  });

  test.each<[string, FailedResponse]>([
    ['a missing permission', failed(403, 'Forbidden ForbiddenByRbac')],
    ['a login to another tenant', failed(401, 'Unauthorized', 'AKV10032: Invalid issuer.')],
    ['a deleted secret', failed(409, 'Conflict ObjectIsDeletedButRecoverable')],
    ['a secret that is being deleted', failed(409, 'Conflict ObjectIsBeingDeleted')],
    ['an invalid parameter', failed(400, 'BadParameter')],
    ['a block page', { status: 200, headers: {}, error: undefined }],
  ])('not after %s', (_, failure) => {
    expect(findFailureRetryReason(failure, keyVaultRules)).toBeUndefined();
  });

  test('after the time that the vault asks for', () => {
    const failure = failed(429, 'Throttled', '', { 'retry-after': '7' });
    expect(findFailureRetryReason(failure, keyVaultRules)?.retryAfterMs).toBe(7_000);
  });
});
