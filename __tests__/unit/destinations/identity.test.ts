import { describe, expect, test } from '@jest/globals';
import type { DestinationSpec } from '../../../src/destinations/create-destination.ts';
import { identifyDestination } from '../../../src/destinations/identity.ts';

const surroundings = { apiHost: 'api.github.com', ownRepository: { name: 'acme/ops', id: '70010001' } };
const own = { owner: 'acme', repository: 'ops', name: 'EXALATE' };
const identity = (spec: DestinationSpec): readonly string[] => identifyDestination(spec, surroundings);

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

  test('names the own repository by its ID, so that it survives a new name', () => {
    const renamed = { ...surroundings, ownRepository: { name: 'acme/new', id: '70010001' } };
    expect(identifyDestination({ kind: 'repository-secret', ...own, repository: 'new' }, renamed)).toEqual(
      identity({ kind: 'repository-secret', ...own }),
    );
    expect(identity({ kind: 'repository-secret', ...own, owner: 'ACME', repository: 'Ops' })).toEqual(
      identity({ kind: 'repository-secret', ...own }),
    );
  });

  test('names another repository by its name', () => {
    expect(identity({ kind: 'repository-secret', ...own, repository: 'Web' })).toContain('acme/web');
  });

  test('differs where the place differs', () => {
    const elsewhere = { ...surroundings, apiHost: 'github.example.com' };
    const all = [
      identity({ kind: 'repository-secret', ...own }),
      identifyDestination({ kind: 'repository-secret', ...own }, elsewhere),
      identity({ kind: 'repository-secret', ...own, name: 'EXALATE_2' }),
      identity({ kind: 'environment-secret', ...own, environment: 'exalate' }),
      // Names with a slash or a blank in them run into no other.
      identity({ kind: 'environment-secret', ...own, environment: 'a/b' }),
      identity({ kind: 'environment-secret', ...own, environment: 'a b' }),
      // Services disagree on the case of letters beyond ASCII.
      identity({ kind: 'environment-secret', ...own, environment: 'Ä' }),
      identity({ kind: 'environment-secret', ...own, environment: 'ä' }),
    ];
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(all.length);
  });
});
