import { execFile } from 'node:child_process';
import * as v from 'valibot';
import { ReleaseError } from './release-error.ts';

/** How GitHub CLI ended. */
export interface GhResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs GitHub CLI with arguments. */
export type RunGh = (args: readonly string[]) => Promise<GhResult>;

/** A list of releases contains the notes of each one. By default, Node.js ends a program that prints more than 1 MB. */
const maxBuffer = 256 * 1024 * 1024;

export const runGh: RunGh = (args) =>
  new Promise((resolve, reject) => {
    execFile('gh', [...args], { maxBuffer }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : error.code;
      if (typeof exitCode === 'number') resolve({ exitCode, stdout, stderr });
      else reject(new Error('GitHub CLI (gh) cannot be started.', { cause: error }));
    });
  });

/** Sends requests to GitHub's REST API with GitHub CLI, and validates each response. */
export interface Api {
  readonly get: <T>(path: string, shape: v.GenericSchema<unknown, T>) => Promise<T>;
  /** @returns undefined when GitHub answers 404 */
  readonly find: <T>(path: string, shape: v.GenericSchema<unknown, T>) => Promise<T | undefined>;
  /** All pages of a list. */
  readonly list: <T>(path: string, shape: v.GenericSchema<unknown, T>) => Promise<readonly T[]>;
  readonly send: (
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    fields?: Readonly<Record<string, string | boolean>>,
  ) => Promise<void>;
  /** Runs another command of GitHub CLI. */
  readonly run: (args: readonly string[]) => Promise<string>;
}

export function createApi(run: RunGh): Api {
  const runOrThrow = async (args: readonly string[]): Promise<string> => {
    const result = await run(args);
    if (result.exitCode !== 0) throw createError(args, result);
    return result.stdout;
  };
  return {
    get: async (path, shape) => {
      const args = ['api', path];
      return parseResponse(args, await runOrThrow(args), shape);
    },
    find: async (path, shape) => {
      const args = ['api', path];
      const result = await run(args);
      if (result.exitCode === 0) return parseResponse(args, result.stdout, shape);
      if (readStatus(result) === 404) return undefined;
      throw createError(args, result);
    },
    list: async (path, shape) => {
      const args = ['api', '--paginate', '--jq', '.[]', path];
      const lines = (await runOrThrow(args)).split('\n').filter((line) => line !== '');
      return lines.map((line) => parseResponse(args, line, shape));
    },
    send: async (method, path, fields = {}) => {
      const given = Object.entries(fields).flatMap(([name, value]) =>
        // `-F` sends true and false as JSON booleans; `-f` sends text.
        [typeof value === 'boolean' ? '-F' : '-f', `${name}=${String(value)}`],
      );
      await runOrThrow(['api', '--method', method, path, ...given]);
    },
    run: runOrThrow,
  };
}

function parseResponse<T>(args: readonly string[], printed: string, shape: v.GenericSchema<unknown, T>): T {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), shape), printed);
  if (parsed.success) return parsed.output;
  const [{ message }] = parsed.issues;
  throw new ReleaseError(
    `"gh ${args.join(' ')}" printed an unexpected response (${message}): ${printed.slice(0, 200)}`,
    {
      likelyCause: 'a proxy between the runner and GitHub answered, or GitHub has changed its API.',
      remedy: 'Re-run the failed jobs: every step can be repeated.',
    },
  );
}

/** GitHub CLI ends its message with the HTTP status. */
function readStatus({ stderr }: GhResult): number | undefined {
  const status = /\(HTTP (\d{3})\)/.exec(stderr)?.[1];
  return status === undefined ? undefined : Number(status);
}

function createError(args: readonly string[], result: GhResult): ReleaseError {
  const status = readStatus(result);
  const problem = `"gh ${args.join(' ')}" failed with exit code ${result.exitCode}: ${result.stderr.trim()}`;
  if (status === 429 || /\brate limit\b/i.test(result.stderr)) {
    return new ReleaseError(problem, { remedy: 'Wait an hour, then re-run the failed jobs.' });
  }
  return new ReleaseError(
    problem,
    status === 403 || status === 404 || status === 422
      ? {
          likelyCause:
            'the token lacks a permission, or a ruleset forbids the change. GitHub also answers 404 if main has changed a workflow since this commit.',
          remedy:
            'Compare the settings of the repository with "Required repository settings" in CONTRIBUTING.md. Then re-run the failed jobs.',
        }
      : { remedy: 'Re-run the failed jobs: every step can be repeated.' },
  );
}
