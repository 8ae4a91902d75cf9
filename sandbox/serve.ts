/** `npm run sandbox`: keeps a sandbox running, and prints what other programs need to talk to it. */
import { startSandbox } from './sandbox.ts';

const sandbox = await startSandbox();
const { tenant, github } = sandbox;
const variables = {
  ...sandbox.environment,
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

process.once('SIGINT', () => void sandbox.close());
process.once('SIGTERM', () => void sandbox.close());
