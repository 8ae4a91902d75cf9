import { escape } from 'html-escaper';
import type { Cloud } from '../azure/cloud.ts';
import type { Summary } from '../runner/toolkit.ts';
import { formatSummaryText } from '../shared/summary-text.ts';
import { formatDay } from '../shared/timestamp.ts';
import { maxRows, type Findings } from './findings.ts';
import { maxBars } from '../shared/gantt.ts';
import { formatChart } from './gantt.ts';
import type { Row } from './row.ts';

/** Writes the job summary: the counts, the secrets that expire first, and a chart of their lifetimes. */
export async function writeReportSummary(findings: Findings, cloud: Cloud, summary: Summary): Promise<void> {
  const { counts, secrets, applications } = findings;
  const rows = findings.soonest();
  summary.addHeading(`Client secrets: ${counts.due} due, ${counts.expired} expired`, 2).addTable([
    ['Applications', 'Client secrets', 'Expired', 'Due', 'Valid', 'Superseded'].map((data) => ({
      data,
      header: true,
    })),
    [applications, secrets, counts.expired, counts.due, counts.valid, counts.superseded].map((count) => ({
      data: String(count),
    })),
  ]);
  if (rows.length > 0) {
    const hasLastUses = rows.some(({ lastUsed }) => lastUsed !== undefined);
    const titles = ['Days left', 'Expires', 'Status', 'Application', 'Description', 'Added by'];
    summary.addTable([
      [...titles, ...(hasLastUses ? ['Last used'] : [])].map((data) => ({ data, header: true })),
      ...rows.map((row) => formatCells(row, cloud).map((data) => ({ data }))),
    ]);
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
  await summary.write();
}

function formatCells(
  { application, secret, status, daysLeft, lastUsed, provenance }: Row,
  cloud: Cloud,
): readonly string[] {
  const { applicationId, displayName } = application;
  const page = `${cloud.portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Credentials/appId/${applicationId}`;
  return [
    daysLeft === null ? '' : String(daysLeft),
    secret.endDateTime === null ? 'never' : formatDay(secret.endDateTime),
    status,
    `<a href="${escape(page)}">${formatSummaryText(displayName)}</a>`,
    formatSummaryText(secret.displayName),
    provenance === undefined ? '' : `this action in ${formatSummaryText(provenance.repository)}`,
    ...(lastUsed === undefined ? [] : [lastUsed === null ? '' : formatDay(lastUsed)]),
  ];
}
