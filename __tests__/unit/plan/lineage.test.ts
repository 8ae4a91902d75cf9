import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  createNonce,
  computeDigest,
  isSameLineage,
  parseProvenance,
  formatLineage,
  formatProvenance,
} from '../../../src/plan/lineage.ts';

const owner = fc.stringMatching(/^[A-Za-z0-9_-]{1,39}$/);
const name = fc.stringMatching(/^[A-Za-z0-9._-]{1,100}$/);

const provenance = fc.record({
  description: fc.string({ unit: 'grapheme', minLength: 1 }),
  repository: fc.tuple(owner, name).map((parts) => parts.join('/')),
  digest: fc.stringMatching(/^[0-9a-hjkmnp-tv-z]{16}$/),
  run: fc.record({
    id: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    attempt: fc.integer({ min: 1, max: 1000 }),
  }),
  nonce: fc.stringMatching(/^[a-z0-9]{6}$/),
});

describe('the description of a secret', () => {
  test('contains repository, digest, run and nonce', () => {
    const description = formatProvenance({
      description: 'Exalate',
      repository: 'acme/ops',
      digest: 'r3vq7m2k9x4td8wh',
      run: { id: 7001, attempt: 1 },
      nonce: 'k3f9x2',
    });
    expect(description).toBe('Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2]');
  });

  test('can be parsed', () => {
    fc.assert(
      fc.property(provenance, (original) => {
        expect(parseProvenance(formatProvenance(original))).toEqual(original);
      }),
    );
  });

  test('can be parsed when the input `description` itself looks like one', () => {
    fc.assert(
      fc.property(provenance, provenance, (inner, outer) => {
        const nested = { ...outer, description: formatProvenance(inner) };
        expect(parseProvenance(formatProvenance(nested))).toEqual(nested);
      }),
    );
  });

  test.each([
    '',
    'Exalate',
    'Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1]',
    'Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2] ',
    'Exalate [acme/ops R3VQ7M2K9X4TD8WH run 7001.1 k3f9x2]',
    'Exalate [acme/ops r3vq7m2k9x4td8w run 7001.1 k3f9x2]',
    'Exalate [acme/ops i3vq7m2k9x4td8wh run 7001.1 k3f9x2]',
    'Exalate [acme/ops r3vq7m2k9x4td8wh run 0.1 k3f9x2]',
    'Exalate [acme r3vq7m2k9x4td8wh run 7001.1 k3f9x2]',
    'Exalate[acme/ops r3vq7m2k9x4td8wh run 7001.1 k3f9x2]',
    'Exalate [acme/ops r3vq7m2k9x4td8wh run 7001.1 K3F9X2]',
  ])('is not taken for one of this action: %j', (displayName) => {
    expect(parseProvenance(displayName)).toBeUndefined();
  });
});

describe('the digest of a lineage', () => {
  const scope = {
    serverHost: 'github.com',
    repositoryId: '70010001',
    destinations: [
      ['repository-secret', 'api.github.com', '#70010001', 'a'],
      ['key-vault-secret', 'acme.vault.azure.net', 'a'],
    ],
  };

  test('is sixteen characters of base32, and the same for the same scope', () => {
    expect(computeDigest(scope)).toMatch(/^[0-9a-hjkmnp-tv-z]{16}$/);
    expect(computeDigest({ ...scope, serverHost: 'GitHub.com' })).toBe(computeDigest(scope));
  });

  test('does not depend on the order of the destinations', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string())), (destinations) => {
        expect(computeDigest({ ...scope, destinations: destinations.toReversed() })).toBe(
          computeDigest({ ...scope, destinations }),
        );
      }),
    );
  });

  test('differs for another server, another repository and other destinations', () => {
    const others = [
      { ...scope, serverHost: 'github.example.com' },
      { ...scope, repositoryId: '70010002' },
      { ...scope, destinations: scope.destinations.slice(1) },
      { ...scope, destinations: scope.destinations.map((parts) => [parts.join('')]) },
      { ...scope, destinations: [scope.destinations.flat()] },
    ];
    expect(new Set([scope, ...others].map(computeDigest)).size).toBe(others.length + 1);
  });
});

describe('two secrets belong to one lineage', () => {
  const lineage = { description: 'Exalate', digest: 'r3vq7m2k9x4td8wh' };

  test('when description and digest match exactly', () => {
    expect(isSameLineage(lineage, { ...lineage })).toBe(true);
    expect(isSameLineage(lineage, { ...lineage, description: 'exalate' })).toBe(false);
    expect(isSameLineage(lineage, { ...lineage, digest: '0000000000000000' })).toBe(false);
  });

  test('even if the repository was renamed between them', () => {
    const [before, after] = ['acme/old-name', 'acme/ops'].map((repository) =>
      parseProvenance(`Exalate [${repository} r3vq7m2k9x4td8wh run 7001.1 k3f9x2]`),
    );
    if (before === undefined || after === undefined) throw new Error('not parsed');
    expect(isSameLineage(before, after)).toBe(true);
  });
});

test('a nonce consists of any of the characters a-z and 0-9', () => {
  expect(createNonce(() => 0)).toBe('aaaaaa');
  expect(createNonce((below) => below - 1)).toBe('999999');
});

test('a lineage is formatted as description and digest', () => {
  expect(formatLineage({ description: 'Exalate', digest: 'r3vq7m2k9x4td8wh' })).toBe(
    'Exalate [r3vq7m2k9x4td8wh]',
  );
});
