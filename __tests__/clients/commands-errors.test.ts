import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { errorCodes, findCommands, runAction } from '../helpers/printed-commands.ts';
import { refusedRemoval } from '../helpers/refused-removal.ts';
import { addSecret, openSession, type ShellSession } from '../helpers/shell-session.ts';
import { testWith } from '../helpers/with-tools.ts';

const withClients = testWith('az', 'gh', 'age', 'jq');
const timeout = 120_000;
const toRepository = {
  'repository-secret': 'EXALATE_CLIENT_SECRET',
  'github-token': 'github_pat_11SANDBOX0writer',
};
const vaultSecret = 'https://exalate-vault.vault.azure.net/secrets/exalate-client-secret';
const toVault = { 'key-vault-secret': vaultSecret };

let session: ShellSession;

beforeEach(async () => {
  session = await openSession();
});

afterEach(async () => {
  const { violations } = session.sandbox;
  await session.close();
  expect(violations).toEqual([]);
});

/** Runs commands in the shell, and returns what they print. */
async function run(commands: readonly string[]): Promise<string> {
  const [secret] = session.sandbox.tenant.secretsOf('Exalate');
  const { failed, outputs } = await session.run(
    commands.map((each) => each.replace('KEY-ID', secret?.keyId ?? '')),
  );
  if (failed !== undefined) throw new Error(`${commands[failed] ?? ''}\n${outputs[failed] ?? ''}`);
  return outputs.join('');
}

interface Failure {
  readonly name: string;
  readonly arrange: (sandbox: Sandbox) => void;
  readonly inputs: Readonly<Record<string, string>>;
}

/** Each code is that of one run; after its commands, the next run fails with the next code. The last run succeeds. */
const repairs: readonly (Failure & { readonly codes: readonly string[] })[] = [
  {
    name: 'a workload identity that trusts another workflow, and that has no service principal, permission or application',
    arrange: ({ tenant }) => {
      const [credential] = tenant.workload.federatedCredentials;
      if (credential) credential.subject = 'repo:acme/ops:ref:refs/heads/other';
      tenant.workload.servicePrincipal = undefined;
      tenant.workload.roles = [];
      tenant.application('Exalate').owners.clear();
    },
    inputs: toRepository,
    codes: [
      'login-refused',
      'federated-credential-mismatch',
      'graph-permission-missing',
      'application-not-owned',
    ],
  },
  {
    name: 'an application without a service principal',
    arrange: ({ tenant }) => {
      tenant.application('Exalate').servicePrincipal = undefined;
    },
    inputs: toRepository,
    codes: ['application-cannot-log-in'],
  },
  {
    name: 'a disabled application',
    arrange: ({ tenant }) => {
      tenant.application('Exalate').disabled = true;
    },
    inputs: toRepository,
    codes: ['application-cannot-log-in'],
  },
  {
    name: 'an application with both secrets that it can have',
    arrange: (sandbox) => {
      sandbox.tenant.application('Exalate').signInAudience = 'AzureADandPersonalMicrosoftAccount';
      addSecret(sandbox, 'Exalate');
      addSecret(sandbox, 'Exalate');
    },
    inputs: toRepository,
    codes: ['two-secret-limit'],
  },
  {
    name: 'a vault without a role assignment',
    arrange: ({ keyVault }) => {
      keyVault('exalate-vault').roles.clear();
    },
    inputs: toVault,
    codes: ['key-vault-role-missing'],
  },
  {
    name: 'a vault without an access policy',
    arrange: ({ keyVault }) => {
      keyVault('exalate-vault').roles.clear();
      keyVault('exalate-vault').permissionModel = 'access-policy';
    },
    inputs: toVault,
    codes: ['key-vault-role-missing'],
  },
  {
    name: 'a deleted secret of a vault',
    arrange: ({ keyVault, tenant }) => {
      const vault = keyVault('exalate-vault');
      vault.set('exalate-client-secret', { value: 'old' }, tenant.now());
      vault.delete('exalate-client-secret', tenant.now());
    },
    inputs: toVault,
    codes: ['key-vault-secret-deleted'],
  },
  {
    name: 'a repository without issues',
    arrange: ({ github }) => {
      github.repository('acme/ops').hasIssues = false;
      github.setJobPermissions({ issues: 'write' });
    },
    inputs: { ...toVault, 'hand-over-issue': 'true' },
    codes: ['hand-over-refused'],
  },
];

describe('the commands that the errors print repair', () => {
  withClients.each(repairs)(
    '$name',
    async ({ arrange, inputs, codes }) => {
      arrange(session.sandbox);
      const seen: string[] = [];
      for (const code of codes) {
        const step = await runAction(session, inputs);
        seen.push(...errorCodes(step));
        await run(findCommands(step.transcript));
        if (seen.at(-1) !== code) break;
      }
      expect(seen).toEqual(codes);
      expect((await runAction(session, inputs)).transcript).not.toContain('Error:');
    },
    timeout,
  );
});

/** What the commands print tells what to correct. */
const answers: readonly (Failure & {
  readonly code: string;
  readonly answer: (sandbox: Sandbox) => string;
})[] = [
  {
    name: 'the tenant of a vault that refuses it',
    arrange: ({ keyVault }) => {
      keyVault('exalate-vault').otherTenantId = '99999999-0000-4000-8000-000000000000';
    },
    inputs: toVault,
    code: 'key-vault-tenant-mismatch',
    answer: () => '99999999-0000-4000-8000-000000000000',
  },
  {
    name: 'the federated credentials, when one has the wrong audience',
    arrange: ({ tenant }) => {
      const [credential] = tenant.workload.federatedCredentials;
      if (credential) credential.audience = 'api://other';
    },
    inputs: toRepository,
    code: 'federated-credential-mismatch',
    answer: () => 'api://other',
  },
  {
    name: 'the tenant, when `tenant-id` is wrong',
    arrange: () => undefined,
    inputs: { ...toRepository, 'tenant-id': '99999999-0000-4000-8000-000000000000' },
    code: 'tenant-not-found',
    answer: ({ tenant }) => tenant.tenantId,
  },
];

describe('the commands that the errors print show', () => {
  withClients.each(answers)(
    '$name',
    async ({ arrange, inputs, code, answer }) => {
      arrange(session.sandbox);
      const step = await runAction(session, inputs);
      expect(errorCodes(step)).toEqual([code]);
      // A second command is for another answer of the first.
      expect(await run(findCommands(step.transcript).slice(0, 1))).toContain(answer(session.sandbox));
    },
    timeout,
  );
});

/** Runs in which Microsoft Graph refuses a removal. */
const removals: readonly (Failure & { readonly code: string; readonly left: number })[] = [
  {
    name: 'the secret that a failed run left behind',
    arrange: ({ github }) => {
      github.repository('acme/ops').archived = true;
    },
    inputs: toRepository,
    code: 'secret-left-behind',
    left: 0,
  },
  {
    name: 'a compromised secret that the run could not remove',
    arrange: () => undefined,
    inputs: toVault,
    code: 'compromised-not-removed',
    left: 1,
  },
];

describe('the commands that the errors print remove', () => {
  withClients.each(removals)(
    '$name',
    async ({ arrange, inputs, code, left }) => {
      const { faults, tenant } = session.sandbox;
      if (code === 'compromised-not-removed') {
        await runAction(session, inputs);
        // Key Vault shows when a version was created in whole seconds.
        await setTimeout(1_000);
      }
      const compromised = tenant.secretsOf('Exalate').map(({ keyId }) => keyId);
      arrange(session.sandbox);
      faults.add(refusedRemoval);
      const step = await runAction(session, { ...inputs, compromised: compromised.join(', ') });
      expect(errorCodes(step)).toContain(code);
      faults.clear();
      await run(findCommands(step.transcript).filter((each) => each.includes('credential delete')));
      expect(tenant.secretsOf('Exalate')).toHaveLength(left);
      const remaining = tenant.secretsOf('Exalate').map(({ keyId }) => keyId);
      expect(remaining.filter((keyId) => compromised.includes(keyId))).toEqual([]);
    },
    timeout,
  );
});

withClients(
  'the command of a warning lets the action read when secrets were last used',
  async () => {
    session.sandbox.tenant.signIns.isLicensed = true;
    const inputs = { ...toVault, 'last-use': 'true' };
    const step = await runAction(session, inputs);
    expect(step.transcript).toContain('(last-use-unavailable)');
    await run(findCommands(step.transcript));
    expect((await runAction(session, inputs)).transcript).not.toContain('(last-use-unavailable)');
  },
  timeout,
);

withClients(
  'the commands of an error select the cloud of the tenant, and sign in there',
  async () => {
    await session.close();
    session = await openSession({ cloud: 'us-government' });
    session.sandbox.tenant.workload.roles = [];
    const inputs = { ...toRepository, cloud: 'us-government' };
    const step = await runAction(session, inputs);
    expect(errorCodes(step)).toEqual(['graph-permission-missing']);
    expect(findCommands(step.transcript)).toContain('az login --allow-no-subscriptions');
    await run(findCommands(step.transcript));
    expect((await runAction(session, inputs)).outcome).toBe('success');
  },
  timeout,
);
