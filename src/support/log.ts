/** The lines of a workflow log. */
export interface Log {
  info(message: string): void;
  /** Shown on the run's page too. */
  notice(message: string): void;
  warning(message: string): void;
}
