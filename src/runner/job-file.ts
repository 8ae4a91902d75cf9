import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, mkdir, open, realpath, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { FileObstacle } from './file-obstacle.ts';

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
  await obstacles(async () => {
    await expectFree(await resolvePlace(file));
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
  const place = await obstacles(() => resolvePlace(file));
  const draft = join(dirname(place), `.${basename(place)}.${randomUUID()}`);
  try {
    const handle = await obstacles(async () => {
      await mkdir(dirname(place), { recursive: true });
      await expectSamePlace(place, file);
      await expectFree(place);
      // 'wx' never follows a link: a name that is taken, by whatever, is refused.
      return open(draft, 'wx', file.mode);
    });
    const result = await closing(handle, async () => {
      await obstacles(() => expectSamePlace(place, file));
      const done = await work((text) => obstacles(() => handle.appendFile(text)));
      await obstacles(() => handle.sync());
      return done;
    });
    await obstacles(async () => {
      await expectSamePlace(place, file);
      await expectFree(place);
      await rename(draft, place);
    });
    return result;
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function closing<T>(handle: FileHandle, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await obstacles(() => handle.close());
  }
}

/** The path as it really is: the links in its folders, as far as these exist, are followed. @throws FileObstacle outside */
async function resolvePlace({ path, workspace, temp }: JobFile): Promise<string> {
  const folder = await nearestFolder(dirname(path));
  const place = join(folder.real, relative(folder.nominal, path));
  const roots = await Promise.all([workspace, temp].map((root) => realpath(root)));
  if (roots.some((root) => isInside(place, root))) return place;
  throw new FileObstacle({ kind: 'outside' });
}

/** @throws FileObstacle when the path leads elsewhere by now */
async function expectSamePlace(place: string, file: JobFile): Promise<void> {
  if ((await resolvePlace(file)) !== place) throw new FileObstacle({ kind: 'replaced' });
}

/** The nearest folder that exists, by the name that was asked for and by the one that it really has. */
async function nearestFolder(nominal: string): Promise<{ nominal: string; real: string }> {
  try {
    return { nominal, real: await realpath(nominal) };
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(nominal) === nominal) throw error;
    // A link that leads nowhere yet may lead anywhere later.
    if ((await statusOf(nominal)) !== undefined) throw new FileObstacle({ kind: 'link' });
    return nearestFolder(dirname(nominal));
  }
}

function isInside(place: string, root: string): boolean {
  const way = relative(root, place);
  return way !== '' && way.split(sep)[0] !== '..' && !isAbsolute(way);
}

/** A rename would replace a link, not what it leads to; whoever made the link expects otherwise. @throws FileObstacle */
async function expectFree(place: string): Promise<void> {
  const there = await statusOf(place);
  if (there === undefined || there.isFile()) return;
  throw new FileObstacle({ kind: there.isSymbolicLink() ? 'link' : 'no-file' });
}

/** What a path names, without following it if it is a link; undefined when there is nothing. */
async function statusOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Does something with files. @throws FileObstacle in place of the system's errors */
async function obstacles<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw error instanceof FileObstacle ? error : new FileObstacle({ kind: 'system', code: codeOf(error) });
  }
}

/** The system's own code, such as `ENOSPC`. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
