import * as v from 'valibot';
import { parse } from 'yaml';

const names = v.optional(v.record(v.string(), v.unknown()), {});
const list = v.optional(
  v.union([
    v.pipe(
      v.string(),
      v.transform((one) => [one]),
    ),
    v.array(v.string()),
  ]),
  [],
);

const concurrency = v.optional(
  v.union([
    v.pipe(
      v.string(),
      v.transform((group) => ({ group, 'cancel-in-progress': undefined })),
    ),
    v.object({ group: v.string(), 'cancel-in-progress': v.optional(v.unknown()) }),
  ]),
);

/** `read-all` and `write-all` are one permission with the name `all`. */
const permissions = v.union([
  v.record(v.string(), v.string()),
  v.pipe(
    v.picklist(['read-all', 'write-all']),
    v.transform((level): Readonly<Record<string, string>> => ({ all: level.replace('-all', '') })),
  ),
]);

const defaults = v.optional(
  v.object({
    run: v.optional(
      v.object({ shell: v.optional(v.string()), 'working-directory': v.optional(v.string()) }),
      {},
    ),
  }),
  {},
);

/** A container: only its image, or an image with options. */
const container = v.union([
  v.pipe(
    v.string(),
    v.transform((image) => ({ image })),
  ),
  v.object({ image: v.string() }),
]);

/** `if: false` is a condition, too. */
const condition = v.optional(v.pipe(v.union([v.string(), v.boolean()]), v.transform(String)));

const step = v.object({
  id: v.optional(v.string()),
  if: condition,
  uses: v.optional(v.string(), ''),
  run: v.optional(v.string()),
  shell: v.optional(v.string()),
  'working-directory': v.optional(v.string()),
  with: names,
  'continue-on-error': v.optional(v.unknown()),
});

const job = v.object({
  needs: list,
  if: condition,
  'runs-on': v.optional(v.unknown()),
  container: v.optional(container),
  services: v.optional(v.record(v.string(), container), {}),
  strategy: v.optional(v.object({ matrix: v.optional(v.unknown()) }), {}),
  environment: v.optional(v.unknown()),
  permissions: v.optional(permissions, {}),
  'timeout-minutes': v.optional(v.unknown()),
  'continue-on-error': v.optional(v.unknown()),
  uses: v.optional(v.string()),
  with: names,
  secrets: v.optional(
    v.union([
      v.record(v.string(), v.unknown()),
      v.pipe(
        v.literal('inherit'),
        v.transform(() => ({})),
      ),
    ]),
    {},
  ),
  concurrency,
  defaults,
  steps: v.optional(v.array(step), []),
});

/** The names of events, in each of the three forms of `on`. */
const events = v.union([
  list,
  v.pipe(
    v.record(v.string(), v.unknown()),
    v.transform((on) => Object.keys(on)),
  ),
]);

const workflow = v.object({
  on: v.optional(events, []),
  permissions: v.optional(permissions),
  concurrency,
  defaults,
  jobs: v.record(v.string(), job),
});

/** What a test must know of a workflow file. */
export type WorkflowText = v.InferOutput<typeof workflow>;
export type JobText = WorkflowText['jobs'][string];
export type StepText = JobText['steps'][number];

export function readWorkflowText(text: string): WorkflowText {
  return v.parse(workflow, parse(text));
}

export function readJobs(text: string): readonly JobText[] {
  return Object.values(readWorkflowText(text).jobs);
}

const callInterface = v.object({
  inputs: v.optional(v.record(v.string(), v.object({ required: v.optional(v.boolean()) })), {}),
  secrets: names,
});
const nothing = { inputs: {}, secrets: {} };
const callShape = v.object({
  on: v.fallback(v.object({ workflow_call: v.nullish(callInterface, nothing) }), { workflow_call: nothing }),
});

/** What a workflow accepts from its callers. */
export function readCallInterface(text: string): v.InferOutput<typeof callInterface> {
  return v.parse(callShape, parse(text)).on.workflow_call;
}
