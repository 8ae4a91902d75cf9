import { expect, test } from '@jest/globals';
import { findLogProblems } from '../../../scripts/end-to-end/log-problems.ts';

const written = 'Wrote the value to step output client-secret.\n';
const masked = '  "client-secret": "***"\n';
const refused = '##[error]federated-credential-mismatch: The login failed.\n';
const complete = written + masked + refused;

test('a log in which the runner masked each value has no problem', () => {
  expect(findLogProblems(complete)).toEqual([]);
});

test.each([
  [`${complete}abc8Q~0123456789012345678901234567890.~_-`, 'line 4 contains a client secret'],
  [`${complete}token=eyJhbGciOiJSUzI1NiJ9.e30.c2ln`, 'line 4 contains a JSON Web Token'],
  [masked + refused, 'no line matches / to step output client-secret\\./'],
  [written + refused, 'no line matches /"client-secret": "\\*\\*\\*"/'],
  [written + masked, 'no line matches /\\bfederated-credential-mismatch: /'],
  [
    `${written}${masked}Error: login-refused: The login failed.\n`,
    'no line matches /\\bfederated-credential-mismatch: /',
  ],
])('the log %j has the problem %j', (log, problem) => {
  expect(findLogProblems(log)).toEqual([problem]);
});
