import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Fault } from '../../sandbox/network/faults.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { createGitHubApi, type GitHubApi } from '../../src/github/api.ts';
import { gitHubRules } from '../../src/github/rules.ts';
import { createTestClient, enterSandbox, FastClock } from '../helpers/in-sandbox.ts';

const route = 'GET /repos/acme/ops/actions/secrets/public-key';
const json = { 'Content-Type': 'application/json' };
let sandbox: Sandbox;
let clock: FastClock;

beforeEach(async () => {
  sandbox = await enterSandbox();
  clock = new FastClock();
});

afterEach(async () => {
  await sandbox.close();
});

const apiWith = (token: string | undefined): GitHubApi =>
  createGitHubApi('https://api.github.com', token, createTestClient({ clock }), gitHubRules);

test('without a token, no request is sent, and none is waited for', async () => {
  const api = apiWith(undefined);
  expect(await api.request('GET /repos/acme/ops', {})).toEqual({ network: 'no response' });
  expect(api.tokenExpiry()).toBeUndefined();
  expect(sandbox.requests).toEqual([]);
  expect(clock.waits).toEqual([]);
});

test('the wait for the hourly rate limit is calculated with GitHub’s own clock', async () => {
  const hour = 3_600_000;
  sandbox.clockOffsets.set('api.github.com', -36 * hour);
  const reset = Math.floor((Date.now() - 36 * hour) / 1_000) + 30;
  const headers = { ...json, 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': String(reset) };
  const body = { message: 'API rate limit exceeded for user ID 583231.' };
  sandbox.faults.add({ when: {}, fault: { kind: 'answer', status: 403, headers, body } });
  await apiWith(sandbox.github.tokens.writer).request(route, {});
  expect(clock.waits).toHaveLength(1);
  expect(clock.waits[0]).toBeGreaterThanOrEqual(29_000);
  expect(clock.waits[0]).toBeLessThanOrEqual(32_000);
});

const adds = (headers: Readonly<Record<string, string>>): Fault => ({
  kind: 'rewrite',
  rewrite: (response) => ({ ...response, headers: { ...response.headers, ...headers } }),
});

test.each([
  ['a personal access token', 'writer', new Date('2026-12-24T12:00:00Z')],
  ['the token of an app, which each job makes anew', 'app', undefined],
] as const)(
  'the expiration of %s is known from the latest answer that has one',
  async (_, token, expected) => {
    const api = apiWith(sandbox.github.tokens[token]);
    expect(api.tokenExpiry()).toBeUndefined();
    const expiry = { 'GitHub-Authentication-Token-Expiration': '2026-12-24 12:00:00 UTC' };
    sandbox.faults.add({ when: {}, fault: adds(expiry) });
    await api.request(route, {});
    await api.request(route, {});
    expect(api.tokenExpiry()).toEqual(expected);
  },
);
