import { ActionError } from '../shared/action-error.ts';
import { explainFileProblem, FileProblemError } from '../runner/file-problem.ts';
import { writeJobFile, type JobFile } from '../runner/job-file.ts';

/** A JSON document that is written in parts, so that it is never completely in memory. */
export interface ReportFile {
  /** Appends records to the list `secrets`. */
  add(records: readonly object[]): Promise<void>;
}

/** Text is written when this many characters have been buffered. */
const maxBuffered = 65_536;

/** What follows the list `secrets`. */
interface Rest<T> {
  readonly due: Iterable<object>;
  readonly summary: object;
  readonly result: T;
}

/**
 * Writes a JSON document: `{"secrets": [...], "due": [...], ...summary}`. The file appears only when it is complete.
 *
 * @param work adds the records of `secrets`, and returns the other properties of the document
 * @throws ActionError `report-not-writable`
 */
export async function writeReportFile<T>(
  file: JobFile,
  work: (file: ReportFile) => Promise<Rest<T>>,
): Promise<T> {
  try {
    return await writeJobFile(file, async (append) => {
      let pending = '{"secrets":[';
      let separator = '\n';
      const add = async (records: Iterable<object>): Promise<void> => {
        for (const record of records) {
          pending += separator + JSON.stringify(record);
          separator = ',\n';
          if (pending.length < maxBuffered) continue;
          await append(pending);
          pending = '';
        }
      };
      const { due, summary, result } = await work({ add });
      pending += '\n],"due":[';
      separator = '\n';
      await add(due);
      await append(`${pending}\n],${JSON.stringify(summary).slice(1)}\n`);
      return result;
    });
  } catch (error) {
    if (!(error instanceof FileProblemError)) throw error;
    throw new ActionError('report-not-writable', explainFileProblem('report-file', file.path, error.problem));
  }
}
