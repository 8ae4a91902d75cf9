import { cleanUp } from './clean-up.ts';
import { getCloud } from '../azure/cloud.ts';
import { validateToken } from '../github/token.ts';
import { readGraphTime } from '../entra/plan-time.ts';
import { createInterruptedError } from './compromised-errors.ts';
import type { Inputs } from './inputs.ts';
import { createProgress, type Services } from './context.ts';
import { setOutputs } from './outputs.ts';
import { rotate, type Outcome } from './rotate.ts';
import type { Journal } from './journal.ts';
import { requireOwnRecord } from './own-record.ts';
import type { RotationState } from './state.ts';
import { readWorkflowRun } from '../runner/run-context.ts';
import type { Toolkit } from '../runner/toolkit.ts';
import { addSummary, writeSummary } from './summary.ts';
import { TimeBudget } from '../http/time-budget.ts';
import { throwIfAny, toActionErrors } from '../shared/action-error.ts';
import type { Clock } from '../shared/clock.ts';
import { createServices, type ServiceConfig } from './services.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * How long a phase may take, and how much longer servers may make it wait, in milliseconds. GitHub ends a cancelled job by
 * force after five minutes.
 */
const mainTime = { budget: 60_000, retryAfterAllowance: 300_000 };
const postTime = { budget: 70_000, retryAfterAllowance: 90_000 };

/**
 * The main step: rotates the client secret, sets the outputs and writes the summary. A summary that cannot be written is a
 * warning.
 *
 * @param journal in the state `idle`
 * @param environment the runner's variables
 * @throws ActionError or ActionErrors as `rotate` does
 */
export async function runMain(
  inputs: Inputs,
  toolkit: Toolkit,
  journal: Journal,
  environment: Environment,
  clock: Clock,
): Promise<void> {
  const services = createPhaseServices(inputs, toolkit, environment, clock, mainTime);
  const outcome = await rotateAndSetOutputs(inputs, services, toolkit, journal);
  const { handOver } = outcome;
  const { issueUrl: url, isOpen = false } = handOver ?? {};
  const errors = [outcome.compromised?.error ?? [], handOver?.errors ?? []].flat();
  const issue = url === undefined ? undefined : { url, isOpen };
  const context = { inputs, issue, now: readGraphTime(services) };
  if (errors.length > 0) {
    // The summary of the failed run has the errors before these facts.
    addSummary(outcome, context, toolkit.summary);
    throwIfAny(errors);
  }
  await writeSummary(outcome, context, toolkit.summary).catch(() => {
    toolkit.warning('The job summary could not be written; the run itself succeeded.');
  });
}

/** Sets all outputs that are known, even when the run fails. */
async function rotateAndSetOutputs(
  inputs: Inputs,
  services: Services,
  toolkit: Toolkit,
  journal: Journal,
): Promise<Outcome> {
  const progress = createProgress();
  const setKnownOutputs = (): void => {
    setOutputs(progress, toolkit.setOutput);
  };
  try {
    const outcome = await rotate(inputs, services, journal, progress);
    setKnownOutputs();
    return outcome;
  } catch (error) {
    try {
      setKnownOutputs();
    } catch {
      toolkit.warning('The outputs of this run could not be set.');
    }
    throw error;
  }
}

/**
 * The post step: completes or rolls back what the main step did not complete, and reports compromised secrets that are left.
 *
 * @param state what the main step saved last
 * @param compromised the key IDs of the compromised secrets that the main step still had to remove
 * @param environment the runner's variables
 * @throws ActionError `compromised-not-removed`, or `journal-not-believed` when the state is not about this run; ActionError or
 *   ActionErrors as `cleanUp` does
 */
export async function runPost(
  state: RotationState,
  compromised: readonly string[],
  toolkit: Toolkit,
  environment: Environment,
  clock: Clock,
): Promise<void> {
  const errors = compromised.length === 0 ? [] : [createInterruptedError(compromised)];
  try {
    if (state.step !== 'idle') await completeOrRollBack(state, toolkit, environment, clock);
  } catch (error) {
    errors.unshift(...toActionErrors(error));
  }
  throwIfAny(errors);
}

async function completeOrRollBack(
  state: Exclude<RotationState, { step: 'idle' }>,
  toolkit: Toolkit,
  environment: Environment,
  clock: Clock,
): Promise<void> {
  const run = readWorkflowRun(environment);
  const { intent } = state;
  requireOwnRecord(intent, run, toolkit.getInput);
  // The other inputs are not parsed again: they can be empty or different here. The token must not be in the saved state.
  const tokenText = toolkit.getInput('github-token');
  const gitHubToken = validateToken(tokenText) === undefined ? tokenText : undefined;
  const config = { ...intent, cloud: getCloud(intent.cloud), gitHubToken, run };
  await cleanUp(state, createPhaseServices(config, toolkit, environment, clock, postTime));
}

function createPhaseServices(
  config: ServiceConfig,
  toolkit: Toolkit,
  environment: Environment,
  clock: Clock,
  { budget, retryAfterAllowance }: typeof mainTime,
): Services {
  const timeBudget = new TimeBudget(clock, budget, retryAfterAllowance);
  return createServices(config, toolkit, environment, clock, timeBudget);
}
