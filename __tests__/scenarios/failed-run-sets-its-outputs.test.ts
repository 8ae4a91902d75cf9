import { expect, test } from '@jest/globals';
import { inSandbox } from '../helpers/job.ts';

const json = { 'content-type': 'application/json' };
const refused = { kind: 'answer', status: 422, headers: json, body: { message: 'no' } } as const;
const vault = { 'key-vault-secret': 'https://exalate-vault.vault.azure.net/secrets/exalate' };
const application = {
  'application-id': '30000000-0000-4000-8000-000000000001',
  'object-id': '30000000-0000-4000-8000-000000000002',
};

test('a run that fails after one destination stored the new secret outputs its key ID', () =>
  inSandbox(async (sandbox, jobWith) => {
    sandbox.keyVault('exalate-vault').roles.set(sandbox.tenant.workload.appId, ['list']);
    const { outcome, outputs } = await (await jobWith(vault)).main();
    const [secret] = sandbox.tenant.secretsOf('Exalate');
    expect(outcome).toBe('failure');
    expect(outputs).toEqual({
      ...application,
      'key-id': secret?.keyId,
      'expires-on': secret?.endDateTime.replace(/\.\d+Z$/, 'Z'),
      rotated: 'true',
      'retired-key-ids': '[]',
      'actions-due': '["renew"]',
    });
  }));

test('a run that removed its secret again outputs no key ID', () =>
  inSandbox(async (sandbox, jobWith) => {
    sandbox.faults.add({ when: { method: 'PUT' }, fault: refused });
    const { outcome, outputs } = await (await jobWith({})).main();
    expect(outcome).toBe('failure');
    expect(outputs).toEqual({
      ...application,
      rotated: 'false',
      'retired-key-ids': '[]',
      'actions-due': '[]',
    });
  }));

test('a run that cannot write its destination outputs the application that it found', () =>
  inSandbox(async (_, jobWith) => {
    const { outcome, outputs } = await (await jobWith({ 'github-token': 'expired' })).main();
    expect(outcome).toBe('failure');
    expect(outputs).toEqual({
      ...application,
      rotated: 'false',
      'retired-key-ids': '[]',
      'actions-due': '[]',
    });
  }));
