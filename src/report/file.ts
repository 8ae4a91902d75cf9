import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '../support/failure.ts';

/** A JSON document that is written while it comes in, so that it never has to be in memory as a whole. */
export interface ReportFile {
  /** Adds to its list. */
  add(records: readonly object[]): Promise<void>;
}

/** How many characters are written at once. */
const atOnce = 65_536;

/**
 * Writes a JSON document: `{"secrets": [...], ...closing}`. Nobody ever sees half of it.
 *
 * @param work adds to the list, and answers what is to stand beside it
 * @throws Failure `report-not-writable`
 */
export async function writeReportFile<T>(
  path: string,
  work: (file: ReportFile) => Promise<{ readonly closing: object; readonly result: T }>,
): Promise<T> {
  const draft = `${path}.${randomUUID()}`;
  const guarded = async <R>(step: () => Promise<R>): Promise<R> => {
    try {
      return await step();
    } catch {
      throw notWritable(path);
    }
  };
  const file = await guarded(async () => {
    await mkdir(dirname(path), { recursive: true });
    return open(draft, 'wx');
  });
  try {
    let pending = '{"secrets":[';
    let separator = '\n';
    const { closing, result } = await work({
      async add(records) {
        for (const record of records) {
          pending += separator + JSON.stringify(record);
          separator = ',\n';
        }
        if (pending.length < atOnce) return;
        await guarded(() => file.appendFile(pending));
        pending = '';
      },
    });
    await guarded(async () => {
      await file.appendFile(`${pending}\n],${JSON.stringify(closing).slice(1)}\n`);
      await file.close();
      await rename(draft, path);
    });
    return result;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

function notWritable(path: string): Failure {
  return new Failure('report-not-writable', {
    happened: `The report could not be written to ${path}.`,
    likely:
      'the folder belongs to another user, the disk of the runner is full, or the path is that of a folder.',
    fix: 'set `report-file` to a path below the workspace, or leave it out.',
  });
}
