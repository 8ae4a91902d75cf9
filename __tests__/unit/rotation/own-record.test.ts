import { describe, expect, test } from '@jest/globals';
import { findCloud } from '../../../src/azure/cloud.ts';
import type { DestinationSpec } from '../../../src/destinations/create-destination.ts';
import { requireOwnRecord } from '../../../src/rotation/own-record.ts';
import type { Intent } from '../../../src/rotation/state.ts';
import { intent } from '../../helpers/states.ts';

const run = { repository: 'acme/ops', id: 7001, attempt: 1 };
const inputs = { 'tenant-id': intent.tenantId, 'client-id': intent.clientId, cloud: 'public' };
const recipient = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';

function check(change: Partial<Intent>, given: Readonly<Record<string, string>> = inputs): () => void {
  return () => {
    requireOwnRecord({ ...intent, ...change }, run, (name) => given[name] ?? '');
  };
}

const notBelieved = (what: string): unknown =>
  expect.objectContaining({ code: 'journal-not-believed', message: expect.stringContaining(what) });

describe('a record is believed when', () => {
  test('it is of this run, and the inputs say the same', () => {
    expect(check({})).not.toThrow();
  });

  test.each([
    ['cannot be read', {}],
    ['are no IDs', { 'tenant-id': '${{ x }}', 'client-id': 'x', cloud: 'x' }],
    ['name the cloud as Azure CLI does', { ...inputs, cloud: 'AzureCloud' }],
  ])('the inputs %s', (_, given) => {
    expect(check({}, given)).not.toThrow();
  });
});

test('the case of IDs does not count', () => {
  const [lower, upper] = ['abcdef00-0000-4000-8000-000000000000', 'ABCDEF00-0000-4000-8000-000000000000'];
  for (const [recorded, given] of [
    [lower, upper],
    [upper, lower],
  ] as const) {
    expect(check({ tenantId: recorded }, { ...inputs, 'tenant-id': given })).not.toThrow();
    expect(check({ clientId: recorded }, { ...inputs, 'client-id': given })).not.toThrow();
  }
});

describe('a record is not believed when', () => {
  test.each([
    ['another repository', 'Exalate [acme/other r3vq7m2k9x4td8wh run 7001.1 k3f9x2]'],
    ['another repository of a longer name', 'Exalate [acme/ops2 r3vq7m2k9x4td8wh run 7001.1 k3f9x2]'],
    ['another run', 'Exalate [acme/ops r3vq7m2k9x4td8wh run 7002.1 k3f9x2]'],
    ['another attempt', 'Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.2 k3f9x2]'],
    ['nobody', 'made by hand'],
    ['this run, after a line break', 'x\n::add-mask::y [acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2]'],
  ])('its description is one of %s', (_, displayName) => {
    expect(check({ displayName })).toThrow(notBelieved('the description of the secret is not one of'));
    expect(check({ displayName })).not.toThrow(displayName);
  });

  const other = 'f0000000-0000-4000-8000-000000000000';
  test.each([
    ['tenant', 'the tenant is not `tenant-id`', { tenantId: other }],
    ['workload identity', 'the workload identity is not `client-id`', { clientId: other }],
    ['cloud', 'the cloud is not `cloud`', { cloud: 'china' as const }],
  ])('its %s is not that of the inputs', (_, what, change) => {
    expect(check(change)).toThrow(notBelieved(what));
    expect(check(change)).not.toThrow(other);
  });

  const inRepository = { owner: 'acme', repository: 'ops', name: 'EXALATE' };
  const vault = { kind: 'key-vault-secret' as const, vault: 'https://acme.vault.azure.net', name: 'exalate' };
  const file = { kind: 'encrypted-file' as const, path: 'x.age', recipients: [recipient] };
  test.each<[string, DestinationSpec, DestinationSpec]>([
    [
      'repository secret of no repository',
      { kind: 'repository-secret', ...inRepository },
      { kind: 'repository-secret', ...inRepository, repository: '../../orgs/acme' },
    ],
    [
      'Dependabot secret of no owner',
      { kind: 'dependabot-secret', ...inRepository },
      { kind: 'dependabot-secret', ...inRepository, owner: 'a/b' },
    ],
    [
      'Codespaces secret without a name',
      { kind: 'codespaces-secret', ...inRepository },
      { kind: 'codespaces-secret', ...inRepository, name: '' },
    ],
    [
      'environment secret of an environment with a line break',
      { kind: 'environment-secret', ...inRepository, environment: 'Live, EU' },
      { kind: 'environment-secret', ...inRepository, environment: 'Live\n::add-mask::x' },
    ],
    [
      'environment secret without an environment',
      { kind: 'environment-secret', ...inRepository, environment: 'Live' },
      { kind: 'environment-secret', ...inRepository, environment: '' },
    ],
    [
      'environment secret whose name is a path',
      { kind: 'environment-secret', ...inRepository, environment: 'Live' },
      { kind: 'environment-secret', ...inRepository, environment: 'Live', name: 'A/B' },
    ],
    [
      'environment secret of no repository',
      { kind: 'environment-secret', ...inRepository, environment: 'Live' },
      { kind: 'environment-secret', ...inRepository, environment: 'Live', owner: '' },
    ],
    [
      'organization secret of no organization',
      { kind: 'organization-secret', organization: 'acme', name: 'EXALATE' },
      { kind: 'organization-secret', organization: 'acme/x', name: 'EXALATE' },
    ],
    [
      'organization secret whose name GitHub keeps for itself',
      { kind: 'organization-secret', organization: 'acme', name: 'EXALATE' },
      { kind: 'organization-secret', organization: 'acme', name: 'GITHUB_TOKEN' },
    ],
    ['vault of another cloud', vault, { ...vault, vault: 'https://acme.vault.azure.cn' }],
    ['vault of somebody else', vault, { ...vault, vault: 'https://acme.vault.azure.net.evil.example' }],
    ['vault without encryption', vault, { ...vault, vault: 'http://acme.vault.azure.net' }],
    ['vault with a port', vault, { ...vault, vault: 'https://acme.vault.azure.net:8443' }],
    ['vault with a name in front', vault, { ...vault, vault: 'https://evil@acme.vault.azure.net' }],
    ['vault with a path', vault, { ...vault, vault: 'https://acme.vault.azure.net/secrets/x' }],
    ['vault secret whose name is a path', vault, { ...vault, name: 'x/../y' }],
    ['file without a path', file, { ...file, path: '' }],
    ['file for nobody who can be told', file, { ...file, recipients: [recipient, 'age1evil'] }],
  ])('it names a %s', (_, good, bad) => {
    expect(check({ destinations: [good, { kind: 'step-output' }] })).not.toThrow();
    const wrong = check({ destinations: [{ kind: 'step-output' }, bad] });
    expect(wrong).toThrow(notBelieved(`a destination (${bad.kind}) is malformed`));
    expect(wrong).not.toThrow('evil');
  });

  test('it names all that does not match', () => {
    const wrong = check({ displayName: 'x', tenantId: other, clientId: other });
    expect(wrong).toThrow(/description.*; the tenant.*; the workload identity.*Nothing was sent or removed/);
  });
});

test('each cloud has vaults of its own', () => {
  for (const cloud of ['us-government', 'china'] as const) {
    const vault = `https://acme.${findCloud(cloud)?.vaultSuffix ?? ''}`;
    const destinations = [{ kind: 'key-vault-secret' as const, vault, name: 'exalate' }];
    expect(check({ cloud, destinations }, {})).not.toThrow();
    expect(check({ destinations }, {})).toThrow(notBelieved('key-vault-secret'));
  }
});
