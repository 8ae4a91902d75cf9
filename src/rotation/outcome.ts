import type { Application, ApplicationIds } from '../entra/application.ts';
import type { Addition, Keep } from '../plan/plan.ts';
import type { RetirableSecret } from '../plan/retirement.ts';

/** A destination, as people know it. */
export interface DestinationLink {
  readonly label: string;
  /** Where people see it; undefined where there is no such page. */
  readonly url: string | undefined;
}

/** A client secret, as its listing describes it. */
interface DescribedSecret {
  /** Missing when a dry run would add it. */
  readonly keyId?: string;
  readonly displayName: string;
  /** Null when it never expires. */
  readonly endDateTime: Date | null;
}

/** What a run did, or in a dry run would do. */
export interface Outcome {
  readonly application: Application;
  readonly plan: Keep | Addition;
  readonly dryRun: boolean;
  /** The secret that the destinations hold now, or would. */
  readonly secret: DescribedSecret;
  /** The destinations that hold the value, or would. */
  readonly holders: readonly DestinationLink[];
  /** The secrets that were removed. */
  readonly retired: readonly RetirableSecret[];
}

/** What is known of a run so far: the outputs of a run that fails are made of it. */
export interface Progress {
  /** Undefined until it was found. */
  application: ApplicationIds | undefined;
  /** Undefined until it was made. */
  plan: Keep | Addition | undefined;
  /** The key ID of the new secret once a destination holds it, or may hold it after a failure. */
  keptKeyId: string | undefined;
  /** The secrets that were removed so far. */
  readonly retired: RetirableSecret[];
}

/** Nothing is known yet. */
export function createProgress(): Progress {
  return { application: undefined, plan: undefined, keptKeyId: undefined, retired: [] };
}
