import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { root } from '../helpers/repository.ts';
import type { WorkflowSource } from '../helpers/workflow-source.ts';
import { runnersOf } from './rules/jobs.ts';

/** A script in a workflow. */
interface Script {
  /** The name of the workflow. */
  readonly name: string;
  /** A line that names the shell, then the script. */
  readonly text: string;
  /** The line of the workflow that corresponds to the first line of the text. */
  readonly line: number;
}

/**
 * The shells that shellcheck knows, as the runner starts them. Without `shell:` it is bash, except on Windows.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
 */
const firstLines: ReadonlyMap<string, string> = new Map([
  ['bash', '#!/bin/bash -e'],
  ['sh', '#!/bin/sh -e'],
]);

/** The scripts of a workflow that shellcheck can read. */
export function findScripts({ name, workflow, steps, lineOf }: WorkflowSource): readonly Script[] {
  return steps.flatMap(({ path, step: { run, shell }, job }) => {
    const onlyWindows = runnersOf(job).every((label) => label.startsWith('windows-'));
    const standard = job.defaults.run.shell ?? workflow.defaults.run.shell ?? (onlyWindows ? 'pwsh' : 'bash');
    const firstLine = firstLines.get(shell ?? standard);
    if (run === undefined || firstLine === undefined) return [];
    const line = lineOf([...path, 'run']);
    return [{ name, text: `${firstLine}\n${run}`, line: run.includes('\n') ? line : line - 1 }];
  });
}

const reportShape = v.object({
  comments: v.array(v.object({ file: v.string(), line: v.number(), code: v.number(), message: v.string() })),
});

type Comments = v.InferOutput<typeof reportShape>['comments'];

// Shellcheck exits with 1 when it finds something, and with another code when it could not check a file.
const script = 'shellcheck --norc --external-sources --check-sourced --format=json1 "$@" || [ $? = 1 ]';

async function runShellcheck(files: readonly string[]): Promise<Comments> {
  const { stdout } = await promisify(execFile)('bash', ['-c', script, 'bash', ...files], { cwd: root });
  return v.parse(reportShape, JSON.parse(stdout)).comments;
}

/** What shellcheck finds in files and in the files that they source. @param files their paths from the root of the repository */
export async function checkFiles(files: readonly string[]): Promise<readonly string[]> {
  const comments = await runShellcheck(files);
  return comments.map(({ file, line, code, message }) => `${file}:${line}: SC${code} ${message}`);
}

/** What shellcheck finds in scripts of workflows. */
export async function checkScripts(scripts: readonly Script[]): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'scripts-'));
  const paths = scripts.map((_script, index) => join(folder, `${index}.sh`));
  await Promise.all(paths.map((path, index) => writeFile(path, scripts[index]?.text ?? '')));
  const comments = await runShellcheck(paths);
  await rm(folder, { recursive: true });
  return comments.map(({ file, line: ofScript, code, message }) => {
    const { name = file, line = 1 } = scripts[paths.indexOf(file)] ?? {};
    return `${name}:${line + ofScript - 1}: SC${code} ${message}`;
  });
}
