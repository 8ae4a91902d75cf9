import type { DestinationSpec } from './destinations/catalogue.ts';
import { cloudNames, findCloud, type Cloud } from './entra/clouds.ts';
import { readDestinations } from './input-destinations.ts';
import { inputReader, line, Unfit, yesOrNo } from './input-reader.ts';
import { millisecondsOf, parseExpiry, parseLifetime } from './plan/lifetime.ts';
import { Failure } from './support/failure.ts';

/** All that a run was asked for, valid. */
export interface Inputs {
  readonly tenantId: string;
  readonly clientId: string;
  readonly application: string;
  readonly description: string;
  readonly endDateTime: Date;
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
  /** Whether the secret is for this job alone. */
  readonly revokeAfterJob: boolean;
  readonly run: Run;
}

/** The workflow run that this is. */
export interface Run {
  /** The repository whose workflow runs, as `owner/name`. */
  readonly repository: string;
  readonly id: number;
  readonly attempt: number;
  /** GitHub's REST API: `https://api.github.com`, or `https://HOST/api/v3` of an Enterprise Server. */
  readonly apiUrl: string;
  readonly serverUrl: string;
  /** The folders that the job may write. */
  readonly workspace: string;
  readonly temp: string;
}

/**
 * Reads which run this is from the runner's variables.
 *
 * @throws Failure `invalid-inputs` outside a workflow
 */
export function readRun(environment: Readonly<Record<string, string | undefined>>): Run {
  const missing: string[] = [];
  const variable = (name: string): string => {
    const value = environment[name];
    if (value) return value;
    missing.push(name);
    return '';
  };
  const run = {
    repository: variable('GITHUB_REPOSITORY'),
    id: Number(variable('GITHUB_RUN_ID')),
    attempt: Number(variable('GITHUB_RUN_ATTEMPT')),
    apiUrl: variable('GITHUB_API_URL'),
    serverUrl: variable('GITHUB_SERVER_URL'),
    workspace: variable('GITHUB_WORKSPACE'),
    temp: variable('RUNNER_TEMP'),
  };
  if (missing.length === 0) return run;
  throw invalidInputs(missing.map((name) => `The runner's variable ${name} is not set.`));
}

/** What an empty input means. action.yml says the same; a test compares the two. */
export const defaults: Readonly<Record<string, string>> = {
  description: 'Exalate',
  expires: '730 days',
  'step-output': 'false',
  verify: 'true',
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
export function readInputs(getInput: (name: string) => string, run: Run, now: Date): Inputs {
  const reader = inputReader(getInput, { ...defaults, repository: run.repository });
  const { optional, required } = reader;

  const tenantId = required('tenant-id', guid);
  const clientId = required('client-id', guid);
  const application = required('application', line);
  const description = required('description', line);
  const endDateTime = required('expires', (text) => parseExpiry(text, now));
  const verify = required('verify', yesOrNo);
  const verifyTimeout = required('verify-timeout', (text) => wait(text, now));
  const azureDevOps = optional('azure-devops-organization', azureDevOpsOf);
  const cloud = required('cloud', cloudOf);
  const dryRun = required('dry-run', yesOrNo);
  const revokeAfterJob = required('revoke-after-job', yesOrNo);
  const destinations = readDestinations(reader, cloud, run.apiUrl);

  if (azureDevOps !== undefined && verify === false) {
    reader.object('`azure-devops-organization` is a part of the proof, which `verify: false` leaves out.');
  }
  if (azureDevOps !== undefined && cloud !== undefined && cloud.name !== 'public') {
    reader.object(
      `\`azure-devops-organization\` cannot be used: there is no Azure DevOps in the cloud \`${cloud.name}\`.`,
    );
  }

  if (revokeAfterJob === true && destinations.some(({ kind }) => kind !== 'step-output')) {
    reader.object(
      '`revoke-after-job` goes only with `step-output` alone: any other destination would keep a dead value.',
    );
  }

  if (
    reader.problems.length > 0 ||
    tenantId === undefined ||
    clientId === undefined ||
    application === undefined ||
    description === undefined ||
    endDateTime === undefined ||
    verify === undefined ||
    verifyTimeout === undefined ||
    cloud === undefined ||
    dryRun === undefined ||
    revokeAfterJob === undefined
  ) {
    throw invalidInputs(reader.problems);
  }
  return {
    tenantId,
    clientId,
    application,
    description,
    endDateTime,
    destinations,
    gitHubToken: getInput('github-token'),
    verify,
    verifyTimeout,
    azureDevOps,
    cloud,
    dryRun,
    revokeAfterJob,
    run,
  };
}

function invalidInputs(problems: readonly string[]): Failure {
  return new Failure('invalid-inputs', {
    happened: [
      'The inputs of this step cannot be used:',
      ...problems.map((problem) => `  - ${problem}`),
    ].join('\n'),
    likely: 'a slip in the `with:` block of the workflow, or a variable or secret there that is not set.',
    fix: 'correct what is listed. Nothing was changed, and no request was sent.',
  });
}

function guid(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) {
    throw new Unfit('must be a GUID, such as 11111111-2222-3333-4444-555555555555');
  }
  return text.toLowerCase();
}

function wait(text: string, now: Date): number {
  const milliseconds = millisecondsOf(parseLifetime(text), now);
  if (!(milliseconds > 0)) throw new Unfit('must be longer than zero');
  // A job lasts six hours at most on GitHub's runners.
  if (milliseconds > 6 * 3_600_000) throw new Unfit('must not be longer than 6 hours');
  return milliseconds;
}

function cloudOf(text: string): Cloud {
  const cloud = findCloud(text);
  if (cloud === undefined) throw new Unfit(`must be one of ${cloudNames.join(', ')}`);
  return cloud;
}

function azureDevOpsOf(text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,49}$/.test(text)) {
    throw new Unfit('must be the name of an organization, as its address has it after dev.azure.com/');
  }
  return text;
}
