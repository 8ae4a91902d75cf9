import type { DestinationSpec } from '../destinations/create-destination.ts';
import type { Cloud } from '../azure/cloud.ts';
import { readDestinations } from './destination-inputs.ts';
import { createInputReader, InvalidInputError } from '../runner/input-reader.ts';
import {
  parseCloud,
  parseGuid,
  parseGuids,
  parseDuration,
  parseLine,
  parseBoolean,
} from '../runner/input-values.ts';
import {
  endOfLifetime,
  resolveExpiry,
  lifetimeInMs,
  parseExpiry,
  type Expiry,
  type Lifetime,
} from '../shared/duration.ts';
import type { WorkflowRun } from '../runner/run-context.ts';
import { invalidInputsError } from '../runner/invalid-inputs.ts';
import { formatTimestamp } from '../shared/timestamp.ts';

/** All that a run was asked for, valid. */
export interface Inputs {
  readonly tenantId: string;
  readonly clientId: string;
  readonly application: string;
  readonly description: string;
  readonly expires: Expiry;
  /** Where the value goes: at least one place. */
  readonly destinations: readonly DestinationSpec[];
  /** Empty when no destination needs one. */
  readonly gitHubToken: string;
  readonly verify: boolean;
  /** In milliseconds. */
  readonly verifyTimeout: number;
  /** The Azure DevOps organization that the application must reach; undefined when none is named. */
  readonly azureDevOps: string | undefined;
  readonly cloud: Cloud;
  readonly dryRun: boolean;
  /** A secret that lives longer than this is left alone; undefined when each run adds one. */
  readonly renewWithin: Lifetime | undefined;
  /** How long a superseded secret stays; undefined when it stays for good. */
  readonly retireAfter: Lifetime | undefined;
  /** The key IDs, in lower case, of secrets that the workflow takes over. */
  readonly adopt: readonly string[];
  /** Whether the secret is for this job alone. */
  readonly revokeAfterJob: boolean;
  readonly run: WorkflowRun;
}

/** What an empty input means. action.yml says the same; a test compares the two. */
export const defaults: Readonly<Record<string, string>> = {
  description: 'Exalate',
  expires: '730 days',
  'step-output': 'false',
  verify: 'true',
  'retire-after': 'never',
  'verify-timeout': '3 minutes',
  cloud: 'public',
  'dry-run': 'false',
  'revoke-after-job': 'false',
};

/**
 * Reads the step's inputs.
 *
 * @param getInput the text of an input, without blanks around it; empty when there is none
 * @throws Failure `invalid-inputs`, which names all that is wrong
 */
export function readInputs(getInput: (name: string) => string, run: WorkflowRun, now: Date): Inputs {
  const reader = createInputReader(getInput, { ...defaults, repository: run.repository });
  const { optional, required } = reader;

  const tenantId = required('tenant-id', parseGuid);
  const clientId = required('client-id', parseGuid);
  const application = required('application', parseLine);
  const description = required('description', parseLine);
  const expires = required('expires', (text) => parseExpiry(text, now));
  const renewWithin = optional('renew-within', (text) => parsePositiveDuration(text, now));
  const retireAfter = required('retire-after', (text) => parseGracePeriod(text, now));
  const adopt = optional('adopt', parseGuids) ?? [];
  const verify = required('verify', parseBoolean);
  const verifyTimeout = required('verify-timeout', (text) => parseTimeout(text, now));
  const azureDevOps = optional('azure-devops-organization', parseAzureDevOpsOrganization);
  const cloud = required('cloud', parseCloud);
  const dryRun = required('dry-run', parseBoolean);
  const revokeAfterJob = required('revoke-after-job', parseBoolean);
  const destinations = readDestinations(reader, cloud, run.apiUrl);

  if (clientId !== undefined && application?.toLowerCase() === clientId) {
    reader.addProblem(
      '`application` and `client-id` name the same application: `client-id` must be the workload identity that logs in, not the application whose secret is renewed. docs/setup.md shows where to find its application (client) ID.',
    );
  }

  if (azureDevOps !== undefined && verify === false) {
    reader.addProblem(
      '`azure-devops-organization` is part of the verification, which `verify: false` skips.',
    );
  }
  if (azureDevOps !== undefined && cloud !== undefined && cloud.name !== 'public') {
    reader.addProblem(
      `\`azure-devops-organization\` cannot be used: there is no Azure DevOps in the cloud \`${cloud.name}\`.`,
    );
  }

  const endDateTime = expires && resolveExpiry(expires, now);
  if (
    renewWithin !== undefined &&
    endDateTime !== undefined &&
    endOfLifetime(renewWithin, now) >= endDateTime
  ) {
    reader.addProblem(
      `\`renew-within\` must be shorter than \`expires\`, which ends ${formatTimestamp(endDateTime)}: each run would add a secret.`,
    );
  }
  const silent = destinations.map(({ kind }) => kind).filter((kind) => unobservableKinds.includes(kind));
  if (reader.text('renew-within') !== '' && silent.length > 0) {
    const names = silent.map((kind) => `\`${kind}\``).join(' or ');
    reader.addProblem(`\`renew-within\` does not go with ${names}: it cannot prove which secret it holds.`);
  }

  if (revokeAfterJob === true && destinations.some(({ kind }) => kind !== 'step-output')) {
    reader.addProblem(
      '`revoke-after-job` goes only with `step-output` alone: any other destination would keep a dead value.',
    );
  }

  if (
    reader.problems.length > 0 ||
    tenantId === undefined ||
    clientId === undefined ||
    application === undefined ||
    description === undefined ||
    expires === undefined ||
    retireAfter === undefined ||
    verify === undefined ||
    verifyTimeout === undefined ||
    cloud === undefined ||
    dryRun === undefined ||
    revokeAfterJob === undefined
  ) {
    throw invalidInputsError(reader.problems);
  }
  return {
    tenantId,
    clientId,
    application,
    description,
    expires,
    adopt,
    destinations,
    gitHubToken: getInput('github-token'),
    renewWithin,
    retireAfter: retireAfter === 'never' ? undefined : retireAfter,
    verify,
    verifyTimeout,
    azureDevOps,
    cloud,
    dryRun,
    revokeAfterJob,
    run,
  };
}

/** The destinations that are gone with the runner. */
const unobservableKinds: readonly DestinationSpec['kind'][] = ['encrypted-file', 'step-output'];

function parsePositiveDuration(text: string, now: Date): Lifetime {
  const lifetime = parseDuration(text, now);
  if (lifetimeInMs(lifetime, now) === 0) throw new InvalidInputError('must be longer than zero');
  return lifetime;
}

function parseGracePeriod(text: string, now: Date): Lifetime | 'never' {
  return text.toLowerCase() === 'never' ? 'never' : parseDuration(text, now);
}

function parseTimeout(text: string, now: Date): number {
  const milliseconds = lifetimeInMs(parsePositiveDuration(text, now), now);
  // A job lasts six hours at most on GitHub's runners.
  if (milliseconds > 6 * 3_600_000) throw new InvalidInputError('must not be longer than 6 hours');
  return milliseconds;
}

function parseAzureDevOpsOrganization(text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,49}$/.test(text)) {
    throw new InvalidInputError(
      'must be the name of an organization, as its address has it after dev.azure.com/',
    );
  }
  return text;
}
