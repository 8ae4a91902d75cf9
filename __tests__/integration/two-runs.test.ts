import { expect, test } from '@jest/globals';
import { tryLogin } from '../../sandbox/client.ts';
import { rotate } from '../../src/rotation/rotate.ts';
import { enterSandbox, prepareRun, runPost } from '../helpers/in-sandbox.ts';
import { arrange } from '../helpers/invariants.ts';

test('two runs at once: the last write wins, both values work, and neither removes what the other added', async () => {
  const sandbox = await enterSandbox();
  try {
    const { byHand } = arrange(sandbox);
    sandbox.tenant.policies.writeWindow = 20;
    const runs = ['one', 'other'].map(() =>
      prepareRun(sandbox, { 'repository-secret': 'EXALATE_CLIENT_SECRET' }),
    );
    const outcomes = await Promise.all(
      runs.map(({ inputs, services, journal }) => rotate(inputs, services, journal)),
    );
    for (const run of runs) await runPost(sandbox, run);

    const there = sandbox.tenant.secretsOf('Exalate');
    const added = outcomes.map(({ secret }) => secret.keyId ?? '');
    expect(new Set(there.map(({ keyId }) => keyId))).toEqual(new Set([byHand.keyId, ...added]));
    const held = sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')?.value;
    expect(there.filter(({ keyId }) => added.includes(keyId)).map(({ secretText }) => secretText)).toContain(
      held,
    );
    for (const { secretText } of there) {
      const { appId } = sandbox.tenant.application('Exalate');
      expect(await tryLogin(sandbox, appId, secretText)).toBeUndefined();
    }
  } finally {
    await sandbox.close();
  }
});
