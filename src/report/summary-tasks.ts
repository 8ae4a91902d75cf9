import type { Cloud } from '../azure/cloud.ts';
import type { Summary } from '../runner/toolkit.ts';
import { formatSummaryText } from '../shared/summary-text.ts';
import { formatDay } from '../shared/timestamp.ts';
import { countNoun } from '../shared/count-noun.ts';
import { maxRows, type Findings } from './findings.ts';
import type { ReportInputs } from './inputs.ts';
import { formatAddedBy, formatApplicationLink, formatHeaderCells } from './summary-cells.ts';
import type { Task, TaskKind } from './tasks.ts';

/** What each kind of task asks for, as HTML. */
const instructions: Readonly<Record<TaskKind, (keyId: string) => string>> = {
  renew: () =>
    'No workflow renews it. Renew it by hand, or add its key ID to the input <code>adopt</code> of a workflow.',
  acknowledge: (keyId) =>
    `Update Exalate to this client secret. Then run its workflow with <code>acknowledge: ${keyId}</code>, which removes the older ones.`,
  'check-workflow': () => 'It has expired. Check the last run of its workflow.',
  replace: () => 'It has expired, and no workflow renews it. Replace it, or remove it if nothing uses it.',
};

/** Adds what people must do, the most urgent first. */
export function addTasks(findings: Findings, cloud: Cloud, summary: Summary): void {
  const tasks = findings.tasks();
  const { applications, secrets } = findings.unreadable;
  if (tasks.length === 0 && applications + secrets === 0) return;
  summary.addHeading('What a person must do', 3);
  if (tasks.length > 0) {
    summary.addTable([
      formatHeaderCells(['Date', 'Application', 'Client secret', 'Added by', 'Task']),
      ...tasks.map((task) => formatTask(task, cloud).map((data) => ({ data }))),
    ]);
  }
  const count = Object.values(findings.taskCounts).reduce((sum, one) => sum + one, 0);
  if (count > maxRows) {
    summary.addRaw(
      `These are the ${maxRows} most urgent tasks, of ${count}. The report file lists all client secrets.`,
      true,
    );
  }
  if (applications + secrets > 0) {
    summary.addRaw(
      `<p>The report cannot read ${countNoun(applications, 'app registration')} and ${countNoun(secrets, 'client secret')}. Check the app registrations in the portal.</p>`,
      true,
    );
  }
}

function formatTask({ kind, row, date }: Task, cloud: Cloud): readonly string[] {
  const { secret, application, provenance } = row;
  return [
    date === undefined ? '' : formatDay(date),
    formatApplicationLink(application, cloud),
    formatSummaryText(secret.displayName),
    formatAddedBy(provenance),
    instructions[kind](secret.keyId),
  ];
}

/** Adds what happens without a person. */
export function addWorkflowTasks(
  { counts, taskCounts, reasonCounts, dueCount }: Findings,
  { limit }: Pick<ReportInputs, 'limit'>,
  summary: Summary,
): void {
  const renewals = counts.due - taskCounts.renew;
  const retirements = reasonCounts.superseded;
  const later = dueCount - limit;
  const items = [
    ...(renewals > 0
      ? [`Renew ${countNoun(renewals, 'client secret')} that this action added and that will expire soon.`]
      : []),
    ...(retirements > 0
      ? [`Remove the superseded client secrets of ${countNoun(retirements, 'application')}.`]
      : []),
    ...(later > 0
      ? [`Handle ${countNoun(later, 'due application')} another day: <code>limit</code> is ${limit}.`]
      : []),
  ];
  if (items.length > 0) summary.addHeading('What workflows do', 3).addList(items);
}
