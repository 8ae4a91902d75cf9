import { expect, test } from '@jest/globals';
import { tryLogin } from '../../sandbox/commands/client.ts';
import { enterSandbox, prepareRun, runPost, runRotation } from '../helpers/in-sandbox.ts';
import { arrange } from '../helpers/invariants.ts';

test('two concurrent runs: the last write wins, both values work, and neither run removes the secret of the other', async () => {
  const sandbox = await enterSandbox();
  try {
    const { byHand } = arrange(sandbox);
    sandbox.tenant.policies.writeWindow = 20;
    const runs = ['one', 'other'].map(() =>
      prepareRun(sandbox, { 'repository-secret': 'EXALATE_CLIENT_SECRET' }),
    );
    const outcomes = await Promise.all(
      runs.map(({ inputs, services, journal }) => runRotation({ inputs, services, journal })),
    );
    for (const run of runs) await runPost(sandbox, run);

    const secrets = sandbox.tenant.secretsOf('Exalate');
    const added = outcomes.map(({ secret }) => secret.keyId ?? '');
    expect(new Set(secrets.map(({ keyId }) => keyId))).toEqual(new Set([byHand.keyId, ...added]));
    const held = sandbox.github.secret('acme/ops', 'EXALATE_CLIENT_SECRET')?.value;
    expect(
      secrets.filter(({ keyId }) => added.includes(keyId)).map(({ secretText }) => secretText),
    ).toContain(held);
    for (const { secretText } of secrets) {
      const { appId } = sandbox.tenant.application('Exalate');
      expect(await tryLogin(sandbox, appId, secretText)).toBeUndefined();
    }
  } finally {
    await sandbox.close();
  }
});
