import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll } from '@jest/globals';
import { startSandbox } from '../../sandbox/sandbox.ts';
import type { Sandbox, SandboxOptions } from '../../sandbox/sandbox.ts';

/** What became of a script. */
export interface ShellResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A terminal of an administrator: bash, with Azure CLI and GitHub CLI as they are installed here, in a home of its own. */
export interface Terminal {
  readonly home: string;
  /**
   * Runs a script with bash in the home directory. A login stays for the next script; variables and functions do not.
   *
   * @param env added to the environment of the script
   */
  run(script: string, env?: Readonly<Record<string, string>>): Promise<ShellResult>;
  close(): Promise<void>;
}

/** Whom Azure CLI is signed in as. */
export interface Account {
  /** The parameters of `az login`. */
  readonly login: readonly string[];
}

/** An application that may set up everything. */
function createAdministrator({ tenant }: Sandbox): Account {
  const { appId, secret } = tenant.addAdministrator();
  return { login: ['--service-principal', '--username', appId, `--password=${secret}`] };
}

/** Template IDs of directory roles. */
export const cloudApplicationAdministrator = '158c047a-c907-4556-b7ef-446551a6b5f7';
export const privilegedRoleAdministrator = 'e8611ab8-c189-46e8-94e1-60213ab1f814';

/** A person, who is a Global Administrator unless other roles are given by their template IDs. */
export function createPerson({ tenant }: Sandbox, directoryRoles?: readonly string[]): Account {
  const person = tenant.addPerson('Alice');
  if (directoryRoles !== undefined) person.directoryRoles = [...directoryRoles];
  return { login: ['--username', person.userPrincipalName, `--password=${person.password}`] };
}

/** Where Azure CLI finds its commands. It takes a second to make, and depends on nothing but Azure CLI. */
let commandIndex: string | undefined;

/**
 * Opens a terminal whose network is the sandbox alone.
 *
 * @param account whom Azure CLI is signed in as; nobody, if there is none
 */
export async function openTerminal(sandbox: Sandbox, account?: Account): Promise<Terminal> {
  const home = await mkdtemp(join(tmpdir(), 'terminal-'));
  const { caFile, proxyUrl, tenant, github } = sandbox;
  const environment = {
    PATH: process.env['PATH'],
    HOME: home,
    AZURE_CONFIG_DIR: join(home, '.azure'),
    AZURE_CORE_COLLECT_TELEMETRY: 'no',
    GH_CONFIG_DIR: join(home, '.config', 'gh'),
    GH_TOKEN: github.tokens.administrator,
    HTTPS_PROXY: proxyUrl,
    https_proxy: proxyUrl,
    CURL_CA_BUNDLE: caFile,
    REQUESTS_CA_BUNDLE: caFile,
    SSL_CERT_FILE: caFile,
  };
  const terminal: Terminal = {
    home,
    run: async (script, env = {}) => {
      const result = await runBash(script, home, { ...environment, ...env });
      // docs/approval.md lists the hosts that the action contacts, not those of Azure CLI.
      sandbox.connections.length = 0;
      sandbox.proxyRules.refused.length = 0;
      return result;
    },
    close: () => rm(home, { recursive: true, force: true }),
  };
  if (account === undefined) return terminal;
  const parameters = ['--allow-no-subscriptions', '--tenant', tenant.tenantId, ...account.login];
  const login = ['az', 'login', ...parameters].map((each) => `'${each}'`).join(' ');
  const indexFile = join(environment.AZURE_CONFIG_DIR, 'commandIndex.json');
  if (commandIndex !== undefined) {
    await mkdir(environment.AZURE_CONFIG_DIR);
    await writeFile(indexFile, commandIndex);
  }
  const { exitCode, stderr } = await terminal.run(login);
  if (exitCode !== 0) throw new Error(`az login failed: ${stderr}`);
  commandIndex ??= await readFile(indexFile, 'utf8');
  return terminal;
}

/** One sandbox and one terminal of an administrator for all tests of the surrounding `describe`, because a login takes long. */
export function shareTerminal(): () => { readonly terminal: Terminal; readonly sandbox: Sandbox } {
  let sandbox: Sandbox;
  let terminal: Terminal;
  beforeAll(async () => {
    sandbox = await startSandbox();
    terminal = await openTerminal(sandbox, createAdministrator(sandbox));
  });
  afterAll(async () => {
    await terminal.close();
    await sandbox.close();
  });
  return () => ({ terminal, sandbox });
}

/** Runs a test in a sandbox and a terminal of its own. The account is an application that may set up everything. */
export async function inTerminal(
  test: (terminal: Terminal, sandbox: Sandbox) => Promise<void>,
  {
    signIn = createAdministrator,
    ...options
  }: SandboxOptions & { readonly signIn?: (sandbox: Sandbox) => Account } = {},
): Promise<void> {
  const sandbox = await startSandbox(options);
  try {
    const terminal = await openTerminal(sandbox, signIn(sandbox));
    await test(terminal, sandbox).finally(() => terminal.close());
  } finally {
    await sandbox.close();
  }
}

async function runBash(
  script: string,
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ShellResult> {
  const child = spawn('bash', ['-c', script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { exitCode, stdout, stderr };
}
