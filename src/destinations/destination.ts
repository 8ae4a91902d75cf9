import type { Evidence } from '../plan/evidence.ts';
import type { ActionError } from '../shared/action-error.ts';

/** A client secret that was just added, with its value. */
export interface NewSecret {
  readonly keyId: string;
  readonly endDateTime: Date;
  /** Notes for a destination that keeps some beside the value: whose secret it is. */
  readonly tags: Readonly<Record<string, string>>;
  /** The value. It is masked in the log, and is passed to destinations and nothing else. */
  readonly secretText: string;
}

/** A place that the value is written to. */
export interface Destination {
  /** Its name in messages: `repository secret EXALATE_CLIENT_SECRET of acme/ops`. */
  readonly label: string;
  /** Whether the value outlives the job. Only a persistent destination shows anything about what it holds. */
  readonly persistent: boolean;
  /** The web page that shows it; undefined when there is none. */
  readonly url: string | undefined;
  /**
   * Checks that the destination exists and can be written, to the extent that the service reveals this without a write.
   *
   * @throws ActionError `github-…`, `organization-selection-missing`, `key-vault-…`, `file-not-writable`,
   *   `age-recipient-unusable`, `response-too-large`, or an error of the login to Key Vault
   */
  prepare(): Promise<DestinationState & Pick<PreparedDestination, 'write'>>;
  /** Reads what a write would change. @throws ActionError `github-…`, `key-vault-…`, `response-too-large`, `list-endless` */
  readState(): Promise<DestinationState>;
}

/** A destination that can be written now, and what it showed before. */
export interface PreparedDestination extends Destination {
  /** Its position in the intent's list of destinations: the saved state refers to it by this number. */
  readonly index: number;
  /**
   * Writes the value.
   *
   * @throws ActionError `github-…`, `key-vault-…`, `file-not-writable` when the destination refused it; UnconfirmedWriteError when its answer does not say
   */
  readonly write: (secret: NewSecret) => Promise<void>;
  /** Changes with each write, and has no other meaning. Undefined when the destination cannot be read. */
  readonly revision: string | undefined;
  /** What the planner bases its decisions on. Undefined when the destination cannot be read. */
  readonly evidence: Evidence | undefined;
  /** When revision and evidence were requested, by the runner's clock. Undefined when the last request for them failed. */
  readonly checkedAt: Date | undefined;
}

/** The part of a prepared destination that a write changes. */
export type DestinationState = Pick<PreparedDestination, 'revision' | 'evidence'>;

/** The state of a destination that cannot be read, such as a step output. */
export const noState: DestinationState = { revision: undefined, evidence: undefined };

/** The value was sent, and the answer does not say whether the destination stored it. */
export class UnconfirmedWriteError extends Error {
  readonly actionError: ActionError;

  constructor(actionError: ActionError) {
    super('the write was not confirmed');
    this.actionError = actionError;
  }
}
