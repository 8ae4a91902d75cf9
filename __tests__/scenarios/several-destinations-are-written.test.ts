import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { armor, Decrypter, generateIdentity, identityToRecipient } from 'age-encryption';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { expectPrivate } from '../helpers/platform.ts';
import { runScenario, writer, type Scenario } from '../helpers/scenario.ts';

const environment = 'Live / EU ü';
const vault = 'https://exalate-vault.vault.azure.net/secrets/exalate';
const persistent = {
  'github-token': writer,
  'repository-secret': 'EXALATE_CLIENT_SECRET',
  'environment-secret': 'EXALATE_CLIENT_SECRET',
  environment,
  'organization-secret': 'EXALATE_CLIENT_SECRET',
  'dependabot-secret': 'EXALATE_CLIENT_SECRET',
  'codespaces-secret': 'EXALATE_CLIENT_SECRET',
  'key-vault-secret': vault,
};

const withEnvironment = ({ github }: Sandbox): void => {
  github.repository('acme/ops').addEnvironment(environment);
};

/** What each persistent destination holds. */
function held({ github, keyVault }: Sandbox): readonly (string | undefined)[] {
  const repository = github.repository('acme/ops');
  const stores = [
    repository,
    repository.environment(environment),
    github.organization('acme'),
    repository.dependabot,
    repository.codespaces,
  ];
  const name = 'EXALATE_CLIENT_SECRET';
  return [
    ...stores.map((store) => store?.secrets.get(name)?.value),
    keyVault('exalate-vault').secret('exalate')?.value,
  ];
}

test('a run stores the secret in every destination, and in a file that only the recipient can decrypt', async () => {
  const identity = await generateIdentity();
  const inputs = {
    ...persistent,
    'encrypted-file': 'out/secret.age',
    'encrypt-to': await identityToRecipient(identity),
    'step-output': 'true',
    'azure-devops-organization': 'acme',
  };
  await runScenario({ inputs, arrange: withEnvironment }, async ({ sandbox, step, job, transcript }) => {
    const [value = ''] = sandbox.tenant.mintedSecrets;
    expect(step.outcome).toBe('success');
    expect(held(sandbox)).toEqual(Array.from({ length: 6 }, () => value));
    expect(step.outputs['client-secret']).toBe(value);
    const path = join(job.workspace, 'out', 'secret.age');
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    expect(await decrypter.decrypt(armor.decode(await readFile(path, 'utf8')), 'text')).toBe(value);
    await expectPrivate(path);
    expect(sandbox.keyVault('exalate-vault').secret('exalate')?.tags).toMatchObject({
      'key-id': step.outputs['key-id'],
      'application-id': step.outputs['application-id'],
    });
    expect(transcript).toMatchSnapshot();
  });
});

describe('a run adds nothing when', () => {
  const cases: readonly (readonly [string, string, Scenario])[] = [
    ['the environment does not exist', 'github-environment-not-found', { inputs: persistent }],
    [
      'the token has no access to the organization',
      'github-permission-missing',
      {
        inputs: persistent,
        arrange: (sandbox) => {
          withEnvironment(sandbox);
          const { access, tokens } = sandbox.github;
          const whole = access.get(tokens.writer);
          if (whole) access.set(tokens.writer, { ...whole, organizations: {} });
        },
      },
    ],
    [
      'the vault does not exist',
      'key-vault-unreachable',
      {
        inputs: { ...persistent, 'key-vault-secret': 'https://nobody-here.vault.azure.net/secrets/exalate' },
        arrange: withEnvironment,
      },
    ],
    [
      'the workload identity has no role on the vault',
      'key-vault-role-missing',
      {
        inputs: persistent,
        arrange: (sandbox) => {
          withEnvironment(sandbox);
          sandbox.keyVault('exalate-vault').roles.clear();
        },
      },
    ],
    [
      'a recipient is invalid',
      'invalid-inputs',
      { inputs: { ...persistent, 'encrypted-file': 'x.age', 'encrypt-to': 'age1nobody' } },
    ],
    [
      'the file is outside the workspace',
      'file-not-writable',
      {
        inputs: {
          ...persistent,
          'encrypted-file': '../../x.age',
          'encrypt-to': 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p',
        },
        arrange: withEnvironment,
      },
    ],
  ];

  test.each(cases)('%s', (_, code, scenario) =>
    runScenario(scenario, ({ step, sandbox }) => {
      expect(step.exitCode).toBe(1);
      expect(step.transcript).toContain(`${code}: `);
      expect(sandbox.tenant.mintedSecrets).toEqual([]);
    }),
  );

  test('several destinations cannot be written, and reports all of them', () =>
    runScenario(
      {
        inputs: { ...persistent, 'github-token': 'github_pat_11SANDBOX0repository' },
        arrange: (sandbox) => {
          withEnvironment(sandbox);
          sandbox.keyVault('exalate-vault').closedTo = 'ForbiddenByFirewall';
        },
      },
      ({ step, transcript }) => {
        expect(step.annotations.filter(({ level }) => level === 'error')).toHaveLength(5);
        expect(transcript).toMatchSnapshot();
      },
    ));
});

test('a run keeps the secret and lists every destination when one fails after others stored it, and the next run writes all of them', () =>
  runScenario(
    {
      inputs: persistent,
      arrange: (sandbox) => {
        withEnvironment(sandbox);
        const headers = { 'Content-Type': 'application/json' };
        const body = { message: 'Resource not accessible by personal access token' };
        sandbox.faults.add({
          when: { method: 'PUT', path: /organizations|orgs/ },
          fault: { kind: 'answer', status: 403, headers, body },
        });
      },
    },
    async ({ step, transcript, sandbox, job }) => {
      expect(step.exitCode).toBe(1);
      const [first] = sandbox.tenant.secretsOf('Exalate');
      expect(held(sandbox)).toContain(first?.secretText);
      expect(step.outputs['client-secret']).toBeUndefined();
      expect(transcript).toMatchSnapshot();
      expect((await job.post())?.outcome).toBe('success');
      expect(sandbox.tenant.secretsOf('Exalate')).toHaveLength(1);
      expect((await job.main()).outcome).toBe('success');
      const [, second] = sandbox.tenant.secretsOf('Exalate');
      expect(held(sandbox)).toEqual(Array.from({ length: 6 }, () => second?.secretText));
    },
  ));

describe('the secret is stored nowhere and removed again when Azure DevOps', () => {
  test.each<[string, string, (sandbox: Sandbox) => void]>([
    [
      'does not have the application as a member',
      'azure-devops-not-a-member',
      ({ azureDevOps }) => {
        azureDevOps.organization('acme').members.clear();
      },
    ],
    [
      'grants the application too few permissions',
      'azure-devops-permission-missing',
      ({ azureDevOps, tenant }) => {
        azureDevOps.organization('acme').denied.add(tenant.application('Exalate').appId);
      },
    ],
    [
      'answers with a sign-in page',
      'azure-devops-sign-in-page',
      ({ azureDevOps }) => {
        const organization = azureDevOps.organization('acme');
        organization.members.clear();
        organization.signIn = 'page';
      },
    ],
  ])('%s', (_, code, arrange) =>
    runScenario(
      {
        inputs: {
          'github-token': writer,
          'repository-secret': 'EXALATE_CLIENT_SECRET',
          'azure-devops-organization': 'acme',
        },
        arrange,
      },
      ({ step, sandbox, transcript }) => {
        expect(step.exitCode).toBe(1);
        expect(step.transcript).toContain(`${code}: `);
        expect(step.transcript).toContain('was removed again');
        expect(sandbox.tenant.secretsOf('Exalate')).toEqual([]);
        expect(sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')).toBeUndefined();
        expect(transcript).toMatchSnapshot();
      },
    ),
  );
});
