import { expect, test } from '@jest/globals';
import { toFailedResponse } from '../../../src/http/failed-response.ts';
import { quoteMessage } from '../../../src/http/quote.ts';

const token = 'ghs_token4711';
const quote = (message: string): string | undefined =>
  quoteMessage(message, (text) => text.replaceAll(token, '***'));

test.each([
  ['a token', token],
  ['what looks like a part of a secret', 'ZDWJD0aT3fKq9LmXv2RbYc8NsGh'],
])('an error code that is %s is not printed', (_, code) => {
  const response = { status: 400, headers: {}, text: '' };
  const parseError = (): { codes: string[]; message: string } => ({ codes: ['Odd', code], message: code });
  expect(toFailedResponse(response, parseError, { quote }).error).toMatchObject({
    codes: ['Odd', '***'],
    quote: '***',
  });
});
