import type { Sandbox } from '../sandbox.ts';
import type { Person } from '../services/entra/people.ts';

/** A command for another shell. */
export interface Command {
  readonly purpose: string;
  readonly lines: readonly string[];
}

/** The commands that `npm run sandbox` prints; they need the environment that it prints as well. */
export function createCommands(
  { tenant, github }: Sandbox,
  administrator: { readonly appId: string; readonly secret: string },
  person: Person,
): Record<string, Command> {
  const login = `az login --allow-no-subscriptions --tenant ${tenant.tenantId} \\`;
  return {
    idToken: {
      purpose: 'Request an ID token of the job, as the action does',
      lines: [
        'ID_TOKEN=$(curl -sS -H "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \\',
        `  "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=${tenant.cloud.audience}" | sed 's/.*"value":"\\([^"]*\\)".*/\\1/')`,
      ],
    },
    githubSecret: {
      purpose: 'Write a secret of the repository, and list its secrets (GitHub CLI)',
      lines: ['gh secret set HELLO --repo acme/ops --body world', 'gh secret list --repo acme/ops'],
    },
    workloadLogin: {
      purpose: 'Log in as the workload identity, with the ID token above (Azure CLI)',
      lines: [
        login,
        `  --service-principal --username ${tenant.workload.appId} --federated-token "$ID_TOKEN"`,
        `az rest --url 'https://${tenant.cloud.graph}/v1.0/applications?$select=displayName,appId'`,
      ],
    },
    administratorLogin: {
      purpose: 'Log in as an application that may set everything up (Azure CLI)',
      lines: [
        login,
        `  --service-principal --username ${administrator.appId} --password='${administrator.secret}'`,
        'az ad app list --all --query "[].displayName" --output tsv',
      ],
    },
    personLogin: {
      purpose:
        'Log in as a person with the roles Global Administrator and Owner of the Azure subscription (Azure CLI)',
      lines: [
        login,
        `  --username ${person.userPrincipalName} --password='${person.password}'`,
        'az ad signed-in-user show --query displayName --output tsv',
      ],
    },
    githubVariable: {
      purpose: 'Act as an administrator of the repository (GitHub CLI)',
      lines: [
        `export GH_TOKEN='${github.tokens.administrator}'`,
        `gh api repos/acme/ops/actions/variables -f name=AZURE_TENANT_ID -f value=${tenant.tenantId}`,
        'gh api repos/acme/ops/actions/oidc/customization/sub',
      ],
    },
    setUp: {
      purpose:
        'Set up a new workload identity, and print the workflow that uses it, after the login as an application or a person',
      lines: [
        `export GH_TOKEN='${github.tokens.administrator}'`,
        'setup/setup.sh --repository acme/ops --application Exalate \\',
        '  --key-vault-secret https://acme-vault.vault.azure.net/secrets/exalate-client-secret',
      ],
    },
    action: {
      purpose: 'Run the bundled action',
      lines: [
        `env INPUT_TENANT-ID=${tenant.tenantId} INPUT_CLIENT-ID=${tenant.workload.appId} INPUT_APPLICATION=Exalate \\`,
        `  INPUT_REPOSITORY=acme/ops INPUT_REPOSITORY-SECRET=EXALATE_CLIENT_SECRET INPUT_GITHUB-TOKEN=${github.tokens.writer} \\`,
        '  node dist/index.js',
      ],
    },
  };
}

export function formatCommand({ purpose, lines }: Command): string {
  return [`# ${purpose}:`, ...lines].join('\n');
}
