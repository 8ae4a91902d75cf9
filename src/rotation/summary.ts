import type { Summary } from '../runner/toolkit.ts';
import { escape } from 'html-escaper';
import type { DestinationLink, Outcome } from './rotate.ts';
import { formatSummaryText } from '../shared/summary-text.ts';
import { formatTimestamp } from '../shared/timestamp.ts';
import { formatRemovalDate, formatReason, formatRetirableSecret } from './messages.ts';

/**
 * Writes what an Exalate administrator needs to register the node, where the value is, and which earlier secrets were
 * removed or are superseded. It never writes a value.
 *
 * @param tenantId the directory (tenant) ID
 */
export async function writeSummary(outcome: Outcome, tenantId: string, summary: Summary): Promise<void> {
  const { plan, dryRun, retired, destinationLinks } = outcome;
  const planned = plan.kind === 'add' && dryRun;
  const location: Fact = [
    planned ? 'Value would be stored in' : 'Value stored in',
    destinationLinks.map(formatLink).join('<br>'),
  ];
  summary
    .addHeading(formatHeading(outcome), 2)
    .addTable(
      [...listFacts(outcome, tenantId), location].map(([name, data]) => [
        { data: name, header: true },
        { data },
      ]),
    );
  if (!planned) {
    summary.addRaw(
      'To register the node, Exalate asks for the application (client) ID, the directory (tenant) ID and the value of the client secret.',
      true,
    );
  }
  const gone = dryRun ? [...plan.retireFirst, ...plan.retire] : retired;
  addSecrets(
    dryRun ? 'Secrets that would be removed' : 'Removed secrets',
    gone.map((secret) => formatRetirableSecret(secret, formatSummaryText)),
    summary,
  );
  const waiting = plan.retained.map(
    (secret) => `${formatRetirableSecret(secret, formatSummaryText)}. ${formatRemovalDate(secret)}`,
  );
  addSecrets('Superseded secrets', waiting, summary);
  if (dryRun) summary.addRaw('Nothing was changed.', true);
  await summary.write();
}

function formatHeading({ plan, dryRun }: Outcome): string {
  if (plan.kind === 'keep') {
    return dryRun
      ? 'Dry run: no client secret would be added'
      : 'The current client secret is valid; no secret was added';
  }
  return dryRun ? 'Dry run: a client secret would be added' : 'A new client secret was added';
}

/** A row of the table: a name and HTML. */
type Fact = readonly [name: string, data: string];

function listFacts({ application, plan, secret }: Outcome, tenantId: string): readonly Fact[] {
  const { keyId, displayName, endDateTime } = secret;
  const reasons =
    plan.kind === 'keep' ? [] : plan.reasons.flatMap((reason) => formatReason(reason, formatSummaryText));
  const key: readonly Fact[] = keyId === undefined ? [] : [['Secret (key) ID', keyId]];
  const why: readonly Fact[] =
    reasons.length === 0 ? [] : [['Reason for the new secret', reasons.join('; ')]];
  return [
    ['Application', formatSummaryText(application.displayName)],
    ['Application (client) ID', application.applicationId],
    ['Directory (tenant) ID', tenantId],
    ...key,
    ['Description', formatSummaryText(displayName)],
    ['Expires', endDateTime === null ? 'never' : formatTimestamp(endDateTime)],
    ...why,
  ];
}

/** How many secrets are listed: GitHub does not show a summary of more than 1 MiB. */
const maxListed = 50;

/** @param lines of HTML */
function addSecrets(title: string, lines: readonly string[], summary: Summary): void {
  if (lines.length === 0) return;
  const more = lines.length - maxListed;
  const listed = lines.slice(0, maxListed);
  summary.addHeading(title, 3).addList(more > 0 ? [...listed, `… and ${more} more`] : listed);
}

/** A destination, linked to the web page that shows it. */
function formatLink({ label, url }: DestinationLink): string {
  const text = formatSummaryText(label);
  return url === undefined ? text : `<a href="${escape(url)}">${text}</a>`;
}
