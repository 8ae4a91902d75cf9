import type { Acknowledged } from './acknowledgement.ts';
import type { Addition, Keep } from './plan.ts';
import type { RetirableSecret } from './retirement.ts';

/** The secrets that a run removes, in this order. */
export function listRemovals(plan: Keep | Addition | Acknowledged): readonly RetirableSecret[] {
  return plan.kind === 'acknowledged'
    ? plan.retire
    : [...plan.retireFirst, ...plan.compromised, ...plan.retire];
}
