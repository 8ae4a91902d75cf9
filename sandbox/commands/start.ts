/** `npm start`: runs the bundled action in the sandbox, and shows a newcomer what happens, step by step. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { stringify } from 'yaml';
import { tryLogin } from './client.ts';
import { makePassword } from '../services/entra/passwords.ts';
import { plainText } from './plain-text.ts';
import { createJob } from '../runner/job.ts';
import type { StepResult } from '../runner/job.ts';
import { startSandbox } from '../sandbox.ts';
import type { Sandbox } from '../sandbox.ts';

const actionDir = join(import.meta.dirname, '..', '..');
const secretName = 'EXALATE_CLIENT_SECRET';
const day = 86_400_000;

if (existsSync(join(actionDir, 'dist', 'index.js'))) {
  process.exitCode = (await demonstrate()) ? 0 : 1;
} else {
  console.error('There is no dist/index.js yet. Build the action first: npm run build');
  process.exitCode = 1;
}

async function demonstrate(): Promise<boolean> {
  const sandbox = await startSandbox();
  try {
    seed(sandbox);
    heading('Before');
    show(`A Microsoft Entra tenant and a GitHub on this machine (${sandbox.proxyUrl}); nothing leaves it.`);
    showState(sandbox);

    const inputs = {
      'tenant-id': sandbox.tenant.tenantId,
      'client-id': sandbox.tenant.workload.appId,
      application: 'Exalate',
      'repository-secret': secretName,
    };
    heading('The step of the workflow');
    show(stringify([{ uses: './', with: { ...inputs, 'github-token': '${{ secrets.SECRETS_TOKEN }}' } }]));

    const result = await runAction(sandbox, inputs);
    heading('The job summary');
    show(plainText(result.summary));

    heading('After');
    showState(sandbox);
    const works = await checkSecret(sandbox);
    heading('The requests, in order');
    for (const { status, method, host, path } of sandbox.requests) {
      show(`${status} ${method.padEnd(4)} https://${host}${path.replace(/\?.*/, '')}`);
    }
    for (const violation of sandbox.violations)
      show(`Against the API's description: ${JSON.stringify(violation)}`);
    return result.succeeded && works && sandbox.violations.length === 0;
  } finally {
    await sandbox.close();
  }
}

/** A secret that somebody made by hand and that runs out soon, and a tenant that is as slow as a real one. */
function seed({ tenant }: Sandbox): void {
  const byHand = {
    displayName: 'made by hand',
    startDateTime: new Date(tenant.now() - 718 * day).toISOString(),
    endDateTime: new Date(tenant.now() + 12 * day).toISOString(),
  };
  tenant.keep(tenant.application('Exalate'), makePassword(byHand, tenant.now()), -Infinity);
  tenant.propagation = { login: [800, 2000, 3200], read: [0, 500, 1500] };
}

async function runAction(
  sandbox: Sandbox,
  inputs: Record<string, string>,
): Promise<{ succeeded: boolean; summary: string }> {
  const token = sandbox.github.tokens.writer;
  const job = await createJob({
    actionDir,
    environment: sandbox.environment,
    token: sandbox.github.tokens.job,
    inputs: { ...inputs, 'github-token': token },
    secrets: [token],
  });
  try {
    const main = await job.main();
    const post = await job.post();
    heading('The workflow log');
    show(main.transcript);
    if (post && post.transcript !== '') show(post.transcript);
    const steps: StepResult[] = post ? [main, post] : [main];
    return {
      succeeded: steps.every((step) => step.outcome === 'success'),
      summary: steps.map((step) => step.summary).join('\n'),
    };
  } finally {
    await job.close();
  }
}

function showState({ tenant, github }: Sandbox): void {
  const { appId } = tenant.application('Exalate');
  show(`The application Exalate (${appId}) has these client secrets:`);
  for (const { displayName, endDateTime, hint, keyId } of tenant.secretsOf('Exalate')) {
    show(`  ${hint}…  ${displayName ?? ''}, until ${endDateTime.slice(0, 10)}, key ID ${keyId}`);
  }
  const secret = github.secret('acme/ops', secretName);
  show(
    `The repository acme/ops has ${secret ? '' : 'no '}secret ${secretName}${secret ? `, of ${secret.updatedAt}` : ''}.`,
  );
}

/** Logs in with what a workflow would find in the repository secret. */
async function checkSecret(sandbox: Sandbox): Promise<boolean> {
  const secret = sandbox.github.secret('acme/ops', secretName);
  if (!secret) return false;
  const refusal = await tryLogin(sandbox, sandbox.tenant.application('Exalate').appId, secret.value);
  show(
    refusal === undefined
      ? 'Its value logs in as Exalate.'
      : `Its value does NOT log in as Exalate: ${refusal}`,
  );
  return refusal === undefined;
}

function heading(text: string): void {
  console.log('\n' + styleText('bold', text) + '\n');
}

function show(text: string): void {
  console.log(text.trimEnd().replace(/^(?=.)/gm, '  '));
}
