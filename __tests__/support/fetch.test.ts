import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { actionFetch, networkReason } from '../../src/support/fetch.ts';
import { enterSandbox } from '../in-sandbox.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await enterSandbox();
});

afterEach(async () => {
  delete process.env['NO_PROXY'];
  await sandbox.close();
});

const url = 'https://api.github.com/repos/acme/ops';
const reasonFor = (work: Promise<unknown>): Promise<string> => work.then(() => 'an answer', networkReason);

describe('a request', () => {
  test('goes through the proxy, and names the action in place of whoever sends it', async () => {
    const answer = await actionFetch('exalate-secret-action/test', { nextRequest: () => 5_000 })(url, {
      headers: { 'user-agent': 'octokit' },
    });
    expect(answer.status).toBe(401);
    expect(sandbox.requests).toMatchObject([
      { host: 'api.github.com', userAgent: 'exalate-secret-action/test' },
    ]);
  });

  test('goes past the proxy where NO_PROXY says so', async () => {
    process.env['NO_PROXY'] = 'api.github.com';
    await expect(reasonFor(actionFetch('test', { nextRequest: () => 5_000 })(url, {}))).resolves.toMatch(
      /^E[A-Z_]+$/,
    );
    expect(sandbox.requests).toEqual([]);
  });

  test('to a host that the proxy does not allow has no answer', async () => {
    await expect(
      reasonFor(actionFetch('test', { nextRequest: () => 5_000 })('https://example.com/', {})),
    ).resolves.toMatch(/^UND_ERR_/);
  });

  test('is given up when there is no answer in time', async () => {
    sandbox.faults.add({ when: {}, fault: { kind: 'hang' } });
    await expect(reasonFor(actionFetch('test', { nextRequest: () => 200 })(url, {}))).resolves.toBe(
      'no answer in time',
    );
  });

  test('does not follow a redirect', async () => {
    sandbox.faults.add({
      when: {},
      fault: { kind: 'answer', status: 307, headers: { Location: 'https://graph.microsoft.com/' } },
    });
    const answer = await actionFetch('test', { nextRequest: () => 5_000 })(url, {
      method: 'POST',
      body: 'x',
    });
    expect(answer.status).toBe(307);
    expect(sandbox.requests).toHaveLength(1);
  });
});

test.each([
  [undefined, 'no answer'],
  ['ECONNRESET', 'no answer'],
  [{ code: 'say "s3cr3t"' }, 'no answer'],
  [{ code: 'ECONNRESET' }, 'ECONNRESET'],
  [{ cause: { cause: { code: 'ENOTFOUND' } } }, 'ENOTFOUND'],
])('the reason in %j is %s', (error, reason) => {
  expect(networkReason(error)).toBe(reason);
});
