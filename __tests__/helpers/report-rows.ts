import type { PasswordCredential } from '../../src/plan/credentials.ts';
import { findDueApplication, type DueApplication } from '../../src/report/due-application.ts';
import { groupByLineage } from '../../src/report/lineages.ts';
import type { Row } from '../../src/report/row.ts';
import { assessSecrets } from '../../src/report/secret-status.ts';
import type { Lifetime } from '../../src/shared/duration.ts';
import { descriptionWith, lineageSecret, now } from './histories.ts';
import type { Provenance } from '../../src/plan/lineage.ts';

const payroll = { objectId: 'object', applicationId: 'application', displayName: 'Payroll' };

/** The rows of an application, with `due-within: 30 days`. */
export function createRows(
  credentials: readonly PasswordCredential[],
  application: Row['application'] = payroll,
): readonly Row[] {
  return assessSecrets(credentials, { days: 30 }, now).map((assessment) => ({ ...assessment, application }));
}

/** Whether and why an application with these secrets is due, with `due-within: 30 days`. */
export function findDue(
  credentials: readonly PasswordCredential[],
  retireAfter?: Lifetime,
): DueApplication | undefined {
  const rows = createRows(credentials);
  return findDueApplication(rows, groupByLineage(rows), retireAfter, now);
}

/** A secret that this action did not add. It started and ends this many days ago; in the future, when negative. */
export const manualSecret = (keyId: string, started: number, ends: number): PasswordCredential => ({
  ...lineageSecret(keyId, started, ends),
  displayName: 'made by hand',
});

/** A secret of another lineage than `lineageSecret`. */
export const secretOf = (
  lineage: Partial<Provenance>,
  keyId: string,
  started: number,
  ends = -300,
): PasswordCredential => ({
  ...lineageSecret(keyId, started, ends),
  displayName: descriptionWith(keyId.padEnd(6, '0').slice(0, 6), lineage),
});
