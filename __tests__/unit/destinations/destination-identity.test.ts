import { describe, expect, test } from '@jest/globals';
import type { DestinationSpec } from '../../../src/destinations/spec.ts';
import { identifyDestination } from '../../../src/destinations/destination-identity.ts';

const context = { apiHost: 'api.github.com', ownRepository: { name: 'acme/ops', id: '70010001' } };
const own = { owner: 'acme', repository: 'ops', name: 'EXALATE' };
const identity = (spec: DestinationSpec): readonly string[] => identifyDestination(spec, context);

describe('the identity of a destination', () => {
  test.each<[DestinationSpec, readonly string[]]>([
    [{ kind: 'repository-secret', ...own }, ['repository-secret', 'api.github.com', '#70010001', 'exalate']],
    [
      { kind: 'environment-secret', ...own, environment: 'Live EU' },
      ['environment-secret', 'api.github.com', '#70010001', 'live eu', 'exalate'],
    ],
    [
      { kind: 'organization-secret', organization: 'Acme', name: 'EXALATE' },
      ['organization-secret', 'api.github.com', 'acme', 'exalate'],
    ],
    [{ kind: 'dependabot-secret', ...own }, ['dependabot-secret', 'api.github.com', '#70010001', 'exalate']],
    [{ kind: 'codespaces-secret', ...own }, ['codespaces-secret', 'api.github.com', '#70010001', 'exalate']],
    [
      { kind: 'key-vault-secret', vault: 'https://Acme.vault.azure.net', name: 'Exalate' },
      ['key-vault-secret', 'acme.vault.azure.net', 'exalate'],
    ],
    [{ kind: 'encrypted-file', path: 'a.age', recipients: [] }, ['encrypted-file']],
    [{ kind: 'step-output' }, ['step-output']],
  ])('of %j', (spec, expected) => {
    expect(identity(spec)).toEqual(expected);
  });

  test('contains the ID of the workflow’s own repository, so that it does not change with the name', () => {
    const renamed = { ...context, ownRepository: { name: 'acme/new', id: '70010001' } };
    expect(identifyDestination({ kind: 'repository-secret', ...own, repository: 'new' }, renamed)).toEqual(
      identity({ kind: 'repository-secret', ...own }),
    );
    expect(identity({ kind: 'repository-secret', ...own, owner: 'ACME', repository: 'Ops' })).toEqual(
      identity({ kind: 'repository-secret', ...own }),
    );
  });

  test('contains the name of any other repository', () => {
    expect(identity({ kind: 'repository-secret', ...own, repository: 'Web' })).toContain('acme/web');
  });

  test('is different for different destinations', () => {
    const elsewhere = { ...context, apiHost: 'github.example.com' };
    const all = [
      identity({ kind: 'repository-secret', ...own }),
      identifyDestination({ kind: 'repository-secret', ...own }, elsewhere),
      identity({ kind: 'repository-secret', ...own, name: 'EXALATE_2' }),
      identity({ kind: 'environment-secret', ...own, environment: 'exalate' }),
      // A name with a slash or a space does not collide with another.
      identity({ kind: 'environment-secret', ...own, environment: 'a/b' }),
      identity({ kind: 'environment-secret', ...own, environment: 'a b' }),
      // Services disagree on the case of letters beyond ASCII.
      identity({ kind: 'environment-secret', ...own, environment: 'Ä' }),
      identity({ kind: 'environment-secret', ...own, environment: 'ä' }),
    ];
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(all.length);
  });
});
