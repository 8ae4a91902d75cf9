import type { SecretLoginFailure } from '../entra/login/secret-login-errors.ts';

/** How many logins a round has. */
export const loginsPerRound = 3;

/** The rounds of a verification so far. */
export interface Rounds {
  /** The rounds in a row, up to now, in which every login succeeded. */
  readonly succeeded: number;
  /** The rounds in a row, up to now, in which Entra limited the number of logins. */
  readonly throttled: number;
  /** The rounds in a row, up to now, with a failure that is worth only a few attempts. */
  readonly limited: number;
  /** All other rounds that failed. */
  readonly failed: number;
}

export const noRounds: Rounds = { succeeded: 0, throttled: 0, limited: 0, failed: 0 };

/** Whether Entra limits the number of logins. */
export const isThrottled = ({ retryReason }: SecretLoginFailure): boolean =>
  retryReason?.isThrottled === true;

/** How many logins the next round has: one while Entra limits their number. */
export function countLogins({ throttled }: Rounds): number {
  return throttled === 0 ? loginsPerRound : 1;
}

/** Counts a round. The one login that succeeds after throttled rounds shows only that full rounds are possible again. */
export function addRound(rounds: Rounds, failures: readonly SecretLoginFailure[]): Rounds {
  const { succeeded, throttled, limited, failed } = rounds;
  if (failures.length === 0) {
    return { succeeded: throttled === 0 ? succeeded + 1 : 0, throttled: 0, limited: 0, failed };
  }
  if (failures.some(isThrottled)) return { succeeded: 0, throttled: throttled + 1, limited: 0, failed };
  const isLimited = failures.some(({ retryReason }) => retryReason?.maxRetries !== undefined);
  return { succeeded: 0, throttled: 0, limited: isLimited ? limited + 1 : 0, failed: failed + 1 };
}

/** Finds a failure that ends the verification, because waiting cannot help. */
export function findPermanentFailure(
  failures: readonly SecretLoginFailure[],
  { limited }: Rounds,
): SecretLoginFailure | undefined {
  return failures.find(
    ({ retryReason }) => retryReason === undefined || limited > (retryReason.maxRetries ?? Infinity),
  );
}

/** In milliseconds: longer after each round. */
const usualWaits = { first: 1_000, factor: 1.5, longest: 5_000 };
const throttledWaits = { first: 5_000, factor: 2, longest: 60_000 };

/** How long to wait after a round that failed, in milliseconds. @param rounds with this round */
export function waitAfter({ throttled, failed }: Rounds, failures: readonly SecretLoginFailure[]): number {
  const { first, factor, longest } = throttled === 0 ? usualWaits : throttledWaits;
  const count = throttled === 0 ? failed : throttled;
  const wait = Math.min(first * factor ** (count - 1), longest);
  return Math.max(wait, ...failures.map(({ retryReason }) => retryReason?.retryAfterMs ?? 0));
}
