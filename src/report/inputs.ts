import { resolve } from 'node:path';
import * as v from 'valibot';
import type { Cloud } from '../azure/cloud.ts';
import {
  booleanField,
  cloudField,
  countField,
  durationField,
  filePathField,
  findLastUseConflicts,
  guidField,
  lineField,
  linesField,
  retireAfterField,
} from '../runner/input-fields.ts';
import type { JobFolders } from '../runner/job-file.ts';
import { parseInputs } from '../runner/parse-inputs.ts';
import type { WorkflowRun } from '../runner/run-context.ts';
import type { Lifetime } from '../shared/duration.ts';

/** The valid inputs of a report. */
export interface ReportInputs {
  readonly tenantId: string;
  readonly clientId: string;
  readonly cloud: Cloud;
  /** Display names, application IDs or object IDs; empty when `scope` selects the applications. */
  readonly applications: readonly string[];
  readonly scope: Scope;
  readonly dueWithin: Lifetime;
  /** How long the workflows keep a superseded secret; undefined when they remove none without an acknowledgement. */
  readonly retireAfter: Lifetime | undefined;
  /** How many due applications the outputs contain at most, the most urgent ones; Infinity for all. */
  readonly limit: number;
  readonly failWhenDue: boolean;
  /** The absolute path of the report. */
  readonly reportFile: string;
  /** The directories in which that file may be written. */
  readonly folders: JobFolders;
  /** Which shard of the due applications becomes the output `due`, counted from 1. */
  readonly shard: number;
  /** Whether to read when each secret was last used. */
  readonly lastUse: boolean;
}

const scopes = ['owned', 'tenant'] as const;

/** Whose secrets are reported: of all applications that the workload identity owns, or of all in the tenant. */
type Scope = (typeof scopes)[number];

/** What an empty input means. report/action.yml declares the same defaults; a test compares the two. */
export const reportDefaults: Readonly<Record<string, string>> = {
  scope: 'owned',
  'due-within': '30 days',
  'retire-after': 'never',
  'fail-when-due': 'false',
  shard: '1',
  'last-use': 'false',
  cloud: 'public',
};

const fields = v.object({
  'tenant-id': guidField,
  'client-id': guidField,
  applications: v.optional(v.pipe(linesField, v.array(lineField))),
  scope: v.picklist(scopes, `must be one of ${scopes.join(', ')}`),
  'due-within': durationField,
  'retire-after': retireAfterField,
  'fail-when-due': booleanField,
  'report-file': v.optional(filePathField),
  limit: v.optional(countField),
  shard: countField,
  'last-use': booleanField,
  cloud: cloudField,
});

/**
 * Reads the step's inputs.
 *
 * @param getInput returns the text of an input without surrounding blanks, or '' when there is none
 * @throws ActionError `invalid-inputs`, which lists every problem
 */
export function readReportInputs(
  getInput: (name: string) => string,
  { workspace, temp }: WorkflowRun,
): ReportInputs {
  const inputs = parseInputs(fields, getInput, reportDefaults, (valid, { applications }) => [
    ...(applications !== undefined && valid.scope === 'tenant'
      ? ['`applications` and `scope: tenant` cannot be used together: remove one of them.']
      : []),
    ...findLastUseConflicts(valid['last-use'], valid.cloud),
  ]);
  const file = inputs['report-file'];
  return {
    tenantId: inputs['tenant-id'],
    clientId: inputs['client-id'],
    cloud: inputs.cloud,
    applications: [...new Set(inputs.applications)],
    scope: inputs.scope,
    dueWithin: inputs['due-within'],
    retireAfter: inputs['retire-after'],
    limit: inputs.limit ?? Infinity,
    failWhenDue: inputs['fail-when-due'],
    reportFile: file === undefined ? resolve(temp, 'client-secrets.json') : resolve(workspace, file),
    folders: { workspace, temp },
    shard: inputs.shard,
    lastUse: inputs['last-use'],
  };
}
