import { resolve } from 'node:path';
import { Failure } from '../shared/action-error.ts';
import { explainObstacle, FileObstacle } from '../runner/file-obstacle.ts';
import { checkJobFile, writeJobFile, type JobFile, type JobFolders } from '../runner/job-file.ts';
import { encryptTo, expectUsable } from './age.ts';
import type { Destination, NewSecret } from './destination.ts';

/** Which file is meant, and who can open it. */
export interface EncryptedFile {
  /** As the workflow says it: relative to the workspace, or absolute. */
  readonly path: string;
  /** age recipients: `age1…`. */
  readonly recipients: readonly string[];
}

/** A file, encrypted with age so that only the recipients can open it. It is gone with the runner, unless a later step keeps it. */
export function encryptedFile({ path, recipients }: EncryptedFile, folders: JobFolders): Destination {
  const file: JobFile = { ...folders, path: resolve(folders.workspace, path), mode: 0o600 };

  async function explained<T>(step: Promise<T>): Promise<T> {
    try {
      return await step;
    } catch (error) {
      if (!(error instanceof FileObstacle)) throw error;
      throw new Failure('file-not-writable', explainObstacle('encrypted-file', path, error.obstacle));
    }
  }

  async function write({ secretText }: NewSecret): Promise<void> {
    const text = await encryptTo(recipients, secretText);
    await explained(writeJobFile(file, (append) => append(text)));
  }

  return {
    label: `encrypted file ${path}`,
    lasting: false,
    page: undefined,
    state: () => Promise.resolve(undefined),
    async prepare() {
      await explained(checkJobFile(file));
      await expectUsable(recipients);
      return { write, state: undefined };
    },
  };
}
