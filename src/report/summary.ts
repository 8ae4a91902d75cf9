import { escape } from 'html-escaper';
import type { Cloud } from '../azure/cloud.ts';
import type { Summary } from '../runner/toolkit.ts';
import { formatSummaryText } from '../shared/summary-text.ts';
import { formatTimestamp } from '../shared/timestamp.ts';
import { maxRows, type Findings } from './totals.ts';
import { formatGantt, maxBars } from './gantt.ts';
import type { Row } from './row.ts';

/** Writes what people read: how many there are, those that end first, and a picture of their lifetimes. */
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
    summary.addTable([
      ['Days left', 'Ends', 'State', 'Application', 'Description', 'Made by'].map((data) => ({
        data,
        header: true,
      })),
      ...rows.map((row) => formatCells(row, cloud).map((data) => ({ data }))),
    ]);
    const shown = counts.expired + counts.due + counts.valid;
    if (shown > maxRows) {
      summary.addRaw(`The ${maxRows} that end first, of ${shown}. The output report-file has all.`, true);
    }
    summary.addRaw(formatPicture(rows), true);
    if (rows.length > maxBars) summary.addRaw(`The picture shows the ${maxBars} that end first.`, true);
  }
  await summary.write();
}

function formatCells(
  { application, secret, status, daysLeft, provenance }: Row,
  cloud: Cloud,
): readonly string[] {
  const { applicationId, displayName } = application;
  const page = `${cloud.portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Credentials/appId/${applicationId}`;
  return [
    daysLeft === null ? '' : String(daysLeft),
    secret.endDateTime === null ? 'never' : formatTimestamp(secret.endDateTime).slice(0, 10),
    status,
    `<a href="${escape(page)}">${formatSummaryText(displayName)}</a>`,
    formatSummaryText(secret.displayName),
    provenance === undefined ? '' : `this action, in ${formatSummaryText(provenance.repository)}`,
  ];
}

/** GitHub draws what stands in such a block; it wants blank lines around it. */
function formatPicture(rows: readonly Row[]): string {
  return `\n\n\`\`\`mermaid\n${formatGantt(rows)}\n\`\`\`\n`;
}
