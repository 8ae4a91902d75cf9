/** The lines of a workflow log. */
export interface Log {
  readonly info: (message: string) => void;
  /** Shown on the page of the run, as a warning is. */
  readonly notice: (message: string) => void;
  readonly warning: (message: string) => void;
}
