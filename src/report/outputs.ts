import { splitIntoShards } from './shards.ts';
import { formatTimestamp } from '../shared/timestamp.ts';
import type { Findings } from './findings.ts';
import type { ReportInputs } from './inputs.ts';
import { toMatrixEntry } from './row.ts';

/** Sets the outputs, among them one shard of the due secrets, which fits into one job matrix. */
export function setReportOutputs(
  findings: Findings,
  { reportFile, shard }: Pick<ReportInputs, 'reportFile' | 'shard'>,
  setOutput: (name: string, value: string) => void,
): void {
  const due = findings.due().map((row) => JSON.stringify(toMatrixEntry(row)));
  const shards = splitIntoShards(due);
  const soonest = findings.soonestExpiry();
  setOutput('report-file', reportFile);
  setOutput('due', `[${(shards[shard - 1] ?? []).join(',')}]`);
  setOutput('due-count', String(due.length));
  setOutput('due-shards', JSON.stringify(shards.map((_, index) => index + 1)));
  setOutput('soonest-expiry', soonest === undefined ? '' : formatTimestamp(soonest));
}
