import { describe, expect, test } from '@jest/globals';
import { gitHubError } from '../../../../src/destinations/github/errors.ts';
import { secretRules } from '../../../../src/destinations/github/rules.ts';
import { locateSecret, type GitHubSecretSpec } from '../../../../src/destinations/github/secret-kinds.ts';
import type { TokenKind } from '../../../../src/github/token-kind.ts';
import { withoutQuote, type FailedResponse } from '../../../../src/http/failure.ts';
import { findFailureRetryReason } from '../../../../src/http/failure-rules.ts';
import type { ActionError } from '../../../../src/shared/action-error.ts';
import { serviceError } from '../../../helpers/service-error.ts';

const spec = { kind: 'repository-secret', owner: 'acme', repository: 'ops', name: 'X' } as const;

function failed(status: number, message: string, headers: Record<string, string> = {}): FailedResponse {
  return { status, headers, error: serviceError([], message) };
}

function explain(
  failure: FailedResponse,
  tokenKind: TokenKind = 'fine-grained',
  of: GitHubSecretSpec = spec,
): ActionError {
  const location = locateSecret(of);
  const api = { host: 'api.github.com', tokenKind };
  return gitHubError(failure, { location, operation: `read ${location.label}`, api });
}

const classic =
  '`acme` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions.';
const classicOnlyApps =
  '`acme` forbids access via a personal access token (classic). Please use a GitHub App, or an OAuth App.';
const fineGrained =
  '`acme` forbids access via a personal access token with fine-grained permissions. Please use a GitHub App, or an OAuth App.';
const fineGrainedToo = '`acme` forbids access via a fine-grained personal access token.';
const lifetime =
  "The 'acme' organization forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 90 days. Please adjust your token's lifetime at the following URL: https://github.com/settings/personal-access-tokens/4277325";
const lifetimeOfEnterprise =
  "The 'Acme Group' enterprise forbids access via a personal access token (classic) if the token's lifetime is greater than 366 days.";
const saml =
  'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.';
const allowList =
  'Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.';
const sso = { 'x-github-sso': 'required; url=https://github.com/orgs/acme/sso?authorization_request=AB3X5' };

describe('GitHub’s message', () => {
  test.each<[FailedResponse, string, string]>([
    [failed(401, 'Bad credentials'), 'github-token-refused', 'GitHub rejected `github-token` (HTTP 401)'],
    [failed(401, 'Requires authentication'), 'github-token-refused', 'create a new token'],
    [failed(401, 'Bad credentials'), 'github-token-refused', 'another GitHub server than api.github.com'],
    [
      failed(403, 'API rate limit exceeded.', {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': '1795695000',
      }),
      'github-rate-limited',
      'run the job again after 2026-11-26T12:10:00Z;',
    ],
    [failed(403, 'This installation has been suspended'), 'github-token-refused', 'Unsuspend'],
    [failed(403, 'Sorry. Your account was suspended'), 'github-token-refused', 'a token of another account'],
    [
      failed(403, classic),
      'github-blocked-by-policy',
      'use a fine-grained token with the resource owner acme',
    ],
    [failed(403, classicOnlyApps), 'github-blocked-by-policy', 'use the token of a GitHub App'],
    [failed(403, fineGrained), 'github-blocked-by-policy', 'use the token of a GitHub App'],
    [failed(403, fineGrainedToo), 'github-blocked-by-policy', 'use the token of a GitHub App'],
    [failed(403, lifetime), 'github-blocked-by-policy', 'a lifetime of at most 90 days'],
    [
      failed(403, "The 'acme' organization forbids access because of the token's lifetime."),
      'github-blocked-by-policy',
      'a lifetime that the policy allows',
    ],
    [failed(403, lifetimeOfEnterprise), 'github-blocked-by-policy', 'a lifetime of at most 366 days'],
    [failed(403, allowList), 'github-blocked-by-policy', 'the IP address of the runner is not allowed'],
    [failed(403, saml), 'github-blocked-by-policy', 'acme requires SAML single sign-on'],
    [failed(403, 'Forbidden', sso), 'github-blocked-by-policy', 'acme requires SAML single sign-on'],
    [
      failed(403, 'Resource not accessible by integration'),
      'github-permission-missing',
      'own GITHUB_TOKEN, which can never write secrets',
    ],
    [
      failed(403, 'Resource not accessible by personal access token'),
      'github-permission-missing',
      'lacks the permission "Secrets": write, or the organization has not approved',
    ],
    [
      failed(403, 'Resource not accessible by personal access token'),
      'github-permission-missing',
      'edit the token on GitHub: for acme/ops, it needs the permission "Secrets": write. If its page says that it is pending',
    ],
    [
      failed(404, 'Resource not accessible by personal access token', {
        'x-accepted-github-permissions': 'secrets=write',
      }),
      'github-permission-missing',
      '"Secrets": write (secrets=write)',
    ],
    [
      failed(403, 'Must have admin rights to Repository.'),
      'github-permission-missing',
      'the owner of the token is not an administrator there, or the classic token lacks the scope `repo`.',
    ],
    [
      failed(403, 'Repository was archived so is read-only.'),
      'github-repository-unavailable',
      'the repository is archived',
    ],
    [failed(403, 'Repository access blocked'), 'github-repository-unavailable', 'has blocked the repository'],
    [failed(451, 'Repository access blocked'), 'github-repository-unavailable', '(HTTP 451)'],
    [failed(404, 'Not Found'), 'github-repository-not-found', 'the repository acme/ops was not found'],
    [failed(301, 'Moved Permanently'), 'github-repository-not-found', 'acme/ops has moved'],
    [failed(307, 'Temporary Redirect'), 'github-repository-not-found', 'acme/ops has moved'],
    [
      failed(422, 'Bad request - validation failed due to an improperly encrypted secret'),
      'github-secret-refused',
      'could not decrypt the value',
    ],
    [
      failed(422, 'You have reached the limit of 100 secrets.'),
      'github-secret-refused',
      'at most 100 secrets',
    ],
    [failed(422, 'Secret names must not start with GITHUB_.'), 'github-secret-refused', 'check these three'],
    [failed(429, 'Too many requests'), 'github-rate-limited', 'rate limit was reached'],
    [failed(403, 'API rate limit exceeded for user ID 7.'), 'github-rate-limited', 'rate limit was reached'],
    [failed(403, 'You have exceeded a secondary rate limit.'), 'github-rate-limited', '(HTTP 403)'],
    [failed(403, 'You have triggered an abuse detection mechanism.'), 'github-rate-limited', '(HTTP 403)'],
    [failed(403, 'Slow down', { 'retry-after': '60' }), 'github-rate-limited', '(HTTP 403)'],
  ])('in %j is explained by %s', (failure, code, text) => {
    const error = explain(failure);
    expect(error.code).toBe(code);
    expect(error.message).toContain(text);
  });

  test.each([
    'You must be an organization owner.',
    'As an Enterprise Managed User, you cannot access this content',
  ])('is quoted, without a cause, when no rule explains it: %s', (message) => {
    const { code, explanation } = explain({ ...failed(403, message), requestId: '7533:3E64' });
    expect(code).toBe('github-request-failed');
    expect(explanation.problem).toBe(
      `GitHub returned HTTP 403 (request ID 7533:3E64) when asked to read repository secret X of acme/ops. Message from GitHub: "${message}"`,
    );
    expect(explanation.likelyCause).toMatch(/^unknown\./);
  });

  test('is quoted with the permission that GitHub names, without claiming that it is missing', () => {
    const headers = { 'x-accepted-github-permissions': 'secrets=write' };
    const { code, explanation } = explain(failed(403, 'Something new', headers));
    expect(code).toBe('github-request-failed');
    expect(explanation.problem).toContain('Message from GitHub: "Something new"');
    expect(explanation.likelyCause).toBe(
      'unknown. The token may lack the permission "Secrets": write (secrets=write), which GitHub names for this request.',
    );
  });

  test.each([403, 404, 422, 451, 302, 200])(
    'is not expected in a response of something else: HTTP %d',
    (status) => {
      const headers = { 'content-type': 'text/html', location: 'https://block.example.com/page' };
      const error = explain({ status, headers, error: undefined });
      expect(error.code).toBe('response-not-from-service');
      expect(error.message).toContain(`(HTTP ${status}, text/html, redirect to block.example.com)`);
    },
  );

  test.each([403, 404, 422, 451, 409, 500])(
    'is never printed when the request carried the value: HTTP %d',
    (status) => {
      const texts = [classic, fineGrained, lifetime, allowList, 'Repository access blocked', 'x'];
      for (const text of texts) {
        const failure = withoutQuote(failed(status, `${text} s3cr3t`));
        expect(gitHubError(failure, { ...contextOf(spec), operation: 'write' }).message).not.toContain(
          's3cr3t',
        );
      }
    },
  );
});

function contextOf(of: GitHubSecretSpec): Omit<Parameters<typeof gitHubError>[1], 'operation'> {
  return { location: locateSecret(of), api: { host: 'api.github.com', tokenKind: 'other' } };
}

describe('a remedy', () => {
  test.each([classicOnlyApps, fineGrained, fineGrainedToo])(
    'recommends only a GitHub App when personal access tokens are forbidden: %s',
    (message) => {
      const { remedy } = explain(failed(403, message)).explanation;
      expect(remedy).toContain('GitHub App');
      expect(remedy).not.toContain('fine-grained');
      expect(remedy).not.toContain('personal');
    },
  );

  test.each<[TokenKind, string]>([
    ['classic', 'Configure SSO'],
    ['fine-grained', 'create the token again while you are signed in to acme'],
  ])('for single sign-on depends on the kind of token: %s', (kind, text) => {
    const { message } = explain(failed(403, saml, sso), kind);
    expect(message).toContain(text);
    expect(message).not.toContain('AB3X5');
  });

  test.each<[TokenKind, string]>([
    ['app', 'in a step right before this action'],
    ['classic', 'create a new token'],
    ['fine-grained', 'create a new token'],
    ['other', 'create a new token'],
  ])('for a rejected token depends on its kind: %s', (kind, text) => {
    expect(explain(failed(401, 'Bad credentials'), kind).explanation.remedy).toContain(text);
  });

  test('names the organization of an organization secret', () => {
    const organizationSecret = { kind: 'organization-secret', organization: 'acme', name: 'X' } as const;
    const { remedy } = explain(failed(403, fineGrained), 'fine-grained', organizationSecret).explanation;
    expect(remedy).toContain(
      'is installed for acme and has the permission "Secrets": write of the organization',
    );
  });
});

describe('a request is repeated', () => {
  const reasonOf = (failure: FailedResponse): unknown => findFailureRetryReason(failure, secretRules);

  test.each([
    failed(401, 'Bad credentials'),
    failed(403, 'Resource not accessible by integration'),
    failed(404, 'Resource not accessible by integration'),
  ])('for a few seconds while GitHub may not know the token of an app yet: %j', (failure) => {
    expect(reasonOf(failure)).toMatchObject({ maxRetries: 3 });
  });

  test.each([
    failed(429, 'Too many requests', { 'retry-after': '7' }),
    failed(403, 'You have exceeded a secondary rate limit.', { 'retry-after': '7' }),
  ])('when the rate limit allows: %j', (failure) => {
    expect(reasonOf(failure)).toEqual({ name: 'too many requests from this token', retryAfterMs: 7_000 });
  });

  test.each([failed(409, 'Conflict'), failed(500, 'Server Error'), failed(503, 'x'), failed(408, 'x')])(
    'after a temporary problem: %j',
    (failure) => {
      expect(reasonOf(failure)).toEqual({ name: `HTTP ${failure.status}`, retryAfterMs: undefined });
    },
  );

  test.each([
    failed(401, 'Requires authentication'),
    failed(403, 'Resource not accessible by personal access token'),
    failed(403, 'x', { 'x-ratelimit-remaining': '0' }),
    failed(403, classic),
    failed(404, 'Not Found'),
    failed(404, 'Not Found', { 'x-ratelimit-remaining': '0' }),
    failed(422, 'x'),
    failed(451, 'x'),
    failed(301, 'Moved Permanently'),
  ])('never after a final answer: %j', (failure) => {
    expect(reasonOf(failure)).toBeUndefined();
  });
});
