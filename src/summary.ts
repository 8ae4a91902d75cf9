import { escape } from 'html-escaper';
import type { Holder, Outcome } from './outcome.ts';
import { wholeSeconds } from './plan/lifetime.ts';

/** The toolkit's job summary, as far as this action goes. */
export interface Summary {
  addHeading(text: string, level: number): this;
  addTable(rows: { data: string; header?: boolean }[][]): this;
  addRaw(text: string, addEOL: boolean): this;
  write(): Promise<unknown>;
}

/**
 * Writes what an Exalate administrator needs to register the node, and where the value is: never the value.
 *
 * @param tenantId the directory (tenant) ID
 */
export async function writeSummary(outcome: Outcome, tenantId: string, summary: Summary): Promise<void> {
  const { application, keyId, displayName, endDateTime, holders } = outcome;
  const planned = keyId === undefined;
  const rows: readonly (readonly [string, string])[] = [
    ['Application', application.displayName],
    ['Application (client) ID', application.applicationId],
    ['Directory (tenant) ID', tenantId],
    ...(planned ? [] : [['Secret (key) ID', keyId] as const]),
    ['Description', displayName],
    ['Expires', wholeSeconds(endDateTime)],
  ];
  const places = holders.map(link).join('<br>');
  summary
    .addHeading(planned ? 'Dry run: a client secret would be added' : 'A new client secret was added', 2)
    .addTable([
      ...rows.map(([name, value]) => [{ data: escape(name), header: true }, { data: escape(value) }]),
      [{ data: planned ? 'Where the value would go' : 'Where the value is', header: true }, { data: places }],
    ])
    .addRaw(
      planned
        ? 'Nothing was changed.'
        : 'To register the node, Exalate asks for the application (client) ID, the directory (tenant) ID and the value of the client secret.',
      true,
    );
  await summary.write();
}

/** A destination, with the page on which people see it. */
function link({ label, page }: Holder): string {
  return page === undefined ? escape(label) : `<a href="${escape(page)}">${escape(label)}</a>`;
}
