import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { anchors, documents, filesIn, read, root } from '../helpers/repository.ts';

describe('.github/CODEOWNERS', () => {
  const lines = read('.github/CODEOWNERS')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const [first, ...others] = lines.map((line) => line.split(' '));

  test('makes the maintainers the owners of every file', () => {
    expect(first).toEqual(['*', '@org/maintainers']);
    expect(others.map(([, ...owners]) => owners)).toEqual(others.map(() => ['@org/maintainers']));
  });

  test.each(others.map(([path = '']) => path))(
    'names files and folders that exist, folders with a slash at the end: %s',
    (path) => {
      expect(path).toMatch(/^\/[\w./-]+$/);
      const isFolder = existsSync(join(root, path)) ? statSync(join(root, path)).isDirectory() : undefined;
      expect(isFolder).toBe(path.endsWith('/'));
    },
  );

  test.each(['/dist/', '/.github/', '/scripts/release/', '/action.yml'])('names %s', (path) => {
    expect(others.map(([named]) => named)).toContain(path);
  });
});

/** The links to files of this repository on GitHub. A page that GitHub shows elsewhere, such as a form, cannot have others. */
const onGitHub =
  /https:\/\/github\.com\/org\/exalate-secret-action\/blob\/(?:HEAD|v1)\/([\w./-]+)(?:#([\w-]+))?/g;
const pages = [...documents, ...filesIn('.github', '.yml'), ...filesIn('examples', '.yml')];
const links = pages.flatMap((page) =>
  [...read(page).matchAll(onGitHub)].map(([link, path = '', anchor]) => ({ page, link, path, anchor })),
);

test.each(links)('$page links to a file and a heading that exist: $link', ({ path, anchor }) => {
  expect(existsSync(join(root, path))).toBe(true);
  if (anchor !== undefined) expect([...anchors(read(path))]).toContain(anchor);
});

describe('SECURITY.md', () => {
  const page = read('SECURITY.md');

  test.each([
    'https://github.com/org/exalate-secret-action/security/advisories/new',
    'docs/security-model.md#what-it-promises',
    'docs/security-model.md#what-is-trusted',
    'docs/security-model.md#what-is-not-defended-against',
    'docs/leaked-secret.md#do-this-now',
    'docs/approval.md',
  ])('links to %s', (target) => {
    expect(page).toContain(`](${target})`);
  });
});
