import { describe, expect, test } from '@jest/globals';
import {
  describeLoginFailure,
  explanationUrl,
  parseLoginError,
} from '../../../../src/entra/login/response.ts';
import { foreignResponse, loginFailure } from '../../../helpers/login-failure.ts';

const traceId = '0000aaaa-11bb-4ccc-8d22-eeeeee333333';
const error = {
  error: 'invalid_request',
  error_description: `AADSTS50166: Request to External OIDC endpoint failed. Trace ID: ${traceId} Correlation ID: x Timestamp: 2024-05-01 05:51:15Z`,
  error_codes: [50166],
  trace_id: traceId,
};

const parse = (body: unknown, status = 400): ReturnType<typeof parseLoginError> =>
  parseLoginError({ status, headers: {}, text: typeof body === 'string' ? body : JSON.stringify(body) });

describe('an error of Entra', () => {
  test('has the error of OAuth and Entra’s number as codes, and a message without IDs', () => {
    expect(parse(error)).toEqual({
      codes: ['invalid_request', 'AADSTS50166'],
      message: 'AADSTS50166: Request to External OIDC endpoint failed.',
      requestId: traceId,
    });
  });

  test('can have the IDs on separate lines', () => {
    const description = `AADSTS50166: It failed.\r\nTrace ID: ${traceId}\r\nCorrelation ID: x`;
    expect(parse({ ...error, error_description: description })?.message).toBe('AADSTS50166: It failed.');
  });

  test('has its number in the message when there is no list of numbers', () => {
    expect(parse({ ...error, error_codes: undefined })?.codes).toEqual(['invalid_request', 'AADSTS50166']);
    expect(parse({ ...error, error_codes: ['x'] })?.codes).toEqual(['invalid_request', 'AADSTS50166']);
  });

  test('can have its number only in the list', () => {
    const body = { error: 'temporarily_unavailable', error_description: 'CCS failed', error_codes: [50033] };
    expect(parse(body)).toEqual({
      codes: ['temporarily_unavailable', 'AADSTS50033'],
      message: 'CCS failed',
      requestId: undefined,
    });
  });

  test('can have no number at all', () => {
    expect(parse({ error: 'server_error', trace_id: 7 })).toEqual({
      codes: ['server_error'],
      message: '',
      requestId: undefined,
    });
  });

  test.each(['', '  \n', '{}', '{"token_type":"Bearer"}'])(
    'is a response without a token with status 200: %j',
    (text) => {
      expect(parse(text, 200)?.codes).toEqual(['a response without a token']);
      expect(parse(text, 400)).toBeUndefined();
    },
  );

  test.each(['', '<html>', 'Too Many Requests'])('limits the number of logins in any form: %j', (text) => {
    expect(parse(text, 429)).toEqual({ codes: [], message: '' });
  });

  test.each(['<html>', 'upstream connect error', '"text"', '{"error":{"code":"x"}}', '{"error":"a b"}'])(
    'is not %j',
    (text) => {
      expect(parse(text, 403)).toBeUndefined();
    },
  );
});

test.each([
  [loginFailure(700213), 'AADSTS700213'],
  [foreignResponse(503), 'HTTP 503'],
  [{ network: 'ECONNRESET' }, 'ECONNRESET'],
])('a failed login is shown by its most specific name: %#', (failure, name) => {
  expect(describeLoginFailure(failure)).toBe(name);
});

test('Microsoft explains a code on a page of the cloud', () => {
  const authority = 'https://login.microsoftonline.us';
  expect(explanationUrl(authority, loginFailure(82001))).toBe(`${authority}/error?code=82001`);
  expect(explanationUrl(authority, foreignResponse(400))).toBe(`${authority}/error`);
});
