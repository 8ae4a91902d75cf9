import type { Policy } from '../plan/plan.ts';
import type { Inputs } from './inputs.ts';

/** How long a run may take from adding a secret to storing it, in milliseconds, unless `verify-timeout` is longer. */
const defaultMaxStoreDelay = 30 * 60_000;

/** What the inputs ask of the planner. */
export function createPolicy(inputs: Inputs): Policy {
  const { expires, renewWithin, retireAfter, adopt, compromised, verifyTimeout } = inputs;
  const maxStoreDelay = Math.max(defaultMaxStoreDelay, verifyTimeout);
  return { expires, renewWithin, retireAfter, adopt, compromised, maxStoreDelay };
}
