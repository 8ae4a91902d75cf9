import type { Evidence } from '../plan/evidence.ts';
import type { ActionError } from '../shared/action-error.ts';

/** A client secret that was added just now, while its value is still known. */
export interface NewSecret {
  readonly keyId: string;
  readonly endDateTime: Date;
  /** What a destination that takes notes is to note beside it: whose secret it is. */
  readonly tags: Readonly<Record<string, string>>;
  /** The value itself. It is registered as a mask; it goes to destinations and nowhere else. */
  readonly secretText: string;
}

/**
 * Writes the value.
 *
 * @throws Failure when the destination refused it; WriteInDoubt when it did not say
 */
type Write = (secret: NewSecret) => Promise<void>;

/** What a destination shows of itself. */
export interface DestinationState {
  /** Something that changes with each write, and tells nothing else. */
  readonly revision: string;
  readonly evidence: Evidence;
}

/** A destination that can be written now. */
export interface Preparation {
  readonly write: Write;
  /** Undefined where nothing can be asked. */
  readonly state: DestinationState | undefined;
}

/** A place that is to hold the value. */
export interface Destination {
  /** How it is named to people: `repository secret EXALATE_CLIENT_SECRET of acme/ops`. */
  readonly label: string;
  /** Whether what it holds outlives the job. Only such a destination can be asked. */
  readonly persistent: boolean;
  /** The address of the page on which people see it; undefined where there is none. */
  readonly url: string | undefined;
  /**
   * Finds out, without changing anything, whether it is there and writable as far as it will say.
   *
   * @throws Failure when it is not
   */
  prepare(): Promise<Preparation>;
  /**
   * Asks what it shows now; undefined where nothing can be asked.
   *
   * @throws Failure when it does not say
   */
  readState(): Promise<DestinationState | undefined>;
}

/** The value was sent, and nobody said whether it was taken. */
export class UnconfirmedWriteError extends Error {
  readonly actionError: ActionError;

  constructor(failure: ActionError) {
    super('write in doubt');
    this.actionError = failure;
  }
}
