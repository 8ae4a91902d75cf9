import type { Application } from '../entra/application.ts';
import { assessSecrets, type SecretStatus } from './secret-status.ts';
import type { Lifetime } from '../shared/duration.ts';
import { compareByDaysLeft, type Row } from './row.ts';

/** How many rows are kept for people to read. */
export const maxRows = 50;

/** What a report has found so far: as much as is needed in the end, and no more. */
export class Findings {
  applications = 0;
  readonly counts: Record<SecretStatus, number> = { expired: 0, due: 0, valid: 0, superseded: 0 };
  readonly #due: Row[] = [];
  #first: Row[] = [];

  /** Takes in an application. @returns its secrets */
  add(
    { objectId, applicationId, displayName, ...rest }: Application,
    dueWithin: Lifetime,
    now: Date,
  ): readonly Row[] {
    const application = { objectId, applicationId, displayName };
    const rows = assessSecrets(rest.passwordCredentials, dueWithin, now).map((one) => ({
      ...one,
      application,
    }));
    this.applications += 1;
    for (const row of rows) {
      this.counts[row.status] += 1;
      if (row.status === 'due' || row.status === 'expired') this.#due.push(row);
      if (row.status !== 'superseded') this.#first.push(row);
    }
    if (this.#first.length > 4 * maxRows) this.#first = this.soonest();
    return rows;
  }

  /** How many secrets there are. */
  get secrets(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  /** Those that are to be renewed, the most urgent first. */
  due(): readonly Row[] {
    return this.#due.toSorted(compareByDaysLeft);
  }

  /** Those that end first, as many as people read. */
  soonest(): Row[] {
    return this.#first.toSorted(compareByDaysLeft).slice(0, maxRows);
  }

  /** When the next secret ends that lives and is not superseded; undefined when none does. */
  soonestExpiry(): Date | undefined {
    return this.soonest().find(({ status }) => status !== 'expired')?.secret.endDateTime ?? undefined;
  }
}
