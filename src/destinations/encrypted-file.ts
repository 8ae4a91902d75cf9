import { resolve } from 'node:path';
import { ActionError } from '../shared/action-error.ts';
import { explainFileProblem, FileProblemError } from '../runner/file-problem.ts';
import { checkJobFile, writeJobFile, type JobFile, type JobFolders } from '../runner/job-file.ts';
import { encryptForRecipients, requireUsableRecipients } from './age.ts';
import { noState, type Destination, type NewSecret } from './destination.ts';
import type { DestinationSpec } from './spec.ts';

type EncryptedFileSpec = Extract<DestinationSpec, { readonly kind: 'encrypted-file' }>;

/**
 * A file that is encrypted with age, so that only the recipients can decrypt it. It is lost with the runner unless a later
 * step keeps it.
 */
export function createEncryptedFile(
  { path, recipients }: EncryptedFileSpec,
  folders: JobFolders,
): Destination {
  const file: JobFile = { ...folders, path: resolve(folders.workspace, path), mode: 0o600 };

  async function withExplanation<T>(fileOperation: Promise<T>): Promise<T> {
    try {
      return await fileOperation;
    } catch (error) {
      if (!(error instanceof FileProblemError)) throw error;
      throw new ActionError('file-not-writable', explainFileProblem('encrypted-file', path, error.problem));
    }
  }

  async function write({ secretText }: NewSecret): Promise<void> {
    const text = await encryptForRecipients(recipients, secretText);
    await withExplanation(writeJobFile(file, (append) => append(text)));
  }

  return {
    label: `encrypted file ${path}`,
    persistent: false,
    url: undefined,
    readState: () => Promise.resolve(noState),
    async prepare() {
      await withExplanation(checkJobFile(file));
      await requireUsableRecipients(recipients);
      return { ...noState, write };
    },
  };
}
