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
  [/(?<=\/secrets\/|--name )NAME\b/g, () => 'exalate-client-secret'],
  [/\bNAME-OF-AN-UNUSED-SECRET\b/g, () => 'UNUSED'],
  [/\bCLIENT-ID\b/g, ({ sandbox }) => sandbox.tenant.workload.appId],
];

/** Fills in a command. A variable that is set to `…` keeps its value. */
export function fillIn(commands: string, session: ShellSession): string {
  const text = commands.replace(/^(\w+)=…/gm, '$1="$$$1"');
  return placeholders.reduce((filled, [name, value]) => filled.replace(name, () => value(session)), text);
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
