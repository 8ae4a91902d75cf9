import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { enterSandbox, failureOf, prepareRun, runRotation } from '../../helpers/in-sandbox.ts';
import { loginWithSecret, makeClient } from '../../helpers/sandbox-client.ts';
import type { Client, Received } from '../../helpers/sandbox-client.ts';

const root = 'https://graph.microsoft.com/v1.0';

let sandbox: Sandbox;
let client: Client;

beforeEach(async () => {
  sandbox = await enterSandbox();
  client = makeClient(sandbox);
});

afterEach(async () => {
  await client.close();
  await sandbox.close();
});

/** Does what a set-up has to do, for the subject of this repository, and returns the application ID of the identity. */
async function setUp({ withConsent = true, withOwnership = true } = {}): Promise<string> {
  const { appId: administrator, secret } = sandbox.tenant.addAdministrator();
  const { json: token } = await loginWithSecret(sandbox, client, administrator, secret);
  const headers = {
    authorization: `Bearer ${String(token['access_token'])}`,
    'content-type': 'application/json',
  };
  const post = (path: string, body: object): Promise<Received> =>
    client.send('POST', root + path, headers, JSON.stringify(body));

  const { json: application } = await post('/applications', { displayName: 'made-by-set-up' });
  const appId = String(application['appId']);
  const { json: principal } = await post('/servicePrincipals', { appId });
  const { json: customization } = await client.send(
    'GET',
    'https://api.github.com/repos/acme/ops/actions/oidc/customization/sub',
    { authorization: `Bearer ${sandbox.github.tokens.administrator}` },
  );
  await post(`/applications(appId='${appId}')/federatedIdentityCredentials`, {
    name: 'main',
    issuer: 'https://token.actions.githubusercontent.com',
    subject: `${String(customization['sub_claim_prefix'])}:ref:refs/heads/main`,
    audiences: ['api://AzureADTokenExchange'],
  });
  if (withConsent) {
    await post(`/servicePrincipals/${String(principal['id'])}/appRoleAssignments`, {
      principalId: principal['id'],
      resourceId: '00000003-0000-0000-4000-800000000000',
      appRoleId: '18a4783c-866b-4cc7-a460-3d5e5662c884',
    });
  }
  if (withOwnership) {
    const { objectId } = sandbox.tenant.application('Exalate');
    const owner = { '@odata.id': `${root}/directoryObjects/${String(principal['id'])}` };
    await post(`/applications/${objectId}/owners/$ref`, owner);
  }
  return appId;
}

function rotateAs(clientId: string): ReturnType<typeof runRotation> {
  return runRotation(prepareRun(sandbox, { 'client-id': clientId, 'repository-secret': 'EXALATE' }));
}

test.each(['classic', 'immutable'] as const)(
  'the action rotates a secret as an identity that was set up for the %s subject',
  async (form) => {
    sandbox.github.setSubjectForm(form);
    await rotateAs(await setUp());
    const [secret] = sandbox.tenant.secretsOf('Exalate');
    expect(sandbox.github.secret('acme/ops', 'EXALATE')?.value).toBe(secret?.secretText);
    expect(sandbox.violations).toEqual([]);
  },
);

test.each([
  [{ withConsent: false }, 'graph-permission-missing'],
  [{ withOwnership: false }, 'application-not-owned'],
])('the action fails as an identity that was set up %j', async (parts, code) => {
  expect((await failureOf(rotateAs(await setUp(parts)))).code).toBe(code);
});
