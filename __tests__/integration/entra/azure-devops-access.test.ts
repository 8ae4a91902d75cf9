import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makePassword } from '../../../sandbox/services/entra/passwords.ts';
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

/** Verifies the access with a new secret of the application Exalate. */
async function verifyAccess(organization = 'acme'): Promise<void> {
  const application = sandbox.tenant.application('Exalate');
  const secret = makePassword({ displayName: 'x' }, Date.now());
  sandbox.tenant.keep(application, secret, -Infinity);
  await prepared.services.verifyAzureDevOpsAccess(organization, application.appId, secret.secretText);
}

const host = 'dev.azure.com';

describe('the verification of access to Azure DevOps', () => {
  test('requests a page of projects with a token that is masked', async () => {
    await verifyAccess();
    const requests = sandbox.requests.filter((request) => request.host === host);
    expect(requests).toMatchObject([
      { method: 'GET', path: '/acme/_apis/projects?$top=1&api-version=7.1', status: 200 },
    ]);
    expect(prepared.toolkit.masks.some((mask) => mask.startsWith('ey'))).toBe(true);
  });

  test('is retried after temporary faults', async () => {
    sandbox.faults.add({ when: { host }, fault: { kind: 'drop' } });
    sandbox.faults.add({ when: { host }, fault: { kind: 'answer', status: 503 } });
    await verifyAccess();
    expect(prepared.clock.waits).toHaveLength(2);
  });

  test('has its own time limit, however long Entra took to accept the secret', async () => {
    const clock = new FastClock();
    prepared = prepareRun(sandbox, { 'step-output': 'true' }, clock, new TimeBudget(clock, 0, 0));
    await verifyAccess();
    expect(sandbox.requests.filter((request) => request.host === host)).toMatchObject([{ status: 200 }]);
  });

  test('waits for a replica of Entra that does not know the secret yet', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const body = { error: 'invalid_client', error_description: 'AADSTS7000215: x', error_codes: [7000215] };
    sandbox.faults.add({ when: { path: /oauth2/ }, fault: { kind: 'answer', status: 401, headers, body } });
    await verifyAccess();
    expect(prepared.clock.waits).toHaveLength(1);
  });
});

test.each([
  ['the login', { path: /oauth2/ }, { kind: 'answer', status: 403 }],
  ['Azure DevOps', { host }, { kind: 'answer', status: 503, headers: { 'Retry-After': '61' } }],
] as const)(
  'the verification of access is retried after %s was refused on the way',
  async (_, when, fault) => {
    sandbox.faults.add({ when, fault });
    await verifyAccess();
    expect(prepared.clock.waits).toHaveLength(1);
  },
);

describe('the error of the verification names what to change:', () => {
  test('the membership', async () => {
    sandbox.azureDevOps.organization('acme').members.clear();
    const failure = await failureOf(verifyAccess());
    expect(failure.code).toBe('azure-devops-not-a-member');
    expect(failure.explanation.remedy).toContain('https://dev.azure.com/acme/_settings/users');
  });

  test('the permission', async () => {
    const { appId } = sandbox.tenant.application('Exalate');
    sandbox.azureDevOps.organization('acme').denied.add(appId);
    expect(await failureOf(verifyAccess())).toMatchObject({ code: 'azure-devops-permission-missing' });
  });

  test.each(['page', 'redirect'] as const)('the tenant, after a sign-in %s', async (signIn) => {
    const organization = sandbox.azureDevOps.organization('acme');
    organization.members.clear();
    organization.signIn = signIn;
    expect(await failureOf(verifyAccess())).toMatchObject({ code: 'azure-devops-sign-in-page' });
    expect(sandbox.requests.filter((request) => request.host === host)).toHaveLength(1);
  });

  test.each(['error', 'page'] as const)('the policy, after an %s of Conditional Access', async (form) => {
    sandbox.azureDevOps.organization('acme').conditionalAccess = form;
    const failure = await failureOf(verifyAccess());
    expect(failure.code).toBe('login-blocked-by-policy');
    expect(failure.message).toContain('VS403463');
    expect(failure.explanation.remedy).toContain('remove `azure-devops-organization`');
  });

  test('the filter that answered in place of Azure DevOps', async () => {
    const headers = { Location: 'https://filter.example.com/block?s3cr3t' };
    sandbox.faults.add({ when: { host }, fault: { kind: 'answer', status: 302, headers } });
    const failure = await failureOf(verifyAccess());
    expect(failure.code).toBe('response-not-from-service');
    expect(failure.message).toContain('redirect to filter.example.com');
    expect(failure.message).not.toContain('s3cr3t');
  });

  test('the name of the organization', async () => {
    expect(await failureOf(verifyAccess('nobody'))).toMatchObject({
      code: 'azure-devops-organization-not-found',
    });
  });

  test('nothing, when Azure DevOps is unavailable', async () => {
    sandbox.faults.add({ when: { host }, times: Infinity, fault: { kind: 'drop' } });
    expect(await failureOf(verifyAccess())).toMatchObject({ code: 'azure-devops-unreachable' });
    sandbox.faults.clear();
    for (const status of [429, 500]) {
      sandbox.faults.add({ when: { host }, times: Infinity, fault: { kind: 'answer', status } });
      expect(await failureOf(verifyAccess())).toMatchObject({ code: 'azure-devops-request-failed' });
      sandbox.faults.clear();
    }
  });

  test('the tenant, when Azure DevOps is disabled in it', async () => {
    sandbox.tenant.policies.disabledResources.push('499b84ac-1321-427f-aa17-267ca6975798');
    const failure = await failureOf(verifyAccess());
    expect(failure.code).toBe('azure-devops-login-refused');
    expect(failure.message).toContain('AADSTS500014');
    expect(failure.explanation.remedy).toContain('/_settings/organizationAad');
  });

  test('nothing, when Entra refuses the login for another reason, and quotes nothing', async () => {
    sandbox.tenant.failLogins(82001, 'The agentic application is not permitted to request app-only tokens.');
    const failure = await failureOf(verifyAccess());
    expect(failure.code).toBe('azure-devops-login-refused');
    expect(failure.message).toContain('AADSTS82001 (trace ID ');
    expect(failure.message).toContain('could not be checked');
    expect(failure.message).not.toContain('agentic');
  });

  test('nothing, when a replica does not learn about the secret', async () => {
    sandbox.tenant.failLogins(7000215, 'Invalid client secret provided.', 6);
    const failure = await failureOf(verifyAccess());
    expect(failure.code).toBe('azure-devops-login-refused');
    expect(failure.message).toContain('replicas');
  });

  test('the policy that blocks the login for Azure DevOps alone', async () => {
    sandbox.tenant.failLogins(53003, 'Access has been blocked by Conditional Access policies.');
    const failure = await failureOf(verifyAccess());
    expect(failure.code).toBe('login-blocked-by-policy');
    expect(failure.explanation.remedy).toContain('remove `azure-devops-organization`');
  });
});
