import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, mkdir, open, realpath, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { FileProblemError } from './file-problem.ts';

/** The directories that a job may write. All others belong to the runner. */
export interface JobFolders {
  readonly workspace: string;
  readonly temp: string;
}

/** A file that a job creates. */
export interface JobFile extends JobFolders {
  /** Absolute. */
  readonly path: string;
  /** Permission bits, before the umask is applied: `0o600` for a file that only its owner can read. */
  readonly mode: number;
}

/** Appends text to the draft of a file. @throws FileProblemError */
export type Append = (text: string) => Promise<void>;

/**
 * Checks whether a file can be written, without changing anything. The answer can change until the file is written, so
 * `writeJobFile` checks again.
 *
 * @throws FileProblemError
 */
export async function checkJobFile(file: JobFile): Promise<void> {
  await translateErrors(async () => {
    await requireReplaceable(await resolveTarget(file));
  });
}

/**
 * Writes a file completely or not at all: writes a draft in the same directory, and then renames it. Creates missing
 * directories. Resolves the directory before and after it creates the draft, and again before the rename, since another
 * process can replace it with a link in between.
 *
 * @param work appends the text; when it throws, the draft is removed and the error is thrown on
 * @throws FileProblemError
 */
export async function writeJobFile<T>(file: JobFile, work: (append: Append) => Promise<T>): Promise<T> {
  const target = await translateErrors(() => resolveTarget(file));
  const draft = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
  try {
    const handle = await translateErrors(async () => {
      await mkdir(dirname(target), { recursive: true });
      await requireSameTarget(target, file);
      await requireReplaceable(target);
      // 'wx' fails when the path exists, and never follows a link.
      return open(draft, 'wx', file.mode);
    });
    const result = await withHandle(handle, async () => {
      await translateErrors(() => requireSameTarget(target, file));
      const value = await work((text) => translateErrors(() => handle.appendFile(text)));
      await translateErrors(() => handle.sync());
      return value;
    });
    await translateErrors(async () => {
      await requireSameTarget(target, file);
      await requireReplaceable(target);
      await rename(draft, target);
    });
    return result;
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function withHandle<T>(handle: FileHandle, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await translateErrors(() => handle.close());
  }
}

/**
 * Resolves the links in the existing part of the path.
 *
 * @throws FileProblemError when the result is outside the directories of the job
 */
async function resolveTarget({ path, workspace, temp }: JobFile): Promise<string> {
  const directory = await findExistingDirectory(dirname(path));
  const target = join(directory.real, relative(directory.nominal, path));
  const roots = await Promise.all([workspace, temp].map((root) => realpath(root)));
  if (roots.some((root) => isInside(target, root))) return target;
  throw new FileProblemError({ kind: 'outside' });
}

/** @throws FileProblemError when the path resolves to a different target now */
async function requireSameTarget(target: string, file: JobFile): Promise<void> {
  if ((await resolveTarget(file)) !== target) throw new FileProblemError({ kind: 'replaced' });
}

/** Finds the nearest existing directory: by its given path (`nominal`) and by its resolved path (`real`). */
async function findExistingDirectory(nominal: string): Promise<{ nominal: string; real: string }> {
  try {
    return { nominal, real: await realpath(nominal) };
  } catch (error) {
    if (readErrorCode(error) !== 'ENOENT' || dirname(nominal) === nominal) throw error;
    // A link without a target can get one later.
    if ((await readStatus(nominal)) !== undefined) throw new FileProblemError({ kind: 'link' });
    return findExistingDirectory(dirname(nominal));
  }
}

function isInside(path: string, root: string): boolean {
  const route = relative(root, path);
  return route !== '' && route.split(sep)[0] !== '..' && !isAbsolute(route);
}

/**
 * Checks that a rename can replace the target. It would replace a link itself, which is not what the author of the link expects.
 *
 * @throws FileProblemError
 */
async function requireReplaceable(target: string): Promise<void> {
  const status = await readStatus(target);
  if (status === undefined || status.isFile()) return;
  throw new FileProblemError({ kind: status.isSymbolicLink() ? 'link' : 'not-a-file' });
}

/** Reads the status of a path without following a link; undefined when the path does not exist. */
async function readStatus(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (readErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Runs a file operation. @throws FileProblemError in place of errors of the operating system */
async function translateErrors<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw error instanceof FileProblemError
      ? error
      : new FileProblemError({ kind: 'system', code: readErrorCode(error) });
  }
}

/** Reads the error code of the operating system, such as `ENOSPC`. */
function readErrorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
