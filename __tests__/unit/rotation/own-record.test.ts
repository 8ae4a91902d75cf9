import { describe, expect, test } from '@jest/globals';
import { findCloud } from '../../../src/azure/cloud.ts';
import type { DestinationSpec } from '../../../src/destinations/spec.ts';
import { createJournal } from '../../../src/rotation/journal.ts';
import { refusedPostError, requireOwnRecord } from '../../../src/rotation/own-record.ts';
import type { Intent, RotationState } from '../../../src/rotation/state.ts';
import { ActionError } from '../../../src/shared/action-error.ts';
import { intent, statesOf } from '../../helpers/states.ts';
import { workflowRun } from '../../helpers/workflow-run.ts';

const inputs = { 'tenant-id': intent.tenantId, 'client-id': intent.clientId, cloud: 'public' };
const recipient = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';

function check(change: Partial<Intent>, given: Readonly<Record<string, string>> = inputs): () => void {
  return () => {
    requireOwnRecord({ ...intent, ...change }, workflowRun, (name) => given[name] ?? '');
  };
}

const notBelieved = (what: string): unknown =>
  expect.objectContaining({ code: 'journal-not-believed', message: expect.stringContaining(what) });

describe('a record is accepted when', () => {
  test('it is about this run and matches the inputs', () => {
    expect(check({})).not.toThrow();
  });

  test.each([
    ['are empty', {}],
    ['are not IDs', { 'tenant-id': '${{ x }}', 'client-id': 'x', cloud: 'x' }],
    ['use the Azure CLI name of the cloud', { ...inputs, cloud: 'AzureCloud' }],
  ])('the inputs %s', (_, given) => {
    expect(check({}, given)).not.toThrow();
  });
});

test('compares IDs without regard to case', () => {
  const [lower, upper] = ['abcdef00-0000-4000-8000-000000000000', 'ABCDEF00-0000-4000-8000-000000000000'];
  for (const [recorded, given] of [
    [lower, upper],
    [upper, lower],
  ] as const) {
    expect(check({ tenantId: recorded }, { ...inputs, 'tenant-id': given })).not.toThrow();
    expect(check({ clientId: recorded }, { ...inputs, 'client-id': given })).not.toThrow();
  }
});

describe('a record is rejected when', () => {
  test.each([
    ['another repository', 'Exalate [acme/other r3vq7m2k9x4td8wh run 7001.1 k3f9x2]'],
    ['another repository with a longer name', 'Exalate [acme/ops2 r3vq7m2k9x4td8wh run 7001.1 k3f9x2]'],
    ['another run', 'Exalate [acme/ops r3vq7m2k9x4td8wh run 7002.1 k3f9x2]'],
    ['another attempt', 'Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.2 k3f9x2]'],
    ['a manually created secret', 'made by hand'],
    ['this run, after a line break', 'x\n::add-mask::y [acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2]'],
  ])('its description is from %s', (_, displayName) => {
    expect(check({ displayName })).toThrow(notBelieved('the description of the secret is not from'));
    expect(check({ displayName })).not.toThrow(displayName);
  });

  const other = 'f0000000-0000-4000-8000-000000000000';
  test.each([
    ['tenant', 'the tenant does not match `tenant-id`', { tenantId: other }],
    ['workload identity', 'the workload identity does not match `client-id`', { clientId: other }],
    ['cloud', 'the cloud does not match `cloud`', { cloud: 'china' as const }],
  ])('its %s differs from the inputs', (_, what, change) => {
    expect(check(change)).toThrow(notBelieved(what));
    expect(check(change)).not.toThrow(other);
  });

  const inRepository = { owner: 'acme', repository: 'ops', name: 'EXALATE' };
  const vault = { kind: 'key-vault-secret' as const, vault: 'https://acme.vault.azure.net', name: 'exalate' };
  const file = { kind: 'encrypted-file' as const, path: 'x.age', recipients: [recipient] };
  test.each<[string, DestinationSpec, DestinationSpec]>([
    [
      'repository secret without a valid repository',
      { kind: 'repository-secret', ...inRepository },
      { kind: 'repository-secret', ...inRepository, repository: '../../orgs/acme' },
    ],
    [
      'Dependabot secret without a valid owner',
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
      'environment secret of an environment that changes the path',
      { kind: 'environment-secret', ...inRepository, environment: '...' },
      { kind: 'environment-secret', ...inRepository, environment: '..' },
    ],
    [
      'repository secret of a repository that changes the path',
      { kind: 'repository-secret', ...inRepository, repository: '.github' },
      { kind: 'repository-secret', ...inRepository, repository: '..' },
    ],
    [
      'environment secret with a path as its name',
      { kind: 'environment-secret', ...inRepository, environment: 'Live' },
      { kind: 'environment-secret', ...inRepository, environment: 'Live', name: 'A/B' },
    ],
    [
      'environment secret without an owner',
      { kind: 'environment-secret', ...inRepository, environment: 'Live' },
      { kind: 'environment-secret', ...inRepository, environment: 'Live', owner: '' },
    ],
    [
      'organization secret without a valid organization',
      { kind: 'organization-secret', organization: 'acme', name: 'EXALATE' },
      { kind: 'organization-secret', organization: 'acme/x', name: 'EXALATE' },
    ],
    [
      'organization secret with a name that GitHub reserves',
      { kind: 'organization-secret', organization: 'acme', name: 'EXALATE' },
      { kind: 'organization-secret', organization: 'acme', name: 'GITHUB_TOKEN' },
    ],
    ['vault of another cloud', vault, { ...vault, vault: 'https://acme.vault.azure.cn' }],
    ['vault on another domain', vault, { ...vault, vault: 'https://acme.vault.azure.net.evil.example' }],
    ['vault without HTTPS', vault, { ...vault, vault: 'http://acme.vault.azure.net' }],
    ['vault with a port', vault, { ...vault, vault: 'https://acme.vault.azure.net:8443' }],
    ['vault with a user name', vault, { ...vault, vault: 'https://evil@acme.vault.azure.net' }],
    ['vault with a path', vault, { ...vault, vault: 'https://acme.vault.azure.net/secrets/x' }],
    ['vault secret with a path as its name', vault, { ...vault, name: 'x/../y' }],
    ['file without a path', file, { ...file, path: '' }],
    ['file with an invalid recipient', file, { ...file, recipients: [recipient, 'age1evil'] }],
  ])('it names a %s', (_, good, bad) => {
    expect(check({ destinations: [good, { kind: 'step-output' }] })).not.toThrow();
    const wrong = check({ destinations: [{ kind: 'step-output' }, bad] });
    expect(wrong).toThrow(notBelieved(`a destination (${bad.kind}) is malformed`));
    expect(wrong).not.toThrow('evil');
  });

  test('several things do not match: the error names all of them', () => {
    const wrong = check({ displayName: 'x', tenantId: other, clientId: other });
    expect(wrong).toThrow(
      /Nothing was sent or removed:\n {2}- the description.*\n {2}- the tenant.*\n {2}- the workload identity/,
    );
  });
});

test('accepts a vault only in its own cloud', () => {
  for (const cloud of ['us-government', 'china'] as const) {
    const vault = `https://acme.${findCloud(cloud)?.vaultSuffix ?? ''}`;
    const destinations = [{ kind: 'key-vault-secret' as const, vault, name: 'exalate' }];
    expect(check({ cloud, destinations }, {})).not.toThrow();
    expect(check({ destinations }, {})).toThrow(notBelieved('key-vault-secret'));
  }
});

describe('a post step that does not run', () => {
  const states = statesOf(intent);
  const refusal = new ActionError('unsafe-environment', { problem: 'x', likelyCause: 'y', remedy: 'z' });

  /** The error of the post step when the main step has saved a state. */
  function createError(state: RotationState, ofRun = workflowRun): ActionError {
    let text = '';
    createJournal((written) => {
      text = written;
    }).save(state);
    return refusedPostError(refusal, text, ofRun, () => '');
  }

  test.each([
    ['was to be removed', states.added],
    ['was being stored', states.storingFirst],
  ])('names the secret that may be left when it %s', (_, saved) => {
    const { code, state } = createError(saved);
    expect(code).toBe('unsafe-environment');
    expect(state).toContain(`A secret with the description "${intent.displayName}" may be active`);
  });

  test.each([
    ['had not begun', { step: 'idle' as const }],
    ['had completed', states.complete],
  ])('mentions no secret when the main step %s', (_, saved) => {
    expect(createError(saved)).toBe(refusal);
  });

  test('does not repeat the description from a record of another run', () => {
    expect(() => createError(states.added, { ...workflowRun, attempt: 2 })).toThrow(
      expect.objectContaining({ code: 'journal-not-believed' }),
    );
  });
});
