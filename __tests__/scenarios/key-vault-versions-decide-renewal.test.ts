import { describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { runScenario } from '../helpers/scenario.ts';

const vault = 'exalate-vault';
const inputs = {
  'key-vault-secret': `https://${vault}.vault.azure.net/secrets/exalate`,
  expires: '180 days',
  'renew-within': '60 days',
  'retire-after': '0 days',
};

describe('after a run that stored its secret, the next one', () => {
  const stored = (sandbox: Sandbox) => {
    const [version, ...others] = sandbox.keyVault(vault).versions('exalate');
    if (version === undefined || others.length > 0) throw new Error('not one version');
    return version;
  };
  const soon = (): number => Date.now() + 60_000;

  test.each<[string, boolean, string, (sandbox: Sandbox) => void]>([
    ['adds nothing while the version is unchanged', false, 'no renewal needed', () => undefined],
    [
      'adds one when the version was disabled',
      true,
      'the newest version of Key Vault secret exalate in https://exalate-vault.vault.azure.net is disabled',
      (sandbox) => {
        sandbox
          .keyVault(vault)
          .update('exalate', stored(sandbox).version, { attributes: { enabled: false } }, soon());
      },
    ],
    [
      'adds one when the tags of the version were copied to another value',
      true,
      'was last written at',
      (sandbox) => {
        const { tags } = stored(sandbox);
        sandbox.keyVault(vault).set('exalate', { value: 'another value', tags }, soon());
      },
    ],
  ])('%s', (_, rotated, message, change) =>
    runScenario({ inputs }, async ({ sandbox, step, job }) => {
      expect(step.outputs).toMatchObject({ rotated: 'true' });
      const [first] = sandbox.tenant.secretsOf('Exalate');
      change(sandbox);
      const next = await job.main();
      expect(next.transcript).toContain(message);
      expect(next.outputs).toMatchObject({ rotated: String(rotated), 'retired-key-ids': '[]' });
      const there = sandbox.tenant.secretsOf('Exalate');
      expect(there).toHaveLength(rotated ? 2 : 1);
      // Whoever still has the earlier value goes on with it.
      expect(there).toContainEqual(first);
    }),
  );
});
