import type { Cloud } from '../azure/cloud.ts';
import type { Summary } from '../runner/toolkit.ts';
import { maxBars } from '../shared/gantt.ts';
import { formatSummaryText } from '../shared/summary-text.ts';
import { formatDay } from '../shared/timestamp.ts';
import { maxRows, type Findings } from './findings.ts';
import { formatChart } from './gantt.ts';
import type { ReportInputs } from './inputs.ts';
import type { Row } from './row.ts';
import { formatAddedBy, formatApplicationLink, formatHeaderCells } from './summary-cells.ts';
import { formatHeadline } from './summary-headline.ts';
import { addTasks, addWorkflowTasks } from './summary-tasks.ts';

/**
 * Writes the job summary: what people must do and what workflows do, the counts, the secrets that expire first, and a chart of
 * their lifetimes.
 */
export async function writeReportSummary(
  findings: Findings,
  inputs: Pick<ReportInputs, 'cloud' | 'limit'>,
  summary: Summary,
): Promise<void> {
  summary.addHeading(formatHeadline(findings), 2);
  addTasks(findings, inputs.cloud, summary);
  addWorkflowTasks(findings, inputs, summary);
  summary.addHeading('Client secrets', 3);
  addCounts(findings, summary);
  addSecrets(findings, inputs.cloud, summary);
  await summary.write();
}

function addCounts({ counts, secrets, applications }: Findings, summary: Summary): void {
  summary.addTable([
    formatHeaderCells(['Applications', 'Client secrets', 'Expired', 'Due', 'Valid', 'Superseded']),
    [applications, secrets, counts.expired, counts.due, counts.valid, counts.superseded].map((count) => ({
      data: String(count),
    })),
  ]);
}

function addSecrets(findings: Findings, cloud: Cloud, summary: Summary): void {
  const rows = findings.soonest();
  if (rows.length === 0) return;
  const hasLastUses = rows.some(({ lastUsed }) => lastUsed !== undefined);
  const titles = ['Days left', 'Expires', 'Status', 'Application', 'Description', 'Added by'];
  summary.addTable([
    formatHeaderCells([...titles, ...(hasLastUses ? ['Last used'] : [])]),
    ...rows.map((row) => formatCells(row, cloud).map((data) => ({ data }))),
  ]);
  const { counts } = findings;
  const shown = counts.expired + counts.due + counts.valid;
  if (shown > maxRows) {
    summary.addRaw(
      `These are the ${maxRows} secrets that expire first, of ${shown}. The report file lists all of them.`,
      true,
    );
  }
  summary.addRaw(formatChart(rows), true);
  if (rows.length > maxBars)
    summary.addRaw(`The chart shows the ${maxBars} secrets that expire first.`, true);
}

function formatCells(
  { application, secret, status, daysLeft, lastUsed, provenance }: Row,
  cloud: Cloud,
): readonly string[] {
  return [
    daysLeft === null ? '' : String(daysLeft),
    secret.endDateTime === null ? 'never' : formatDay(secret.endDateTime),
    status,
    formatApplicationLink(application, cloud),
    formatSummaryText(secret.displayName),
    formatAddedBy(provenance),
    ...(lastUsed === undefined ? [] : [lastUsed === null ? '' : formatDay(lastUsed)]),
  ];
}
