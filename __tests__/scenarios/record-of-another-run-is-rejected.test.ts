import { describe, expect, test } from '@jest/globals';
import { makePassword, type PasswordCredential } from '../../sandbox/services/entra/passwords.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { inSandbox } from '../helpers/job.ts';

const ownDescription = 'Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2]';

/** A secret that somebody made by hand, on one of the tenant's applications. */
function madeByHand(sandbox: Sandbox, application: string): PasswordCredential {
  const secret = makePassword({ displayName: 'made by hand' }, Date.now());
  sandbox.tenant.keep(sandbox.tenant.application(application), secret, -Infinity);
  return secret;
}

/** A record that would have the post step remove a secret, as an earlier step of the job puts it into the environment. */
function forged(
  sandbox: Sandbox,
  keyId: string,
  { application = 'Exalate', ...change }: Readonly<Record<string, unknown>> & { application?: string } = {},
  isStoring = false,
): Record<string, string> {
  const { appId, objectId } = sandbox.tenant.application(application);
  const intent = {
    tenantId: sandbox.tenant.tenantId,
    clientId: sandbox.tenant.workload.appId,
    cloud: 'public',
    applicationId: appId,
    objectId,
    displayName: ownDescription,
    destinations: [{ kind: 'step-output' }],
    revokeAfterJob: true,
    ...change,
  };
  const state = { version: 1, intent, lostAnswer: false, keyId };
  const storing = { step: 'storing', stored: [], writing: { destination: 0, revisionBefore: 'not there' } };
  return { STATE_journal: JSON.stringify({ ...state, ...(isStoring ? storing : { step: 'added' }) }) };
}

describe('a record forged by an earlier step of the job is never read when the main step', () => {
  test.each<[string, Record<string, string>]>([
    ['is a dry run', { 'dry-run': 'true' }],
    ['has invalid inputs', { 'tenant-id': 'x' }],
    ['finds no application', { application: 'Elsewhere' }],
  ])('%s', (_, inputs) =>
    inSandbox(async (sandbox, jobWith) => {
      const { keyId } = madeByHand(sandbox, 'Exalate');
      const job = await jobWith(inputs, forged(sandbox, keyId));
      await job.main();
      const { length } = sandbox.requests;
      const post = await job.post();
      expect(post).toMatchObject({ outcome: 'success', transcript: '' });
      expect(sandbox.requests).toHaveLength(length);
      expect(sandbox.tenant.secretsOf('Exalate')).toHaveLength(1);
    }),
  );

  test('has nothing to add', () =>
    inSandbox(async (sandbox, jobWith) => {
      const first = await jobWith({});
      expect((await first.main()).outcome).toBe('success');
      const [{ keyId } = { keyId: '' }] = sandbox.tenant.secretsOf('Exalate');
      const job = await jobWith({ 'renew-within': '30 days' }, forged(sandbox, keyId));
      expect((await job.main()).outputs['rotated']).toBe('false');
      const { length } = sandbox.requests;
      expect(await job.post()).toMatchObject({ outcome: 'success', transcript: '' });
      expect(sandbox.requests).toHaveLength(length);
      expect(sandbox.tenant.secretsOf('Exalate')).toHaveLength(1);
    }));
});

describe('a forged record, when the main step was killed before its first statement,', () => {
  test.each<[string, (sandbox: Sandbox) => Record<string, unknown>, string]>([
    [
      'is rejected when its description is not from this run',
      () => ({ displayName: 'made by hand' }),
      'the description of the secret is not from this repository, run and attempt',
    ],
    [
      'is rejected when it is from another run',
      () => ({ displayName: ownDescription.replace('7001.1', '6999.1') }),
      'the description of the secret is not from this repository, run and attempt',
    ],
    [
      'is rejected when it names another tenant',
      () => ({ tenantId: 'f0000000-0000-4000-8000-000000000000' }),
      'the tenant does not match `tenant-id`',
    ],
    [
      'is rejected when it names another workload identity',
      (sandbox) => ({ clientId: sandbox.tenant.application('Exalate').appId }),
      'the workload identity does not match `client-id`',
    ],
    [
      'is rejected when it names another cloud',
      () => ({ cloud: 'us-government' }),
      'the cloud does not match `cloud`',
    ],
    [
      'is rejected when it names a vault in another domain',
      () => ({
        destinations: [{ kind: 'key-vault-secret', vault: 'https://evil.example.com', name: 'exalate' }],
      }),
      'a destination (key-vault-secret) is malformed',
    ],
  ])('%s: nothing is sent', (_, change, what) =>
    inSandbox(async (sandbox, jobWith) => {
      const { keyId } = madeByHand(sandbox, 'Exalate');
      const job = await jobWith({}, forged(sandbox, keyId, change(sandbox)));
      const post = await job.post();
      expect(post?.outcome).toBe('failure');
      expect(post?.transcript).toContain('Error: journal-not-believed: ');
      expect(post?.transcript).toContain(what);
      expect(sandbox.requests).toEqual([]);
      expect(sandbox.connections).toEqual([]);
      expect(sandbox.tenant.secretsOf('Exalate')).toHaveLength(1);
    }),
  );

  test.each(['Exalate', 'Payroll'])(
    'removes no secret of %s that has another description, and prints no command that would',
    (application) =>
      inSandbox(async (sandbox, jobWith) => {
        sandbox.tenant.addApplication({ displayName: 'Payroll' });
        const secret = madeByHand(sandbox, application);
        const job = await jobWith({}, forged(sandbox, secret.keyId, { application }));
        const post = await job.post();
        expect(post?.outcome).toBe('failure');
        expect(post?.transcript).toContain('Error: journal-not-believed: ');
        expect(post?.transcript).toContain(`the secret with key ID ${secret.keyId}`);
        expect(post?.transcript).not.toContain('credential delete');
        expect(sandbox.requests.filter(({ path }) => path.endsWith('removePassword'))).toEqual([]);
        expect(sandbox.tenant.secretsOf(application)).toEqual([secret]);
      }),
  );

  const elsewhere = { kind: 'repository-secret', owner: 'acme', repository: 'nowhere', name: 'X' };
  test.each<[string, Record<string, unknown>, string]>([
    ['cannot log in', {}, 'secret-left-behind'],
    ['cannot read the destination', { destinations: [elsewhere], revokeAfterJob: false }, 'secret-in-doubt'],
  ])('does not lead to a command that removes another secret when the post step %s', (_, change, code) =>
    inSandbox(async (sandbox, jobWith) => {
      const { keyId } = madeByHand(sandbox, 'Exalate');
      sandbox.tenant.workload.federatedCredentials = [];
      const job = await jobWith({}, forged(sandbox, keyId, change, code === 'secret-in-doubt'));
      const post = await job.post();
      expect(post?.transcript).toContain(`Error: ${code}: `);
      expect(post?.transcript).toContain(`Look for "${ownDescription}"`);
      expect(post?.transcript).not.toContain(keyId);
      expect(sandbox.tenant.secretsOf('Exalate')).toHaveLength(1);
    }),
  );

  test.each([
    ['cut off', '{"version":1,"step":'],
    ['from another version', '{"version":2,"step":"idle"}'],
    ['with a path instead of an ID', undefined],
  ])('that is %s causes its own error: nothing is sent', (_, text) =>
    inSandbox(async (sandbox, jobWith) => {
      const record = text ?? forged(sandbox, '../x')['STATE_journal'] ?? '';
      const job = await jobWith({}, { STATE_journal: record });
      const post = await job.post();
      expect(post?.transcript).toContain('Error: journal-unreadable: ');
      expect(sandbox.requests).toEqual([]);
    }),
  );
});
