import { randomUUID } from 'node:crypto';
import { lstat, mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { Failure } from '../support/failure.ts';
import type { Destination, NewSecret } from './destination.ts';

/** Which file is meant, and who can open it. */
export interface EncryptedFile {
  /** As the workflow says it: relative to the workspace, or absolute. */
  readonly path: string;
  /** age recipients: `age1…`. */
  readonly recipients: readonly string[];
}

/** The folders that a job may write: all others belong to the runner. */
export interface JobFolders {
  readonly workspace: string;
  readonly temp: string;
}

/** A file, encrypted with age so that only the recipients can open it. It is gone with the runner, unless a later step keeps it. */
export function encryptedFile({ path, recipients }: EncryptedFile, folders: JobFolders): Destination {
  const target = resolve(folders.workspace, path);
  const label = `encrypted file ${path}`;

  async function write({ secretText }: NewSecret): Promise<void> {
    try {
      await writeWhole(target, await encrypt(secretText, recipients));
    } catch (error) {
      throw error instanceof Failure ? error : notWritable(path, error);
    }
  }

  return {
    label,
    lasting: false,
    page: undefined,
    state: () => Promise.resolve(undefined),
    async prepare() {
      const folder = await nearestFolder(dirname(target)).catch((error: unknown) => {
        throw notWritable(path, error);
      });
      const roots = await Promise.all([folders.workspace, folders.temp].map((root) => realpath(root)));
      const place = join(folder.real, relative(folder.nominal, target));
      if (!roots.some((root) => isInside(place, root))) throw outside(path);
      await expectNoLink(target, path);
      return { write, state: undefined };
    },
  };
}

/** Loaded when it is needed: most runs write no file. */
async function encrypt(text: string, recipients: readonly string[]): Promise<string> {
  const { armor, Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return armor.encode(await encrypter.encrypt(text));
}

/** Nobody ever sees half of it, and nobody but the owner can read it. */
async function writeWhole(target: string, text: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const draft = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** The folder on the way that is there already, by the name that was asked for and by the one that it really has. */
async function nearestFolder(nominal: string): Promise<{ nominal: string; real: string }> {
  try {
    return { nominal, real: await realpath(nominal) };
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(nominal) === nominal) throw error;
    return nearestFolder(dirname(nominal));
  }
}

function isInside(place: string, root: string): boolean {
  const way = relative(root, place);
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
}

/** A rename would replace the link, not what it leads to; whoever made it expects otherwise. */
async function expectNoLink(target: string, path: string): Promise<void> {
  const there = await lstat(target).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw notWritable(path, error);
  });
  if (there === undefined || there.isFile()) return;
  throw new Failure('file-not-writable', {
    happened: `\`encrypted-file\` names ${path}, which is there already and is no plain file.`,
    likely: there.isSymbolicLink() ? 'it is a symbolic link.' : 'it is a folder.',
    fix: 'choose another path.',
  });
}

function outside(path: string): Failure {
  return new Failure('file-not-writable', {
    happened: `\`encrypted-file\` names ${path}, which lies outside the workspace and the runner's folder for temporary files.`,
    likely: 'a path with too many `..`, an absolute path, or a symbolic link on the way.',
    fix: 'choose a path below the workspace, or below `${{ runner.temp }}`.',
  });
}

function notWritable(path: string, error: unknown): Failure {
  return new Failure('file-not-writable', {
    happened: `The encrypted file ${path} could not be written (${codeOf(error) ?? 'unknown error'}).`,
    likely: 'the disk of the runner is full, or the folder belongs to another user.',
    fix: 'choose another path, or make room.',
  });
}

/** The system's own code, such as `ENOSPC`. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
