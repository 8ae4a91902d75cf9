import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { parse } from 'yaml';
import { defaults } from '../../src/rotation/input-fields.ts';
import { errorCodes } from '../../src/shared/action-error.ts';
import {
  action,
  reportAction,
  anchors,
  documents,
  filesIn,
  headings,
  read,
  relativeLinks,
  root,
  table,
  tables,
  unquoted,
} from '../helpers/repository.ts';

describe('docs/troubleshooting.md', () => {
  const codes = headings(read('docs/troubleshooting.md'), 2).filter((text) =>
    /^[a-z]+(-[a-z]+)*$/.test(text),
  );

  const source = filesIn('src', '.ts').map(read).join('\n').replaceAll('\\`', '`');

  test.each(['the line `State now:` says', 'the post step says', 'the line says'])(
    'quotes under "%s" what the action says',
    (firstHeading) => {
      const quoted = table(read('docs/troubleshooting.md'), firstHeading)
        .flatMap(([cell = '']) => [...cell.matchAll(/`` ?(.+?) ?``|`([^`]+)`/g)])
        .map(([, withBackticks, plain = '']) => withBackticks ?? plain);
      const pieces = quoted.flatMap((text) => text.split('…')).filter((piece) => piece !== '');
      expect(pieces.length).toBeGreaterThan(0);
      expect(pieces.filter((piece) => !source.includes(piece))).toEqual([]);
    },
  );

  test('has one section for each failure code, in alphabetical order, and no others', () => {
    expect(codes).toEqual(errorCodes.toSorted());
  });
});

describe.each([
  ['docs/inputs.md', 'action.yml', action],
  ['docs/report.md', 'report/action.yml', reportAction],
])('%s', (document, file, { inputs, outputs }) => {
  const rows = tables(read(document), 'input').flat();

  test(`lists every input of ${file} with its default, in the same order`, () => {
    const listed = rows.map(([name = '', standard = '']) => [unquoted(name), unquoted(standard)]);
    const declared = Object.entries(inputs).map(([name, { required, default: standard = '' }]) => [
      name,
      required ? 'required' : standard,
    ]);
    expect(listed).toEqual(declared);
  });

  // The runner refuses most expressions in action.yml, so the example of a token is one without `${{ }}` there.
  test(`has the examples that ${file} has`, () => {
    const listed = rows.map(([name = '', , , example = '']) => [
      unquoted(name),
      unquoted(example).replace(/^\$\{\{ (.+) \}\}$/, '$1'),
    ]);
    const declared = Object.entries(inputs).map(([name, { description }]) => [
      name,
      /Example: (.+?)(, as an expression)?$/.exec(description)?.[1],
    ]);
    expect(listed).toEqual(declared);
  });

  test(`lists every output of ${file}`, () => {
    const listed = table(read(document), 'output').map(([name = '']) => unquoted(name));
    expect(listed).toEqual(Object.keys(outputs));
  });
});

test('action.yml declares the defaults that the action applies, and those that only the runner knows', () => {
  const declared = Object.entries(action.inputs).flatMap(([name, input]) =>
    input.default === undefined ? [] : [[name, input.default]],
  );
  expect(Object.fromEntries(declared)).toEqual({
    ...defaults,
    repository: '${{ github.repository }}',
    'hand-over-token': '${{ github.token }}',
  });
});

test.each(['action.yml', 'report/action.yml'])(
  '%s has an icon that GitHub supports, and a description that GitHub Marketplace shows completely',
  (file) => {
    const shown = v.object({
      description: v.pipe(v.string(), v.maxLength(124)),
      branding: v.object({ icon: v.literal('lock'), color: v.literal('blue') }),
    });
    expect(v.safeParse(shown, parse(read(file))).issues).toBeUndefined();
  },
);

test('LICENSE is the one that package.json names', () => {
  expect(v.parse(v.object({ license: v.string() }), JSON.parse(read('package.json'))).license).toBe('MIT');
  expect(read('LICENSE')).toMatch(/^MIT License\n/);
});

describe('docs/decisions', () => {
  const names = v.record(v.string(), v.string());
  const manifest = v.object({ dependencies: names, devDependencies: names });
  const { dependencies, devDependencies } = v.parse(manifest, JSON.parse(read('package.json')));
  const records = filesIn('docs/decisions', '.md').filter((path) => !path.endsWith('README.md'));

  test('explain every package, and no others', () => {
    const explained = headings(read('docs/decisions/libraries.md'), 3).flatMap((heading) =>
      [...heading.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    );
    expect(explained.toSorted()).toEqual(Object.keys({ ...dependencies, ...devDependencies }).toSorted());
  });

  test.each(records.filter((path) => /\/\d{3}-/.test(path)))(
    '%s has a context, a decision, alternatives and consequences',
    (record) => {
      const parts = [...read(record).matchAll(/^\*\*(.+?)\.\*\*/gm)].map(([, part]) => part);
      expect(parts).toEqual(['Context', 'Decision', 'Alternatives considered', 'Consequences']);
    },
  );

  test('are all in the index', () => {
    const linked = relativeLinks('docs/decisions/README.md').map(({ path }) => path);
    expect(linked.filter((path) => path.startsWith('docs/decisions/'))).toEqual(records);
  });
});

const { scripts } = v.parse(
  v.object({ scripts: v.record(v.string(), v.string()) }),
  JSON.parse(read('package.json')),
);

test('README.md shows how to try the action, how to keep the sandbox running, and how to run the tests', () => {
  const commands = ['npm ci && npm start', 'npm run sandbox', 'npm ci && npm test'];
  expect(commands.filter((command) => !read('README.md').includes(command))).toEqual([]);
});

describe.each(documents)('%s', (document) => {
  const links = relativeLinks(document);

  test('names only npm scripts that package.json has', () => {
    const named = [...read(document).matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, script]) => script);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  });

  test('links to files that exist', () => {
    expect(links.map(({ path }) => path).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('links to headings that exist', () => {
    const missing = links.filter(
      ({ path, anchor }) => anchor !== undefined && !anchors(read(path)).has(anchor),
    );
    expect(missing).toEqual([]);
  });
});
