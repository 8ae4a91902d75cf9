import { dirname, join } from 'node:path';
import ts from 'typescript';
import { read } from './repository.ts';

/** The files that a file of the project imports, and itself, by their paths from the root of the repository. */
export function importedFiles(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const { fileName } of ts.preProcessFile(read(file)).importedFiles) {
    if (fileName.startsWith('.')) importedFiles(join(dirname(file), fileName).replaceAll('\\', '/'), found);
  }
  return found;
}

/** The texts in the code of a file. `…` stands for what a template inserts. */
export function textsIn(file: string): readonly string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) texts.push(node.text);
    if (ts.isTemplateExpression(node)) {
      texts.push(
        [node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text).join('…'),
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest));
  return texts;
}
