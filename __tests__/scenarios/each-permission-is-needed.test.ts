// @slow
import { describe, expect, test } from '@jest/globals';
import type { StepResult } from '../../sandbox/runner/job.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Permission } from '../../sandbox/services/github/access.ts';
import type { Permission as VaultPermission } from '../../sandbox/services/key-vault/vault.ts';
import { runGranted } from '../helpers/granted-run.ts';
import { errorCodes } from '../helpers/printed-commands.ts';
import { read, table } from '../helpers/repository.ts';
import { writer, type Scenario } from '../helpers/scenario.ts';

/** One permission of docs/approval.md, and how to take it away. */
interface Removal {
  /** As the page writes it. */
  readonly permission: string;
  readonly remove?: (sandbox: Sandbox) => void;
  /** The variables that the runner does not set without it. */
  readonly environment?: Scenario['environment'];
}

const withoutRole =
  (name: string) =>
  ({ tenant: { workload } }: Sandbox): void => {
    workload.roles = workload.roles.filter((role) => role !== name);
  };

const withOnly =
  (permission: VaultPermission) =>
  ({ keyVault, tenant }: Sandbox): void => {
    keyVault('exalate-vault').roles.set(tenant.workload.appId, [permission]);
  };

const withoutTokenPermission =
  (permission: Permission) =>
  ({ github }: Sandbox): void => {
    const { repositories = {}, organizations = {} } = github.access.get(writer) ?? {};
    const reduced = (all: typeof repositories): typeof repositories =>
      Object.fromEntries(
        Object.entries(all).map(([name, levels]) => [name, { ...levels, [permission]: 'none' }]),
      );
    github.access.set(writer, {
      kind: 'personal access token',
      repositories: reduced(repositories),
      organizations: reduced(organizations),
    });
  };

const removals: readonly Removal[] = [
  {
    permission: 'Federated credential for one branch or environment of one repository',
    remove: ({ tenant }) => {
      tenant.workload.federatedCredentials = [];
    },
  },
  { permission: '`Application.ReadWrite.OwnedBy`', remove: withoutRole('Application.ReadWrite.OwnedBy') },
  {
    permission: "Ownership of Exalate's application",
    remove: ({ tenant }) => {
      tenant.application('Exalate').owners.clear();
    },
  },
  { permission: '`AuditLog.Read.All`', remove: withoutRole('AuditLog.Read.All') },
  {
    permission: '_List_: `Microsoft.KeyVault/vaults/secrets/readMetadata/action`',
    remove: withOnly('set'),
  },
  {
    permission: '_Set_: `Microsoft.KeyVault/vaults/secrets/setSecret/action`',
    remove: withOnly('list'),
  },
  {
    permission: '`id-token: write`',
    environment: { ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' },
  },
  {
    permission: '`issues: write`',
    remove: ({ github }) => {
      github.setJobPermissions({});
    },
  },
  {
    permission: 'Access to the repository',
    remove: ({ github }) => {
      const { organizations = {} } = github.access.get(writer) ?? {};
      github.access.set(writer, { kind: 'personal access token', repositories: {}, organizations });
    },
  },
  { permission: 'Repository: _Secrets_', remove: withoutTokenPermission('secrets') },
  { permission: 'Repository: _Environments_', remove: withoutTokenPermission('environments') },
  { permission: 'Organization: _Secrets_', remove: withoutTokenPermission('organization_secrets') },
  { permission: 'Repository: _Dependabot secrets_', remove: withoutTokenPermission('dependabot_secrets') },
  { permission: 'Repository: _Codespaces secrets_', remove: withoutTokenPermission('codespaces_secrets') },
  {
    permission: "Exalate's application is a user of the organization",
    remove: ({ azureDevOps }) => {
      azureDevOps.organization('acme').members.clear();
    },
  },
];

const policyPermission = '`Policy.Read.All`';

/** What the page says about a permission: how a run ends without it, and with which codes. */
interface Documented {
  readonly permission: string;
  readonly effect: string;
  readonly codes: readonly string[];
}

const documented: readonly Documented[] = table(read('docs/approval.md'), 'where').map(
  ([, permission = '', , , without = '']) => ({
    permission,
    effect: without.replace(/:.*/, ''),
    codes: [...without.matchAll(/\[([a-z-]+)\]\(troubleshooting\.md#\1\)/g)]
      .map(([, code = '']) => code)
      .toSorted(),
  }),
);

function findDocumented(permission: string): Documented {
  const found = documented.find((each) => each.permission === permission);
  if (found === undefined) throw new Error(`docs/approval.md has no permission ${permission}`);
  return found;
}

/** How a step ended, in the words of the page. A notice in the log is a warning that names its code in parentheses. */
function effectOf(step: StepResult): Omit<Documented, 'permission'> {
  if (step.outcome === 'failure')
    return { effect: 'Error', codes: [...new Set(errorCodes(step))].toSorted() };
  const codes = step.annotations.flatMap(
    ({ message }) => /\(([a-z]+(?:-[a-z]+)+)\)/.exec(message)?.[1] ?? [],
  );
  return { effect: codes.length === 0 ? 'None' : 'Warning', codes };
}

const withAccessPolicies = ({ keyVault }: Sandbox): void => {
  keyVault('exalate-vault').permissionModel = 'access-policy';
};

describe('with all permissions of docs/approval.md, a run succeeds', () => {
  test.concurrent.each([
    ['with roles in Key Vault', () => undefined],
    ['with access policies in Key Vault', withAccessPolicies],
  ])('%s', (_, change) =>
    runGranted(change, (step) => {
      expect([effectOf(step), step.annotations]).toEqual([{ effect: 'None', codes: [] }, []]);
    }),
  );
});

describe('without one of these permissions, a run ends as docs/approval.md says', () => {
  test.concurrent.each(removals)('$permission', ({ permission, remove, environment = {} }) =>
    runGranted(
      (sandbox) => remove?.(sandbox),
      (step) => {
        expect({ permission, ...effectOf(step) }).toEqual(findDocumented(permission));
      },
      { environment },
    ),
  );

  test.concurrent.each(removals.filter(({ permission }) => permission.includes('Microsoft.KeyVault')))(
    '$permission, with access policies',
    ({ permission, remove }) =>
      runGranted(
        (sandbox) => {
          withAccessPolicies(sandbox);
          remove?.(sandbox);
        },
        (step) => {
          expect({ permission, ...effectOf(step) }).toEqual(findDocumented(permission));
        },
      ),
  );
});

describe(`${policyPermission} makes a dry run check the policies of the tenant`, () => {
  const { effect, codes } = findDocumented(policyPermission);

  test.concurrent.each([
    ['with it', () => undefined, { effect: 'Error', codes }],
    ['without it', withoutRole('Policy.Read.All'), { effect: 'None', codes: [] }],
  ])('%s', (_, change, expected) =>
    runGranted(
      (sandbox) => {
        sandbox.tenant.policies.maxLifetimeDays = 90;
        change(sandbox);
      },
      (step) => {
        expect([effect, effectOf(step)]).toEqual(['Not checked', expected]);
      },
      { more: { 'dry-run': 'true' } },
    ),
  );
});

test('docs/approval.md lists these permissions, and no others', () => {
  const tried = [...removals.map(({ permission }) => permission), policyPermission];
  expect(documented.map(({ permission }) => permission).toSorted()).toEqual(tried.toSorted());
});
