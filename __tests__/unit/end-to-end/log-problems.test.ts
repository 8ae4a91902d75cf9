import { expect, test } from '@jest/globals';
import { findLogProblems } from '../../../scripts/end-to-end/log-problems.ts';

const complete = 'Wrote the value to step output client-secret.\n  "client-secret": "***"\n';

test('a log in which the runner masked each value has no problem', () => {
  expect(findLogProblems(complete)).toEqual([]);
});

test.each([
  [`${complete}abc8Q~0123456789012345678901234567890.~_-`, 'line 3 contains a client secret'],
  [`${complete}token=eyJhbGciOiJSUzI1NiJ9.e30.c2ln`, 'line 3 contains a JSON Web Token'],
  ['  "client-secret": "***"', 'no line matches / to step output client-secret\\./'],
  ['Wrote the value to step output client-secret.', 'no line matches /"client-secret": "\\*\\*\\*"/'],
])('the log %j has the problem %j', (log, problem) => {
  expect(findLogProblems(log)).toEqual([problem]);
});
