import type { Cloud } from '../azure/cloud.ts';
import type { Destination, PreparedDestination } from '../destinations/destination.ts';
import type { Application, ApplicationIds } from '../entra/graph/application.ts';
import type { Applications } from '../entra/graph/applications.ts';
import type { SecretLoginFailure } from '../entra/login/secret-login-errors.ts';
import type { HandOver, HandOverResult } from '../hand-over/hand-over.ts';
import type { HttpClient } from '../http/client.ts';
import type { ServerTime } from '../http/server-time.ts';
import type { TimeBudget } from '../http/time-budget.ts';
import type { Acknowledged } from '../plan/acknowledgement.ts';
import type { PasswordCredential } from '../plan/credentials.ts';
import type { Provenance } from '../plan/lineage.ts';
import type { Addition, Keep, Policy } from '../plan/plan.ts';
import type { LastUses, RetirableSecret } from '../plan/retirement.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import type { Inputs } from './inputs.ts';
import type { Journal } from './journal.ts';

/** What both phases of a run depend on, created once per phase. */
export interface Services {
  readonly clock: Clock;
  /** The time of the servers that have responded so far. */
  readonly serverTime: ServerTime;
  readonly budget: TimeBudget;
  readonly log: Log;
  readonly cloud: Cloud;
  /** Returns a random integer from 0 up to, but not including, its argument. */
  readonly random: (below: number) => number;
  /** Logs in as the workload identity. */
  readonly logIn: () => Promise<Applications>;
  /** Opens connections until this many logins with a client secret have one ready, before the secret is known. */
  readonly openLoginConnections: (count: number) => void;
  /**
   * Logs in once as an application with its client secret, over a new connection.
   *
   * @returns undefined when the login was accepted
   */
  readonly trySecretLogin: (
    applicationId: string,
    secretText: string,
  ) => Promise<SecretLoginFailure | undefined>;
  /** @throws ActionError `azure-devops-…` when the application cannot access the organization with its client secret */
  readonly verifyAzureDevOpsAccess: (
    organization: string,
    applicationId: string,
    secretText: string,
  ) => Promise<void>;
  /** The one retry rule, bound to the budget of the phase. */
  readonly withRetry: HttpClient['withRetry'];
  /** In the order of the intent's list: the saved state refers to a destination by its position. */
  readonly destinations: readonly Destination[];
  /** The numeric ID of the repository whose workflow runs; undefined when neither the runner nor the OIDC token has it. */
  readonly findRepositoryId: () => Promise<string | undefined>;
  /** The tokens for GitHub that expire, as far as its responses say. */
  readonly readTokenExpiries: () => readonly TokenExpiry[];
  /** Loads the hand-over of the run; undefined when no issue is to be opened. */
  readonly loadHandOver: (() => Promise<HandOver>) | undefined;
}

/** A token for GitHub that expires. */
export interface TokenExpiry {
  /** The input that has the token. */
  readonly input: 'github-token' | 'hand-over-token';
  readonly expires: Date;
}

/** The services, logged in, and the application whose client secrets are changed. */
export interface ApplicationContext extends Services {
  readonly applications: Applications;
  readonly application: ApplicationIds;
}

/** What the main step has found before it changes anything. */
export interface RotationContext extends ApplicationContext {
  readonly inputs: Inputs;
  readonly journal: Journal;
  readonly progress: Progress;
  readonly application: Application;
  readonly destinations: readonly PreparedDestination[];
  /** Undefined when they were not read. */
  readonly lastUses: LastUses | undefined;
  /** Identifies the lineage, and becomes the description of a new secret. */
  readonly provenance: Provenance;
  readonly policy: Policy;
}

/** The results of a run so far. The outputs are set from it even when the run fails. */
export interface Progress {
  /** Undefined until the application is found. */
  application: ApplicationIds | undefined;
  /** Undefined until the run has a plan. */
  plan: Keep | Addition | Acknowledged | undefined;
  /** The key ID of the new secret once all destinations hold it, or when one holds it, or may hold it, after a failure. */
  keptKeyId: string | undefined;
  /** The secrets that were removed so far. */
  readonly retired: RetirableSecret[];
  /** The secrets on the application that `compromised` names. */
  compromised: readonly PasswordCredential[];
  /** How the hand-over ended; undefined until then, and without one. */
  handOver: HandOverResult | undefined;
  /** What a dry run would do; undefined in any other run. */
  dryRun: DryRun | undefined;
}

/** What a dry run would do besides the plan. */
interface DryRun {
  /** Whether it would open a hand-over issue. */
  readonly opensIssue: boolean;
}

/** Nothing is known yet. */
export function createProgress(): Progress {
  return {
    application: undefined,
    plan: undefined,
    keptKeyId: undefined,
    retired: [],
    compromised: [],
    handOver: undefined,
    dryRun: undefined,
  };
}
