import { describe, expect, test } from '@jest/globals';
import { dateUnreleased, readNewestEntry } from '../../scripts/release/changelog.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { read, relativeLinks } from '../helpers/repository.ts';

const changelog = `# Changelog

What changes.

## Unreleased

### Added

- A destination

## 1.0.0 - 2026-11-26

### Added

- The action
`;

describe('CHANGELOG.md', () => {
  const newest = readNewestEntry(read('CHANGELOG.md'));

  test('begins with the version in package.json or with unreleased changes', () => {
    expect([packageJson.version, undefined]).toContain(newest.version);
    expect(newest.text).toMatch(/^### (Added|Changed|Deprecated|Removed|Fixed|Security)$/m);
  });

  test('has no relative links, which would not work in the notes of a release', () => {
    expect(relativeLinks('CHANGELOG.md')).toEqual([]);
  });
});

test('the newest entry is read without its heading', () => {
  expect(readNewestEntry(changelog)).toEqual({
    version: undefined,
    date: undefined,
    text: '### Added\n\n- A destination',
  });
});

test('the section Unreleased becomes an entry with a date, and nothing else changes', () => {
  const dated = dateUnreleased(changelog, '1.1.0', '2026-12-01');
  expect(dated).toBe(changelog.replace('## Unreleased', '## 1.1.0 - 2026-12-01'));
  expect(readNewestEntry(dated)).toMatchObject({ version: '1.1.0', date: '2026-12-01' });
});

test('a changelog without the section Unreleased cannot be prepared for a release', () => {
  const dated = dateUnreleased(changelog, '1.1.0', '2026-12-01');
  expect(() => dateUnreleased(dated, '1.2.0', '2026-12-02')).toThrow(
    'CHANGELOG.md has no section "Unreleased".',
  );
});

test('a changelog without entries cannot be released', () => {
  expect(() => readNewestEntry('# Changelog\n\nText.\n')).toThrow('CHANGELOG.md has no entry.');
});

test('a changelog that does not follow Keep a Changelog cannot be released', () => {
  const strange = changelog.replace('### Added', '### News');
  expect(() => readNewestEntry(strange)).toThrow(/^CHANGELOG\.md cannot be read: .*\nLikely cause: /);
});
