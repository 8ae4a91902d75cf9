import { describe, expect, test } from '@jest/globals';
import { azureDevOpsError } from '../../../../src/entra/azure-devops/errors.ts';
import { parseAzureDevOpsError } from '../../../../src/entra/azure-devops/response.ts';
import { azureDevOpsRules } from '../../../../src/entra/azure-devops/rules.ts';
import type { HttpResponse } from '../../../../src/http/client.ts';
import { findFailureRetryReason } from '../../../../src/http/failure-rules.ts';
import { toFailedResponse } from '../../../../src/http/failure.ts';
import type { ActionError } from '../../../../src/shared/action-error.ts';

const activityId = '7f6b8c1e-0000-4000-8000-000000000000';
const own = { activityid: activityId, 'content-type': 'text/html; charset=utf-8' };

function respond(status: number, text: string, headers: HttpResponse['headers'] = {}): HttpResponse {
  return { status, headers, text };
}

const json = (status: number, message: string, typeKey?: string): HttpResponse =>
  respond(status, JSON.stringify({ $id: '1', message, typeKey }), { activityid: activityId });

const redirect = (location: string): HttpResponse => respond(302, '', { location });

function explain(response: HttpResponse): ActionError {
  const failure = toFailedResponse(response, parseAzureDevOpsError(response), {
    quote: (message) => message,
  });
  return azureDevOpsError(failure, { organization: 'acme', applicationId: 'x' });
}

describe('a response of Azure DevOps', () => {
  test('has its codes in the message, and an activity ID', () => {
    const response = json(401, 'TF400813: The user is …', 'UnauthorizedRequestException');
    expect(parseAzureDevOpsError(response)).toEqual({
      codes: ['TF400813', 'UnauthorizedRequestException'],
      message: 'TF400813: The user is …',
      requestId: activityId,
    });
  });

  test.each<[string, string, HttpResponse]>([
    ['azure-devops-not-a-member', 'TF401444', json(401, 'TF401444: Please sign-in at least once as …')],
    ['azure-devops-permission-missing', 'TF400813', json(401, 'TF400813: The user is not authorized.')],
    ['azure-devops-permission-missing', 'TF30063', json(401, 'TF30063: You are not authorized.')],
    ['login-blocked-by-policy', 'VS403463', json(403, 'VS403463: The conditional access policy …')],
    ['login-blocked-by-policy', 'VS403463', respond(403, '<title>VS403463: The conditional …</title>')],
    ['azure-devops-organization-not-found', 'acme', respond(404, '<title>Azure DevOps Services</title>')],
    ['azure-devops-organization-not-found', 'acme', respond(404, '<html>', own)],
    ['azure-devops-sign-in-page', 'HTTP 203', respond(203, '<title>Azure DevOps Services | Sign In</title>')],
    ['azure-devops-sign-in-page', 'HTTP 401', respond(401, '', own)],
    ['azure-devops-sign-in-page', 'HTTP 302', redirect('https://spsprodweu1.vssps.visualstudio.com/_signin')],
    ['azure-devops-sign-in-page', 'HTTP 302', redirect('https://login.microsoftonline.com/common/oauth2')],
    ['azure-devops-request-failed', '"No such thing."', json(403, 'No such thing.', 'OtherException')],
    ['azure-devops-request-failed', `HTTP 404 (activity ID ${activityId})`, json(404, 'The controller …')],
    ['azure-devops-request-failed', 'TF400733', json(429, 'TF400733: The request has been canceled.')],
    ['azure-devops-request-failed', 'HTTP 503', respond(503, '<html>', own)],
    ['azure-devops-request-failed', 'HTTP 429', respond(429, '<title>Slow down</title>', own)],
    [
      'azure-devops-request-failed',
      '"Your IP is blocked"',
      respond(403, '<title>Your IP is blocked</title>', own),
    ],
    ['response-not-from-service', 'redirect to filter.example.com', redirect('https://filter.example.com/x')],
    ['response-not-from-service', 'HTTP 302', redirect('https://login.microsoftonline.com.evil.example/')],
    ['response-not-from-service', 'HTTP 200', respond(200, '<title>Blocked by your administrator</title>')],
    ['response-not-from-service', 'HTTP 403', respond(403, '<html>')],
  ])('is reported as %s: %s', (code, text, response) => {
    const error = explain(response);
    expect(error.code).toBe(code);
    expect(error.message).toContain(text);
  });

  test('that limits the number of requests is temporary, also when it is a page', () => {
    const response = respond(429, '<html>', own);
    const failure = toFailedResponse(response, parseAzureDevOpsError(response), { quote: (text) => text });
    expect(findFailureRetryReason(failure, azureDevOpsRules)).toMatchObject({ isThrottled: true });
  });

  test('that refuses without a known code asserts no cause', () => {
    expect(explain(json(403, 'No such thing.')).explanation.likelyCause).toMatch(/^unknown/);
  });
});
