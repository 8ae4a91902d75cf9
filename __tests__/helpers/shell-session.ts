import { randomUUID } from 'node:crypto';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.ts';
import { makePassword } from '../../sandbox/services/entra/passwords.ts';
import { clouds } from '../../sandbox/services/entra/clouds.ts';
import type { Person } from '../../sandbox/services/entra/people.ts';
import { permissions } from '../../sandbox/services/key-vault/vault.ts';
import { filesIn, read, root } from './repository.ts';
import { openTerminal, type Terminal } from './stock-clients.ts';

/** An administrator's shell, and what the administrator administers. */
export interface ShellSession {
  readonly sandbox: Sandbox;
  readonly terminal: Terminal;
  readonly administrator: Person;
  /** Runs the scripts in one shell, one after the other, until one of them fails. */
  readonly run: (
    scripts: readonly string[],
    variables?: Readonly<Record<string, string>>,
  ) => Promise<SessionResult>;
  readonly close: () => Promise<void>;
}

interface SessionResult {
  /** What each script printed that was started, on both streams. */
  readonly outputs: readonly string[];
  /** The number of the script that failed; undefined when none did. */
  readonly failed: number | undefined;
}

const marker = '::script::';

/**
 * Opens a shell with Azure CLI and GitHub CLI signed in as somebody who may do everything: Global Administrator, owner of the
 * Azure subscription, allowed to read and write the secrets of its vaults, administrator of `acme/ops`. That repository has
 * the workflows of examples/.
 */
export async function openSession(options?: SandboxOptions): Promise<ShellSession> {
  const sandbox = await startSandbox(options);
  const { tenant, github } = sandbox;
  const administrator = tenant.addPerson('Alice');
  tenant.subscription.owners.add(administrator.id);
  // A vault for each permission model, and one that the pages name.
  sandbox.addKeyVault('policy-vault').permissionModel = 'access-policy';
  for (const name of ['exalate-vault', 'acme-vault']) {
    const vault = name === 'exalate-vault' ? sandbox.keyVault(name) : sandbox.addKeyVault(name);
    vault.roleAssignments.push({ objectId: administrator.id, role: 'test', permissions, secret: undefined });
  }
  github.addRepository('acme/watch');
  const everything = github.access.get(github.tokens.administrator);
  github.access.set(github.tokens.administrator, {
    ...everything,
    kind: 'personal access token',
    organizations: everything?.organizations ?? {},
    repositories: { ...everything?.repositories, 'acme/watch': everything?.repositories['acme/ops'] ?? {} },
  });
  const repository = github.repository('acme/ops');
  repository.addEnvironment('production');
  // What setup.sh prints for a vault is this example.
  repository.addWorkflow('exalate-secret.yml', read('examples/key-vault.yml'));
  for (const path of filesIn('examples', '.yml')) {
    repository.addWorkflow(path.replace('examples/', ''), read(path));
  }
  const { userPrincipalName, password } = administrator;
  const login = ['--username', userPrincipalName, `--password=${password}`];
  // In another cloud, nobody is signed in: the commands begin with that.
  const isPublic = tenant.cloud === clouds.public;
  const terminal = await openTerminal(sandbox, isPublic ? { login } : undefined);
  // What people paste when a command asks for a token or a value, and whom GitHub CLI is signed in as.
  await writeFile(join(terminal.home, 'input'), `${github.tokens.writer}\n`);
  await writeFile(
    join(terminal.home, 'client-secrets.json'),
    JSON.stringify(reportOf(tenant.application('Exalate'))),
  );
  await symlink(root, join(terminal.home, 'exalate-secret-action'));
  const credentials = {
    SESSION_USER: userPrincipalName,
    SESSION_PASSWORD: password,
    SESSION_TOKEN: github.tokens.administrator,
  };
  return {
    sandbox,
    terminal,
    administrator,
    run: (scripts, variables) => runScripts(terminal, tenant.tenantId, credentials, scripts, variables),
    close: async () => {
      await terminal.close();
      await sandbox.close();
    },
  };
}

async function runScripts(
  terminal: Terminal,
  tenantId: string,
  credentials: Readonly<Record<string, string>>,
  scripts: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<SessionResult> {
  // A login that is stored survives `unset GH_TOKEN`.
  const preamble = `set -euo pipefail
    exec 2>&1
    SESSION_LOGIN=(--tenant '${tenantId}' --username "$SESSION_USER" --password="$SESSION_PASSWORD")
    source '${join(root, '__tests__/helpers/session.sh')}'
    mkdir -p "$GH_CONFIG_DIR"
    printf 'github.com:\\n  user: octocat\\n  oauth_token: %s\\n  git_protocol: https\\n' "$SESSION_TOKEN" > "$GH_CONFIG_DIR/hosts.yml"
    unset GH_TOKEN
    export GH_PROMPT_DISABLED=1`;
  const steps = scripts.map((script) => `echo '${marker}'\n{\n${script}\n} < ~/input`);
  const { exitCode, stdout } = await terminal.run([preamble, ...steps].join('\n'), {
    ...credentials,
    ...variables,
  });
  const [before = '', ...outputs] = stdout.split(`${marker}\n`);
  if (exitCode !== 0 && outputs.length === 0) throw new Error(before);
  return { outputs, failed: exitCode === 0 ? undefined : outputs.length - 1 };
}

/** A new client secret of an application, by its key ID. */
export function addSecret({ tenant }: Sandbox, application: string): string {
  const password = makePassword({ displayName: 'Added by hand' }, tenant.now());
  tenant.keep(tenant.application(application), password, -Infinity);
  return password.keyId;
}

/** A report of one secret that somebody added by hand, with the members that commands read. */
function reportOf({ appId }: { readonly appId: string }): unknown {
  return { secrets: [{ 'application-id': appId, 'key-id': randomUUID(), lineage: null }] };
}
