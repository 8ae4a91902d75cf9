import { describe, expect, test } from '@jest/globals';
import {
  formatAddFederatedCredentialCommand,
  formatAddOwnerCommand,
  formatCommands,
  formatGrantCommand,
  formatGrantVaultRoleCommand,
  formatListFederatedCredentialsCommand,
  formatListSecretsCommand,
  formatRecoverVaultSecretCommand,
  formatRemoveSecretCommand,
} from '../../../src/azure/az-commands.ts';
import { getCloud } from '../../../src/azure/cloud.ts';

const cloud = getCloud('public');
const clientId = '11111111-2222-3333-4444-555555555555';
const identity = { tenantId: 'tenant', clientId, cloud };

describe('the commands in an error', () => {
  test('are followed by where they work, and by the same steps in the portal', () => {
    expect(formatCommands(cloud, formatRecoverVaultSecretCommand('acme-vault', 'exalate'))).toBe(
      [
        '',
        '  az keyvault secret recover --vault-name acme-vault --name exalate',
        'This command works in Azure Cloud Shell (https://shell.azure.com, Bash).',
        'Or in the portal: Key vaults > acme-vault > Secrets > Manage deleted secrets > exalate > Recover.',
      ].join('\n'),
    );
  });

  test('name a page of the portal once', () => {
    const commands = [formatListSecretsCommand('app'), formatRemoveSecretCommand('app', 'KEY-ID')];
    expect(
      formatCommands(cloud, ...commands)
        .split('\n')
        .slice(3),
    ).toEqual([
      'These commands work in Azure Cloud Shell (https://shell.azure.com, Bash).',
      'Or in the portal: App registrations > All applications > app > Certificates & secrets > Client secrets. The column "Secret ID" shows the key IDs.',
    ]);
  });

  test('name no page for what the portal cannot do', () => {
    expect(formatCommands(cloud, formatAddOwnerCommand(identity, 'app'))).not.toContain('\nOr ');
  });

  test('select the cloud first outside the public one, and do not promise Cloud Shell there', () => {
    expect(formatCommands(getCloud('china'), formatListSecretsCommand('app'))).toMatch(
      /^\n {2}az cloud set --name AzureChinaCloud\n {2}az login --allow-no-subscriptions\n {2}az ad .*\nThese commands need Bash and the Azure CLI\.\nOr in the portal: /,
    );
  });

  const claims = { issuer: 'https://issuer', subject: "repo:acme/ops:environment:it's", audience: 'aud' };
  test.each([
    [
      'a federated credential',
      formatAddFederatedCredentialCommand(clientId, claims),
      /Federated credentials > Add credential > Other issuer\./,
    ],
    ['its list', formatListFederatedCredentialsCommand(clientId), /> Federated credentials\.$/],
    [
      'a permission',
      formatGrantCommand(identity, 'AuditLog.Read.All'),
      /> API permissions > .* > AuditLog\.Read\.All > Add permissions, then Grant admin consent\.$/,
    ],
    [
      'a role in a vault',
      formatGrantVaultRoleCommand(identity, 'acme-vault', 'exalate'),
      /acme-vault > Access control \(IAM\) > Add > Add role assignment > Key Vault Secrets Officer/,
    ],
  ])('have the path in the portal for %s', (_, command, path) => {
    expect(command.alternative).toMatch(path);
  });
});
