import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makePassword } from '../../../sandbox/entra/passwords.ts';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { TimeBudget } from '../../../src/http/time-budget.ts';
import {
  enterSandbox,
  failureOf,
  FastClock,
  type InProcessRun,
  prepareRun,
} from '../../helpers/in-sandbox.ts';

let sandbox: Sandbox;
let prepared: InProcessRun;

beforeEach(async () => {
  sandbox = await enterSandbox();
  prepared = prepareRun(sandbox, { 'step-output': 'true' });
});

afterEach(async () => {
  await sandbox.close();
  expect(sandbox.violations).toEqual([]);
});

/** Tries it with a secret of the application Exalate. */
async function prove(organization = 'acme'): Promise<void> {
  const application = sandbox.tenant.application('Exalate');
  const secret = makePassword({ displayName: 'x' }, Date.now());
  sandbox.tenant.keep(application, secret, -Infinity);
  await prepared.services.verifyAzureDevOpsAccess(organization, application.appId, secret.secretText);
}

const host = 'dev.azure.com';

describe('the proof that Azure DevOps is reached', () => {
  test('is a page of projects, asked for with a token that is masked', async () => {
    await prove();
    const asked = sandbox.requests.filter((request) => request.host === host);
    expect(asked).toMatchObject([
      { method: 'GET', path: '/acme/_apis/projects?$top=1&api-version=7.1', status: 200 },
    ]);
    expect(prepared.toolkit.masks.some((mask) => mask.startsWith('ey'))).toBe(true);
  });

  test('is tried again after passing faults', async () => {
    sandbox.faults.add({ when: { host }, fault: { kind: 'drop' } });
    sandbox.faults.add({ when: { host }, fault: { kind: 'answer', status: 503 } });
    await prove();
    expect(prepared.clock.waits).toHaveLength(2);
  });

  test('is asked for however long Entra took to accept the secret', async () => {
    const clock = new FastClock();
    prepared = prepareRun(sandbox, { 'step-output': 'true' }, clock, new TimeBudget(clock, 0, 0));
    await prove();
    expect(sandbox.requests.filter((request) => request.host === host)).toMatchObject([{ status: 200 }]);
  });

  test('waits for a replica of Entra that has not heard of the secret', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const body = { error: 'invalid_client', error_description: 'AADSTS7000215: x', error_codes: [7000215] };
    sandbox.faults.add({ when: { path: /oauth2/ }, fault: { kind: 'answer', status: 401, headers, body } });
    await prove();
    expect(prepared.clock.waits).toHaveLength(1);
  });
});

describe('an error says what to change:', () => {
  test('the membership', async () => {
    sandbox.azureDevOps.organization('acme').members.clear();
    const failure = await failureOf(prove());
    expect(failure.code).toBe('azure-devops-not-a-member');
    expect(failure.explanation.remedy).toContain('https://dev.azure.com/acme/_settings/users');
  });

  test('the rights', async () => {
    const { appId } = sandbox.tenant.application('Exalate');
    sandbox.azureDevOps.organization('acme').denied.add(appId);
    expect(await failureOf(prove())).toMatchObject({ code: 'azure-devops-permission-missing' });
  });

  test.each(['page', 'redirect'] as const)('the tenant, when a sign-in %s comes', async (signIn) => {
    const organization = sandbox.azureDevOps.organization('acme');
    organization.members.clear();
    organization.signIn = signIn;
    expect(await failureOf(prove())).toMatchObject({ code: 'azure-devops-sign-in-page' });
    expect(sandbox.requests.filter((request) => request.host === host)).toHaveLength(1);
  });

  test('the name', async () => {
    expect(await failureOf(prove('nobody'))).toMatchObject({ code: 'azure-devops-organization-not-found' });
  });

  test('nothing, when it never answers well', async () => {
    sandbox.faults.add({ when: { host }, times: Infinity, fault: { kind: 'drop' } });
    expect(await failureOf(prove())).toMatchObject({ code: 'azure-devops-unreachable' });
    sandbox.faults.clear();
    sandbox.faults.add({ when: { host }, times: Infinity, fault: { kind: 'answer', status: 500 } });
    expect(await failureOf(prove())).toMatchObject({ code: 'azure-devops-request-failed' });
  });

  test('the tenant, when Entra knows no Azure DevOps', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const body = { error: 'invalid_resource', error_description: 'AADSTS500011: x', error_codes: [500011] };
    sandbox.faults.add({ when: { path: /oauth2/ }, fault: { kind: 'answer', status: 400, headers, body } });
    const failure = await failureOf(prove());
    expect(failure.code).toBe('azure-devops-login-refused');
    expect(failure.message).toContain('AADSTS500011');
  });
});
