import { createHash } from 'node:crypto';
import { beforeEach, afterEach, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox.ts';
import { jobEnvironment } from '../../../sandbox/runner/environment.ts';
import { makePassword } from '../../../sandbox/services/entra/passwords.ts';
import { LoginRefused } from '../../../sandbox/services/entra/refusals.ts';
import { firstRun } from '../../../sandbox/services/github/workflow-run.ts';
import { Checks, vaultName, vaultSecret } from '../../../scripts/end-to-end/checks.ts';
import { readJobVariables } from '../../../scripts/end-to-end/job.ts';

const subject = 'repo:acme/ops:ref:refs/heads/main';

let sandbox: Sandbox;
let checks: Checks;
beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.addKeyVault(vaultName);
  checks = new Checks(sandbox, readJobVariables(jobEnvironment('', '', firstRun)), subject);
});
afterEach(() => sandbox.close());

function addSecret(displayName: string): { keyId: string; value: string; expires: string } {
  const { tenant } = sandbox;
  const password = makePassword({ displayName }, tenant.now());
  tenant.keep(tenant.application('Exalate'), password);
  return { keyId: password.keyId, value: password.secretText, expires: password.endDateTime };
}

function storeVersion(value: string): void {
  sandbox.keyVault(vaultName).set(vaultSecret, { value }, sandbox.tenant.now());
}

const step = (
  outputs: Readonly<Record<string, string>>,
  outcome = 'success',
): { outcome: string; outputs: Readonly<Record<string, string>> } => ({ outcome, outputs });

const added = { rotated: 'true', 'actions-due': '["renew"]' };
const unchanged = { rotated: 'false', 'actions-due': '[]' };

/** Does what the steps of the workflow do, and makes their checks. */
function runJob(): { stored: string; temporary: string } {
  const stored = addSecret('Exalate [acme/ops abcdefgh run 7001.1 k3f9x2]');
  storeVersion(stored.value);
  checks.run('stored', step({ ...added, 'key-id': stored.keyId, 'expires-on': stored.expires }));
  checks.run('not-due', step({ ...unchanged, 'key-id': stored.keyId }));
  const temporary = addSecret('Exalate [acme/ops ijklmnop run 7001.1 k3f9x2]');
  const digest = createHash('sha256').update(temporary.value).digest('hex');
  checks.run('temporary', step({ ...added, 'key-id': temporary.keyId, 'client-secret': digest }));
  return { stored: stored.keyId, temporary: temporary.keyId };
}

function refuse(message: string, code: 700213 | 700016 = 700213): void {
  sandbox.tenant.refusedLogins.push(new LoginRefused(code, message));
}

function removeSecret(keyId: string): void {
  const { tenant } = sandbox;
  tenant.application('Exalate').passwords.remove(keyId, tenant.now());
}

test('a successful job passes each check', () => {
  const { temporary } = runJob();
  refuse(`No match subject '${subject}'. Check it.`);
  checks.run('refused', step({ rotated: 'false' }, 'failure'));
  const due = JSON.stringify([{ 'application-id': sandbox.tenant.application('Exalate').appId }]);
  checks.run('reported', step({ 'due-count': '1', due }));
  removeSecret(temporary);
  checks.end();
});

describe('a check fails', () => {
  test('when the step failed', () => {
    expect(() => {
      checks.run('stored', step(added, 'failure'));
    }).toThrow("'failure'");
  });

  test('when Key Vault holds a different value', () => {
    const { keyId, expires } = addSecret('Exalate [acme/ops abcdefgh run 7001.1 k3f9x2]');
    storeVersion('another');
    expect(() => {
      checks.run('stored', step({ ...added, 'key-id': keyId, 'expires-on': expires }));
    }).toThrow('the Key Vault secret has a different value');
  });

  test('when the description names another run', () => {
    const { keyId, value, expires } = addSecret('Exalate [acme/ops abcdefgh run 7002.1 k3f9x2]');
    storeVersion(value);
    expect(() => {
      checks.run('stored', step({ ...added, 'key-id': keyId, 'expires-on': expires }));
    }).toThrow('run 7002.1');
  });

  test('when a client secret was added although none was due', () => {
    const { stored } = runJob();
    expect(() => {
      checks.run('not-due', step({ ...unchanged, 'key-id': stored }));
    }).toThrow('the application does not have the expected client secrets');
  });

  test('when the step output has a different value', () => {
    const { keyId } = addSecret('Exalate [acme/ops abcdefgh run 7001.1 k3f9x2]');
    storeVersion('any');
    expect(() => {
      checks.run('temporary', step({ ...added, 'key-id': keyId, 'client-secret': 'another' }));
    }).toThrow();
  });

  test.each([
    [
      'another subject',
      (): void => {
        refuse("No match subject 'repo:acme/ops:pull_request'. Check it.");
      },
    ],
    [
      'another reason',
      (): void => {
        refuse(`'${subject}'`, 700016);
      },
    ],
    ['nothing', (): void => undefined],
  ])('when the login was refused because of %s', (_what, arrange) => {
    runJob();
    arrange();
    expect(() => {
      checks.run('refused', step({ rotated: 'false' }, 'failure'));
    }).toThrow();
  });

  test('when the wrong subject was accepted', () => {
    runJob();
    expect(() => {
      checks.run('refused', step({ rotated: 'false' }));
    }).toThrow("'success'");
  });

  test('when the report lists another application', () => {
    runJob();
    const due = JSON.stringify([{ 'application-id': sandbox.tenant.workload.appId }]);
    expect(() => {
      checks.run('reported', step({ 'due-count': '1', due }));
    }).toThrow();
  });

  test('when the post step left the temporary client secret', () => {
    runJob();
    expect(() => {
      checks.end();
    }).toThrow('the post step did not remove exactly the temporary client secret');
  });

  test('when the action tried to contact a host that it does not need', () => {
    sandbox.proxyRules.refused.push({ host: 'example.org', status: 403 });
    expect(() => {
      checks.end();
    }).toThrow('the action tried to contact hosts that it does not need');
  });

  test('when its name is unknown', () => {
    expect(() => {
      checks.run('other', step({}));
    }).toThrow('There is no check "other".');
  });
});
