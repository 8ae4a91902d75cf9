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

export const runGh: RunGh = (args) =>
  new Promise((resolve, reject) => {
    execFile('gh', [...args], (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : error.code;
      if (typeof exitCode === 'number') resolve({ exitCode, stdout, stderr });
      else reject(new Error('GitHub CLI (gh) cannot be started.', { cause: error }));
    });
  });

/** Sends requests to GitHub's REST API with GitHub CLI, and validates each answer. */
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
    get: async (path, shape) => v.parse(shape, JSON.parse(await runOrThrow(['api', path]))),
    find: async (path, shape) => {
      const args = ['api', path];
      const result = await run(args);
      if (result.exitCode === 0) return v.parse(shape, JSON.parse(result.stdout));
      if (readStatus(result) === 404) return undefined;
      throw createError(args, result);
    },
    list: async (path, shape) => {
      const printed = await runOrThrow(['api', '--paginate', '--jq', '.[]', path]);
      const lines = printed.split('\n').filter((line) => line !== '');
      return lines.map((line) => v.parse(shape, JSON.parse(line)));
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

/** GitHub CLI ends its message with the HTTP status. */
function readStatus({ stderr }: GhResult): number | undefined {
  const status = /\(HTTP (\d{3})\)/.exec(stderr)?.[1];
  return status === undefined ? undefined : Number(status);
}

function createError(args: readonly string[], result: GhResult): ReleaseError {
  const status = readStatus(result);
  return new ReleaseError(
    `"gh ${args.join(' ')}" failed with exit code ${result.exitCode}: ${result.stderr.trim()}`,
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
