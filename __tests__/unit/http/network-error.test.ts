import { describe, expect, test } from '@jest/globals';
import { isTransientReason } from '../../../src/http/network-error.ts';

describe('a request without a complete response may get one later', () => {
  test.each([
    'ECONNRESET',
    'no response in time',
    'ECONNREFUSED at the proxy',
    'HTTP 502 from the proxy',
    'HTTP 429 from the proxy',
  ])('after %j', (reason) => {
    expect(isTransientReason(reason)).toBe(true);
  });

  test.each([
    'a response of more than 32 MB',
    'a request to another host',
    'ERR_INVALID_URL',
    'UND_ERR_INVALID_ARG',
    'HTTP 403 from the proxy',
    'HTTP 407 from the proxy',
  ])('not after %j', (reason) => {
    expect(isTransientReason(reason)).toBe(false);
  });
});
