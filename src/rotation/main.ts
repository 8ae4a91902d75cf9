import { cleanUp } from './clean-up.ts';
import { getCloud } from '../azure/cloud.ts';
import type { Inputs } from './inputs.ts';
import { createProgress, type Outcome } from './outcome.ts';
import { setOutputs } from './outputs.ts';
import { rotate } from './rotate.ts';
import type { Journal } from './journal.ts';
import { requireOwnRecord } from './own-record.ts';
import type { RotationState } from './state.ts';
import { readWorkflowRun } from '../runner/run-context.ts';
import type { Toolkit } from '../runner/toolkit.ts';
import { writeSummary } from './summary.ts';
import { TimeBudget } from '../http/time-budget.ts';
import { systemClock } from '../shared/clock.ts';
import { createServices, type ServiceConfig, type Services } from './services.ts';

/**
 * How long a phase may take, and how long servers may make it wait beyond that, in milliseconds. A cancelled job is
 * ended by force after five minutes.
 */
const mainTime = { budget: 60_000, retryAfterAllowance: 300_000 };
const postTime = { budget: 70_000, retryAfterAllowance: 90_000 };

/**
 * Adds, proves and stores a client secret.
 *
 * @param journal says that nothing has begun
 */
export async function runMain(inputs: Inputs, toolkit: Toolkit, journal: Journal): Promise<void> {
  const services = createPhaseServices(inputs, toolkit, mainTime);
  const outcome = await rotateAndSetOutputs(inputs, services, toolkit, journal);
  await writeSummary(outcome, inputs.tenantId, toolkit.summary).catch(() => {
    toolkit.warning('The job summary could not be written; the run itself succeeded.');
  });
}

/** Sets all outputs that are known, also those of a run that fails. */
async function rotateAndSetOutputs(
  inputs: Inputs,
  services: Services,
  toolkit: Toolkit,
  journal: Journal,
): Promise<Outcome> {
  const progress = createProgress();
  const tell = (): void => {
    setOutputs(progress, toolkit.setOutput);
  };
  try {
    const outcome = await rotate(inputs, services, journal, progress);
    tell();
    return outcome;
  } catch (error) {
    try {
      tell();
    } catch {
      toolkit.warning('The outputs of this run could not be set.');
    }
    throw error;
  }
}

/** Completes or rolls back what the main step left unfinished. */
export async function runPost(
  state: Exclude<RotationState, { step: 'idle' }>,
  toolkit: Toolkit,
): Promise<void> {
  const run = readWorkflowRun(process.env);
  const { intent } = state;
  requireOwnRecord(intent, run, toolkit.getInput);
  const gitHubToken = toolkit.getInput('github-token') || undefined;
  const setting = { ...intent, cloud: getCloud(intent.cloud), gitHubToken, run };
  await cleanUp(state, createPhaseServices(setting, toolkit, postTime));
}

function createPhaseServices(
  setting: ServiceConfig,
  toolkit: Toolkit,
  { budget, retryAfterAllowance }: typeof mainTime,
): Services {
  return createServices(
    setting,
    toolkit,
    process.env,
    systemClock,
    new TimeBudget(systemClock, budget, retryAfterAllowance),
  );
}
