import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  digestDestinations,
  drawNonce,
  parseProvenance,
  printLineage,
  printProvenance,
} from '../../src/plan/lineage.ts';

const owner = fc.stringMatching(/^[A-Za-z0-9_-]{1,39}$/);
const name = fc.stringMatching(/^[A-Za-z0-9._-]{1,100}$/);

const provenance = fc.record({
  description: fc.string({ unit: 'grapheme', minLength: 1 }),
  repository: fc.tuple(owner, name).map((parts) => parts.join('/')),
  digest: fc.stringMatching(/^[0-9a-f]{6}$/),
  run: fc.record({
    id: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    attempt: fc.integer({ min: 1, max: 1000 }),
  }),
  nonce: fc.stringMatching(/^[a-z0-9]{6}$/),
});

describe('the description of a secret', () => {
  test('looks like this', () => {
    const description = printProvenance({
      description: 'Exalate',
      repository: 'acme/ops',
      digest: '4f2a9c',
      run: { id: 7001, attempt: 1 },
      nonce: 'k3f9x2',
    });
    expect(description).toBe('Exalate [acme/ops 4f2a9c run 7001.1 k3f9x2]');
  });

  test('prints and parses back', () => {
    fc.assert(
      fc.property(provenance, (original) => {
        expect(parseProvenance(printProvenance(original))).toEqual(original);
      }),
    );
  });

  test('parses back when the user’s own part looks like one of ours', () => {
    fc.assert(
      fc.property(provenance, provenance, (inner, outer) => {
        const nested = { ...outer, description: printProvenance(inner) };
        expect(parseProvenance(printProvenance(nested))).toEqual(nested);
      }),
    );
  });

  test.each([
    '',
    'Exalate',
    'Exalate [acme/ops 4f2a9c run 7001.1]',
    'Exalate [acme/ops 4f2a9c run 7001.1 k3f9x2] ',
    'Exalate [acme/ops 4F2A9C run 7001.1 k3f9x2]',
    'Exalate [acme/ops 4f2a9c run 0.1 k3f9x2]',
    'Exalate [acme 4f2a9c run 7001.1 k3f9x2]',
    'Exalate[acme/ops 4f2a9c run 7001.1 k3f9x2]',
    'Exalate [acme/ops 4f2a9c run 7001.1 K3F9X2]',
  ])('is not taken for ours when it is %j', (displayName) => {
    expect(parseProvenance(displayName)).toBeUndefined();
  });
});

describe('the digest of the destinations', () => {
  test('does not depend on their order', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (identities) => {
        expect(digestDestinations(identities.toReversed())).toBe(digestDestinations(identities));
      }),
    );
  });

  test('is six hex digits that tell one set from another', () => {
    expect(digestDestinations(['a', 'b'])).toMatch(/^[0-9a-f]{6}$/);
    expect(digestDestinations(['a', 'b'])).not.toBe(digestDestinations(['ab']));
  });
});

test('a nonce is drawn from a-z and 0-9, from their first to their last', () => {
  expect(drawNonce(() => 0)).toBe('aaaaaa');
  expect(drawNonce((below) => below - 1)).toBe('999999');
});

test('a lineage by itself is the description without the run', () => {
  const lineage = { description: 'Exalate', repository: 'acme/ops', digest: '4f2a9c' };
  expect(printLineage(lineage)).toBe('Exalate [acme/ops 4f2a9c]');
});
