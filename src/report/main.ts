import { setFlagsFromString } from 'node:v8';
import { createEntraSession } from '../entra/session.ts';
import { readGraphTime } from '../entra/plan-time.ts';
import { readWorkflowRun } from '../runner/run-context.ts';
import type { Toolkit } from '../runner/toolkit.ts';
import { TimeBudget } from '../http/time-budget.ts';
import type { Clock } from '../shared/clock.ts';
import { readReportInputs } from './inputs.ts';
import { setReportOutputs } from './outputs.ts';
import { createReport, secretsDueError } from './report.ts';
import { writeReportSummary } from './summary.ts';

/** How long reading all pages may take, and how much longer throttling by Microsoft Graph may make it, in milliseconds. */
const time = { budget: 1_800_000, retryAfterAllowance: 900_000 };

/**
 * Runs the report action.
 *
 * @param environment the runner's variables
 * @throws ActionError `invalid-inputs`; `secrets-due` when `fail-when-due` is true and an application is due; otherwise as
 *   `createReport` does
 */
export async function runReport(
  toolkit: Toolkit,
  environment: Readonly<Record<string, string | undefined>>,
  clock: Clock,
): Promise<void> {
  // Stops V8 from growing the memory for new objects: each page of results is short-lived garbage.
  setFlagsFromString('--semi-space-growth-factor=1');
  const inputs = readReportInputs(toolkit.getInput, readWorkflowRun(environment));
  const budget = new TimeBudget(clock, time.budget, time.retryAfterAllowance);
  const { logIn, serverTime } = createEntraSession(inputs, toolkit, environment, clock, budget);
  const now = (): Date => readGraphTime({ clock, cloud: inputs.cloud, serverTime });
  const findings = await createReport(inputs, { now, log: toolkit, budget, logIn });
  setReportOutputs(findings, inputs, toolkit.setOutput);
  await writeReportSummary(findings, inputs, toolkit.summary).catch(() => {
    toolkit.warning('The job summary could not be written; the run itself succeeded.');
  });
  if (inputs.failWhenDue && findings.dueCount > 0) throw secretsDueError(findings);
}
