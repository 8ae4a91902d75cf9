import { ActionError } from '../shared/action-error.ts';
import { explainFileProblem, FileProblemError } from '../runner/file-obstacle.ts';
import { writeJobFile, type JobFile } from '../runner/job-file.ts';

/** A JSON document that is written while it comes in, so that it never has to be in memory as a whole. */
export interface ReportFile {
  /** Adds to its list. */
  add(records: readonly object[]): Promise<void>;
}

/** How many characters are written at once. */
const maxBuffered = 65_536;

/**
 * Writes a JSON document: `{"secrets": [...], ...closing}`. Nobody ever sees half of it.
 *
 * @param work adds to the list, and answers what is to stand beside it
 * @throws Failure `report-not-writable`
 */
export async function writeReportFile<T>(
  file: JobFile,
  work: (file: ReportFile) => Promise<{ readonly closing: object; readonly result: T }>,
): Promise<T> {
  try {
    return await writeJobFile(file, async (append) => {
      let pending = '{"secrets":[';
      let separator = '\n';
      const { closing, result } = await work({
        async add(records) {
          for (const record of records) {
            pending += separator + JSON.stringify(record);
            separator = ',\n';
          }
          if (pending.length < maxBuffered) return;
          await append(pending);
          pending = '';
        },
      });
      await append(`${pending}\n],${JSON.stringify(closing).slice(1)}\n`);
      return result;
    });
  } catch (error) {
    if (!(error instanceof FileProblemError)) throw error;
    throw new ActionError('report-not-writable', explainFileProblem('report-file', file.path, error.problem));
  }
}
