import { describe, expect, test } from '@jest/globals';
import { createIdTokenRequest } from '../../../src/entra/login/id-token.ts';
import type { HttpResponse, HttpRequest } from '../../../src/http/client.ts';
import { createTestClient, FastClock } from '../../helpers/in-sandbox.ts';

const permitted = {
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://run.actions.githubusercontent.com/42?api-version=2.0',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token',
};

const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln_bmF-dHVyZQ';
const respond = (status: number, text = '', headers: HttpResponse['headers'] = {}): HttpResponse => ({
  status,
  headers,
  text,
});
const issued = respond(200, JSON.stringify({ value: token }));
const reset = Object.assign(new Error('s3cr3t'), { code: 'ECONNRESET' });

/** A request for the token. GitHub sends these responses in turn, and repeats the last one. */
function createRequest(
  responses: readonly (HttpResponse | Error)[],
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
        const next = responses[Math.min(sent.length, responses.length - 1)] ?? issued;
        sent.push({ url, request });
        return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
      },
    },
    clock,
    mask: (value) => {
      masks.push(value);
    },
  });
  return { idToken, sent, masks, clock };
}

describe('the job’s OIDC token', () => {
  test('is requested once, with its audience, and masked', async () => {
    const { idToken, sent, masks } = createRequest([issued]);
    await expect(Promise.all([idToken(), idToken(), idToken()])).resolves.toEqual([token, token, token]);
    expect(sent).toMatchObject([
      {
        url: 'https://run.actions.githubusercontent.com/42?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange',
        request: { headers: { Authorization: 'Bearer request-token' } },
      },
    ]);
    expect(masks).toEqual([token]);
  });

  test('is requested again when it is four minutes old, because GitHub issues it for five', async () => {
    const { idToken, sent, clock } = createRequest([issued]);
    await idToken();
    await clock.sleep(3 * 60_000);
    await idToken();
    expect(sent).toHaveLength(1);
    await clock.sleep(60_000);
    await Promise.all([idToken(), idToken()]);
    expect(sent).toHaveLength(2);
  });

  test.each(Object.keys(permitted))('needs the permission that sets %s', async (name) => {
    const { idToken, sent } = createRequest([issued], { ...permitted, [name]: undefined });
    await expect(idToken()).rejects.toMatchObject({ code: 'id-token-not-permitted' });
    await expect(idToken()).rejects.toThrow('id-token: write');
    expect(sent).toEqual([]);
  });

  test.each(['http://run.actions.githubusercontent.com/42?x=1', 'run.actions.githubusercontent.com'])(
    'is not requested from %s',
    async (url) => {
      const { idToken, sent } = createRequest([issued], { ...permitted, ACTIONS_ID_TOKEN_REQUEST_URL: url });
      await expect(idToken()).rejects.toThrow('is not an https URL');
      expect(sent).toEqual([]);
    },
  );

  test('is not requested with a token that cannot be in a header', async () => {
    const changed = { ...permitted, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 's3cr3t\nx' };
    const { idToken, sent } = createRequest([issued], changed);
    await expect(idToken()).rejects.toThrow('characters that HTTP headers do not allow');
    await expect(idToken()).rejects.not.toThrow('s3cr3t');
    expect(sent).toEqual([]);
  });

  test.each<[string, HttpResponse | Error]>([
    ['a reset', reset],
    ['HTTP 408', respond(408)],
    ['HTTP 429', respond(429)],
    ['HTTP 500', respond(500)],
    ['HTTP 503', respond(503, '<html>')],
  ])('is requested again after %s', async (_, fault) => {
    const { idToken, sent } = createRequest([fault, fault, issued]);
    await expect(idToken()).resolves.toBe(token);
    expect(sent).toHaveLength(3);
  });

  test('is requested again after the time that GitHub asks to wait', async () => {
    const { idToken, clock } = createRequest([respond(429, '', { 'retry-after': '7' }), issued]);
    await idToken();
    expect(clock.waits).toEqual([7_000]);
  });

  test.each<[string, string, HttpResponse | Error, number]>([
    [
      'id-token-request-failed',
      'No complete response from run.actions.githubusercontent.com (ECONNRESET)',
      reset,
      6,
    ],
    ['id-token-request-failed', 'returned HTTP 503', respond(503, 's3cr3t'), 6],
    ['response-not-from-service', '(HTTP 403, no content type)', respond(403, 's3cr3t'), 1],
    [
      'id-token-request-failed',
      'returned HTTP 200, a response without a token when',
      respond(200, '{"value":"s3cr3t\\nx"}'),
      1,
    ],
    [
      'response-not-from-service',
      '(HTTP 200, text/html)',
      respond(200, '<html>s3cr3t', { 'content-type': 'text/html; charset=utf-8' }),
      1,
    ],
    [
      'response-not-from-service',
      '(HTTP 307, no content type, redirect to example.com)',
      respond(307, '', { location: 'https://example.com/s3cr3t' }),
      1,
    ],
  ])('fails without quoting another response: %s, %s', async (code, text, fault, count) => {
    const { idToken, sent } = createRequest([fault]);
    const failure = idToken();
    await expect(failure).rejects.toMatchObject({ code });
    await expect(failure).rejects.toThrow(text);
    await expect(failure).rejects.not.toThrow(/s3cr3t|request-token/);
    expect(sent).toHaveLength(count);
  });

  test.each([400, 401, 403, 404])(
    'fails with the message of GitHub, and no guess, after HTTP %d',
    async (status) => {
      const { idToken } = createRequest([
        respond(status, JSON.stringify({ message: 'The job has ended.\nrequest-token' })),
      ]);
      const failure = idToken();
      await expect(failure).rejects.toMatchObject({ code: 'id-token-request-failed' });
      await expect(failure).rejects.toThrow(
        `returned HTTP ${status} when asked to issue an OIDC token for this job`,
      );
      await expect(failure).rejects.toThrow('"The job has ended."');
      await expect(failure).rejects.toThrow('Likely cause: unknown.');
    },
  );

  test('is masked even in a response with an error status', async () => {
    const { idToken, masks } = createRequest([respond(400, issued.text)]);
    await expect(idToken()).rejects.toMatchObject({ code: 'id-token-request-failed' });
    expect(masks).toEqual([token]);
  });
});
