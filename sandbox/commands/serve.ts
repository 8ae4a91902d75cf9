/** `npm run sandbox`: keeps a sandbox running, and prints what other programs need to talk to it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../sandbox.ts';
import { createCommands, formatCommand } from './instructions.ts';

const sandbox = await startSandbox();
// What a runner has ready for each step.
const job = await mkdtemp(join(tmpdir(), 'sandbox-job-'));
const [workspace, temp] = [join(job, 'workspace'), join(job, 'temp')];
const files = {
  GITHUB_OUTPUT: join(job, 'output'),
  GITHUB_STATE: join(job, 'state'),
  GITHUB_STEP_SUMMARY: join(job, 'summary'),
};
await Promise.all([workspace, temp].map((folder) => mkdir(folder)));
await Promise.all(Object.values(files).map((file) => writeFile(file, '')));
const { tenant, github } = sandbox;
const variables = {
  ...sandbox.environment,
  ...files,
  GITHUB_WORKSPACE: workspace,
  RUNNER_TEMP: temp,
  // The same two facts, under the names that other programs look for.
  https_proxy: sandbox.proxyUrl,
  CURL_CA_BUNDLE: sandbox.caFile,
  SSL_CERT_FILE: sandbox.caFile,
  REQUESTS_CA_BUNDLE: sandbox.caFile,
  GH_TOKEN: github.tokens.writer,
  // A login here leaves the accounts alone that these programs know, and an earlier sandbox's tokens are forgotten.
  AZURE_CONFIG_DIR: join(job, 'azure'),
  GH_CONFIG_DIR: join(job, 'gh'),
};
const exports = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'`);
const person = tenant.addPerson('Alice');
// What README's quick start needs: a vault on which the person may assign roles, and a job that may open issues.
tenant.subscription.owners.add(person.id);
sandbox.addKeyVault('acme-vault');
github.setJobPermissions({ issues: 'write' });
const commands = createCommands(sandbox, tenant.addAdministrator(), person);
// As in a real tenant, it takes a few seconds until what is added from now on is available everywhere.
tenant.replication = [0, 3_000];

console.log(`# The sandbox runs until you press Ctrl-C. In another shell, set the environment:

${exports.join('\n')}

# Then, in the folder of this project, run any of these commands:

${Object.values(commands).map(formatCommand).join('\n\n')}
`);

async function stop(): Promise<void> {
  await sandbox.close();
  await rm(job, { recursive: true, force: true });
}

process.once('SIGINT', () => void stop());
process.once('SIGTERM', () => void stop());
