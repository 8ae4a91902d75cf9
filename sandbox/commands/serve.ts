/** `npm run sandbox`: keeps a sandbox running, and prints what other programs need to talk to it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../sandbox.ts';

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
};
const exports = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'`);

console.log(`# The sandbox runs until Ctrl-C. Paste this into another shell:

${exports.join('\n')}

# Then, for example:
#
# An ID token of the job, as the action gets it (curl):
#   curl -s -H "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=api://AzureADTokenExchange"
#
# The secrets of the repository (GitHub CLI):
#   gh secret set HELLO --repo acme/ops --body world
#   gh secret list --repo acme/ops
#
# The tenant as the workload identity sees it (Azure CLI); TOKEN is the value of the ID token above:
#   az login --service-principal --allow-no-subscriptions --tenant ${tenant.tenantId} --username ${tenant.workload.appId} --federated-token TOKEN
#   az rest --url https://graph.microsoft.com/v1.0/applications
#
# The bundled action itself:
#   env INPUT_TENANT-ID=${tenant.tenantId} INPUT_CLIENT-ID=${tenant.workload.appId} INPUT_APPLICATION=Exalate \\
#     INPUT_REPOSITORY=acme/ops INPUT_REPOSITORY-SECRET=EXALATE_CLIENT_SECRET INPUT_GITHUB-TOKEN=${github.tokens.writer} \\
#     node dist/index.js
`);

async function stop(): Promise<void> {
  await sandbox.close();
  await rm(job, { recursive: true, force: true });
}

process.once('SIGINT', () => void stop());
process.once('SIGTERM', () => void stop());
