import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';

/** A request to GitHub's REST API that a script sends with `gh api`. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** Records the arguments and the input of each call, and prints an ID. */
const program = `#!/bin/bash
call="$CALLS/$(printf %03d "$(find "$CALLS" -name '*.args' | wc -l)")"
printf '%s\\0' "$@" > "$call.args"
case "$*" in *'--input -'*) cat > "$call.body" ;; esac
echo 4711
`;

/** Runs shell commands with a `gh` that sends nothing. */
export function recordRequests(commands: string): readonly RecordedRequest[] {
  const folder = mkdtempSync(join(tmpdir(), 'gh-'));
  try {
    const gh = join(folder, 'gh');
    writeFileSync(gh, program);
    chmodSync(gh, 0o755);
    const { status, stderr } = spawnSync('bash', ['--norc', '-euo', 'pipefail', '-c', commands], {
      encoding: 'utf8',
      env: { PATH: [folder, process.env['PATH'] ?? ''].join(delimiter), CALLS: folder },
    });
    if (status !== 0) throw new Error(stderr);
    return readdirSync(folder)
      .filter((name) => name.endsWith('.args'))
      .toSorted()
      .map((name) => readRequest(join(folder, name)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readRequest(file: string): RecordedRequest {
  const [command, ...args] = readFileSync(file, 'utf8').split('\0').slice(0, -1);
  if (command !== 'api') throw new Error(`The commands call gh ${command ?? ''}.`);
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      method: { type: 'string', default: 'GET' },
      jq: { type: 'string' },
      input: { type: 'string' },
      field: { type: 'string', short: 'F', multiple: true, default: [] },
      'raw-field': { type: 'string', short: 'f', multiple: true, default: [] },
    },
  });
  const [path = '', ...others] = positionals;
  if (others.length > 0) throw new Error(`Several paths: ${positionals.join(' ')}`);
  const body: unknown =
    values.input === undefined
      ? readFields(values['raw-field'], values.field)
      : JSON.parse(readFileSync(file.replace(/args$/, 'body'), 'utf8'));
  return { method: values.method, path: `/${path}`, body };
}

/** The JSON that GitHub CLI makes of `-f` and `-F`: https://cli.github.com/manual/gh_api */
function readFields(texts: readonly string[], typed: readonly string[]): unknown {
  const body: Record<string, unknown> = {};
  for (const [name, text] of texts.map(splitField)) {
    if (!name.endsWith('[]')) body[name] = text;
    else body[name.slice(0, -2)] = [...toList(body[name.slice(0, -2)]), text];
  }
  for (const [name, text] of typed.map(splitField)) {
    if (text !== 'true' && text !== 'false') throw new Error(`-F is for true and false here: ${name}`);
    body[name] = text === 'true';
  }
  return Object.keys(body).length === 0 ? undefined : body;
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function splitField(field: string): readonly [string, string] {
  const [name = '', ...value] = field.split('=');
  return [name, value.join('=')];
}
