import { expect, jest } from '@jest/globals';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { describeState, findIdentity, findWrites, runSetUp, setUpScript, usual } from '../helpers/set-up.ts';
import {
  cloudApplicationAdministrator,
  createPerson,
  inTerminal,
  privilegedRoleAdministrator,
} from '../helpers/stock-clients.ts';
import { testWith } from '../helpers/with-tools.ts';
import { playWorkflow } from '../helpers/workflow-player.ts';

// Each command of Azure CLI takes a second or two.
jest.setTimeout(240_000);

const withClients = testWith('az', 'gh');

const form = { acknowledge: '', compromised: '', 'renew-now': false, 'dry-run': false };
const vaultSecret = 'https://exalate-vault.vault.azure.net/secrets/exalate';

/** Lets a minute pass on the servers whenever Microsoft Graph has refused a request. */
function passTimeOnRefusals({ requests }: Sandbox, pass: (milliseconds: number) => void): NodeJS.Timeout {
  let seen = 0;
  return setInterval(() => {
    const refused = requests.filter(({ host, status }) => host.startsWith('graph.') && status >= 400).length;
    if (refused > seen) pass(60_000);
    seen = refused;
  }, 20);
}

let passed = 0;

withClients('setup.sh sets up an identity, and the workflow that it prints logs in as it', () =>
  inTerminal(
    async (terminal, sandbox) => {
      const { github, tenant } = sandbox;
      const options = `${usual} --key-vault-secret ${vaultSecret}`;
      const before = describeState(sandbox);
      const denied = { code: 'Authorization_RequestDenied', message: 'Insufficient privileges.' };
      sandbox.faults.add({
        when: { method: 'GET', path: /appRoleAssignments\?/ },
        fault: {
          kind: 'answer',
          status: 403,
          headers: { 'content-type': 'application/json' },
          body: { error: denied },
        },
      });
      const dryRun = await runSetUp(terminal, `${usual} --dry-run`);
      expect(dryRun.stderr).toMatch(/^Warning: the roles of \S+ could not be read\./m);
      expect(dryRun.exitCode).toBe(0);
      expect(dryRun.stderr.match(/^would create /gm)).toHaveLength(7);
      expect(dryRun.stderr).toContain('This was a dry run: nothing was changed.');
      expect(dryRun.stdout).toContain('key-vault-secret: ${{ vars.EXALATE_KEY_VAULT_SECRET }}');
      expect(findWrites(sandbox.requests)).toEqual([]);
      expect(describeState(sandbox)).toEqual(before);

      // No server knows what was created a moment ago.
      tenant.replication = [60_000];
      const timer = passTimeOnRefusals(sandbox, (time) => {
        passed += time;
      });
      const first = await runSetUp(terminal, options);
      clearInterval(timer);
      expect(first.stderr).toContain('waiting        for Microsoft Entra ID');
      expect(first.exitCode).toBe(0);
      const { appId, servicePrincipalId = '', roles, federatedCredentials } = findIdentity(sandbox);
      const exalate = tenant.application('Exalate');
      expect(roles).toEqual(['Application.ReadWrite.OwnedBy']);
      expect(federatedCredentials).toMatchObject([
        {
          name: 'github-acme-ops-main',
          issuer: 'https://token.actions.githubusercontent.com',
          subject: 'repo:acme/ops:ref:refs/heads/main',
          audience: 'api://AzureADTokenExchange',
        },
      ]);
      expect(exalate.owners.has(servicePrincipalId)).toBe(true);
      const { variables } = github.repository('acme/ops');
      const vars = Object.fromEntries([...variables].map(([name, { value }]) => [name, value]));
      expect(vars).toEqual({ AZURE_TENANT_ID: tenant.tenantId, AZURE_CLIENT_ID: appId });
      expect(first.stderr.match(/^created /gm)).toHaveLength(7);
      expect(first.stderr).toContain(`--assignee-object-id ${servicePrincipalId}`);
      expect(first.stderr).toContain(
        'gh workflow run exalate-secret.yml --repo acme/ops --field dry-run=true',
      );

      tenant.replication = [0];
      const requestsBefore = sandbox.requests.length;
      const second = await runSetUp(terminal, options);
      expect(second).toMatchObject({ exitCode: 0, stdout: first.stdout });
      expect(second.stderr).toContain('Nothing had to be changed.');
      expect(second.stderr).not.toMatch(/^created /m);
      expect(findWrites(sandbox.requests.slice(requestsBefore))).toEqual([]);

      sandbox.keyVault('exalate-vault').roles.set(appId, ['set', 'list']);
      github.setJobPermissions({ issues: 'write' });
      const played = await playWorkflow(sandbox, {
        file: 'examples/key-vault.yml',
        edit: () => first.stdout,
        vars,
        dispatched: form,
      });
      expect(played).toMatchObject([{ outcome: 'success', outputs: { rotated: 'true' } }]);
      expect(tenant.secretsOf('Exalate')).toHaveLength(1);
      expect(sandbox.violations).toEqual([]);
    },
    { now: () => Date.now() + passed },
  ),
);

withClients(
  'setup.sh trusts the environments and the subject form of the repository, and grants what it is told',
  () =>
    inTerminal(
      async (terminal, sandbox) => {
        const { github, tenant } = sandbox;
        github.setSubjectForm('immutable');
        github.repository('acme/ops').addEnvironment('production').reviewers = ['alice'];
        sandbox.faults.add({
          when: { method: 'GET', path: /environments\/EU-3A/ },
          fault: { kind: 'answer', status: 403, body: { message: 'Resource not accessible by integration' } },
          times: Infinity,
        });
        const options = `${usual} --environment production --environment 'EU: live' --environment 'EU-3A live' --last-use --policy --name "O'Hara's rotation"`;
        const { stderr, stdout } = await runSetUp(terminal, options);
        const identity = findIdentity(sandbox, "O'Hara's rotation");
        expect(identity.federatedCredentials.map(({ subject }) => subject)).toEqual([
          'repo:acme@70010000/ops@70010001:environment:production',
          'repo:acme@70010000/ops@70010001:environment:EU%3A live',
          'repo:acme@70010000/ops@70010001:environment:EU-3A live',
        ]);
        expect(identity.federatedCredentials.map(({ name }) => name)).toEqual([
          'github-acme-ops-environment-production',
          'github-acme-ops-environment-EU-3A-live',
          'github-acme-ops-environment-EU-3A-live-2',
        ]);
        expect(identity.roles).toEqual([
          'Application.ReadWrite.OwnedBy',
          'AuditLog.Read.All',
          'Policy.Read.All',
        ]);
        expect(stderr).not.toContain('environment production, with');
        expect(stderr).not.toContain('Warning: ');
        expect(stderr).toContain('Create the environment EU: live, with required reviewers');
        expect(stderr).toContain('Check that the environment EU-3A live has required reviewers');

        const vars = {
          AZURE_TENANT_ID: tenant.tenantId,
          AZURE_CLIENT_ID: identity.appId,
          EXALATE_KEY_VAULT_SECRET: vaultSecret,
        };
        sandbox.keyVault('exalate-vault').roles.set(identity.appId, ['set', 'list']);
        github.setJobPermissions({ issues: 'write' });
        const start = { file: 'examples/key-vault.yml', edit: () => stdout, vars, approved: ['production'] };
        const played = await playWorkflow(sandbox, start);
        expect(played).toMatchObject([{ outcome: 'success', outputs: { rotated: 'true' } }]);
        expect(sandbox.violations).toEqual([]);
      },
      {
        // Together, these are as good as Global Administrator.
        signIn: (sandbox) =>
          createPerson(sandbox, [cloudApplicationAdministrator, privilegedRoleAdministrator]),
      },
    ),
);

withClients(
  'setup.sh expects the issuer of the server that GitHub CLI is signed in to, and refuses another audience',
  () =>
    inTerminal(async (terminal, { github, requests, tenant, violations }) => {
      tenant.workload.federatedCredentials = [
        {
          issuer: 'https://github.example.com/_services/token',
          subject: 'repo:acme/ops:ref:refs/heads/main',
          audience: 'https://github.com/acme',
          name: 'by-hand',
        },
      ];
      // With only one server, GitHub CLI needs no GH_HOST.
      const { stderr } = await terminal.run(
        `unset GH_TOKEN; mkdir -p .config/gh && printf 'github.example.com:\\n  oauth_token: %s\\n  user: octocat\\n' ${github.tokens.administrator} > .config/gh/hosts.yml && '${setUpScript}' ${usual} --name exalate-rotation`,
      );
      // It knows the credential by its issuer and subject.
      expect(stderr).toContain(
        'The federated credential by-hand of exalate-rotation has the audience https://github.com/acme, not api://AzureADTokenExchange.\nTo fix: remove it',
      );
      expect(stderr).toContain(
        `az ad app federated-credential delete --id ${tenant.workload.appId} --federated`,
      );
      expect(findWrites(requests)).toEqual([]);
      expect(violations).toEqual([]);
    }),
);
