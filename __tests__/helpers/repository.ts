import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';

export const root = join(import.meta.dirname, '../..');

/** The text of a file, by its path from the root of the repository. */
export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The files of a folder and below it that end like that, by their paths from the root of the repository. */
export function filesIn(folder: string, ending: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(relative(root, entry.parentPath), entry.name).replaceAll('\\', '/'))
    .toSorted();
}

/** The folders at the top, without those that Git ignores. */
export const folders = readdirSync(root, { withFileTypes: true })
  .filter(
    (entry) =>
      entry.isDirectory() && !['.git', '.stryker-tmp', 'coverage', 'node_modules'].includes(entry.name),
  )
  .map(({ name }) => name);

const input = v.object({
  description: v.string(),
  required: v.optional(v.boolean(), false),
  default: v.optional(v.string()),
});
const actionShape = v.object({
  inputs: v.optional(v.record(v.string(), input), {}),
  outputs: v.optional(v.record(v.string(), v.unknown()), {}),
});

/** The interface of an action, as its action.yml declares it. */
export function readAction(path: string): v.InferOutput<typeof actionShape> {
  return v.parse(actionShape, parse(read(path)));
}

export const action = readAction('action.yml');

export const reportAction = readAction('report/action.yml');

/** The pages for people: those at the top, those in docs/, and the template of a pull request. */
export const documents: readonly string[] = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...filesIn('.github', '.md'),
  ...filesIn('docs', '.md'),
];

/** A workflow that people copy or call. */
export interface Example {
  readonly name: string;
  readonly text: string;
}

/** Those in examples/, the one that others call, and those that are complete in a document. */
export const workflows: readonly Example[] = [
  ...[...filesIn('examples', '.yml'), '.github/workflows/rotate.yml'].map((name) => ({
    name,
    text: read(name),
  })),
  ...documents.flatMap((document) =>
    codeBlocks(read(document), 'yaml')
      .filter((text) => /^on:/m.test(text))
      .map((text, index) => ({ name: `${document}, workflow ${index + 1}`, text })),
  ),
];

/** The texts of the blocks of code in a language. */
export function codeBlocks(markdown: string, language: string): readonly string[] {
  return [...markdown.matchAll(/^ *```(\w*)\n([\s\S]*?)^ *```$/gm)]
    .filter(([, found]) => found === language)
    .map(([, , text = '']) => text);
}

/** A document without its blocks of code, in which nothing is a heading or a link. */
export function prose(markdown: string): string {
  return markdown.replace(/^ *```[\s\S]*?^ *```$/gm, '');
}

/** The texts of the headings of a level. */
export function headings(markdown: string, level: number): readonly string[] {
  return [...prose(markdown).matchAll(/^(#+) (.+)$/gm)]
    .filter(([, hashes = '']) => hashes.length === level)
    .map(([, , text = '']) => text.trim());
}

/** The anchors that GitHub gives to the headings of a document. */
export function anchors(markdown: string): ReadonlySet<string> {
  const texts = [1, 2, 3, 4].flatMap((level) => headings(markdown, level));
  return new Set(
    texts.map((text) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

type Rows = readonly (readonly string[])[];

/** The rows of the first table whose first heading is that, cell by cell. */
export function table(markdown: string, firstHeading: string): Rows {
  const [first] = tables(markdown, firstHeading);
  if (first === undefined) throw new Error(`there is no table "${firstHeading}"`);
  return first;
}

/** The rows of each table whose first heading is that. */
export function tables(markdown: string, firstHeading: string): readonly Rows[] {
  const lines = markdown.split('\n');
  return lines.flatMap((line, start) => {
    if (cells(line)[0] !== firstHeading) return [];
    const rows = lines.slice(start + 2);
    const end = rows.findIndex((row) => !row.startsWith('|'));
    return [rows.slice(0, end === -1 ? rows.length : end).map(cells)];
  });
}

function cells(line: string): readonly string[] {
  if (!line.startsWith('|')) return [];
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** Text that stands in backticks, without them. */
export function unquoted(cell: string): string {
  return cell.replace(/^`(.*)`$/, '$1');
}

/** What a relative link of a document points at: a path from the root of the repository, and an anchor in it. */
export interface Target {
  readonly path: string;
  readonly anchor: string | undefined;
}

/** The relative links of a document. */
export function relativeLinks(document: string): readonly Target[] {
  return [...prose(read(document)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [path = '', anchor] = link.split('#');
      return { path: path === '' ? document : join(dirname(document), path).replaceAll('\\', '/'), anchor };
    });
}
