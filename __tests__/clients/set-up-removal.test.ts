import { expect, jest } from '@jest/globals';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { describeState, findIdentity, runSetUp, usual } from '../helpers/set-up.ts';
import { inTerminal, type Terminal } from '../helpers/stock-clients.ts';
import { testWith } from '../helpers/with-tools.ts';

// Each command of Azure CLI takes a second or two.
jest.setTimeout(240_000);

const withClients = testWith('az', 'gh');

/** Two runs that end early, and one that completes what they have left. */
async function runWithInterruptions(terminal: Terminal, { faults }: Sandbox): Promise<void> {
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
}

withClients(
  'a later run completes what a run that ended early has left, and --remove removes only that',
  () =>
    inTerminal(async (terminal, sandbox) => {
      const { github, tenant } = sandbox;
      const { variables } = github.repository('acme/ops');
      const before = describeState(sandbox);
      await runWithInterruptions(terminal, sandbox);

      const complete = describeState(sandbox);
      const dryRun = await runSetUp(terminal, '--remove --dry-run');
      expect(dryRun.stderr.match(/^would remove /gm)).toHaveLength(6);
      expect(describeState(sandbox)).toEqual(complete);

      const identity = findIdentity(sandbox);
      identity.federatedCredentials.push({
        issuer: 'https://token.actions.githubusercontent.com',
        subject: 'repo:acme/other:ref:refs/heads/main',
        audience: 'api://AzureADTokenExchange',
        name: 'by-hand',
      });
      identity.roles.push('Policy.Read.All');
      const other = tenant.addApplication({ displayName: 'Other', owned: false });
      other.owners.add(identity.servicePrincipalId ?? '');
      identity.details = { ...identity.details, tags: ['team: ops', ...[identity.details['tags']].flat()] };
      variables.set('AZURE_CLIENT_ID', { value: 'changed', createdAt: '', updatedAt: '' });
      // Somebody has removed this already.
      tenant.application('Exalate').owners.delete(identity.servicePrincipalId ?? '');

      const { exitCode, stderr } = await runSetUp(terminal, '--remove');
      expect(exitCode).toBe(0);
      const lines = stderr.split('\n').map((line) => line.replace(/ {2,}/, ': '));
      expect(lines).toEqual(
        expect.arrayContaining([
          'removed: federated credential github-acme-ops-main',
          'removed: permission Application.ReadWrite.OwnedBy',
          `not there: ownership of the application ${tenant.application('Exalate').appId}`,
          'removed: variable AZURE_TENANT_ID of acme/ops',
          'kept: variable AZURE_CLIENT_ID of acme/ops: somebody has changed its value to changed',
          'kept: app registration exalate-secret-rotation: it has the federated credential by-hand, which this script did not create',
          'kept: app registration exalate-secret-rotation: it has the permission Policy.Read.All on Microsoft Graph, which this script did not create',
          `kept: app registration exalate-secret-rotation: it owns the application Other (${other.appId}), which this script did not create`,
        ]),
      );
      expect(identity).toMatchObject({
        federatedCredentials: [{ name: 'by-hand' }],
        roles: ['Policy.Read.All'],
        details: { tags: ['team: ops', 'exalate-setup:identity', 'exalate-setup:principal'] },
      });

      // Once that is gone, the identity goes, too.
      identity.federatedCredentials = [];
      identity.roles = [];
      other.owners.clear();
      tenant.deleteApplication(other);
      variables.delete('AZURE_CLIENT_ID');
      await runSetUp(terminal, '--remove');
      expect(describeState(sandbox)).toEqual(before);
      const again = await runSetUp(terminal, '--remove');
      expect(again.stderr).toContain('not there      app registration exalate-secret-rotation');
      expect(sandbox.violations).toEqual([]);
    }),
);

withClients('--remove takes from an existing identity only what setup.sh added to it', () =>
  inTerminal(async (terminal, sandbox) => {
    const { tenant } = sandbox;
    const name = `--name ${tenant.workload.appId}`;
    tenant.workload.details = { tags: ['apiConsumer'] };
    tenant.application('Exalate').owners.clear();
    const before = describeState(sandbox);
    const { stderr } = await runSetUp(terminal, `${usual} --branch release/1.0 ${name}`);
    expect(stderr).toMatch(/^already there {2}permission Application.ReadWrite.OwnedBy/m);
    expect(stderr).not.toMatch(/\n\n(?!What is left to do:)/);
    expect(stderr).toContain(
      'Warning: workflows with the subject repo:acme/ops:ref:refs/heads/main can log in',
    );
    expect(tenant.workload.federatedCredentials).toMatchObject([{}, { name: 'github-acme-ops-release-1-0' }]);
    expect(tenant.application('Exalate').owners.size).toBe(1);

    // A repository of the record that GitHub CLI does not see: its variables would stay, and nobody would know.
    const tags = [tenant.workload.details['tags']].flat();
    const lost = 'exalate-setup:variable:acme/lost:AZURE_CLIENT_ID';
    tenant.workload.details = { tags: [...tags, "it's a tag", lost] };
    const refused = await runSetUp(terminal, `--remove ${name}`);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain(
      'This script created variables in the repository acme/lost, which does not',
    );
    const [command = ''] = /^az rest .*/m.exec(refused.stderr) ?? [];
    expect(await terminal.run(command)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(tenant.workload.details['tags']).toEqual(expect.arrayContaining([...tags, "it's a tag"]));
    expect(tenant.workload.details['tags']).not.toContain(lost);
    tenant.workload.details = { tags };

    expect((await runSetUp(terminal, `--remove ${name}`)).stderr).not.toContain('\n\n');
    expect(describeState(sandbox)).toEqual(before);
    expect(sandbox.violations).toEqual([]);
  }),
);
