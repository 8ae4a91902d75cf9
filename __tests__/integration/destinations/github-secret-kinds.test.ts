import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SandboxResponse } from '../../../sandbox/network/http.ts';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import type { SecretStore, StoredSecret } from '../../../sandbox/services/github/store.ts';
import type { Fault } from '../../../sandbox/network/faults.ts';
import { UnconfirmedWriteError, type Destination } from '../../../src/destinations/destination.ts';
import { ActionError } from '../../../src/shared/action-error.ts';
import { enterSandbox, failureOf, prepareRun } from '../../helpers/in-sandbox.ts';

let sandbox: Sandbox;
const environment = 'Live / EU ü';

beforeEach(async () => {
  sandbox = await enterSandbox();
  sandbox.github.repository('acme/ops').addEnvironment(environment);
});

afterEach(async () => {
  await sandbox.close();
  expect(sandbox.violations).toEqual([]);
});

const name = 'EXALATE_CLIENT_SECRET';
const secret = {
  keyId: '5bc44266-25d2-436c-bb9d-31677cdab3ce',
  endDateTime: new Date('2028-01-01T00:00:00Z'),
  secretText: '-Q_e8Q~ZDWJD_x1234567',
  tags: {},
};

function destination(given: Readonly<Record<string, string>>): Destination {
  const { apiUrl, ...inputs } = given;
  const environment = { ...sandbox.environment, ...(apiUrl !== undefined && { GITHUB_API_URL: apiUrl }) };
  const [open] = prepareRun(sandbox, inputs, undefined, undefined, environment).services.destinations;
  if (open === undefined) throw new Error('no destination');
  return open;
}

async function prepareAndWrite(inputs: Readonly<Record<string, string>>): Promise<void> {
  const { write } = await destination(inputs).prepare();
  await write(secret);
}

interface Kind {
  readonly inputs: Readonly<Record<string, string>>;
  readonly store: (sandbox: Sandbox) => SecretStore | undefined;
  readonly label: string;
  readonly page: string;
  readonly permission: string;
}

const kinds: readonly (readonly [string, Kind])[] = [
  [
    'environment',
    {
      inputs: { 'environment-secret': name, environment },
      store: ({ github }) => github.repository('acme/ops').environment(environment),
      label: `environment secret ${name} of environment "${environment}" of acme/ops`,
      page: 'https://github.com/acme/ops/settings/environments',
      permission: 'environments=write',
    },
  ],
  [
    'organization',
    {
      inputs: { 'organization-secret': name },
      store: ({ github }) => github.organization('acme'),
      label: `organization secret ${name} of acme`,
      page: 'https://github.com/organizations/acme/settings/secrets/actions',
      permission: 'organization_secrets=write',
    },
  ],
  [
    'Dependabot',
    {
      inputs: { 'dependabot-secret': name },
      store: ({ github }) => github.repository('acme/ops').dependabot,
      label: `Dependabot secret ${name} of acme/ops`,
      page: 'https://github.com/acme/ops/settings/secrets/dependabot',
      permission: 'dependabot_secrets=write',
    },
  ],
  [
    'Codespaces',
    {
      inputs: { 'codespaces-secret': name },
      store: ({ github }) => github.repository('acme/ops').codespaces,
      label: `Codespaces secret ${name} of acme/ops`,
      page: 'https://github.com/acme/ops/settings/secrets/codespaces',
      permission: 'codespaces_secrets=write',
    },
  ],
];

describe.each(kinds)('the %s secret', (_, { inputs, store, label, page, permission }) => {
  test('is written only to its own store, with the key of that store', async () => {
    await prepareAndWrite(inputs);
    expect(store(sandbox)?.secrets.get(name)?.value).toBe(secret.secretText);
    expect(sandbox.github.secret('acme/ops', name)).toBeUndefined();
  });

  const elsewhere = ['https://api.octocorp.ghe.com', 'https://github.example.com/api/v3'];
  const hosts = label.startsWith('Codespaces') ? elsewhere.slice(0, 1) : elsewhere;

  test.each(hosts)('can be written at %s', async (apiUrl) => {
    await prepareAndWrite({ ...inputs, apiUrl });
    expect(store(sandbox)?.secrets.get(name)?.value).toBe(secret.secretText);
    expect(new Set(sandbox.requests.map(({ host }) => host))).toEqual(new Set([new URL(apiUrl).host]));
  });

  test('has a label and a settings page', () => {
    expect(destination(inputs)).toMatchObject({ label, url: page, persistent: true });
  });

  test('has another revision after a write', async () => {
    const target = destination(inputs);
    expect(await target.readState()).toEqual({ revision: 'not there', evidence: { kind: 'empty' } });
    const { write } = await target.prepare();
    await write(secret);
    const { updatedAt = '' } = store(sandbox)?.secrets.get(name) ?? {};
    expect((await target.readState()).revision).toBe(new Date(updatedAt).toISOString());
  });

  test('is refused with the name of the missing permission', async () => {
    const { repositoryOnly, reader } = sandbox.github.tokens;
    const before = await failureOf(destination({ ...inputs, 'github-token': repositoryOnly }).prepare());
    expect(before.code).toBe('github-permission-missing');
    const failure = await failureOf(prepareAndWrite({ ...inputs, 'github-token': reader }));
    expect(failure.code).toBe('github-permission-missing');
    expect(failure.message).toContain(permission);
    expect(store(sandbox)?.secrets.size).toBe(0);
  });
});

describe('preparing a secret', () => {
  test('fails when the environment does not exist, and does not create it', async () => {
    const failure = await failureOf(
      destination({ 'environment-secret': name, environment: 'nowhere' }).prepare(),
    );
    expect(failure.code).toBe('github-environment-not-found');
    expect(failure.message).toContain('the environment "nowhere" of acme/ops was not found');
    expect(failure.message).toContain('The environment must already exist; the action does not create it.');
  });

  test('fails when the organization does not exist', async () => {
    const failure = await failureOf(
      destination({ 'organization-secret': name, organization: 'nobody' }).prepare(),
    );
    expect(failure.code).toBe('github-organization-not-found');
    expect(failure.message).toContain('the organization nobody was not found');
  });
});

describe('the access to an organization secret', () => {
  const inputs = { 'organization-secret': name };
  const stored = (): StoredSecret | undefined => sandbox.github.organization('acme').secrets.get(name);
  const seed = (access: Pick<StoredSecret, 'visibility' | 'selectedRepositoryIds'>): void => {
    const then = '2026-01-01T00:00:00Z';
    const before = { value: 'old', createdAt: then, updatedAt: then, ...access };
    sandbox.github.organization('acme').secrets.set(name, before);
  };
  const ids = (count: number): readonly number[] =>
    Array.from({ length: count }, (_, index) => sandbox.github.addRepository(`acme/r${index}`).id);

  test('is for private repositories when the secret is new', async () => {
    await prepareAndWrite(inputs);
    expect(stored()).toMatchObject({ visibility: 'private', value: secret.secretText });
    expect(stored()).not.toHaveProperty('selectedRepositoryIds');
  });

  test('keeps its visibility', async () => {
    seed({ visibility: 'all' });
    await prepareAndWrite(inputs);
    expect(stored()).toMatchObject({ visibility: 'all', value: secret.secretText });
  });

  test('keeps its selected repositories, however many', async () => {
    const selectedRepositoryIds = ids(230);
    seed({ visibility: 'selected', selectedRepositoryIds });
    await prepareAndWrite(inputs);
    expect(stored()).toMatchObject({
      visibility: 'selected',
      selectedRepositoryIds,
      value: secret.secretText,
    });
  });

  test.each([1, 3])(
    'is not narrowed when GitHub lists two repositories and reports a total of %d',
    async (total_count) => {
      const selectedRepositoryIds = ids(2);
      seed({ visibility: 'selected', selectedRepositoryIds });
      const rewrite = (answer: SandboxResponse): SandboxResponse => {
        const body: unknown = JSON.parse(answer.body);
        return { ...answer, body: JSON.stringify({ ...Object(body), total_count }) };
      };
      sandbox.faults.add({ when: { path: /repositories\?/ }, times: 2, fault: { kind: 'rewrite', rewrite } });
      expect(await failureOf(destination(inputs).prepare())).toMatchObject({
        code: 'github-request-failed',
        explanation: { problem: expect.stringContaining(`reports that ${total_count} repositories`) },
      });
    },
  );

  describe('is not written when the list changes while it is read:', () => {
    const pageTwo = { path: /repositories\?.*&page=2/ };

    async function expectNothingWritten(write: (value: typeof secret) => Promise<void>): Promise<void> {
      expect(await failureOf(write(secret))).toMatchObject({ code: 'github-request-failed' });
      expect(stored()).toMatchObject({ value: 'old' });
    }

    test('a repository is removed from the selection', async () => {
      const all = ids(102);
      seed({ visibility: 'selected', selectedRepositoryIds: all });
      const { write } = await destination(inputs).prepare();
      const onStrike = (): void => {
        seed({ visibility: 'selected', selectedRepositoryIds: all.slice(1) });
      };
      const fault = {
        kind: 'rewrite',
        rewrite: (answer: SandboxResponse): SandboxResponse => answer,
      } as const;
      sandbox.faults.add({ when: pageTwo, fault, onStrike });
      await expectNothingWritten(write);
    });

    test('a repository is listed twice', async () => {
      const all = ids(101);
      seed({ visibility: 'selected', selectedRepositoryIds: all });
      const { write } = await destination(inputs).prepare();
      const rewrite = (answer: SandboxResponse): SandboxResponse => ({
        ...answer,
        body: answer.body.replace(`"id":${all[100] ?? 0}`, `"id":${all[99] ?? 0}`),
      });
      sandbox.faults.add({ when: pageTwo, fault: { kind: 'rewrite', rewrite } });
      await expectNothingWritten(write);
    });
  });

  test('is set to what the inputs say', async () => {
    const [first = 0, second = 0] = ids(2);
    seed({ visibility: 'all' });
    await prepareAndWrite({ ...inputs, 'selected-repository-ids': `${first}` });
    expect(stored()).toMatchObject({ visibility: 'selected', selectedRepositoryIds: [first] });
    await prepareAndWrite({
      ...inputs,
      'organization-secret-visibility': 'selected',
      'selected-repository-ids': `${second}`,
    });
    expect(stored()).toMatchObject({ visibility: 'selected', selectedRepositoryIds: [second] });
    await prepareAndWrite({ ...inputs, 'organization-secret-visibility': 'selected' });
    expect(stored()).toMatchObject({ visibility: 'selected', selectedRepositoryIds: [second] });
    await prepareAndWrite({ ...inputs, 'organization-secret-visibility': 'private' });
    expect(stored()).toMatchObject({ visibility: 'private' });
  });

  describe('is read again right before the write:', () => {
    test('a change from all repositories to selected ones is kept', async () => {
      const selectedRepositoryIds = ids(2).slice(1);
      seed({ visibility: 'all' });
      const { write } = await destination(inputs).prepare();
      seed({ visibility: 'selected', selectedRepositoryIds });
      await write(secret);
      expect(stored()).toMatchObject({
        visibility: 'selected',
        selectedRepositoryIds,
        value: secret.secretText,
      });
    });

    test('a smaller selection is kept, also between two attempts of a write', async () => {
      const all = ids(3);
      seed({ visibility: 'selected', selectedRepositoryIds: all });
      const { write } = await destination(inputs).prepare();
      seed({ visibility: 'selected', selectedRepositoryIds: all.slice(1) });
      sandbox.faults.add({ when: { method: 'PUT' }, fault: { kind: 'drop' } });
      await expect(write(secret)).rejects.toBeInstanceOf(UnconfirmedWriteError);
      seed({ visibility: 'selected', selectedRepositoryIds: all.slice(0, 1) });
      await write(secret);
      expect(stored()).toMatchObject({ selectedRepositoryIds: all.slice(0, 1) });
    });

    test('an empty selection is kept', async () => {
      seed({ visibility: 'selected', selectedRepositoryIds: ids(1) });
      const { write } = await destination(inputs).prepare();
      seed({ visibility: 'selected', selectedRepositoryIds: [] });
      await write(secret);
      expect(stored()).toMatchObject({ visibility: 'selected', selectedRepositoryIds: [] });
    });

    test('a deleted secret is created for private repositories', async () => {
      seed({ visibility: 'all' });
      const { write } = await destination(inputs).prepare();
      sandbox.github.organization('acme').secrets.clear();
      await write(secret);
      expect(stored()).toMatchObject({ visibility: 'private' });
    });

    test('a deleted secret whose selection was to be kept is not created', async () => {
      seed({ visibility: 'selected', selectedRepositoryIds: ids(1) });
      const wanted = { ...inputs, 'organization-secret-visibility': 'selected' };
      const { write } = await destination(wanted).prepare();
      sandbox.github.organization('acme').secrets.clear();
      expect(await failureOf(write(secret))).toMatchObject({ code: 'organization-selection-missing' });
      expect(stored()).toBeUndefined();
    });

    const json = { 'Content-Type': 'application/json' };
    test.each<[string, RegExp, Fault]>([
      ['no response', /secrets\/EXALATE/, { kind: 'drop' }],
      ['a 404 that is not GitHub’s own', /secrets\/EXALATE/, { kind: 'answer', status: 404, body: '<html>' }],
      [
        'an unknown visibility',
        /EXALATE_CLIENT_SECRET$/,
        { kind: 'answer', status: 200, headers: json, body: {} },
      ],
      ['an unreadable selection', /repositories/, { kind: 'answer', status: 503, body: '' }],
    ])('nothing is written after %s', async (_, path, fault) => {
      seed({ visibility: 'selected', selectedRepositoryIds: ids(1) });
      const { write } = await destination(inputs).prepare();
      sandbox.faults.add({ when: { method: 'GET', path }, times: Infinity, fault });
      const error: unknown = await write(secret).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ActionError);
      expect(stored()).toMatchObject({ value: 'old' });
      expect(sandbox.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
    });

    test('a read is repeated after a temporary failure', async () => {
      seed({ visibility: 'all' });
      const { write } = await destination(inputs).prepare();
      const when = { method: 'GET', path: /secrets\/EXALATE/ };
      sandbox.faults.add({ when, times: 2, fault: { kind: 'answer', status: 503, body: '' } });
      await write(secret);
      expect(stored()).toMatchObject({ visibility: 'all', value: secret.secretText });
    });
  });

  test('is an error when the visibility is `selected` and no repositories are selected', async () => {
    seed({ visibility: 'all' });
    const wanted = { ...inputs, 'organization-secret-visibility': 'selected' };
    expect(await failureOf(destination(wanted).prepare())).toMatchObject({
      code: 'organization-selection-missing',
    });
  });

  test('is an error when GitHub does not report it', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const path = /orgs\/acme\/actions\/secrets\/EXALATE/;
    sandbox.faults.add({ when: { path }, fault: { kind: 'answer', status: 200, headers, body: {} } });
    expect(await failureOf(destination(inputs).prepare())).toMatchObject({
      code: 'response-not-from-service',
    });
    seed({ visibility: 'selected', selectedRepositoryIds: ids(1) });
    const selection = /repositories/;
    sandbox.faults.add({
      when: { path: selection },
      fault: { kind: 'answer', status: 200, headers, body: {} },
    });
    expect(await failureOf(destination(inputs).prepare())).toMatchObject({
      code: 'response-not-from-service',
    });
  });
});
