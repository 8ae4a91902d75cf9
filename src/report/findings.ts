import type { ListedApplication } from '../entra/graph/application.ts';
import { findLastUse, type LastUses } from '../plan/retirement.ts';
import {
  compareByUrgency,
  findDueApplication,
  type DueApplication,
  type DueReason,
} from './due-application.ts';
import { FirstItems } from './first-items.ts';
import type { ReportInputs } from './inputs.ts';
import { groupByLineage } from './lineages.ts';
import { compareByDaysLeft, type Row } from './row.ts';
import { assessSecrets, type SecretStatus } from './secret-status.ts';
import { compareTasks, findTasks, type Task, type TaskKind } from './tasks.ts';

/** The maximum number of rows in a table of the job summary. */
export const maxRows = 50;

/** What decides which applications are due, and how many of them are kept. */
export type ReportPolicy = Pick<ReportInputs, 'dueWithin' | 'retireAfter' | 'limit'>;

/** The results of a report so far. Keeps only what the outputs and the summary need, since a tenant can have many secrets. */
export class Findings {
  applications = 0;
  /** What Graph returned in a form that the action cannot read. */
  readonly unreadable = { applications: 0, secrets: 0 };
  /** The number of secrets of each status. */
  readonly counts: Record<SecretStatus, number> = { expired: 0, due: 0, valid: 0, superseded: 0 };
  /** The number of applications that are due, those beyond `limit` included. */
  dueCount = 0;
  /** The number of due applications for each reason. */
  readonly reasonCounts: Record<DueReason, number> = {
    expires: 0,
    expired: 0,
    superseded: 0,
    'hand-over': 0,
  };
  /** The number of tasks for people of each kind. */
  readonly taskCounts: Record<TaskKind, number> = {
    renew: 0,
    acknowledge: 0,
    'check-workflow': 0,
    replace: 0,
  };
  /** The earliest expiry of a live secret that is not superseded; undefined when there is none. */
  soonestExpiry: Date | undefined;
  readonly #policy: ReportPolicy;
  readonly #due: FirstItems<DueApplication>;
  readonly #tasks = new FirstItems<Task>(compareTasks, maxRows);
  readonly #soonest = new FirstItems<Row>(compareByDaysLeft, maxRows);

  constructor(policy: ReportPolicy) {
    this.#policy = policy;
    this.#due = new FirstItems(compareByUrgency, policy.limit);
  }

  /**
   * Adds an application.
   *
   * @param lastUses undefined when they were not read
   * @returns its secrets that can be read
   */
  add(
    { objectId, applicationId, displayName, passwordCredentials }: ListedApplication,
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
    const rows = assessSecrets(secrets, this.#policy.dueWithin, now).map((assessment) => ({
      ...assessment,
      application,
      lastUsed: lastUses && (findLastUse(assessment.secret, lastUses) ?? null),
    }));
    this.applications += 1;
    for (const row of rows) this.#addRow(row);
    this.#addApplication(rows, now);
    return rows;
  }

  #addRow(row: Row): void {
    const { status, secret } = row;
    this.counts[status] += 1;
    if (status === 'superseded') return;
    this.#soonest.add(row);
    if (status === 'expired' || secret.endDateTime === null) return;
    if (this.soonestExpiry === undefined || secret.endDateTime < this.soonestExpiry)
      this.soonestExpiry = secret.endDateTime;
  }

  #addApplication(rows: readonly Row[], now: Date): void {
    const { retireAfter } = this.#policy;
    const lineages = groupByLineage(rows);
    for (const task of findTasks(rows, lineages, retireAfter, now)) {
      this.taskCounts[task.kind] += 1;
      this.#tasks.add(task);
    }
    const due = findDueApplication(rows, lineages, retireAfter, now);
    if (due === undefined) return;
    this.dueCount += 1;
    for (const reason of due.reasons) this.reasonCounts[reason] += 1;
    this.#due.add(due);
  }

  /** The number of secrets. */
  get secrets(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  /** The applications that are due, the most urgent first, up to `limit`. */
  due(): readonly DueApplication[] {
    return this.#due.list();
  }

  /** What people must do, the most urgent first, up to `maxRows`. */
  tasks(): readonly Task[] {
    return this.#tasks.list();
  }

  /** The secrets that expire first, except superseded ones, up to `maxRows`. */
  soonest(): readonly Row[] {
    return this.#soonest.list();
  }
}
