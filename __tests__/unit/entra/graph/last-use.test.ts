import { expect, test } from '@jest/globals';
import { getCloud } from '../../../../src/azure/cloud.ts';
import type { GraphClient } from '../../../../src/entra/graph/client.ts';
import { readLastUses } from '../../../../src/entra/graph/last-use.ts';
import type { LastUses } from '../../../../src/plan/retirement.ts';

const applicationId = '11111111-2222-3333-4444-555555555555';
const other = '99999999-2222-3333-4444-555555555555';
const next = 'https://graph.microsoft.com/beta/reports/appCredentialSignInActivities?$skiptoken=1';

const row = (keyId: string, lastSignInDateTime: unknown, appId = applicationId): object => ({
  appId,
  keyId,
  keyType: 'secret',
  signInActivity: { lastSignInDateTime, lastSignInRequestId: 'x' },
});

/** Sends these pages, each with a link to the next one. */
function createGraph(...pages: readonly (readonly unknown[])[]): GraphClient & { readonly urls: string[] } {
  const urls: string[] = [];
  return {
    urls,
    get(path, query) {
      const value = pages[urls.length];
      urls.push([path, ...Object.values(query)].join(' '));
      const link = urls.length < pages.length ? { '@odata.nextLink': `${next}${urls.length}` } : {};
      const body = { value, ...link };
      return Promise.resolve({ response: { status: 200, headers: {}, body, requestId: undefined } });
    },
    post: () => Promise.reject(new Error('not expected')),
  };
}

const context = {
  identity: { tenantId: 't', clientId: 'c', cloud: getCloud('public') },
  roles: undefined,
  operation: 'read when client secrets were last used',
  applicationId: undefined,
};
const read = (...rows: readonly unknown[]): Promise<LastUses> =>
  readLastUses(createGraph(rows), applicationId, context);

test.each([
  ['2021-04-01T00:00:00Z', '2021-04-01T00:00:00.000Z'],
  ['2021-04-01T00:00:00', '2021-04-01T00:00:00.000Z'],
  ['2021-04-01T00:00:00-8:00', '2021-04-01T08:00:00.000Z'],
  ['2021-04-01T00:00:00+5:30', '2021-03-31T18:30:00.000Z'],
  ['2021-04-01T00:00:00-08:00', '2021-04-01T08:00:00.000Z'],
  ['2021-04-01T00:00:00.64Z', '2021-04-01T00:00:00.640Z'],
  ['2021-04-01T00:00:00.1234567Z', '2021-04-01T00:00:00.123Z'],
])('the time %s is read', async (text, expected) => {
  expect((await read(row('K', text))).get('k')?.toISOString()).toBe(expected);
});

test('the latest use of a key counts, whatever the case of its ID', async () => {
  const uses = await read(
    row('a', '2026-01-01T00:00:00Z'),
    row('A', '2026-03-01T00:00:00Z'),
    row('a', '2026-02-01T00:00:00Z'),
  );
  expect([...uses]).toEqual([['a', new Date('2026-03-01T00:00:00Z')]]);
});

test('a row that cannot be read, without a sign-in, or of another application is left out', async () => {
  const uses = await read(
    row('a', 'yesterday'),
    row('b', null),
    { appId: applicationId, keyId: 'c', signInActivity: null },
    null,
    row('d', '2026-01-01T00:00:00Z', other),
    row('e', '2026-01-01T00:00:00Z'),
    row('f', '0001-01-01T00:00:00Z'),
  );
  expect([...uses.keys()]).toEqual(['e']);
});

test('all pages are read, of one application or of the tenant', async () => {
  const pages = [[row('a', '2026-01-01T00:00:00Z')], [], [row('b', '2026-01-01T00:00:00Z', other)]];
  const report = 'https://graph.microsoft.com/beta/reports/appCredentialSignInActivities';
  const ofOne = createGraph(...pages);
  expect([...(await readLastUses(ofOne, applicationId, context)).keys()]).toEqual(['a']);
  expect(ofOne.urls).toEqual([`${report} appId eq '${applicationId}'`, `${next}1`, `${next}2`]);
  const ofTenant = createGraph(...pages);
  expect([...(await readLastUses(ofTenant, undefined, context)).keys()]).toEqual(['a', 'b']);
  expect(ofTenant.urls[0]).toBe(report);
});

test('a list that repeats its pages is given up', async () => {
  const page = [row('a', '2026-01-01T00:00:00Z')];
  await expect(readLastUses(createGraph(page, page, page), applicationId, context)).rejects.toMatchObject({
    code: 'list-endless',
  });
});
