import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';

const metadata = v.object({
  inputs: v.optional(
    v.record(
      v.string(),
      v.nullish(v.object({ default: v.optional(v.union([v.string(), v.number(), v.boolean()])) })),
    ),
    {},
  ),
  runs: v.object({ using: v.string(), main: v.string(), post: v.optional(v.string()) }),
});

/** What the runner takes from action.yml. */
export interface ActionMetadata {
  readonly defaults: Readonly<Record<string, string>>;
  readonly main: string;
  readonly post: string | undefined;
}

export async function readAction(directory: string): Promise<ActionMetadata> {
  const { inputs, runs } = v.parse(metadata, parse(await readFile(join(directory, 'action.yml'), 'utf8')));
  return {
    defaults: Object.fromEntries(
      Object.entries(inputs).map(([name, input]) => [name, String(input?.default ?? '')]),
    ),
    main: runs.main,
    post: runs.post,
  };
}

/** Evaluates `${{ github.repository }}` and the like, which is all that defaults are made of. */
export function evaluate(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_whole, expression: string) => {
    const name = /^github\.(\w+)$/.exec(expression)?.[1];
    if (name === undefined) throw new Error(`The sandbox's runner cannot evaluate ${expression}.`);
    return environment[`GITHUB_${name.toUpperCase()}`] ?? '';
  });
}

/** https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax#inputs */
export function inputVariables(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      value,
    ]),
  );
}
