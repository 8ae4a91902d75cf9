import { describe, expect, test } from '@jest/globals';
import { unreachableError } from '../../../src/http/errors.ts';

describe('a host without a whole answer', () => {
  test.each([
    ['ECONNREFUSED', 'graph-unreachable', 'could not be reached (ECONNREFUSED)'],
    [
      'the answer did not end in time',
      'graph-unreachable',
      'could not be reached (the answer did not end in time)',
    ],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'graph-unreachable', 'NODE_EXTRA_CA_CERTS'],
    [
      'an answer of more than 32 MB',
      'response-too-large',
      'https://x.example sent an answer of more than 32 MB',
    ],
    [
      'a request to another host',
      'graph-unreachable',
      'A request for https://x.example would have gone to another host',
    ],
  ])('for the reason "%s" is told as %s', (reason, code, text) => {
    const failure = unreachableError('graph-unreachable', 'https://x.example', reason);
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(text);
  });
});
