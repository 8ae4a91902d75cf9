import type { ListedApplication } from '../entra/graph/application.ts';
import type { Applications } from '../entra/graph/applications.ts';
import type { TimeBudget } from '../http/time-budget.ts';
import { ActionError, type ErrorCode, toActionErrors, throwIfAny } from '../shared/action-error.ts';
import type { Log } from '../shared/log.ts';
import { formatTimestamp } from '../shared/timestamp.ts';
import { dueReasons } from './due-application.ts';
import { writeReportFile } from './file.ts';
import { Findings } from './findings.ts';
import type { ReportInputs } from './inputs.ts';
import { readLastUses } from './last-use.ts';
import { toReportRecord } from './row.ts';

/** The services that a report uses. */
export interface ReportServices {
  /** The current time by the clock of Microsoft Graph. Known only after Graph has responded. */
  readonly now: () => Date;
  readonly log: Log;
  readonly budget: TimeBudget;
  /** Logs in as the workload identity. */
  readonly logIn: () => Promise<Applications>;
}

/**
 * Writes the report about the client secrets of many applications. Read-only.
 *
 * @throws ActionError `report-not-writable`, or the error of the login or of Graph; ActionError or ActionErrors
 *   `application-not-found` and `application-ambiguous`, one for each name
 */
export async function createReport(
  inputs: ReportInputs,
  { now, log, budget, logIn }: ReportServices,
): Promise<Findings> {
  const applications = await logIn();
  log.info(`Logged in to Microsoft Entra ID as ${inputs.clientId}.`);
  const { tenantId, reportFile: path, folders } = inputs;
  const findings = await writeReportFile({ ...folders, path, mode: 0o666 }, async (file) => {
    const result = new Findings(inputs);
    let moment: Date | undefined;
    const requested = listRequestedApplications(inputs, applications);
    const { listed, lastUses } = inputs.lastUse
      ? await readLastUses(requested, applications, { budget, log })
      : { listed: requested, lastUses: undefined };
    for await (const application of listed) {
      moment ??= now();
      await file.add(result.add(application, moment, lastUses).map(toReportRecord));
    }
    const { applications: count, counts } = result;
    const generatedAt = formatTimestamp(moment ?? now());
    const summary = { 'tenant-id': tenantId, 'generated-at': generatedAt, applications: count, counts };
    return { summary, result };
  });
  warnOfUnreadable(findings, log);
  const { expired, due } = findings.counts;
  log.info(
    `Applications: ${findings.applications}. Client secrets: ${findings.secrets}, of which due: ${due}, expired: ${expired}.`,
  );
  if (findings.dueCount > 0) log.info(formatDueCount(findings));
  return findings;
}

function warnOfUnreadable({ unreadable: { applications, secrets } }: Findings, log: Log): void {
  if (applications + secrets === 0) return;
  log.warning(
    `The report is incomplete: Microsoft Graph returned entries that the action cannot read. App registrations without an ID or without their list of client secrets: ${applications}. Client secrets without a key ID or with an unreadable date: ${secrets}.`,
  );
}

/** The number of due applications, and for each reason how many have it. */
function formatDueCount({ dueCount, reasonCounts }: Findings): string {
  const counts = dueReasons
    .filter((reason) => reasonCounts[reason] > 0)
    .map((reason) => `${reason}: ${reasonCounts[reason]}`);
  return `Applications due: ${dueCount} (${counts.join(', ')}).`;
}

/** The error of a report with `fail-when-due: true` when an application is due. */
export function secretsDueError(findings: Findings): ActionError {
  return new ActionError('secrets-due', {
    problem: formatDueCount(findings),
    likelyCause:
      'their client secrets have not been renewed, or the superseded ones have not been removed, and `fail-when-due: true` makes the run fail in this case.',
    remedy:
      'do what the job summary asks for, and pass the output `due` to a job matrix that runs the action for each application.',
  });
}

/** Errors that concern a single name. Any other error would repeat for every name. */
const nameErrorCodes: ReadonlySet<ErrorCode> = new Set(['application-not-found', 'application-ambiguous']);

async function* listRequestedApplications(
  { applications: names, scope }: ReportInputs,
  applications: Applications,
): AsyncGenerator<ListedApplication> {
  if (names.length === 0) {
    yield* applications.list(scope);
    return;
  }
  const errors: ActionError[] = [];
  const seen = new Set<string>();
  for (const name of names) {
    try {
      const application = await applications.find(name);
      // The inputs can name the same application twice, by its name and by its ID.
      if (!seen.has(application.objectId)) yield application;
      seen.add(application.objectId);
    } catch (error) {
      const actionErrors = toActionErrors(error);
      if (!actionErrors.every(({ code }) => nameErrorCodes.has(code))) throw error;
      errors.push(...actionErrors);
    }
  }
  throwIfAny(errors);
}
