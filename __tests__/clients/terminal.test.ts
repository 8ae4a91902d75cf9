import { expect } from '@jest/globals';
import { createPerson, inTerminal } from '../helpers/stock-clients.ts';
import { testWith } from '../helpers/with-tools.ts';

const withClients = testWith('az', 'gh');

withClients('Azure CLI and GitHub CLI see the sandbox as an administrator', () =>
  inTerminal(async (terminal, sandbox) => {
    const script = `set -e
      az ad app list --filter "displayName eq 'Exalate'" --query '[].appId' --output tsv
      gh api repos/acme/ops --jq .permissions.admin`;
    const { appId } = sandbox.tenant.application('Exalate');
    expect(await terminal.run(script)).toEqual({ exitCode: 0, stdout: `${appId}\ntrue\n`, stderr: '' });
  }),
);

withClients('Azure CLI is signed in as a person', () =>
  inTerminal(
    async (terminal) => {
      const { stdout } = await terminal.run('az ad signed-in-user show --query displayName --output tsv');
      expect(stdout).toBe('Alice\n');
    },
    { signIn: createPerson },
  ),
);
