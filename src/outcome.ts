import type { Application } from './entra/applications.ts';

/** What a run did, or in a dry run would do. */
export interface Outcome {
  readonly application: Application;
  /** The new secret's description, as the portal shows it. */
  readonly displayName: string;
  readonly endDateTime: Date;
  /** The new secret's key ID; undefined when nothing was added. */
  readonly keyId: string | undefined;
  /** The labels of the destinations that hold the value, or would. */
  readonly holders: readonly string[];
}
