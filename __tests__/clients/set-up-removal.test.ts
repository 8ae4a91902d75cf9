import { expect, jest } from '@jest/globals';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { callSetUp, describeState, findIdentity, runSetUp, usual } from '../helpers/set-up.ts';
import { inTerminal, type Terminal } from '../helpers/stock-clients.ts';
import { testWith } from '../helpers/with-tools.ts';

// Each command of Azure CLI takes a second or two.
jest.setTimeout(240_000);

const withClients = testWith('az', 'gh');

/** A run that ends early, and one that completes what it has left. */
async function runWithInterruption(terminal: Terminal, { faults }: Sandbox): Promise<void> {
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
  const second = await runSetUp(terminal, usual);
  expect(second.exitCode).toBe(0);
  expect(second.stderr.match(/^already there /gm)).toHaveLength(4);
  expect(second.stderr.match(/^created /gm)).toHaveLength(3);
}

withClients(
  'a later run completes what a run that ended early has left, and --remove removes only that',
  () =>
    inTerminal(async (terminal, sandbox) => {
      const { github, tenant } = sandbox;
      const { variables } = github.repository('acme/ops');
      const before = describeState(sandbox);
      await runWithInterruption(terminal, sandbox);

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
    expect((await runSetUp(terminal, `--remove ${name}`)).stderr).not.toContain('\n\n');
    expect(describeState(sandbox)).toEqual(before);
    expect(sandbox.violations).toEqual([]);
  }),
);

withClients('--remove needs to see each repository in which setup.sh has created variables', () =>
  inTerminal(async (terminal, { tenant }) => {
    const { objectId } = tenant.workload;
    const check = callSetUp(
      '--remove',
      `recorded='exalate-setup:identity exalate-setup:variable:acme/lost:AZURE_CLIENT_ID' other_tags='["it'"'"'s a tag"]'
      graph_url=https://graph.microsoft.com object_id=${objectId}
      check_repositories_of_record`,
    );
    const { exitCode, stderr } = await terminal.run(check);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'This script created variables in the repository acme/lost, which does not exist',
    );
    // The printed command is for a repository that was deleted.
    const [command = ''] = /^az rest .*/m.exec(stderr) ?? [];
    expect(await terminal.run(command)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(tenant.workload.details['tags']).toEqual(["it's a tag", 'exalate-setup:identity']);
  }),
);
