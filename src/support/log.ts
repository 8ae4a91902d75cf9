/** The lines of a workflow log. */
export interface Log {
  info(message: string): void;
  warning(message: string): void;
}
