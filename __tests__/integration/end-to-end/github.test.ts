import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test } from '@jest/globals';
import { jobEnvironment } from '../../../sandbox/runner/environment.ts';
import { firstRun } from '../../../sandbox/services/github/workflow-run.ts';
import { fetchKeys, fetchSubjectPrefix } from '../../../scripts/end-to-end/github.ts';
import { readJobVariables } from '../../../scripts/end-to-end/job.ts';

/** A server that answers these paths with JSON, and all others with 404. */
async function withServer(
  answers: (origin: string) => Readonly<Record<string, unknown>>,
  test: (origin: string) => Promise<void>,
): Promise<void> {
  const server = createServer((request, response) => {
    const answer = answers(origin)[request.url ?? ''];
    response.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? String(address?.port) : ''}`;
  try {
    await test(origin);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const settingsPath = '/repos/acme/ops/actions/oidc/customization/sub';
const immutable = 'repo:acme@70010000/ops@70010001';

async function prefixFor(settings: unknown): Promise<string> {
  let prefix = '';
  await withServer(
    () => ({ [settingsPath]: settings }),
    async (origin) => {
      const environment = { ...jobEnvironment('', '', firstRun), GITHUB_API_URL: origin };
      prefix = await fetchSubjectPrefix(readJobVariables(environment), 'token');
    },
  );
  return prefix;
}

test.each([
  [{ use_default: true }, 'repo:acme/ops'],
  [{ use_default: true, sub_claim_prefix: 'repo:acme/ops' }, 'repo:acme/ops'],
  [{ use_default: true, sub_claim_prefix: immutable }, immutable],
  [{ use_default: false, include_claim_keys: ['repo', 'context'] }, 'repo:acme/ops'],
])('the subject prefix is the one that GitHub returns: %j', async (settings, prefix) => {
  expect(await prefixFor(settings)).toBe(prefix);
});

test.each([
  { use_default: false, include_claim_keys: ['repository_owner'] },
  { use_default: true, sub_claim_prefix: 'repo:acme@70010000/ops@70010002' },
])('a customized subject is refused: %j', async (settings) => {
  await expect(prefixFor(settings)).rejects.toThrow(
    'This test does not support the subject claims of this repository',
  );
});

test('a token without the permission to read the prefix is refused', async () => {
  await expect(prefixFor(undefined)).rejects.toThrow(`${settingsPath} answered 404`);
});

test('keys are found through the discovery document, which must name the issuer', async () => {
  const key = { kty: 'RSA', kid: 'one', n: 'AQAB', e: 'AQAB' };
  await withServer(
    (origin) => ({
      '/.well-known/openid-configuration': { issuer: origin, jwks_uri: `${origin}/jwks` },
      '/other/.well-known/openid-configuration': { issuer: origin, jwks_uri: `${origin}/jwks` },
      '/jwks': { keys: [{ ...key, use: 'sig' }] },
    }),
    async (origin) => {
      expect(await fetchKeys(origin)).toEqual({ keys: [key] });
      await expect(fetchKeys(`${origin}/other`)).rejects.toThrow(`is for ${origin}.`);
    },
  );
});
