/** What must hold on each day of a simulated year. */
export const rules = {
  'working-secret': 'each destination holds a secret that is on its application and has not expired',
  'held-secret': 'no secret that a destination holds is removed',
  'two-secret-limit': 'an application that can have two secrets never gets a third one',
  retirement: 'each secret that nothing needs is removed in time',
  'one-job-a-day': 'each application is in one job a day at most',
  peak: 'no day has more than twice the average of renewals',
} as const;

export type Rule = keyof typeof rules;

/** A rule that a simulated fleet has broken. The message says when, and where. */
export class FleetViolation extends Error {
  readonly rule: Rule;

  constructor(rule: Rule, message: string) {
    super(message);
    this.rule = rule;
  }
}
