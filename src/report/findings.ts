import type { ListedApplication } from '../entra/graph/application.ts';
import type { LastUses } from '../plan/retirement.ts';
import { assessSecrets, type SecretStatus } from './secret-status.ts';
import type { Lifetime } from '../shared/duration.ts';
import { compareByDaysLeft, type Row } from './row.ts';

/** The maximum number of rows in the job summary. */
export const maxRows = 50;

/** The results of a report so far. Keeps only what the outputs and the summary need, since a tenant can have many secrets. */
export class Findings {
  applications = 0;
  /** What Graph returned in a form that the action cannot read. */
  readonly unreadable = { applications: 0, secrets: 0 };
  readonly counts: Record<SecretStatus, number> = { expired: 0, due: 0, valid: 0, superseded: 0 };
  readonly #due: Row[] = [];
  #soonest: Row[] = [];

  /**
   * Adds an application.
   *
   * @param lastUses undefined when they were not read
   * @returns its secrets that can be read
   */
  add(
    { objectId, applicationId, displayName, passwordCredentials }: ListedApplication,
    dueWithin: Lifetime,
    now: Date,
    lastUses?: LastUses,
  ): readonly Row[] {
    if (passwordCredentials === undefined) {
      this.unreadable.applications += 1;
      return [];
    }
    const application = { objectId, applicationId, displayName };
    const secrets = passwordCredentials.filter(({ unreadable }) => unreadable === undefined);
    this.unreadable.secrets += passwordCredentials.length - secrets.length;
    const rows = assessSecrets(secrets, dueWithin, now).map((assessment) => ({
      ...assessment,
      application,
      lastUsed: lastUses && (lastUses.get(assessment.secret.keyId) ?? null),
    }));
    this.applications += 1;
    for (const row of rows) {
      this.counts[row.status] += 1;
      if (row.status === 'due' || row.status === 'expired') this.#due.push(row);
      if (row.status !== 'superseded') this.#soonest.push(row);
    }
    if (this.#soonest.length > 4 * maxRows) this.#soonest = this.soonest();
    return rows;
  }

  /** The number of secrets. */
  get secrets(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  /** The secrets that are due or expired, the most urgent first. */
  due(): readonly Row[] {
    return this.#due.toSorted(compareByDaysLeft);
  }

  /** The secrets that expire first, except superseded ones, up to `maxRows`. */
  soonest(): Row[] {
    return this.#soonest.toSorted(compareByDaysLeft).slice(0, maxRows);
  }

  /** The earliest expiry of a live secret that is not superseded; undefined when there is none. */
  soonestExpiry(): Date | undefined {
    return this.soonest().find(({ status }) => status !== 'expired')?.secret.endDateTime ?? undefined;
  }
}
