import type { Application } from '../entra/application.ts';
import type { Applications } from '../entra/applications.ts';
import { ActionError, type ErrorCode } from '../shared/action-error.ts';
import type { Log } from '../shared/log.ts';
import { formatTimestamp } from '../shared/timestamp.ts';
import { toActionErrors, throwIfAny } from '../shared/settle.ts';
import { writeReportFile } from './file.ts';
import { Findings } from './totals.ts';
import type { ReportInputs } from './inputs.ts';
import { toReportRecord } from './row.ts';

/** What a report needs from outside. */
export interface ReportServices {
  /** Now, by the clock of Microsoft Graph: asked for when Graph has answered. */
  readonly now: () => Date;
  readonly log: Log;
  /** Logs in as the workload identity. */
  readonly logIn: () => Promise<Applications>;
}

/**
 * Looks at the client secrets of many applications, changes nothing, and writes down what it finds.
 *
 * @throws Failure or Failures
 */
export async function createReport(
  inputs: ReportInputs,
  { now, log, logIn }: ReportServices,
): Promise<Findings> {
  const applications = await logIn();
  log.info(`Logged in to Microsoft Entra ID as ${inputs.clientId}.`);
  const { tenantId, dueWithin, reportFile: path, folders } = inputs;
  const findings = await writeReportFile({ ...folders, path, mode: 0o666 }, async (file) => {
    const found = new Findings();
    let moment: Date | undefined;
    for await (const one of listWanted(inputs, applications)) {
      moment ??= now();
      await file.add(found.add(one, dueWithin, moment).map(toReportRecord));
    }
    const { applications: count, counts } = found;
    const generatedAt = formatTimestamp(moment ?? now());
    const closing = { 'tenant-id': tenantId, 'generated-at': generatedAt, applications: count, counts };
    return { closing, result: found };
  });
  const { expired, due } = findings.counts;
  log.info(
    `Applications: ${findings.applications}. Client secrets: ${findings.secrets}, of which due: ${due}, expired: ${expired}.`,
  );
  return findings;
}

/** The failure that asks for attention: some of what was found is due. */
export function secretsDueError({ counts: { due, expired } }: Findings): ActionError {
  return new ActionError('secrets-due', {
    problem: `Client secrets that are due: ${due}. Client secrets that have expired without a successor: ${expired}.`,
    likelyCause: 'nobody has renewed them, and `fail-when-due` asks to be told.',
    remedy: 'renew what the job summary lists, or hand the output `due` to a matrix of jobs that do.',
  });
}

const nameErrorCodes: ReadonlySet<ErrorCode> = new Set(['application-not-found', 'application-ambiguous']);

async function* listWanted(
  { applications: wanted, scope }: ReportInputs,
  applications: Applications,
): AsyncGenerator<Application> {
  if (wanted.length === 0) {
    yield* applications.list(scope);
    return;
  }
  const failures: ActionError[] = [];
  const seen = new Set<string>();
  for (const name of wanted) {
    try {
      const application = await applications.find(name);
      // It may be named twice, by its name and by its ID.
      if (!seen.has(application.objectId)) yield application;
      seen.add(application.objectId);
    } catch (error) {
      const found = toActionErrors(error);
      // Of what a name is to blame for, all is told at once; what else fails would fail for each.
      if (!found.every(({ code }) => nameErrorCodes.has(code))) throw error;
      failures.push(...found);
    }
  }
  throwIfAny(failures);
}
