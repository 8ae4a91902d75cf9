import { planRotation, type Addition, type Keep, type PlanTime } from '../plan/plan.ts';
import { findWarnings, type PlanWarning } from '../plan/warnings.ts';
import { exceedsPortalMaximum } from '../shared/duration.ts';
import { findNotManagedError } from './compromised-errors.ts';
import type { RotationContext } from './context.ts';
import { formatPlan, formatWarning } from './messages.ts';
import { failWithRehearsal } from './rehearse.ts';
import { createLimitError } from './two-secret-limit.ts';

/**
 * Plans, and reports the plan and its warnings in the log.
 *
 * @throws ActionError `compromised-not-managed` or `two-secret-limit`, with what else would make the run fail
 */
export async function planAndReport(context: RotationContext, time: PlanTime): Promise<Keep | Addition> {
  const { inputs, application, destinations, lastUses, provenance, policy, log } = context;
  const input = { ...application, destinations, lastUses };
  const notManaged = findNotManagedError(context);
  if (notManaged !== undefined)
    return failWithRehearsal(notManaged, Promise.resolve(context), context, time.now);
  const plan = planRotation(input, provenance, policy, time);
  if (plan.kind === 'limit-reached') {
    const error = createLimitError(plan.existingSecrets, context);
    return failWithRehearsal(error, Promise.resolve(context), context, time.now);
  }
  const labels = destinations.map(({ label }) => label);
  for (const line of formatPlan(plan, labels, inputs.dryRun)) log.info(line);
  if (plan.kind === 'add' && exceedsPortalMaximum(plan.endDateTime, time.now)) {
    log.warning(
      '`expires` is later than 24 months from now, the longest lifetime that the portal offers: check your policy.',
    );
  }
  for (const warning of findWarnings(input, provenance, policy, plan, time.now)) {
    log[chooseLogLevel(warning)](formatWarning(warning, inputs.dryRun));
  }
  return plan;
}

/** What is normal, or needs no action, is not a warning. */
function chooseLogLevel({ kind }: PlanWarning): 'info' | 'notice' | 'warning' {
  switch (kind) {
    case 'unmanaged':
      return 'info';
    case 'adopted-gone':
    case 'compromised-gone':
      return 'notice';
    default:
      return 'warning';
  }
}
