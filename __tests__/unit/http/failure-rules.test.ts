import { describe, expect, test } from '@jest/globals';
import {
  explainFailure,
  findFailureRetryReason,
  findRule,
  type FailureRule,
} from '../../../src/http/failure-rules.ts';
import type { FailedResponse, ServiceError } from '../../../src/http/failure.ts';
import { briefRetries } from '../../../src/http/retry.ts';

const rules: readonly FailureRule<string>[] = [
  { code: ['ObjectIsBeingRecovered', 'Busy'], retry: 'yes' },
  { code: 'SlowDown', retry: 'throttled' },
  { status: 401, message: /just created/, retry: 'briefly' },
  { status: [403, 404], header: 'x-sso', explain: () => explanation('single sign-on') },
  { status: 503, code: 'Closed', explain: (name) => explanation(`closed for ${name}`) },
];

const operation = {
  service: {
    name: 'Example Service',
    unreachable: 'graph-unreachable',
    failed: 'graph-request-failed',
    statusPage: 'https://status.example',
    support: 'Example Support',
    requestIdName: 'trace ID',
  },
  host: 'https://api.example',
  operation: 'list things',
} as const;

function explanation(likelyCause: string) {
  return {
    code: 'graph-permission-missing' as const,
    problem: 'A problem.',
    likelyCause,
    remedy: 'a remedy.',
  };
}

function failed(
  status: number,
  error: Partial<ServiceError> | undefined = {},
  headers: Record<string, string> = {},
): FailedResponse {
  const { codes = [], message = '', quote } = error;
  return { status, headers, error: { codes, shownCodes: codes, message, quote } };
}

function foreign(status: number, headers: Record<string, string> = {}): FailedResponse {
  return { status, headers, error: undefined };
}

const explain = (failure: FailedResponse | { network: string }): string =>
  explainFailure(failure, rules, 'acme', operation).message;

describe('the first rule that matches an error', () => {
  test('is found by a code at any depth', () => {
    expect(findRule(failed(409, { codes: ['Conflict', 'ObjectIsBeingRecovered'] }), rules)).toBe(rules[0]);
    expect(findRule(failed(409, { codes: ['Conflict'] }), rules)).toBeUndefined();
  });

  test('is found by the message, and only with the right status', () => {
    expect(findRule(failed(401, { message: 'It was just created.' }), rules)).toBe(rules[2]);
    expect(findRule(failed(403, { message: 'It was just created.' }), rules)).toBeUndefined();
  });

  test('is found by a header', () => {
    expect(findRule(failed(404, {}, { 'x-sso': 'required' }), rules)).toBe(rules[3]);
    expect(findRule(failed(404), rules)).toBeUndefined();
  });

  test('is not found for a response that is not in the format of the service', () => {
    expect(findRule(foreign(404, { 'x-sso': 'required' }), rules)).toBeUndefined();
  });
});

describe('a failure is a reason for another attempt', () => {
  test.each([
    ['because a rule says so', failed(400, { codes: ['Busy'] }), 'HTTP 400, Busy'],
    ['because of its status when no rule matches', failed(500, { codes: ['x'] }), 'HTTP 500, x'],
    ['because of its status when something in between sent it', foreign(502), 'HTTP 502'],
    ['because the server did not respond in time', failed(408), 'HTTP 408'],
    ['because there was no response', { network: 'ECONNRESET' }, 'ECONNRESET'],
  ])('%s', (_, failure, name) => {
    expect(findFailureRetryReason(failure, rules)).toMatchObject({ name });
  });

  test.each([
    ['when the rule does not say so, whatever the status', failed(503, { codes: ['Closed'] })],
    ['when no rule matches and the status is final', failed(404)],
    ['when something in between refused it', foreign(403)],
    ['when it was not sent', { network: 'ERR_INVALID_URL' }],
  ])('not %s', (_, failure) => {
    expect(findFailureRetryReason(failure, rules)).toBeUndefined();
  });

  test('for a few seconds only, when the rule says so', () => {
    expect(findFailureRetryReason(failed(401, { message: 'just created' }), rules)?.maxRetries).toBe(
      briefRetries,
    );
    expect(findFailureRetryReason(failed(400, { codes: ['Busy'] }), rules)?.maxRetries).toBeUndefined();
  });

  test('after the wait that the rule calculates', () => {
    const reason = { name: 'too many requests', retryAfterMs: 7_000 };
    expect(findFailureRetryReason(failed(429), [{ status: 429, retry: () => reason }])).toBe(reason);
  });

  test('after the wait that the server asks for', () => {
    const failure = failed(409, { codes: ['Busy'] }, { 'retry-after': '9' });
    expect(findFailureRetryReason(failure, rules)?.retryAfterMs).toBe(9_000);
  });

  test.each([failed(400, { codes: ['SlowDown'] }), failed(429), foreign(429)])(
    'without a limit on attempts while there are too many requests: %j',
    (failure) => {
      expect(findFailureRetryReason(failure, rules)).toMatchObject({ isThrottled: true });
    },
  );
});

describe('the error', () => {
  test('is that of the rule, with the context', () => {
    expect(explain(failed(503, { codes: ['Closed'] }))).toContain('graph-permission-missing: A problem.');
    expect(explain(failed(503, { codes: ['Closed'] }))).toContain('closed for acme');
  });

  test('of a missing response names the host', () => {
    expect(explain({ network: 'ECONNREFUSED' })).toContain(
      'graph-unreachable: No complete response from https://api.example (ECONNREFUSED)',
    );
  });

  test('without a rule quotes the service and names no cause', () => {
    const failure = { ...failed(400, { codes: ['Odd'], quote: 'The thing is odd.' }), requestId: '4711' };
    const message = explain(failure);
    expect(message).toContain(
      'graph-request-failed: Example Service returned HTTP 400, Odd (trace ID 4711) when asked to list things. Message from Example Service: "The thing is odd."',
    );
    expect(message).toContain('Likely cause: unknown.');
    expect(message).toContain('If you cannot, contact Example Support with the lines above.');
  });

  test('without a rule and without a quote has the status and the code only', () => {
    expect(explain(failed(400, { codes: ['Odd'] }))).toContain(
      'returned HTTP 400, Odd when asked to list things.\n',
    );
  });

  test.each([failed(429), foreign(429)])(
    'for HTTP 429 says that there are too many requests: %#',
    (failure) => {
      expect(explain(failure)).toContain('Likely cause: too many requests at the same time.');
    },
  );

  test.each([failed(500), failed(503), failed(400, { codes: ['Busy'] })])(
    'says that the failure is likely to be temporary when another attempt can succeed: %j',
    (failure) => {
      expect(explain(failure)).toContain('Likely cause: a temporary outage, or too many requests');
      expect(explain(failure)).toContain('https://status.example');
    },
  );

  test.each([failed(409), failed(401, { message: 'It was just created.' })])(
    'names no cause when another attempt cannot succeed, or only within seconds: %j',
    (failure) => {
      expect(explain(failure)).toContain('Likely cause: unknown.');
    },
  );

  test('for a code that is worth a retry says the same, whatever the status', () => {
    const message = explain(failed(400, { codes: ['Busy'], quote: 'Busy.' }));
    expect(message).toContain('Message from Example Service: "Busy."');
    expect(message).toContain('Likely cause: a temporary outage, or too many requests');
    expect(message).not.toContain('unknown');
  });

  test('for a gateway page names both the service and a proxy', () => {
    expect(explain(foreign(502))).toContain(
      'Likely cause: a temporary outage of Example Service, or a proxy that responded in its place.',
    );
  });

  test.each([
    ['a block page', foreign(403, { 'content-type': 'text/html; charset=utf-8' }), '(HTTP 403, text/html)'],
    ['a response without a type', foreign(200), '(HTTP 200, no content type)'],
    [
      'a redirect',
      foreign(302, { 'content-type': 'text/html', location: 'https://block.corp.example/why?user=x' }),
      '(HTTP 302, text/html, redirect to block.corp.example)',
    ],
    [
      'a redirect to nowhere',
      foreign(302, { 'content-type': '::error::', location: 'nowhere' }),
      '(HTTP 302, an unusual content type)',
    ],
  ])('for %s says what was received from where', (_, failure, received) => {
    const message = explain(failure);
    expect(message).toContain('response-not-from-service: The response from https://api.example');
    expect(message).toContain(received);
    expect(message).toContain('proxy, firewall or content filter');
    expect(message).not.toContain('user=x');
  });
});
