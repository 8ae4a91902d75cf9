import * as v from 'valibot';
import type { Cloud } from '../azure/cloud.ts';
import type { DestinationSpec } from '../destinations/spec.ts';
import { parseInputs } from '../runner/parse-inputs.ts';
import type { WorkflowRun } from '../runner/run-context.ts';
import type { Expiry, Lifetime } from '../shared/duration.ts';
import { toDestinationSpecs } from './destination-inputs.ts';
import { findConflicts } from './input-conflicts.ts';
import { createExpiryField, defaults, inputFields } from './input-fields.ts';

/** The inputs for the hand-over issue. */
export interface HandOverInputs {
  /** A token that may write issues in the repository of the workflow. */
  readonly token: string;
  /** The logins to assign to the issue. */
  readonly assignees: readonly string[];
}

/** The valid inputs of a run. */
export interface Inputs {
  readonly tenantId: string;
  readonly clientId: string;
  readonly application: string;
  readonly description: string;
  readonly expires: Expiry;
  /** Where the value is written: at least one destination. */
  readonly destinations: readonly DestinationSpec[];
  /** Undefined when no destination needs one. */
  readonly gitHubToken: string | undefined;
  readonly verify: boolean;
  /** In milliseconds. */
  readonly verifyTimeout: number;
  /** The Azure DevOps organization that the application must be able to reach; undefined when none is named. */
  readonly azureDevOps: string | undefined;
  readonly cloud: Cloud;
  readonly dryRun: boolean;
  /** No secret is added while the current one is valid for longer than this; undefined when every run adds one. */
  readonly renewWithin: Lifetime | undefined;
  /** How long a superseded secret is kept after its successor is in place; undefined when it is never removed. */
  readonly retireAfter: Lifetime | undefined;
  /** Key IDs, in lower case, of secrets that the workflow takes over. */
  readonly adopt: readonly string[];
  /** Whether the secret is removed when the job ends. */
  readonly revokeAfterJob: boolean;
  /** How the value comes into Exalate; undefined without `hand-over-issue`. */
  readonly handOver: HandOverInputs | undefined;
  /** The key ID, in lower case, of the secret that Exalate uses; undefined in a run that does not acknowledge one. */
  readonly acknowledge: string | undefined;
  /** Key IDs, in lower case, of secrets that must go now. */
  readonly compromised: readonly string[];
  /** Whether to read when each secret was last used. */
  readonly lastUse: boolean;
  readonly run: WorkflowRun;
}

/**
 * Reads the step's inputs.
 *
 * @param getInput returns the text of an input without surrounding blanks, or '' when there is none
 * @throws ActionError `invalid-inputs`, which lists every problem
 */
export function readInputs(getInput: (name: string) => string, run: WorkflowRun, now: Date): Inputs {
  const inputs = parseInputs(
    v.object({ ...inputFields, expires: createExpiryField(now) }),
    getInput,
    { ...defaults, repository: run.repository },
    (valid, texts) => findConflicts(valid, texts, run, now),
  );
  return {
    tenantId: inputs['tenant-id'],
    clientId: inputs['client-id'],
    application: inputs.application,
    description: inputs.description,
    expires: inputs.expires,
    destinations: toDestinationSpecs(inputs),
    gitHubToken: inputs['github-token'],
    verify: inputs.verify,
    verifyTimeout: inputs['verify-timeout'],
    azureDevOps: inputs['azure-devops-organization'],
    cloud: inputs.cloud,
    dryRun: inputs['dry-run'],
    renewWithin: inputs['renew-within'],
    retireAfter: inputs['retire-after'],
    adopt: [...new Set(inputs.adopt)],
    revokeAfterJob: inputs['revoke-after-job'],
    handOver: toHandOverInputs(inputs),
    acknowledge: inputs.acknowledge,
    compromised: [...new Set(inputs.compromised)],
    lastUse: inputs['last-use'],
    run,
  };
}

function toHandOverInputs({
  'hand-over-issue': isRequested,
  'hand-over-token': token,
  'hand-over-assignees': assignees = [],
}: v.InferOutput<v.ObjectSchema<typeof inputFields, undefined>>): HandOverInputs | undefined {
  return isRequested && token !== undefined ? { token, assignees: [...new Set(assignees)] } : undefined;
}
