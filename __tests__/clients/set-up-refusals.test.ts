import { describe, expect, jest, test } from '@jest/globals';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { ServicePrincipal } from '../../sandbox/services/entra/application.ts';
import type { NewApplication, Tenant } from '../../sandbox/services/entra/tenant.ts';
import type { Variable } from '../../sandbox/services/github/variables.ts';
import {
  callSetUp,
  describeState,
  findWrites,
  identityName,
  runSetUp,
  setUpScript,
  usual,
} from '../helpers/set-up.ts';
import {
  cloudApplicationAdministrator,
  createPerson,
  inTerminal,
  openTerminal,
  shareTerminal,
} from '../helpers/stock-clients.ts';
import { inSandbox } from '../helpers/sandbox-client.ts';
import { testWith } from '../helpers/with-tools.ts';

// Each command of Azure CLI takes a second or two.
jest.setTimeout(240_000);

const withClients = testWith('az', 'gh');

interface Refusal {
  readonly name: string;
  readonly options?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Changes the state, and returns what restores it. */
  readonly arrange?: (sandbox: Sandbox) => () => void;
  /** Parts of the message, with the sandbox's own IDs. */
  readonly says: (sandbox: Sandbox) => readonly string[];
}

const now = { createdAt: '2026-11-01T12:00:00Z', updatedAt: '2026-11-01T12:00:00Z' };
const otherId = '90000000-0000-4000-8000-000000000001';

function setVariable(variables: Map<string, Variable>, name: string, value: string): () => void {
  variables.set(name, { value, ...now });
  return () => variables.delete(name);
}

function addApplication(tenant: Tenant, given: NewApplication): () => void {
  const added = tenant.addApplication(given);
  return () => {
    tenant.deleteApplication(added);
  };
}

/** One of the name of the workload identity, which nobody owns. */
function addWithPrincipal(tenant: Tenant, details: Partial<ServicePrincipal>): () => void {
  const remove = addApplication(tenant, { displayName: identityName, owned: false });
  tenant.application(identityName).servicePrincipal = { id: otherId, addedAt: -Infinity, ...details };
  return remove;
}

const refusals: readonly Refusal[] = [
  {
    name: 'an application that may not grant permissions',
    arrange: ({ tenant }) => {
      const administrator = tenant.application('Administrator');
      const { roles } = administrator;
      administrator.roles = ['Application.ReadWrite.All', 'Directory.Read.All'];
      return () => (administrator.roles = roles);
    },
    says: () => ['may not grant an application permission', 'AppRoleAssignment.ReadWrite.All'],
  },
  {
    name: 'the application itself as the workload identity',
    options: `${usual} --name Exalate`,
    says: () => [
      'The workload identity Exalate is the application whose client secret it would renew. Nothing was changed.',
      'To fix: add --name with another name.',
    ],
  },
  {
    name: 'several applications of the name',
    arrange: ({ tenant }) => addApplication(tenant, { displayName: 'Exalate' }),
    says: ({ tenant }) => {
      const ids = tenant.applications
        .filter(({ displayName }) => displayName === 'Exalate')
        .map(({ appId }) => appId);
      return [`Several app registrations are named Exalate: ${ids.join(' ')}`, 'use the application ID'];
    },
  },
  {
    name: 'an application whose name differs in upper and lower case',
    options: '--repository acme/ops --application exalate',
    says: ({ tenant }) => [`There is no app registration exalate in tenant ${tenant.tenantId}.`],
  },
  {
    name: 'a variable that another workflow uses',
    arrange: ({ github }) => setVariable(github.repository('acme/ops').variables, 'AZURE_CLIENT_ID', otherId),
    says: () => [
      `The variable AZURE_CLIENT_ID of acme/ops has the value ${otherId} instead of the ID of a new workload identity. Nothing was changed.`,
      'gh api --method DELETE repos/acme/ops/actions/variables/AZURE_CLIENT_ID',
    ],
  },
  {
    name: 'a variable of the organization that names an application',
    arrange: ({ github, tenant }) =>
      setVariable(github.organization('acme').variables, 'AZURE_CLIENT_ID', tenant.workload.appId),
    says: ({ tenant }) => [`To fix: add --name ${tenant.workload.appId}, to use that application`],
  },
  {
    name: 'a variable with another tenant',
    arrange: ({ github }) => setVariable(github.repository('acme/ops').variables, 'AZURE_TENANT_ID', otherId),
    says: () => [`az login --allow-no-subscriptions --tenant ${otherId}`],
  },
  {
    name: 'an app registration of the name of the workload identity that somebody else owns',
    arrange: ({ tenant }) => addApplication(tenant, { displayName: identityName, owned: true }),
    says: ({ tenant }) => [
      `There is an app registration ${identityName} (${tenant.application(identityName).appId}) already, and somebody else owns it.`,
      `if it is the right one, add --name ${tenant.application(identityName).appId}`,
    ],
  },
  {
    name: 'an app registration of that name whose service principal somebody else owns',
    arrange: ({ tenant }) => addWithPrincipal(tenant, { owners: new Set([otherId]) }),
    says: () => ['already, and somebody else owns it.'],
  },
  {
    name: 'an app registration of that name whose service principal has a client secret',
    arrange: ({ tenant }) => addWithPrincipal(tenant, { passwordIds: [otherId] }),
    says: () => ['it has client secrets or certificates'],
  },
  {
    name: 'GitHub CLI without a login',
    env: { GH_TOKEN: '' },
    says: () => ['GitHub CLI is not signed in', 'To fix: gh auth login --hostname github.com'],
  },
  {
    name: 'GitHub CLI with a token that has expired',
    env: { GH_TOKEN: 'ghp_expired' },
    says: () => ['gh: Bad credentials (HTTP 401)', 'To fix: gh auth login --hostname github.com'],
  },
  {
    name: 'a token that may not read variables',
    env: { GH_TOKEN: 'github_pat_11SANDBOX0writer' },
    says: () => [
      'This request to GitHub failed: repos/acme/ops/actions/oidc/customization/sub',
      'Resource not accessible by personal access token',
    ],
  },
  {
    name: 'a repository that cannot be seen',
    options: '--repository acme/other --application Exalate',
    says: () => ['The repository acme/other does not exist', 'gh auth login --hostname github.com'],
  },
  {
    name: 'somebody who may not write to the repository',
    arrange: ({ github }) => {
      const { administrators, collaborators } = github.repository('acme/ops');
      const before = [...administrators];
      administrators.clear();
      collaborators.set('octocat', 'read');
      return () => {
        collaborators.delete('octocat');
        for (const each of before) administrators.add(each);
      };
    },
    says: () => [
      'You may not set variables of acme/ops on GitHub.',
      'https://github.com/acme/ops/settings/access',
    ],
  },
  {
    name: 'a cloud that Azure CLI does not use',
    options: `${usual} --cloud china`,
    says: () => ['az cloud set --name AzureChinaCloud && az login --allow-no-subscriptions'],
  },
];

describe('setup.sh changes nothing, and says what to do about', () => {
  const shared = shareTerminal();
  for (const { name, options = usual, env, arrange, says } of refusals) {
    withClients(name, async () => {
      const { terminal, sandbox } = shared();
      const restore = arrange?.(sandbox);
      const before = describeState(sandbox);
      const earlier = sandbox.requests.length;
      const { exitCode, stderr, stdout } = await runSetUp(terminal, options, env);
      const parts = says(sandbox);
      const after = describeState(sandbox);
      restore?.();
      expect([exitCode, stdout]).toEqual([1, '']);
      for (const part of parts) expect(stderr).toContain(part);
      expect(stderr).toMatch(/^To fix: /m);
      expect(findWrites(sandbox.requests.slice(earlier))).toEqual([]);
      expect(after).toEqual(before);
    });
  }
});

withClients('setup.sh says how to sign in', () =>
  inSandbox(async (sandbox) => {
    const terminal = await openTerminal(sandbox);
    const { exitCode, stderr } = await runSetUp(terminal, usual);
    expect([exitCode, stderr]).toEqual([
      1,
      'Error: Azure CLI is not signed in.\nTo fix: az login --allow-no-subscriptions\n',
    ]);
    await terminal.close();
  }),
);

withClients(
  'setup.sh shows what Azure CLI says about a failed connection, without the lines about its code',
  () =>
    inTerminal(async (terminal) => {
      const unreachable = 'http://127.0.0.1:9';
      const { exitCode, stderr } = await terminal.run(`'${setUpScript}' --remove`, {
        HTTPS_PROXY: unreachable,
        https_proxy: unreachable,
      });
      expect(exitCode).toBe(1);
      expect(stderr).toContain('Error: This request to Microsoft Graph failed: GET applications\n');
      expect(stderr).toContain('ProxyError');
      expect(stderr).not.toMatch(/File "|Traceback \(/);
    }),
);

withClients('setup.sh refuses only what is certainly not allowed', () =>
  inTerminal(
    async (terminal, { tenant }) => {
      const [person] = tenant.people;
      const tryWith = async (roles: readonly string[]) => {
        if (person) person.directoryRoles = [...roles];
        const { exitCode, stderr } = await runSetUp(terminal, `${usual} --dry-run`);
        const warnings = stderr.split('\n').filter((line) => line.startsWith('Warning: '));
        return { exitCode, stderr, warnings };
      };

      const refused = await tryWith([cloudApplicationAdministrator]);
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toContain(
        'Error: alice@sandbox.onmicrosoft.com may not grant an application permission in this tenant. Nothing was changed.\nRoles in Microsoft Entra ID: Cloud Application Administrator\nTo fix: assign the role Global Administrator',
      );
      expect(refused.stderr).toContain(
        'both Privileged Role Administrator and Cloud Application Administrator',
      );

      // No list of directory roles shows who has a custom role, and an owner needs no role.
      tenant.customRoles.push({ id: otherId, displayName: 'Consent Manager' });
      expect(await tryWith([])).toMatchObject({
        exitCode: 0,
        warnings: [
          'Warning: this script grants application permissions, which usually needs the role Privileged Role Administrator. The roles of alice@sandbox.onmicrosoft.com in Microsoft Entra ID: none. If nothing else allows it, a later step fails.',
          expect.stringContaining('creates and changes applications, which usually needs the role Cloud'),
        ],
      });
    },
    { signIn: createPerson },
  ),
);

withClients('setup.sh does not take a refused variable for one that was set', () =>
  inSandbox(async (sandbox) => {
    // What a login without the scope `repo` is told.
    sandbox.faults.add({
      when: { method: 'POST', path: /actions\/variables/ },
      fault: { kind: 'answer', status: 404, body: { message: 'Not Found' } },
    });
    const terminal = await openTerminal(sandbox);
    const { exitCode, stderr } = await terminal.run(
      callSetUp(usual, 'tenant_id=any; set_variable AZURE_TENANT_ID'),
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'Error: GitHub did not let this login set the variable AZURE_TENANT_ID of acme/ops.\nTo fix: sign in',
    );
    await terminal.close();
  }),
);

test.each([
  ['', 'The option --repository is missing.'],
  ['--repository acme/ops', 'The option --application is missing.'],
  ['--repository', 'The option --repository has no value.'],
  ['--repository --dry-run', 'The option --repository has no value.'],
  ['--repository acme', 'The value of --repository is not valid: acme'],
  ['--force', 'There is no option --force.'],
  ['acme/ops', 'There is no option acme/ops.'],
  [`${usual} --cloud AzureCloud`, 'The value of --cloud is not valid: AzureCloud'],
  [`${usual} --branch 'a b'`, 'The value of --branch is not valid: a b'],
  [`${usual} --name $'a\\nb'`, 'The value of --name is not valid'],
  [`${usual} --name 'a"b'`, 'The value of --name is not valid'],
  [`${usual} --name one --name two`, 'The option --name was given twice.'],
  [
    `${usual} --key-vault-secret https://example.com/secrets/a`,
    'The value of --key-vault-secret is not valid',
  ],
  [
    `${usual} --key-vault-secret https://acme-vault.vault.azure.net/secrets/a/0123456789abcdef`,
    'The value of --key-vault-secret is not valid',
  ],
  [
    `${usual}${' --application x'.repeat(1000)}`,
    '1001 applications are too many for one workload identity that this script sets up: 1000 at most.',
  ],
  [`${usual} --encrypt-to AGE-SECRET-KEY-1ABC`, 'The value of --encrypt-to is not valid'],
  [
    `${usual} --repository-secret A --encrypt-to age1abc`,
    'The printed workflow can have only one destination.',
  ],
  [`${usual} --application Other --repository-secret A`, 'Several applications cannot share one secret'],
  [`${usual} --remove`, '--remove removes everything that was created for the workload identity'],
  [`${usual} --cloud china --last-use`, '--last-use works only in the public cloud.'],
])('setup.sh %s is refused before any request', (options, message) =>
  inSandbox(async (sandbox) => {
    const terminal = await openTerminal(sandbox);
    const { exitCode, stderr } = await runSetUp(terminal, options);
    expect([exitCode, stderr.split('\n')[0]]).toEqual([1, expect.stringContaining(`Error: ${message}`)]);
    expect(stderr).toContain('\nTo fix: ');
    expect(stderr).not.toContain('SECRET-KEY');
    expect(sandbox.requests).toEqual([]);
    await terminal.close();
  }),
);
