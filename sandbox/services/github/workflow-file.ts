import * as v from 'valibot';
import { parse } from 'yaml';

/** A workflow file on the default branch. */
export interface Workflow {
  readonly id: number;
  /** Without the directory. */
  readonly file: string;
  readonly name: string;
  /** What the form of *Run workflow* asks for; undefined when the workflow cannot be started by hand. */
  readonly inputs: Readonly<Record<string, WorkflowInput>> | undefined;
  /** Whether somebody has disabled it by hand. */
  isDisabled: boolean;
}

/** A start by hand that GitHub has accepted. */
export interface Dispatch {
  readonly file: string;
  readonly ref: string;
  readonly inputs: Readonly<Record<string, string>>;
}

const input = v.looseObject({
  type: v.optional(v.picklist(['string', 'boolean', 'number', 'choice', 'environment']), 'string'),
  required: v.optional(v.boolean(), false),
  default: v.optional(v.union([v.string(), v.boolean(), v.number()])),
  options: v.optional(v.array(v.string())),
});
type WorkflowInput = v.InferOutput<typeof input>;

const file = v.looseObject({
  name: v.optional(v.string()),
  on: v.looseObject({
    workflow_dispatch: v.optional(
      v.nullable(v.looseObject({ inputs: v.optional(v.nullable(v.record(v.string(), input))) })),
    ),
  }),
});

/** Reads a workflow file as GitHub does when it is pushed. */
export function readWorkflow(id: number, name: string, text: string): Workflow {
  const { name: title, on } = v.parse(file, parse(text));
  const { workflow_dispatch: dispatch } = on;
  return {
    id,
    file: name,
    name: title ?? `.github/workflows/${name}`,
    inputs: dispatch === undefined ? undefined : (dispatch?.inputs ?? {}),
    isDisabled: false,
  };
}
