import { describe, expect, test } from '@jest/globals';
import { unreachableError } from '../../../src/http/errors.ts';

describe('the error for a host without a complete response', () => {
  test.each([
    ['ECONNREFUSED', 'graph-unreachable', 'No complete response from https://x.example (ECONNREFUSED)'],
    [
      'the response did not end in time',
      'graph-unreachable',
      'No complete response from https://x.example (the response did not end in time)',
    ],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'graph-unreachable', 'NODE_EXTRA_CA_CERTS'],
    ['HTTP 403 from the proxy', 'graph-unreachable', 'from the runner to https://x.example'],
    ['HTTP 407 from the proxy', 'graph-unreachable', 'set HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT'],
    ['ECONNREFUSED at the proxy', 'graph-unreachable', 'check the host and port in HTTPS_PROXY'],
    ['SELF_SIGNED_CERT_IN_CHAIN at the proxy', 'graph-unreachable', 'NODE_EXTRA_CA_CERTS'],
    ['HTTP 503 from the proxy', 'graph-unreachable', 'run the job again'],
    [
      'a response of more than 32 MB',
      'response-too-large',
      'https://x.example sent a response of more than 32 MB',
    ],
    [
      'a request to another host',
      'graph-unreachable',
      'A request for https://x.example would have gone to another host',
    ],
  ])('for the reason "%s" has the code %s', (reason, code, text) => {
    const failure = unreachableError('graph-unreachable', 'https://x.example', reason);
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(text);
  });
});
