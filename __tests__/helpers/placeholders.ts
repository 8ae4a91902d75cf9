import { randomUUID } from 'node:crypto';
import { addSecret, type ShellSession } from './shell-session.ts';

/** What the pages write where readers insert something of their own, and a value of the sandbox for it. */
const placeholders: readonly (readonly [RegExp, (session: ShellSession) => string])[] = [
  // Each is another one: a command may remove it.
  [/\bKEY-ID\b/g, ({ sandbox }) => addSecret(sandbox, 'Exalate')],
  [/\bAPPLICATION-ID\b/g, ({ sandbox }) => sandbox.tenant.application('Exalate').appId],
  [/\bOWNER\/NAME\b/g, () => 'acme/ops'],
  [/\busers\/OWNER\b/g, () => 'users/acme'],
  [/\bUSER@EXAMPLE\.COM\b/g, ({ administrator }) => administrator.userPrincipalName],
  [/\bVAULT\b/g, () => 'exalate-vault'],
  // A command for access policies cannot change a vault that uses role assignments.
  [/(?<=set-policy --name )[\w-]+/g, () => 'policy-vault'],
  [/(?<=--federated-credential-id )[A-Z]+\b/g, addFederatedCredential],
  [/(?<=secret (?:recover|purge) --vault-name [\w-]+ --name )[\w-]+/g, addDeletedSecret],
  [/(?<=\/secrets\/|--name )NAME\b/g, () => 'exalate-client-secret'],
  [/\bNAME-OF-AN-UNUSED-SECRET\b/g, () => 'UNUSED'],
  [/\bCLIENT-ID\b/g, ({ sandbox }) => sandbox.tenant.workload.appId],
];

/** One of the workload identity and one of Exalate's application have this name, so that it does not matter which is meant. */
function addFederatedCredential({ sandbox: { tenant } }: ShellSession): string {
  const name = randomUUID();
  for (const application of [tenant.workload, tenant.application('Exalate')]) {
    application.federatedCredentials.push({
      name,
      issuer: 'https://token.actions.githubusercontent.com',
      subject: `repo:acme/ops:environment:${name}`,
      audience: tenant.cloud.audience,
    });
  }
  return name;
}

/** One of each vault, so that it does not matter which is meant. */
function addDeletedSecret({ sandbox: { keyVault, tenant } }: ShellSession): string {
  const name = `deleted-${randomUUID()}`;
  for (const vault of [keyVault('exalate-vault'), keyVault('acme-vault')]) {
    vault.set(name, { value: 'old' }, tenant.now());
    vault.delete(name, tenant.now());
  }
  return name;
}

/** Fills in a command. A variable that is set to `…` keeps its value. */
export function fillIn(commands: string, session: ShellSession): string {
  const text = commands.replace(/^(\w+)=…/gm, '$1="$$$1"');
  return placeholders.reduce((filled, [name, value]) => filled.replace(name, () => value(session)), text);
}

/** What a page finds that does not begin with setting up: the identity, its name and the variables of the repository. */
export function setUp({ sandbox: { github, tenant } }: ShellSession): void {
  tenant.workload.displayName = 'exalate-secret-rotation';
  const at = { createdAt: '2026-11-02T09:00:00Z', updatedAt: '2026-11-02T09:00:00Z' };
  const { variables } = github.repository('acme/ops');
  variables.set('AZURE_TENANT_ID', { value: tenant.tenantId, ...at });
  variables.set('AZURE_CLIENT_ID', { value: tenant.workload.appId, ...at });
}

/** The variables that docs/setup.md sets, and that other pages use. */
export function startingVariables({ sandbox: { tenant } }: ShellSession): Readonly<Record<string, string>> {
  return {
    TENANT_ID: tenant.tenantId,
    CLIENT_ID: tenant.workload.appId,
    EXALATE_ID: tenant.application('Exalate').appId,
    REPOSITORY: 'acme/ops',
  };
}
