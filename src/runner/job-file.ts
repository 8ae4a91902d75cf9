import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, mkdir, open, realpath, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { FileProblemError } from './file-obstacle.ts';

/** The folders that a job may write: all others belong to the runner. */
export interface JobFolders {
  readonly workspace: string;
  readonly temp: string;
}

/** A file that a job leaves behind. */
export interface JobFile extends JobFolders {
  /** Absolute. */
  readonly path: string;
  /** Its permission bits, less those that the job's umask takes away: `0o600` for a file that only its owner reads. */
  readonly mode: number;
}

/** Adds text to a file that nobody sees yet. @throws FileObstacle */
export type Append = (text: string) => Promise<void>;

/**
 * Finds out whether a file may be written there, without changing anything. What holds now need not hold when it is
 * written: `writeJobFile` checks again.
 *
 * @throws FileObstacle
 */
export async function checkJobFile(file: JobFile): Promise<void> {
  await translateErrors(async () => {
    await requireReplaceable(await resolveTarget(file));
  });
}

/**
 * Writes a file as a whole or not at all: into a draft beside it, which then takes its name. Folders on the way are
 * made. The real folder is checked before and after the draft is made, and again before the draft takes its name, since
 * somebody may put a link in its place meanwhile.
 *
 * @param work adds the text; what it throws is thrown on, and the draft is removed
 * @throws FileObstacle
 */
export async function writeJobFile<T>(file: JobFile, work: (append: Append) => Promise<T>): Promise<T> {
  const place = await translateErrors(() => resolveTarget(file));
  const draft = join(dirname(place), `.${basename(place)}.${randomUUID()}`);
  try {
    const handle = await translateErrors(async () => {
      await mkdir(dirname(place), { recursive: true });
      await requireSameTarget(place, file);
      await requireReplaceable(place);
      // 'wx' never follows a link: a name that is taken, by whatever, is refused.
      return open(draft, 'wx', file.mode);
    });
    const result = await withHandle(handle, async () => {
      await translateErrors(() => requireSameTarget(place, file));
      const done = await work((text) => translateErrors(() => handle.appendFile(text)));
      await translateErrors(() => handle.sync());
      return done;
    });
    await translateErrors(async () => {
      await requireSameTarget(place, file);
      await requireReplaceable(place);
      await rename(draft, place);
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

/** The path as it really is: the links in its folders, as far as these exist, are followed. @throws FileObstacle outside */
async function resolveTarget({ path, workspace, temp }: JobFile): Promise<string> {
  const folder = await nearestFolder(dirname(path));
  const place = join(folder.real, relative(folder.nominal, path));
  const roots = await Promise.all([workspace, temp].map((root) => realpath(root)));
  if (roots.some((root) => isInside(place, root))) return place;
  throw new FileProblemError({ kind: 'outside' });
}

/** @throws FileObstacle when the path leads elsewhere by now */
async function requireSameTarget(place: string, file: JobFile): Promise<void> {
  if ((await resolveTarget(file)) !== place) throw new FileProblemError({ kind: 'replaced' });
}

/** The nearest folder that exists, by the name that was asked for and by the one that it really has. */
async function nearestFolder(nominal: string): Promise<{ nominal: string; real: string }> {
  try {
    return { nominal, real: await realpath(nominal) };
  } catch (error) {
    if (readErrorCode(error) !== 'ENOENT' || dirname(nominal) === nominal) throw error;
    // A link that leads nowhere yet may lead anywhere later.
    if ((await readStatus(nominal)) !== undefined) throw new FileProblemError({ kind: 'link' });
    return nearestFolder(dirname(nominal));
  }
}

function isInside(place: string, root: string): boolean {
  const way = relative(root, place);
  return way !== '' && way.split(sep)[0] !== '..' && !isAbsolute(way);
}

/** A rename would replace a link, not what it leads to; whoever made the link expects otherwise. @throws FileObstacle */
async function requireReplaceable(place: string): Promise<void> {
  const there = await readStatus(place);
  if (there === undefined || there.isFile()) return;
  throw new FileProblemError({ kind: there.isSymbolicLink() ? 'link' : 'no-file' });
}

/** What a path names, without following it if it is a link; undefined when there is nothing. */
async function readStatus(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (readErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Does something with files. @throws FileObstacle in place of the system's errors */
async function translateErrors<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw error instanceof FileProblemError
      ? error
      : new FileProblemError({ kind: 'system', code: readErrorCode(error) });
  }
}

/** The system's own code, such as `ENOSPC`. */
function readErrorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
