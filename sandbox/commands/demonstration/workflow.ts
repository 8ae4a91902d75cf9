import * as v from 'valibot';
import { parse } from 'yaml';
import { evaluateText } from '../../runner/expressions.ts';

const value = v.union([v.string(), v.boolean(), v.number()]);
const step = v.object({
  uses: v.optional(v.string(), ''),
  with: v.optional(v.record(v.string(), value), {}),
});
const workflow = v.object({
  on: v.object({
    workflow_dispatch: v.object({ inputs: v.record(v.string(), v.object({ default: v.optional(value) })) }),
  }),
  jobs: v.record(v.string(), v.object({ steps: v.array(step) })),
});

type Value = v.InferOutput<typeof value>;

/** The variables of a repository, or the inputs of a run, by name. */
export type Values = Readonly<Record<string, Value>>;

/** A workflow file, as far as its step with this action is concerned. */
export interface Workflow {
  /** The `with:` of the step, with its expressions. */
  readonly given: Values;
  /** The inputs of a run that a person starts: those that the person enters, and the defaults of the others. */
  dispatch(entered: Values): Values;
  /** What the step gets in a run with these inputs. A run that the schedule starts has none. */
  evaluate(variables: Values, inputs: Values): Readonly<Record<string, string>>;
}

export function readWorkflow(text: string): Workflow {
  const { on, jobs } = v.parse(workflow, parse(text));
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const given = steps.find(({ uses }) => uses.includes('/exalate-secret-action@'))?.with;
  if (given === undefined) throw new Error('The workflow has no step with this action.');
  const known = on.workflow_dispatch.inputs;
  return {
    given,
    dispatch(entered) {
      const unknown = Object.keys(entered).filter((name) => !(name in known));
      if (unknown.length > 0) throw new Error(`The workflow has no input ${unknown.join(', ')}.`);
      const defaults = new Map(Object.entries(known).map(([name, input]) => [name, input.default ?? '']));
      return { ...Object.fromEntries(defaults), ...entered };
    },
    evaluate: (variables, inputs) =>
      Object.fromEntries(
        Object.entries(given).map(([name, text]) => [name, evaluateText(text, { vars: variables, inputs })]),
      ),
  };
}
