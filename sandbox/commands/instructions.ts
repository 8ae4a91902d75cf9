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
      purpose: 'An ID token of the job, as the action gets it',
      lines: [
        'ID_TOKEN=$(curl -sS -H "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \\',
        `  "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=${tenant.cloud.audience}" | sed 's/.*"value":"\\([^"]*\\)".*/\\1/')`,
      ],
    },
    githubSecret: {
      purpose: 'A secret of the repository (GitHub CLI)',
      lines: ['gh secret set HELLO --repo acme/ops --body world', 'gh secret list --repo acme/ops'],
    },
    workloadLogin: {
      purpose: 'The tenant as the workload identity sees it (Azure CLI), with the ID token above',
      lines: [
        login,
        `  --service-principal --username ${tenant.workload.appId} --federated-token "$ID_TOKEN"`,
        `az rest --url 'https://${tenant.cloud.graph}/v1.0/applications?$select=displayName,appId'`,
      ],
    },
    administratorLogin: {
      purpose: 'The tenant as an application sees it that may set up everything (Azure CLI)',
      lines: [
        login,
        `  --service-principal --username ${administrator.appId} --password='${administrator.secret}'`,
        'az ad app list --all --query "[].displayName" --output tsv',
      ],
    },
    personLogin: {
      purpose: 'The tenant as a person sees it, who is Global Administrator (Azure CLI)',
      lines: [
        login,
        `  --username ${person.userPrincipalName} --password='${person.password}'`,
        'az ad signed-in-user show --query displayName --output tsv',
      ],
    },
    githubVariable: {
      purpose: 'The repository as an administrator sees it (GitHub CLI)',
      lines: [
        `export GH_TOKEN='${github.tokens.administrator}'`,
        `gh api repos/acme/ops/actions/variables -f name=AZURE_TENANT_ID -f value=${tenant.tenantId}`,
        'gh api repos/acme/ops/actions/oidc/customization/sub',
      ],
    },
    setUp: {
      purpose: 'A new workload identity, and the workflow that uses it, after one of the last two logins',
      lines: [
        `export GH_TOKEN='${github.tokens.administrator}'`,
        'setup/setup.sh --repository acme/ops --application Exalate --repository-secret EXALATE_CLIENT_SECRET',
      ],
    },
    action: {
      purpose: 'The bundled action itself',
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
