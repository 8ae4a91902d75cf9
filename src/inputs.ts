import type { DestinationSpec } from './destinations/catalogue.ts';
import { flawInSecretName } from './destinations/secret-name.ts';
import { cloudNames, findCloud, type Cloud } from './entra/clouds.ts';
import { millisecondsOf, parseExpiry, parseLifetime, UnreadableTime } from './plan/lifetime.ts';
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
  readonly cloud: Cloud;
  readonly dryRun: boolean;
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
};

/** Text that an input does not take; its message completes the sentence "`name` …". */
class Unfit extends Error {}

/**
 * Reads the step's inputs.
 *
 * @param getInput the text of an input, without blanks around it; empty when there is none
 * @throws Failure `invalid-inputs`, which names all that is wrong
 */
export function readInputs(getInput: (name: string) => string, run: Run, now: Date): Inputs {
  const problems: string[] = [];

  const given = (name: string): string => getInput(name) || (defaults[name] ?? '');

  function attempt<T>(name: string, text: string, parse: (text: string) => T): T | undefined {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof Unfit || error instanceof UnreadableTime)) throw error;
      problems.push(`\`${name}\` ${error.message}.`);
      return undefined;
    }
  }

  function optional<T>(name: string, parse: (text: string) => T): T | undefined {
    const text = given(name);
    return text === '' ? undefined : attempt(name, text, parse);
  }

  function required<T>(name: string, parse: (text: string) => T): T | undefined {
    if (given(name) !== '') return optional(name, parse);
    problems.push(`\`${name}\` is required.`);
    return undefined;
  }

  const tenantId = required('tenant-id', guid);
  const clientId = required('client-id', guid);
  const application = required('application', line);
  const description = required('description', line);
  const endDateTime = required('expires', (text) => parseExpiry(text, now));
  const verify = required('verify', yesOrNo);
  const verifyTimeout = required('verify-timeout', (text) => wait(text, now));
  const cloud = required('cloud', cloudOf);
  const dryRun = required('dry-run', yesOrNo);
  const stepOutput = required('step-output', yesOrNo);
  const secretName = optional('repository-secret', secretNameOf);
  const repository = attempt('repository', getInput('repository') || run.repository, repositoryOf);
  const gitHubToken = getInput('github-token');

  if (getInput('repository-secret') !== '' && gitHubToken === '') {
    problems.push(
      '`github-token` is required with `repository-secret`: a fine-grained token or GitHub App token that may write secrets. The GITHUB_TOKEN of the job never can.',
    );
  }
  if (getInput('repository-secret') === '' && stepOutput === false) {
    problems.push('No destination is named: set `repository-secret`, or `step-output: true`.');
  }

  if (
    problems.length > 0 ||
    tenantId === undefined ||
    clientId === undefined ||
    application === undefined ||
    description === undefined ||
    endDateTime === undefined ||
    verify === undefined ||
    verifyTimeout === undefined ||
    cloud === undefined ||
    dryRun === undefined ||
    stepOutput === undefined ||
    repository === undefined
  ) {
    throw invalidInputs(problems);
  }
  return {
    tenantId,
    clientId,
    application,
    description,
    endDateTime,
    destinations: [
      ...(secretName === undefined
        ? []
        : [{ kind: 'repository-secret' as const, ...repository, name: secretName }]),
      ...(stepOutput ? [{ kind: 'step-output' as const }] : []),
    ],
    gitHubToken,
    verify,
    verifyTimeout,
    cloud,
    dryRun,
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

function line(text: string): string {
  if (/\p{Cc}/u.test(text)) throw new Unfit('must be one line without control characters');
  return text;
}

/** The spellings of YAML 1.2's core schema. */
function yesOrNo(text: string): boolean {
  if (!/^(true|True|TRUE|false|False|FALSE)$/.test(text)) throw new Unfit('must be `true` or `false`');
  return text.toLowerCase() === 'true';
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

function secretNameOf(text: string): string {
  const flaw = flawInSecretName(text);
  if (flaw !== undefined) throw new Unfit(flaw);
  return text;
}

function repositoryOf(text: string): { owner: string; repository: string } {
  const [, owner, repository] = /^([\w-]+)\/([\w.-]+)$/.exec(text) ?? [];
  if (owner === undefined || repository === undefined) throw new Unfit('must have the form owner/name');
  return { owner, repository };
}
