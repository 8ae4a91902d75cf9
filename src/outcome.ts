import type { Application } from './entra/applications.ts';

/** A destination, as people know it. */
export interface Holder {
  readonly label: string;
  /** Where people see it; undefined where there is no such page. */
  readonly page: string | undefined;
}

/** What a run did, or in a dry run would do. */
export interface Outcome {
  readonly application: Application;
  /** The new secret's description, as the portal shows it. */
  readonly displayName: string;
  readonly endDateTime: Date;
  /** The new secret's key ID; undefined when nothing was added. */
  readonly keyId: string | undefined;
  /** The destinations that hold the value, or would. */
  readonly holders: readonly Holder[];
}
