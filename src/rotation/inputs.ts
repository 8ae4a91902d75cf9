import * as v from 'valibot';
import type { Cloud } from '../azure/cloud.ts';
import type { DestinationSpec } from '../destinations/spec.ts';
import { parseInputs } from '../runner/parse-inputs.ts';
import type { WorkflowRun } from '../runner/run-context.ts';
import type { Expiry, Lifetime } from '../shared/duration.ts';
import { toDestinationSpecs } from './destination-inputs.ts';
import { findConflicts } from './input-conflicts.ts';
import { createExpiryField, defaults, inputFields } from './input-fields.ts';

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
    (valid, texts) => findConflicts(valid, texts, run.apiUrl, now),
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
    run,
  };
}
