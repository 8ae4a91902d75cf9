import { resolve } from 'node:path';
import type { Cloud } from '../azure/cloud.ts';
import { createInputReader, InvalidInputError } from '../runner/input-reader.ts';
import { parseCloud, parseGuid, parseDuration, parseLine, parseBoolean } from '../runner/input-values.ts';
import { invalidInputsError } from '../runner/invalid-inputs.ts';
import type { Lifetime } from '../shared/duration.ts';
import type { WorkflowRun } from '../runner/run-context.ts';
import type { JobFolders } from '../runner/job-file.ts';

/** All that a report was asked for, valid. */
export interface ReportInputs {
  readonly tenantId: string;
  readonly clientId: string;
  readonly cloud: Cloud;
  /** Display names, application IDs or object IDs; empty when `scope` says which. */
  readonly applications: readonly string[];
  readonly scope: Scope;
  readonly dueWithin: Lifetime;
  readonly failWhenDue: boolean;
  /** The file's path, absolute. */
  readonly reportFile: string;
  /** Where that file may be. */
  readonly folders: JobFolders;
  /** Which piece of what is due is handed on: 1 is the first. */
  readonly shard: number;
}

const scopes = ['owned', 'tenant'] as const;

/** Whose secrets are reported: of all applications that the workload identity owns, or of all in the tenant. */
type Scope = (typeof scopes)[number];

/** What an empty input means. report/action.yml says the same; a test compares the two. */
export const reportDefaults: Readonly<Record<string, string>> = {
  scope: 'owned',
  'due-within': '30 days',
  'fail-when-due': 'false',
  shard: '1',
  cloud: 'public',
};

/**
 * Reads the step's inputs.
 *
 * @param getInput the text of an input, without blanks around it; empty when there is none
 * @throws Failure `invalid-inputs`, which names all that is wrong
 */
export function readReportInputs(
  getInput: (name: string) => string,
  { workspace, temp }: WorkflowRun,
  now: Date,
): ReportInputs {
  const reader = createInputReader(getInput, reportDefaults);
  const { optional, required } = reader;

  const tenantId = required('tenant-id', parseGuid);
  const clientId = required('client-id', parseGuid);
  const applications = optional('applications', parseLines) ?? [];
  const scope = required('scope', parseScope);
  const dueWithin = required('due-within', (text) => parseDuration(text, now));
  const failWhenDue = required('fail-when-due', parseBoolean);
  const file = optional('report-file', parseLine);
  const shard = required('shard', parseShard);
  const cloud = required('cloud', parseCloud);

  if (applications.length > 0 && scope === 'tenant') {
    reader.addProblem('`applications` and `scope: tenant` exclude one another: leave one of them out.');
  }

  if (
    reader.problems.length > 0 ||
    tenantId === undefined ||
    clientId === undefined ||
    scope === undefined ||
    dueWithin === undefined ||
    failWhenDue === undefined ||
    shard === undefined ||
    cloud === undefined
  ) {
    throw invalidInputsError(reader.problems);
  }
  const reportFile = file === undefined ? resolve(temp, 'client-secrets.json') : resolve(workspace, file);
  const folders = { workspace, temp };
  return {
    tenantId,
    clientId,
    cloud,
    applications,
    scope,
    dueWithin,
    failWhenDue,
    reportFile,
    folders,
    shard,
  };
}

function parseLines(text: string): readonly string[] {
  const lines = text.split('\n').map((one) => one.trim());
  return [...new Set(lines.filter((one) => one !== ''))].map(parseLine);
}

function parseScope(text: string): Scope {
  const scope = scopes.find((one) => one === text);
  if (scope === undefined) throw new InvalidInputError(`must be one of ${scopes.join(', ')}`);
  return scope;
}

function parseShard(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidInputError('must be a whole number from 1');
  return Number(text);
}
