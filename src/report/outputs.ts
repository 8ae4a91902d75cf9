import { splitIntoShards } from './shards.ts';
import { formatTimestamp } from '../shared/timestamp.ts';
import { toMatrixEntry } from './due-application.ts';
import type { Findings } from './findings.ts';
import type { ReportInputs } from './inputs.ts';

/** Sets the outputs, among them one shard of the due applications, which fits into one job matrix. */
export function setReportOutputs(
  findings: Findings,
  { reportFile, shard }: Pick<ReportInputs, 'reportFile' | 'shard'>,
  setOutput: (name: string, value: string) => void,
): void {
  const shards = splitIntoShards(findings.due().map((due) => JSON.stringify(toMatrixEntry(due))));
  const { dueCount, soonestExpiry } = findings;
  setOutput('report-file', reportFile);
  setOutput('due', `[${(shards[shard - 1] ?? []).join(',')}]`);
  setOutput('due-count', String(dueCount));
  setOutput('due-shards', JSON.stringify(shards.map((_, index) => index + 1)));
  setOutput('soonest-expiry', soonestExpiry === undefined ? '' : formatTimestamp(soonestExpiry));
}
