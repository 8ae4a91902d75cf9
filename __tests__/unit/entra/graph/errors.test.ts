import { describe, expect, test } from '@jest/globals';
import { getCloud } from '../../../../src/azure/cloud.ts';
import type { FailedResponse } from '../../../../src/http/failure.ts';
import { findFailureRetryReason } from '../../../../src/http/failure-rules.ts';
import { briefRetries } from '../../../../src/http/retry.ts';
import { graphError } from '../../../../src/entra/graph/errors.ts';
import type { GraphContext } from '../../../../src/entra/graph/explanations.ts';
import {
  findNewLogin,
  graphRules,
  isExpiredLink,
  lastUseRules,
  lookUpRules,
} from '../../../../src/entra/graph/rules.ts';
import { serviceError } from '../../../helpers/service-error.ts';

const clientId = '20000000-0000-4000-8000-000000000001';
const applicationId = '30000000-0000-4000-8000-000000000001';
const requestId = '5bc44266-25d2-436c-bb9d-31677cdab3ce';

function fail(status: number, code?: string, message = 'The words of Graph.'): FailedResponse {
  const error = code === undefined ? undefined : serviceError(code === '' ? [] : [code], message);
  return { status, headers: {}, requestId, error };
}

const retryOf = (failure: FailedResponse, rules = graphRules): string => {
  const reason = findFailureRetryReason(failure, rules);
  if (reason === undefined) return 'no';
  return reason.maxRetries === briefRetries ? 'briefly' : 'yes';
};

describe('a request to Graph', () => {
  test.each([
    [409, 'Directory_ConcurrencyViolation'],
    [400, 'Directory_ConcurrencyViolation'],
    [403, 'Request_ThrottledTemporarily'],
    [408, ''],
    [409, 'Conflict'],
    [423, 'Locked'],
    [429, 'TooManyRequests'],
    [429, undefined],
    [500, 'UnknownError'],
    [503, 'Directory_ReplicaUnavailable'],
    [504, undefined],
  ])('is repeated after %j %j', (status, code) => {
    expect(retryOf(fail(status, code))).toBe('yes');
  });

  test.each([
    [404, 'Request_ResourceNotFound'],
    [404, 'Directory_ObjectNotFound'],
    [401, 'Authorization_IdentityNotFound'],
    [403, 'Authorization_IdentityNotFound'],
  ])('is repeated for a few seconds after %j %j', (status, code) => {
    expect(retryOf(fail(status, code))).toBe('briefly');
  });

  test('is not repeated when 404 answers whether an application exists', () => {
    expect(retryOf(fail(404, 'Request_ResourceNotFound'), lookUpRules)).toBe('no');
    expect(retryOf(fail(409, 'Directory_ConcurrencyViolation'), lookUpRules)).toBe('yes');
  });

  test.each([
    [400, 'Directory_ExpiredPageToken'],
    [400, 'Request_BadRequest'],
    [401, 'InvalidAuthenticationToken'],
    [403, 'Authorization_RequestDenied'],
    [403, 'Directory_ResourceSizeExceeded'],
    [403, 'UnknownError'],
    [403, undefined],
    [404, undefined],
  ])('is not repeated after %j %j', (status, code) => {
    expect(retryOf(fail(status, code))).toBe('no');
  });
});

describe('the error for a response of Graph', () => {
  const message = (failure: FailedResponse, changed: Partial<GraphContext> = {}): string => {
    const cloud = getCloud('public');
    const identity = { tenantId: '10000000-0000-4000-8000-000000000000', clientId, cloud };
    return graphError(failure, {
      identity,
      roles: ['Application.ReadWrite.OwnedBy'],
      operation: `add a client secret to application ${applicationId}`,
      applicationId,
      description: 'Exalate [acme/ops]',
      ...changed,
    }).message;
  };
  const denied = fail(
    403,
    'Authorization_RequestDenied',
    'Insufficient privileges to complete the operation.',
  );
  const addOwner = `az ad app owner add --id ${applicationId}`;
  const grant = 'appRoleAssignments';

  test.each<[string, FailedResponse, string]>([
    ['the permission', fail(401, 'Authorization_IdentityNotFound'), 'graph-permission-missing'],
    ['the cloud', fail(401, 'InvalidAuthenticationToken', 'Invalid audience.'), 'graph-request-failed'],
    ['the lifetime', fail(400, 'CredentialInvalidLifetimeAsPerAppPolicy'), 'lifetime-not-allowed'],
    ['a policy', fail(400, 'CredentialTypeNotAllowedAsPerAppPolicy'), 'client-secrets-not-allowed'],
    ['the number of secrets', fail(403, 'Directory_ResourceSizeExceeded'), 'too-many-credentials'],
    [
      'the limit of two',
      fail(400, 'Request_BadRequest', 'You can only add a maximum of 2 password credentials.'),
      'two-secret-limit',
    ],
    [
      'the description',
      fail(400, 'Request_BadRequest', "Invalid value for property 'displayName'."),
      'description-refused',
    ],
    [
      'the limit of two, by its code',
      fail(400, 'TooManyAppPasswords', 'Not allowed to add 3 passwords.'),
      'two-secret-limit',
    ],
    [
      'a description that is too long',
      fail(400, 'Request_BadRequest', "Property 'displayName' exceeds the maximum of 256 characters."),
      'description-refused',
    ],
    ['something in between', fail(403), 'response-not-from-service'],
  ])('names the cause when it is known: %s', (_, failure, code) => {
    expect(message(failure)).toContain(`${code}: `);
    expect(message(failure)).not.toContain('Likely cause: unknown');
  });

  test.each([
    fail(400, 'Request_BadRequest'),
    fail(400, 'SignInAudienceNotAllowedAsPerAppPolicy'),
    fail(401, 'InvalidAuthenticationToken'),
    fail(403, 'AccessDenied'),
    fail(403, 'Authorization_RequestDenied', 'Access is blocked by Conditional Access policies.'),
    fail(
      403,
      'Directory_QuotaExceeded',
      'The directory object quota limit for the Tenant has been exceeded.',
    ),
    fail(404, 'Request_ResourceNotFound'),
    fail(451, ''),
  ])('quotes Graph and names no cause when it is not known: $status $error.codes', (failure) => {
    const text = message(failure);
    expect(text).toContain('graph-request-failed: Microsoft Graph returned HTTP');
    expect(text).toContain(`(request ID ${requestId})`);
    expect(text).toContain(`Message from Microsoft Graph: "${failure.error?.message}"`);
    expect(text).toContain('Likely cause: unknown.');
  });

  test('shows the description that Graph refused, and how long it is', () => {
    const text = message(fail(400, 'Request_BadRequest', "Invalid value for property 'displayName'."));
    expect(text).toContain('the new client secret, "Exalate [acme/ops]" (18 characters)');
  });

  test.each(['CredentialInvalidLifetimeAsPerAppPolicy', 'CredentialTypeNotAllowedAsPerAppPolicy'])(
    'quotes Graph about the policy, which may state its limit: %s',
    (code) => {
      expect(message(fail(400, code, 'At most 90 days.'))).toContain(
        'Message from Microsoft Graph: "At most 90 days."',
      );
    },
  );

  test('lists the other clouds when the token is for another one', () => {
    const text = message(fail(401, 'InvalidAuthenticationToken', 'Invalid audience.'));
    expect(text).toContain('one of `us-government`, `us-government-dod`, `china`.');
  });

  test('does not mention a description when Graph refuses to search for a name', () => {
    const failure = fail(400, 'Request_BadRequest', "Invalid filter clause: 'displayName eq x'.");
    const text = message(failure, {
      operation: 'list applications',
      applicationId: undefined,
      description: undefined,
    });
    expect(text).toContain('graph-request-failed: ');
    expect(text).toContain('Likely cause: unknown.');
  });

  test.each([
    fail(401, 'InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.'),
    fail(401, 'Authentication_ExpiredToken'),
  ])('says that a new login did not help: $error.codes', (failure) => {
    const text = message(failure);
    expect(text).toContain('graph-request-failed: Microsoft Graph rejected the access token when asked to ');
    expect(text).toContain(`, even after a new login: HTTP 401, ${failure.error?.codes.join()} (request ID`);
    expect(text).toContain(`Message from Microsoft Graph: "${failure.error?.message}"`);
    expect(text).toContain('Likely cause: unknown.');
    expect(text).toContain('To fix it: run the job again in a few minutes.');
  });

  test('names the ownership when the token has the permission', () => {
    expect(message(denied)).toContain('application-not-owned');
    expect(message(denied)).toContain(addOwner);
    expect(message(denied)).not.toContain(grant);
  });

  test('names ownership and permission, each with its command, when the token cannot be read', () => {
    const text = message(denied, { roles: undefined });
    expect(text).toContain('application-not-owned');
    expect(text).toContain('it does not own this application, or it lacks the application permission');
    expect(text).toContain(addOwner);
    expect(text).toContain(grant);
  });

  test.each([
    { roles: ['Application.Read.All'] },
    { roles: [] },
    { roles: undefined, applicationId: undefined },
    { applicationId: undefined },
  ])('names the permission only, when ownership is not the cause: %j', (changed) => {
    const text = message(denied, changed);
    expect(text).toContain('graph-permission-missing');
    expect(text).toContain(grant);
    expect(text).not.toContain(addOwner);
  });

  test('names neither when the token has the permission for all applications', () => {
    const text = message(denied, { roles: ['Application.ReadWrite.All'] });
    expect(text).toContain('graph-request-failed');
    expect(text).toContain('"Insufficient privileges to complete the operation."');
    expect(text).not.toContain(addOwner);
  });
});

describe('a new login', () => {
  const challenge = {
    'www-authenticate': 'Bearer realm="", error="insufficient_claims", claims="eyJhIjoxfQ=="',
  };

  test('has the claims that Graph asks for', () => {
    const failure = { ...fail(401, 'InvalidAuthenticationToken'), headers: challenge };
    expect(findNewLogin(failure)).toEqual({ claims: '{"a":1}' });
  });

  test.each([
    'Lifetime validation failed, the token is expired.',
    'Access token has expired or is not yet valid.',
    'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenCreatedWithOutdatedPolicies',
  ])('follows a 401 about the token: %s', (text) => {
    expect(findNewLogin(fail(401, 'InvalidAuthenticationToken', text))).toEqual({ claims: undefined });
    expect(findNewLogin(fail(403, 'InvalidAuthenticationToken', text))).toBeUndefined();
  });

  test.each([
    fail(401, 'InvalidAuthenticationToken', 'Access token validation failure. Invalid audience.'),
    fail(401, 'Authorization_IdentityNotFound'),
    { ...fail(401), headers: challenge },
    { ...fail(403, 'AccessDenied'), headers: challenge },
    { network: 'ECONNRESET' },
  ])('does not follow anything else: %j', (failure) => {
    expect(findNewLogin(failure)).toBeUndefined();
  });
});

test.each([
  [fail(400, 'Directory_ExpiredPageToken'), true],
  [fail(400, '', 'Invalid Skip Token'), true],
  [fail(400, 'Request_BadRequest', 'The page token is not valid.'), true],
  [fail(400, 'Request_BadRequest', 'Invalid filter clause'), false],
  [fail(401, 'InvalidAuthenticationToken', 'the token is expired.'), false],
  [{ network: 'ECONNRESET' }, false],
])('whether the link to a page has expired: %j is %j', (failure, expected) => {
  expect(isExpiredLink(failure)).toBe(expected);
});

describe('the error for the report on sign-ins', () => {
  const explain = (failure: FailedResponse, roles?: readonly string[]): string => {
    const identity = { tenantId: 'the-tenant', clientId, cloud: getCloud('public') };
    const operation = 'read when client secrets were last used';
    const context = { identity, roles, operation, applicationId: undefined };
    return graphError(failure, context, lastUseRules).message;
  };

  test.each(['Authentication_MSGraphPermissionMissing', 'Authorization_RequestDenied'])(
    'has the command that grants the permission after %s',
    (code) => {
      const message = explain(fail(403, code), ['Application.ReadWrite.OwnedBy']);
      expect(message).toContain('last-use-unavailable: ');
      expect(message).toContain('lacks the application permission AuditLog.Read.All');
      expect(message).toContain(`servicePrincipals(appId='${clientId}')/appRoleAssignments`);
      expect(message).toContain('b0afded3-3588-46d8-8b3d-9842eff778da');
    },
  );

  test('names the license, or the limit', () => {
    const license = explain(fail(403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant'));
    expect(license).toContain('in the tenant the-tenant');
    expect(license).toContain('no Microsoft Entra ID P1 or P2 license');
    expect(explain(fail(429, 'UnknownError'))).toContain('because it received too many such requests');
  });

  test.each([
    ['the permission is there', fail(403, 'Authorization_RequestDenied'), ['AuditLog.Read.All']],
    ['a policy blocks it', fail(403, 'Authorization_RequestDenied', 'Blocked by Conditional Access.'), []],
    ['the path is gone', fail(400, 'BadRequest', 'Resource not found for the segment.'), []],
  ])('quotes Microsoft Graph when %s', (_, failure, roles) => {
    expect(explain(failure, roles)).toContain('Likely cause: unknown');
  });
});
