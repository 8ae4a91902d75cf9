import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import ts from 'typescript';
import { idle, recoveryFor, type RotationState } from '../../src/rotation/state.ts';
import { codeBlocks, read, root, table, unquoted } from '../helpers/repository.ts';
import { intent, statesOf } from '../helpers/states.ts';

// Mermaid cleans the text of a diagram with DOMPurify, which needs a browser. The text is our own.
jest.unstable_mockModule('dompurify', () => ({
  default: { addHook: () => undefined, sanitize: (text: string) => text },
}));
const { default: mermaid } = await import('mermaid');

const page = read('docs/architecture.md');
const [directories = '', states = '', release = ''] = codeBlocks(page, 'mermaid');

describe('the diagram of the directories', () => {
  test('is one that Mermaid can parse', async () => {
    expect(await mermaid.parse(directories)).toMatchObject({ diagramType: 'flowchart-v2' });
  });

  test('shows each directory and file of src/, as the table does', () => {
    const entries = readdirSync(join(root, 'src'), { withFileTypes: true })
      .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
      .toSorted();
    const drawn = [...directories.matchAll(/^ +[\w-]+\["([\w-]+(?:\/|\.ts))"\]$/gm)].map(([, name]) => name);
    expect(drawn.toSorted()).toEqual(entries);
    expect(
      table(page, 'in `src/`')
        .map(([name = '']) => unquoted(name))
        .toSorted(),
    ).toEqual(entries);
  });
});

describe('the tables of directories', () => {
  const paths = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n');

  test.each([
    { heading: 'outside `src/`', parent: '', prefix: '', elsewhere: ['src/'] },
    { heading: 'in `sandbox/`', parent: 'sandbox/', prefix: '', elsewhere: [] },
    { heading: 'directory', parent: '__tests__/', prefix: '__tests__/', elsewhere: [] },
  ])('list under "$heading" each directory, and no others', ({ heading, parent, prefix, elsewhere }) => {
    const directories = paths
      .filter((path) => path.startsWith(parent))
      .flatMap((path) => /^[^/]+\//.exec(path.slice(parent.length)) ?? [])
      .filter((name) => !elsewhere.includes(name))
      .map((name) => prefix + name);
    const listed = table(page, heading).map(([name = '']) => unquoted(name));
    expect(listed.toSorted()).toEqual([...new Set(directories)].toSorted());
  });
});

test('the diagram of a release is one that Mermaid can parse', async () => {
  expect(await mermaid.parse(release)).toMatchObject({ diagramType: 'flowchart-v2' });
});

describe('the diagram of the states', () => {
  test('is one that Mermaid can parse', async () => {
    expect(await mermaid.parse(states)).toMatchObject({ diagramType: 'stateDiagram' });
  });

  test('shows each state, and no others', () => {
    const steps = [...read('src/rotation/state.ts').matchAll(/step: v\.literal\('(\w+)'\)/g)];
    const drawn = [...states.matchAll(/--> (\w+)/g)];
    const names = (matches: RegExpExecArray[]): ReadonlySet<string | undefined> =>
      new Set(matches.map(([, name]) => name));
    expect(names(drawn)).toEqual(names(steps));
  });

  test('shows each transition that state.ts allows, and no others', () => {
    const drawn = [...states.matchAll(/^ +(\w+) --> (\w+): (\w+)$/gm)].map(([, from, to, by]) =>
      [from, to, by].join(' '),
    );
    expect(drawn.toSorted()).toEqual(transitionsIn('src/rotation/state.ts').toSorted());
    expect(states).toContain('[*] --> idle');
  });

  test('has a table that says for each state what `recoveryFor` says', () => {
    const all: readonly RotationState[] = Object.values({ idle, ...statesOf(intent) });
    const said = all.map((state) => `${state.step} ${recoveryFor(state).kind}`);
    const listed = table(page, 'state').flatMap(([state = '', , recovery = '']) =>
      [...recovery.matchAll(/`(\w+)`/g)].map(([, kind = '']) => `${unquoted(state)} ${kind}`),
    );
    expect(listed.toSorted()).toEqual([...new Set(said)].toSorted());
  });
});

/**
 * The transitions that a file declares, as `from to function`: those of each function that returns `In<…>`. One that takes
 * no state starts from `idle`.
 */
function transitionsIn(path: string): readonly string[] {
  const source = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
  return source.statements.filter(ts.isFunctionDeclaration).flatMap((declaration) => {
    const { name, parameters, type } = declaration;
    const targets = stepsOf(type);
    const sources = parameters.flatMap((parameter) => stepsOf(parameter.type));
    const from = sources.length === 0 ? ['idle'] : sources;
    return from.flatMap((one) => targets.map((to) => [one, to, name?.text].join(' ')));
  });
}

/** The steps in a type `In<'one' | 'other'>`; none in any other type. */
function stepsOf(type: ts.TypeNode | undefined): readonly string[] {
  if (type === undefined || !ts.isTypeReferenceNode(type) || type.typeName.getText() !== 'In') return [];
  const [argument] = type.typeArguments ?? [];
  if (argument === undefined) return [];
  const members = ts.isUnionTypeNode(argument) ? argument.types : [argument];
  return members.flatMap((member) =>
    ts.isLiteralTypeNode(member) && ts.isStringLiteral(member.literal) ? [member.literal.text] : [],
  );
}
