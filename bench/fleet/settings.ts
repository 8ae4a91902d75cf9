/** What the workflows of a fleet are given. Times are in days. */
export interface FleetSettings {
  /** How many applications there are. */
  readonly applications: number;
  readonly expires: number;
  /** `due-within` of the report and `renew-within` of the rotation, which are the same. */
  readonly renewWithin: number;
  /** `retire-after` of both; undefined for `never`. */
  readonly retireAfter: number | undefined;
  /** The report's `limit`; Infinity for none. */
  readonly limit: number;
}

/** Settings that keep all rules. */
export const recommended: FleetSettings = {
  applications: 10_000,
  expires: 180,
  renewWithin: 90,
  retireAfter: 14,
  limit: 200,
};

/**
 * How long a secret that nothing needs may stay on its application, in days: until the next renewal of the application, which
 * removes it if no run has done so before, and half as long again in case that run fails.
 */
export function maxUnneededDays({ expires, renewWithin }: FleetSettings): number {
  return 1.5 * (expires - renewWithin);
}

/** Where a job fails. */
export const jobFailures = [
  /** Nothing has changed. */
  'before the addition',
  /** The new secret does not work in time: the run removes it again. */
  'at the verification',
  /** The destination refuses the value: the run removes the secret again. */
  'at the store',
  /** The new secret is stored. What the run had to remove afterwards stays. */
  'after the store',
  /** The machine is lost, and the post step with it: the new secret stays, and no destination holds it. */
  'with its machine',
] as const;

export type JobFailure = (typeof jobFailures)[number];

/** What goes wrong in a year. */
export interface Troubles {
  /** The share of jobs that fail, by where. */
  readonly failures: Readonly<Record<JobFailure, number>>;
  /** The share of days on which Graph refuses many requests. */
  readonly throttledDays: number;
  /** The share of jobs that get through on such a day. */
  readonly throttledShare: number;
  /** The first of seven days without runs. */
  readonly weekWithoutRuns: number;
  /** A day on which the report fails, so that no job starts. */
  readonly failedReport: number;
}

/** Of all applications. */
export const shares = {
  /** Their value is in a GitHub secret, not in Key Vault. */
  github: 0.1,
  /** Entra allows only two secrets on them. */
  twoSecrets: 0.05,
  /** Their first secret was made by hand. The others have one of this action. */
  madeByHand: 0.5,
};

export const daysInYear = 365;

/** More than is to be expected of GitHub, Entra and a network. */
export const usualTroubles: Troubles = {
  failures: {
    'before the addition': 0.02,
    'at the verification': 0.005,
    'at the store': 0.01,
    'after the store': 0.002,
    'with its machine': 0,
  },
  throttledDays: 0.05,
  throttledShare: 0.4,
  // In the middle of the first wave of renewals, when there is the least time to make up for it.
  weekWithoutRuns: 120,
  failedReport: 150,
};
