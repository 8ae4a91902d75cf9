import { expect, jest } from '@jest/globals';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { describeState, findIdentity, findWrites, runSetUp, setUpScript, usual } from '../helpers/set-up.ts';
import { createPerson, inTerminal } from '../helpers/stock-clients.ts';
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
      const dryRun = await runSetUp(terminal, `${usual} --dry-run`);
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
          when: { method: 'GET', path: /environments\/EU-/ },
          fault: { kind: 'answer', status: 403, body: { message: 'Resource not accessible by integration' } },
          times: Infinity,
        });
        const options = `${usual} --environment production --environment 'EU: live' --environment 'EU- live' --last-use --policy --name "O'Hara's rotation"`;
        const { stderr, stdout } = await runSetUp(terminal, options);
        const identity = findIdentity(sandbox, "O'Hara's rotation");
        expect(identity.federatedCredentials.map(({ subject }) => subject)).toEqual([
          'repo:acme@70010000/ops@70010001:environment:production',
          'repo:acme@70010000/ops@70010001:environment:EU%3A live',
          'repo:acme@70010000/ops@70010001:environment:EU- live',
        ]);
        expect(identity.federatedCredentials.map(({ name }) => name)).toEqual([
          'github-acme-ops-environment-production',
          'github-acme-ops-environment-EU-3A-live',
          'github-acme-ops-environment-EU--live',
        ]);
        expect(identity.roles).toEqual([
          'Application.ReadWrite.OwnedBy',
          'AuditLog.Read.All',
          'Policy.Read.All',
        ]);
        expect(stderr).not.toContain('environment production, with');
        expect(stderr).toContain('Create the environment EU: live, with required reviewers');
        expect(stderr).toContain('Check that the environment EU- live has required reviewers');

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
      { signIn: createPerson },
    ),
);

withClients('setup.sh trusts the issuer of the server that GitHub CLI is signed in to', () =>
  inTerminal(async (terminal, sandbox) => {
    // With only one server, GitHub CLI needs no GH_HOST.
    const { exitCode } = await terminal.run(
      `unset GH_TOKEN; mkdir -p .config/gh && printf 'github.example.com:\\n  oauth_token: %s\\n  user: octocat\\n' ${sandbox.github.tokens.administrator} > .config/gh/hosts.yml && '${setUpScript}' ${usual}`,
    );
    expect(exitCode).toBe(0);
    expect(findIdentity(sandbox).federatedCredentials).toMatchObject([
      {
        issuer: 'https://github.example.com/_services/token',
        subject: 'repo:acme/ops:ref:refs/heads/main',
      },
    ]);
    expect(sandbox.github.repository('acme/ops').variables.size).toBe(2);
    expect(sandbox.violations).toEqual([]);
  }),
);

withClients('a later run completes what a run that ended early has left, and --remove removes it all', () =>
  inTerminal(async (terminal, sandbox) => {
    const before = describeState(sandbox);
    const { faults } = sandbox;
    const body = { error: { code: 'InternalServerError', message: 'Something went wrong.' } };
    faults.add({
      when: { method: 'POST', path: /owners/ },
      fault: { kind: 'answer', status: 500, headers: { 'content-type': 'application/json' }, body },
      times: Infinity,
    });
    const first = await runSetUp(terminal, usual);
    expect(first).toMatchObject({ exitCode: 1, stdout: '' });
    expect(first.stderr).toContain('This request to Microsoft Graph failed: POST applications/');
    expect(first.stderr).toContain('It continues where it stopped.');
    faults.clear();
    // What a login without the scope `repo` is told.
    faults.add({
      when: { method: 'POST', path: /actions\/variables/ },
      fault: { kind: 'answer', status: 404, body: { message: 'Not Found' } },
      times: Infinity,
    });
    const second = await runSetUp(terminal, usual);
    expect(second).toMatchObject({ exitCode: 1, stdout: '' });
    expect(second.stderr).toContain(
      'Error: GitHub did not let this login set the variable AZURE_TENANT_ID of acme/ops.\nTo fix: sign in',
    );
    faults.clear();
    const third = await runSetUp(terminal, usual);
    expect(third.exitCode).toBe(0);
    expect(third.stderr.match(/^already there /gm)).toHaveLength(5);
    expect(third.stderr.match(/^created /gm)).toHaveLength(2);

    const complete = describeState(sandbox);
    const dryRun = await runSetUp(terminal, '--remove --dry-run');
    expect(dryRun.stderr.match(/^would remove /gm)).toHaveLength(6);
    expect(describeState(sandbox)).toEqual(complete);
    expect((await runSetUp(terminal, '--remove')).exitCode).toBe(0);
    expect(describeState(sandbox)).toEqual(before);
    const again = await runSetUp(terminal, '--remove');
    expect(again.stderr).toContain('not there      app registration exalate-secret-rotation');
    expect(sandbox.violations).toEqual([]);
  }),
);
