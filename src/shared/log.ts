/** The log of a workflow run. */
export interface Log {
  readonly info: (message: string) => void;
  /** Also shown on the page of the run, like a warning. */
  readonly notice: (message: string) => void;
  readonly warning: (message: string) => void;
}
