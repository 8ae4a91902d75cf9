/** The sandbox's process, which start.ts starts and stop.ts stops. */
import { getInput } from '@actions/core';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { Checks, vaultName, vaultSecret } from './checks.ts';
import { serveControl, type Verdict } from './control.ts';
import { fetchKeys, fetchSubjectPrefix } from './github.ts';
import { computeSubject, readJobVariables } from './job.ts';

const job = readJobVariables(process.env);
const issuer = getInput('issuer', { required: true });
const prefix = await fetchSubjectPrefix(job, getInput('token', { required: true }));
const subject = computeSubject(job, prefix);
console.log(`The sandbox trusts the subject ${subject} from ${issuer}.`);

const sandbox = await startSandbox({
  externalIssuer: {
    url: issuer,
    keys: await fetchKeys(issuer),
    requestUrl: job.ACTIONS_ID_TOKEN_REQUEST_URL,
    subject,
  },
});
const { tenant } = sandbox;
const vault = sandbox.addKeyVault(vaultName);
vault.roles.set(tenant.workload.appId, ['set', 'list']);
const other = tenant.addApplication({ displayName: 'trusts-another-branch', owned: false });
other.roles = tenant.workload.roles;
other.federatedCredentials.push({
  issuer,
  subject: computeSubject(
    { GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/not-the-branch-of-this-job' },
    prefix,
  ),
  audience: tenant.cloud.audience,
});

const checks = new Checks(sandbox, job, subject);
const controlUrl = await serveControl(judge, () => {
  void sandbox.close().then(() => process.exit());
});

function judge(name: string, given: unknown): Verdict {
  const lines = sandbox.requests.map(
    ({ method, host, path, status }) => `${status} ${method} https://${host}${path}`,
  );
  try {
    if (name === 'end') checks.end();
    else checks.run(name, given);
    return { lines };
  } catch (error) {
    return { problem: String(error), lines };
  }
}

const outputs: Readonly<Record<string, string>> = {
  'proxy-url': sandbox.proxyUrl,
  'ca-file': sandbox.caFile,
  'control-url': controlUrl,
  'tenant-id': tenant.tenantId,
  'client-id': tenant.workload.appId,
  'other-client-id': other.appId,
  'application-id': tenant.application('Exalate').appId,
  'key-vault-secret': `https://${vault.host}/secrets/${vaultSecret}`,
};
process.send?.(outputs);
process.disconnect();
