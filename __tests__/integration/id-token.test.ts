import { describe, expect, test } from '@jest/globals';
import { createIdTokenRequest } from '../../src/runner/id-token.ts';
import type { HttpResponse, HttpRequest } from '../../src/http/client.ts';
import { createTestClient, FastClock } from '../helpers/in-sandbox.ts';

const permitted = {
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://run.actions.githubusercontent.com/42?api-version=2.0',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'permit',
};

const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln_bmF-dHVyZQ';
const answer = (status: number, text = '', headers: HttpResponse['headers'] = {}): HttpResponse => ({
  status,
  headers,
  text,
});
const issued = answer(200, JSON.stringify({ value: token }));
const reset = Object.assign(new Error('s3cr3t'), { code: 'ECONNRESET' });

/** Asks for the token; GitHub gives these answers in turn, the last of them again and again. */
function ask(
  answers: readonly (HttpResponse | Error)[],
  environment: Readonly<Record<string, string | undefined>> = permitted,
): {
  idToken: () => Promise<string>;
  sent: { url: string; request: HttpRequest }[];
  masks: string[];
  clock: FastClock;
} {
  const sent: { url: string; request: HttpRequest }[] = [];
  const masks: string[] = [];
  const clock = new FastClock();
  const idToken = createIdTokenRequest('api://AzureADTokenExchange', environment, {
    http: {
      ...createTestClient({ clock }),
      request: (url, request) => {
        const next = answers[Math.min(sent.length, answers.length - 1)] ?? issued;
        sent.push({ url, request });
        return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
      },
    },
    mask: (value) => {
      masks.push(value);
    },
  });
  return { idToken, sent, masks, clock };
}

describe('the job’s OIDC token', () => {
  test('is asked for once, with its audience, however often it is wanted, and masked', async () => {
    const { idToken, sent, masks } = ask([issued]);
    await expect(Promise.all([idToken(), idToken(), idToken()])).resolves.toEqual([token, token, token]);
    expect(sent).toMatchObject([
      {
        url: 'https://run.actions.githubusercontent.com/42?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange',
        request: { headers: { Authorization: 'Bearer permit' } },
      },
    ]);
    expect(masks).toEqual([token]);
  });

  test.each(Object.keys(permitted))('needs a permission, which sets %s', async (name) => {
    const { idToken, sent } = ask([issued], { ...permitted, [name]: undefined });
    await expect(idToken()).rejects.toMatchObject({ code: 'id-token-not-permitted' });
    await expect(idToken()).rejects.toThrow('id-token: write');
    expect(sent).toEqual([]);
  });

  test.each(['http://run.actions.githubusercontent.com/42?x=1', 'run.actions.githubusercontent.com'])(
    'is not asked for at %s',
    async (url) => {
      const { idToken, sent } = ask([issued], { ...permitted, ACTIONS_ID_TOKEN_REQUEST_URL: url });
      await expect(idToken()).rejects.toThrow('is not an https address');
      expect(sent).toEqual([]);
    },
  );

  test.each<[string, HttpResponse | Error]>([
    ['a reset', reset],
    ['HTTP 408', answer(408)],
    ['HTTP 429', answer(429)],
    ['HTTP 500', answer(500)],
    ['HTTP 503', answer(503, '<html>')],
  ])('is asked for again after %s', async (_, fault) => {
    const { idToken, sent } = ask([fault, fault, issued]);
    await expect(idToken()).resolves.toBe(token);
    expect(sent).toHaveLength(3);
  });

  test('is asked for again when GitHub says so', async () => {
    const { idToken, clock } = ask([answer(429, '', { 'retry-after': '7' }), issued]);
    await idToken();
    expect(clock.waits).toEqual([7_000]);
  });

  test.each<[string, HttpResponse | Error, number]>([
    ['could not be reached (ECONNRESET)', reset, 6],
    ['answered with HTTP 503', answer(503, 's3cr3t'), 6],
    ['answered with HTTP 403', answer(403, 's3cr3t'), 1],
    ['answered with an answer without a token', answer(200, '{"value":"s3cr3t\\nx"}'), 1],
    ['answered with an answer without a token', answer(200, '<html>s3cr3t'), 1],
    [
      'answered with a redirect to another address (HTTP 307)',
      answer(307, '', { location: 'https://example.com/s3cr3t' }),
      1,
    ],
  ])('fails, without a word of what was received: %s', async (text, fault, count) => {
    const { idToken, sent } = ask([fault]);
    const failure = idToken();
    await expect(failure).rejects.toMatchObject({ code: 'id-token-request-failed' });
    await expect(failure).rejects.toThrow(text);
    await expect(failure).rejects.not.toThrow(/s3cr3t|example\.com|permit\b/);
    expect(sent).toHaveLength(count);
  });

  test('is masked even when it comes with an error', async () => {
    const { idToken, masks } = ask([answer(400, issued.text)]);
    await expect(idToken()).rejects.toMatchObject({ code: 'id-token-request-failed' });
    expect(masks).toEqual([token]);
  });
});
