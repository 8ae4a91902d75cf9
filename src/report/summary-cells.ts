import { escape } from 'html-escaper';
import type { Cloud } from '../azure/cloud.ts';
import type { Provenance } from '../plan/lineage.ts';
import { formatSummaryText } from '../shared/summary-text.ts';
import type { Row } from './row.ts';

/** The cells of a header row. */
export function formatHeaderCells(titles: readonly string[]): { data: string; header: boolean }[] {
  return titles.map((data) => ({ data, header: true }));
}

/** The name of an application, linked to its client secrets in the portal. */
export function formatApplicationLink(
  { applicationId, displayName }: Row['application'],
  { portal }: Cloud,
): string {
  const page = `${portal}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Credentials/appId/${applicationId}`;
  return `<a href="${escape(page)}">${formatSummaryText(displayName)}</a>`;
}

/** Where this action added a secret; '' when something else did. */
export function formatAddedBy(provenance: Provenance | undefined): string {
  return provenance === undefined ? '' : `this action in ${formatSummaryText(provenance.repository)}`;
}
