import { expect } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { playWorkflow, type PlayedStep } from '../helpers/workflow-player.ts';
import { testWith } from '../helpers/with-tools.ts';

const month = 31 * 24 * 3_600_000;

async function inTenant(test: (sandbox: Sandbox, passMonth: () => void) => Promise<void>): Promise<void> {
  let passed = 0;
  const sandbox = await startSandbox({ now: () => Date.now() + passed });
  try {
    const { federatedCredentials } = sandbox.tenant.workload;
    for (const each of federatedCredentials) each.subject = 'repo:acme/ops:environment:live';
    await test(sandbox, () => {
      passed += month;
    });
  } finally {
    await sandbox.close();
  }
}

/** Plays live.yml in a tenant, with these settings beside those that every run needs. */
function play(
  sandbox: Sandbox,
  settings: Readonly<Record<string, string>>,
  jobs?: readonly string[],
): Promise<readonly PlayedStep[]> {
  const { tenantId, workload } = sandbox.tenant;
  return playWorkflow(sandbox, {
    file: '.github/workflows/live.yml',
    vars: { AZURE_TENANT_ID: tenantId, AZURE_CLIENT_ID: workload.appId, ...settings },
    approved: ['live'],
    edit: (text) => text.replaceAll(/uses: \.\/(report)?$/gm, toPublished),
    ...(jobs && { jobs }),
  });
}

function failuresIn(steps: readonly PlayedStep[]): readonly string[] {
  return steps.filter(({ outcome }) => outcome === 'failure').map(({ name, log }) => `${name}\n${log}`);
}

function toPublished(_uses: string, report: string | undefined): string {
  return `uses: org/exalate-secret-action${report === undefined ? '' : '/report'}@v1`;
}

testWith('bash', 'jq')(
  'a monthly run adds and removes a client secret for the job, and stores another one',
  () =>
    inTenant(async (sandbox, passMonth) => {
      const settings = {
        LIVE_APPLICATION_ID: sandbox.tenant.application('Exalate').appId,
        LIVE_KEY_VAULT_SECRET: 'https://exalate-vault.vault.azure.net/secrets/live',
      };
      await play(sandbox, settings, ['rotate']);
      passMonth();
      await play(sandbox, settings, ['rotate']);
      passMonth();
      const steps = await play(sandbox, settings);
      expect(failuresIn(steps)).toEqual([]);
      expect(steps).toHaveLength(10);
      // Of the three that were stored, the first one is removed; of those for a job, all are.
      const keyIds = sandbox.tenant.secretsOf('Exalate').map(({ keyId }) => keyId);
      expect(keyIds).toHaveLength(2);
      const removed = steps.find(({ name }) => name.endsWith(': Check that it was stored'))?.log ?? '';
      expect(removed).toMatch(/^Removed: \["[\da-f-]{36}"\]$/m);
      const listed = steps.at(-1)?.log ?? '';
      for (const keyId of keyIds) expect(listed).toContain(`${keyId} expires `);
    }),
);

testWith('bash', 'jq')('a run without LIVE_KEY_VAULT_SECRET stores nothing', () =>
  inTenant(async (sandbox) => {
    const settings = {
      LIVE_APPLICATION_ID: sandbox.tenant.application('Exalate').appId,
      LIVE_KEY_VAULT_SECRET: '',
    };
    const steps = await play(sandbox, settings, ['rotate']);
    expect(failuresIn(steps)).toEqual([]);
    expect(steps).toHaveLength(5);
    expect(sandbox.tenant.secretsOf('Exalate')).toEqual([]);
  }),
);

testWith('bash', 'jq')('no job runs without the variables of a tenant', () =>
  inTenant(async (sandbox) => {
    expect(await play(sandbox, { LIVE_APPLICATION_ID: '' })).toEqual([]);
  }),
);
