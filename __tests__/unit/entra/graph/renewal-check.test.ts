import { describe, expect, test } from '@jest/globals';
import { getCloud } from '../../../../src/azure/cloud.ts';
import type { GraphResult } from '../../../../src/entra/graph/client.ts';
import {
  canReadPolicies,
  checkRenewal,
  type RenewalCheck,
} from '../../../../src/entra/graph/renewal-check.ts';

const cloud = getCloud('public');
const tenantId = '10000000-0000-4000-8000-000000000000';
const clientId = '20000000-0000-4000-8000-000000000001';
const me = '20000000-0000-4000-8000-000000000003';
const somebody = '50000000-0000-4000-8000-000000000003';
const application = {
  applicationId: '30000000-0000-4000-8000-000000000001',
  objectId: '30000000-0000-4000-8000-000000000002',
};
const owned = 'Application.ReadWrite.OwnedBy';
const policies = 'Policy.Read.All';
const at = new Date('2027-05-01T00:00:00Z');
const request = { at, endDateTime: new Date('2027-10-28T00:00:00Z') };
const ownersPath = `/applications/${application.objectId}/owners`;
const nextPage = `${cloud.graph}/v1.0${ownersPath}?$skiptoken=2`;

type Answers = Readonly<Record<string, readonly (object | number)[]>>;

interface Checked extends RenewalCheck {
  readonly paths: readonly string[];
}

/** @param answers by path: bodies, or the statuses of failures; the last one again and again */
async function check(
  answers: Answers,
  roles: readonly string[] | undefined,
  /** Null when the token does not name it. */
  principal: string | null = me,
): Promise<Checked> {
  const paths: string[] = [];
  const get = (path: string): Promise<GraphResult> => {
    const list = answers[path] ?? [404];
    const answer = list[Math.min(paths.filter((one) => one === path).length, list.length - 1)];
    paths.push(path);
    return Promise.resolve(
      typeof answer === 'number'
        ? { failure: { status: answer, headers: {}, error: undefined } }
        : { response: { status: 200, headers: {}, body: answer, requestId: undefined } },
    );
  };
  const graph = { get, post: () => Promise.reject(new Error('nothing is changed')) };
  const identity = { tenantId, clientId, cloud };
  return {
    ...(await checkRenewal(application, request, {
      graph,
      identity,
      roles,
      principalId: principal ?? undefined,
      directoryRoles: [],
    })),
    paths,
  };
}

const codesOf = ({ errors }: RenewalCheck): readonly string[] => errors.map(({ code }) => code);
const page = (ids: readonly string[], next?: string): object => ({
  value: ids.map((id) => ({ '@odata.type': '#microsoft.graph.servicePrincipal', id })),
  ...(next === undefined ? {} : { '@odata.nextLink': next }),
});

describe('the ownership of the application', () => {
  test.each([
    ['on the first page', { [ownersPath]: [page([somebody, me.toUpperCase()])] }, 1],
    ['on a later page', { [ownersPath]: [page([somebody], nextPage)], [nextPage]: [page([me])] }, 2],
    ['on a replica that knows it', { [ownersPath]: [page([]), page([me])] }, 2],
  ])('is found %s', async (_, answers, requests) => {
    const { errors, unknown, paths } = await check(answers, [owned]);
    expect([errors, unknown, paths.length]).toEqual([[], [], requests]);
  });

  test('is missing when two answers agree', async () => {
    const found = await check({ [ownersPath]: [page([somebody])] }, [owned]);
    expect(codesOf(found)).toEqual(['application-not-owned']);
    expect(found.unknown).toEqual([]);
    expect(found.errors[0]?.message).toMatch(
      /az ad app owner add --id 30000000-0000-4000-8000-000000000001 /,
    );
  });

  test.each([
    ['is refused', { [ownersPath]: [403] }],
    ['has another form', { [ownersPath]: [{ value: 'owners' }] }],
    ['links to another host', { [ownersPath]: [page([somebody], 'https://evil.example/v1.0/owners')] }],
    ['never ends', { [ownersPath]: [page([somebody], nextPage)], [nextPage]: [page([], nextPage)] }],
  ])('is unknown when the answer %s', async (_, answers) => {
    const { errors, unknown } = await check(answers, [owned]);
    expect([errors, unknown]).toEqual([[], ['the owners of the application']]);
  });

  test.each([
    ['the permission covers all applications', [owned, 'Application.ReadWrite.All'], me],
    ['the token has no permission', [], me],
    ['the token cannot be read', undefined, null],
    ['the token does not name the workload identity', [owned], null],
  ])('is not asked for when %s', async (_, roles, principal) => {
    const { errors, unknown, paths } = await check({}, roles, principal);
    expect([errors, unknown, paths]).toEqual([[], [], []]);
  });
});

describe('the policies on client secrets', () => {
  const applicationPath = `/applications/${application.objectId}`;
  const tenantPath = '/policies/defaultAppManagementPolicy';
  const assignedPath = `${applicationPath}/appManagementPolicies`;
  const answersWith = (
    passwordCredentials: readonly object[],
    createdDateTime: string | null = '2024-01-01T00:00:00Z',
  ): Answers => ({
    [tenantPath]: [{ isEnabled: true, applicationRestrictions: { passwordCredentials } }],
    [assignedPath]: [{ value: [] }],
    [applicationPath]: [{ id: application.objectId, createdDateTime }],
  });
  const lifetime = (maxLifetime: string): object => ({ restrictionType: 'passwordLifetime', maxLifetime });
  const since = { restrictForAppsCreatedAfterDateTime: '2020-01-01T00:00:00Z' };
  const noSecrets = { restrictionType: 'passwordAddition' };

  test.each([
    ['none', [], []],
    ['one that forbids secrets', [noSecrets], ['client-secrets-not-allowed']],
    ['one that allows the lifetime', [lifetime('P180D')], []],
    ['one that allows less', [lifetime('P179D')], ['lifetime-not-allowed']],
    [
      'one that forbids secrets, which is the only problem',
      [noSecrets, lifetime('P1D')],
      ['client-secrets-not-allowed'],
    ],
    ['one for newer applications', [{ ...noSecrets, ...since }], ['client-secrets-not-allowed']],
  ])('are compared with the next secret: %s', async (_, restrictions, codes) => {
    const found = await check(answersWith(restrictions), [policies]);
    expect([codesOf(found), found.unknown]).toEqual([codes, []]);
  });

  test('name the lifetime that they allow, as `expires` takes it', async () => {
    const { errors } = await check(answersWith([lifetime('P90D')]), [policies]);
    expect(errors[0]?.explanation.remedy).toMatch(/^set `expires: 90 days` or a shorter lifetime\./);
    expect(errors[0]?.explanation.likelyCause).toBe(
      'the application management policy of the tenant limits the lifetime of client secrets to 90 days.',
    );
  });

  test('are named, with the date since which they apply', async () => {
    const answers = answersWith([]);
    const assigned = {
      displayName: 'No passwords',
      isEnabled: true,
      restrictions: { passwordCredentials: [{ ...noSecrets, ...since }] },
    };
    const { errors } = await check({ ...answers, [assignedPath]: [{ value: [assigned] }] }, [policies]);
    expect(errors[0]?.explanation.likelyCause).toBe(
      'the application management policy "No passwords", which is assigned to this application, forbids new client secrets. It applies to applications that were registered since 2020-01-01T00:00:00Z.',
    );
  });

  test('for newer applications do not apply to one without a time of registration', async () => {
    expect(codesOf(await check(answersWith([{ ...noSecrets, ...since }], null), [policies]))).toEqual([]);
  });

  test.each([tenantPath, assignedPath, applicationPath])(
    'are unknown without the answer to %s',
    async (path) => {
      const found = await check({ ...answersWith([noSecrets]), [path]: [403] }, [policies]);
      expect([codesOf(found), found.unknown]).toEqual([[], ['the policies on client secrets']]);
    },
  );

  test('are read only with the permission', async () => {
    expect((await check({ [ownersPath]: [page([me])] }, [owned])).paths).toEqual([ownersPath]);
    expect([canReadPolicies({ roles: [policies] }), canReadPolicies({ roles: undefined })]).toEqual([
      true,
      false,
    ]);
  });
});
