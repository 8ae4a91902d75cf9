import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';

export interface ProcessResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Standard output and standard error together, as they came, before anything was masked. */
  readonly raw: string;
}

/** Runs a script as a child process, and hands on each line that it prints. */
export async function runScript(
  script: string,
  options: {
    environment: Record<string, string>;
    directory: string;
    onLine: (line: string) => void;
    onSpawn: ((child: ChildProcess) => void) | undefined;
  },
): Promise<ProcessResult> {
  const child = spawn(process.execPath, [script], {
    cwd: options.directory,
    env: options.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const take = (line: string): void => {
    lines.push(line);
    options.onLine(line);
  };
  options.onSpawn?.(child);
  const [, , ended] = await Promise.all([
    readLines(child.stdout, take),
    readLines(child.stderr, take),
    waitForExit(child),
  ]);
  return { ...ended, raw: lines.map((line) => line + '\n').join('') };
}

/** A carriage return alone ends a line, too, as it does for .NET's StreamReader.ReadLine. */
async function readLines(stream: Readable, take: (line: string) => void): Promise<void> {
  stream.setEncoding('utf8');
  let rest = '';
  for await (const chunk of stream) {
    // One at the end of a piece may be the first half of a pair.
    const lines = (rest + String(chunk)).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    lines.forEach(take);
  }
  if (rest !== '') take(rest.replace(/\r$/, ''));
}

function waitForExit(child: ChildProcess): Promise<Pick<ProcessResult, 'exitCode' | 'signal'>> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => {
      resolve({ exitCode, signal });
    });
  });
}
