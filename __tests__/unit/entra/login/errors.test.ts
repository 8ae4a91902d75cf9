import { describe, expect, test } from '@jest/globals';
import { getCloud } from '../../../../src/azure/cloud.ts';
import type { TokenClaims } from '../../../../src/azure/identity.ts';
import { loginError } from '../../../../src/entra/login/errors.ts';
import { loginRules } from '../../../../src/entra/login/rules.ts';
import { findFailureRetryReason } from '../../../../src/http/failure-rules.ts';
import type { ActionError } from '../../../../src/shared/action-error.ts';
import { foreignResponse, loginFailure } from '../../../helpers/login-failure.ts';
import { serviceError } from '../../../helpers/service-error.ts';

const identity = {
  tenantId: '10000000-0000-4000-8000-000000000000',
  clientId: '20000000-0000-4000-8000-000000000001',
  cloud: getCloud('public'),
};
const gitHub: TokenClaims = {
  issuer: 'https://token.actions.githubusercontent.com',
  subject: 'repo:acme/ops:ref:refs/heads/main',
  audience: 'api://AzureADTokenExchange',
};

const explain = (number: number, claims = gitHub): ActionError =>
  loginError(loginFailure(number, { status: 400 }), identity, claims);

describe('a login of the workload identity', () => {
  test.each([90055, 50196, 50033, 90006, 90012, 90024, 90033, 90090, 90091, 500031, 50166, 90061])(
    'is repeated after AADSTS%d, whatever the HTTP status',
    (number) => {
      for (const status of [200, 400, 401, 503]) {
        const reason = findFailureRetryReason(loginFailure(number, { status }), loginRules);
        expect(reason?.name).toBe(`HTTP ${status}, invalid_client, AADSTS${number}`);
        expect(reason?.maxRetries).toBeUndefined();
      }
    },
  );

  test.each([
    loginFailure(90055, { status: 400 }),
    loginFailure(50196, { status: 400 }),
    foreignResponse(429),
  ])('waits longer while Entra limits the number of logins: %j', (failure) => {
    expect(findFailureRetryReason(failure, loginRules)?.isThrottled).toBe(true);
  });

  test.each([501661, 700213, 70021])(
    'is repeated a few times after AADSTS%d, which can be permanent',
    (number) => {
      expect(findFailureRetryReason(loginFailure(number), loginRules)?.maxRetries).toBe(3);
    },
  );

  test.each(['temporarily_unavailable', 'server_error', 'a response without a token'])(
    'is repeated after the error %s without a number',
    (code) => {
      const failure = { status: 200, headers: {}, error: serviceError([code]) };
      expect(findFailureRetryReason(failure, loginRules)).toBeDefined();
      const { message } = loginError(failure, identity, gitHub);
      expect(message).toContain(`because of a temporary problem: HTTP 200, ${code}.`);
      expect(message).toContain('https://azure.status.microsoft');
    },
  );

  test.each([7002138, 700211, 70025, 700024, 700027, 900382, 7002381, 5000211, 53003, 7000112, 82001])(
    'is not repeated after AADSTS%d',
    (number) => {
      expect(findFailureRetryReason(loginFailure(number), loginRules)).toBeUndefined();
    },
  );

  test('is not repeated after a page of a filter, unless its status is that of a temporary problem', () => {
    for (const status of [200, 302, 403])
      expect(findFailureRetryReason(foreignResponse(status), loginRules)).toBeUndefined();
    for (const status of [408, 429, 502])
      expect(findFailureRetryReason(foreignResponse(status), loginRules)).toBeDefined();
  });
});

describe('the error for a login of the workload identity', () => {
  test.each([
    [90055, 'entra-throttled', 'too many logins'],
    [90033, 'login-refused', 'temporary problem'],
    [700211, 'federated-credential-mismatch', 'exactly this issuer'],
    [700011, 'workload-identity-not-found', 'az ad app show'],
    [900382, 'tenant-in-other-cloud', '`us-government`, `us-government-dod`, `china`'],
    [90038, 'tenant-in-other-cloud', 'does not belong to the cloud `public`'],
    [500021, 'tenant-access-restricted', 'sec-Restrict-Tenant-Access-Policy'],
    [5000211, 'tenant-access-restricted', `allow tenant ${identity.tenantId}`],
    [530032, 'login-blocked-by-policy', 'AADSTS530032'],
    [70001, 'login-refused', 'accountEnabled=true'],
    [700027, 'login-refused', `the keys of ${gitHub.issuer}`],
  ])('explains AADSTS%d as %s', (number, code, text) => {
    const error = explain(number);
    expect(error.code).toBe(code);
    expect(error.message).toContain(text);
  });

  test('asks to publish the keys of a GitHub Enterprise Server', () => {
    const issuer = 'https://ghes.example.com/_services/token';
    const { code, message } = explain(501661, { ...gitHub, issuer });
    expect(code).toBe('issuer-unreachable');
    expect(message).toContain(`${issuer}/.well-known/openid-configuration\n  ${issuer}/.well-known/jwks`);
  });

  test.each([gitHub.issuer, `${gitHub.issuer}/acme`, 'https://token.actions.acme.ghe.com'])(
    'does not ask to publish the keys of %s',
    (issuer) => {
      const { code, message } = explain(50166, { ...gitHub, issuer });
      expect(code).toBe('issuer-unreachable');
      expect(message).toContain('https://www.githubstatus.com');
      expect(message).not.toContain('.well-known');
    },
  );

  test('prints the enterprise of the token, and the message of Entra, which lists the accepted ones', () => {
    const without = explain(7002381);
    expect(without.code).toBe('enterprise-claim-refused');
    expect(without.message).toContain('has no `enterprise` claim');
    expect(without.message).toContain('"AADSTS7002381: The message of Entra."');
    expect(without.explanation.remedy).not.toContain('accept this one');
    const other = explain(7002381, { ...gitHub, enterprise: 'acme-inc' });
    expect(other.message).toContain('has the `enterprise` claim "acme-inc"');
    expect(other.explanation.remedy).toContain('ask an administrator of the tenant to accept this one');
  });

  test('without a rule reports the code, the trace ID and the message of Entra, and no cause', () => {
    const { code, message } = explain(1234567);
    expect(code).toBe('login-refused');
    expect(message).toContain('HTTP 400, invalid_client, AADSTS1234567 (trace ID 7f6b8c1e-');
    expect(message).toContain('Message from Microsoft Entra ID: "AADSTS1234567: The message of Entra."');
    expect(message).toContain('Likely cause: unknown.');
    expect(message).toContain('https://login.microsoftonline.com/error?code=1234567');
  });
});
