import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Sandbox } from '../sandbox/sandbox.ts';

const run = promisify(execFile);

/** The programs that `timeStockClients` runs. */
export const stockClients = '`curl`, `az` and `gh`';

/** Whether `az` and `gh` are installed. */
export function hasStockClients(): boolean {
  try {
    for (const name of ['az', 'gh']) execFileSync('which', [name], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * What people run in place of the action: they ask for the ID token, log in with it, add a client secret, and store it.
 *
 * @param folder the home of a job that has just begun: az has nothing there yet
 * @returns milliseconds
 */
export async function timeStockClients(sandbox: Sandbox, folder: string): Promise<number> {
  const { environment, tenant, github, caFile, proxyUrl } = sandbox;
  const env = {
    PATH: process.env['PATH'],
    ...environment,
    HOME: folder,
    AZURE_CONFIG_DIR: join(folder, 'azure'),
    AZURE_CORE_COLLECT_TELEMETRY: 'no',
    https_proxy: proxyUrl,
    REQUESTS_CA_BUNDLE: caFile,
    SSL_CERT_FILE: caFile,
    GH_TOKEN: github.tokens.writer,
  };
  const who = ['--tenant', tenant.tenantId, '--username', tenant.workload.appId];
  const begun = performance.now();
  const idToken = await requestIdToken(env);
  await run(
    'az',
    ['login', '--service-principal', '--allow-no-subscriptions', ...who, '--federated-token', idToken],
    { env },
  );
  const id = tenant.application('Exalate').appId;
  const query = ['--query', 'password', '--output', 'tsv'];
  const { stdout } = await run(
    'az',
    ['ad', 'app', 'credential', 'reset', '--id', id, '--append', '--years', '2', ...query],
    { env },
  );
  const stored = run('gh', ['secret', 'set', 'EXALATE_CLIENT_SECRET', '--repo', 'acme/ops'], { env });
  stored.child.stdin?.end(stdout.trim());
  await stored;
  return performance.now() - begun;
}

async function requestIdToken(env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const url = `${env['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? ''}&audience=api://AzureADTokenExchange`;
  const header = `Authorization: Bearer ${env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? ''}`;
  const { stdout } = await run(
    'curl',
    ['--silent', '--cacert', env['SSL_CERT_FILE'] ?? '', '--header', header, url],
    { env },
  );
  const response: unknown = JSON.parse(stdout);
  if (typeof response === 'object' && response !== null && 'value' in response) return String(response.value);
  throw new Error('The sandbox gave no ID token.');
}
