import * as v from 'valibot';

const field = v.object({
  type: v.optional(v.picklist(['string', 'boolean']), 'string'),
  required: v.optional(v.boolean(), false),
  default: v.optional(v.union([v.string(), v.boolean()])),
});
const fields = v.optional(v.record(v.string(), field), {});
const dispatch = v.object({ workflow_dispatch: v.nullable(v.object({ inputs: fields })) });
const secret = v.object({ required: v.optional(v.boolean(), false) });
const call = v.object({
  workflow_call: v.object({ inputs: fields, secrets: v.optional(v.record(v.string(), secret), {}) }),
});

type Fields = v.InferOutput<typeof fields>;

/** The part of a workflow file that says how it is started. */
interface Startable {
  readonly on: unknown;
}

/** The `inputs` of a run that a person starts. GitHub refuses those that the workflow does not have. */
export function readDispatchInputs(
  { on }: Startable,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return readInputs(v.parse(dispatch, on).workflow_dispatch?.inputs ?? {}, given);
}

/** The `inputs` of a called workflow. */
export function readCallInputs(
  { on }: Startable,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return readInputs(v.parse(call, on).workflow_call.inputs, given);
}

/** The `secrets` of a called workflow, which has no others than its caller passes on. */
export function readCallSecrets(
  { on }: Startable,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const declared = v.parse(call, on).workflow_call.secrets;
  requireKnown(declared, given);
  return given;
}

function readInputs(declared: Fields, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  requireKnown(declared, given);
  return Object.fromEntries(
    Object.entries(declared).map(([name, { type, default: standard }]) => {
      const value = given[name] ?? standard ?? (type === 'boolean' ? false : '');
      if (typeof value !== type || (name in given && typeof given[name] !== type))
        throw new Error(`${name} is not a ${type}`);
      return [name, value];
    }),
  );
}

function requireKnown(
  declared: Readonly<Record<string, { readonly required: boolean }>>,
  given: Readonly<Record<string, unknown>>,
): void {
  const unknown = Object.keys(given).filter((name) => declared[name] === undefined);
  const missing = Object.keys(declared).filter((name) => declared[name]?.required === true && !given[name]);
  if (unknown.length > 0 || missing.length > 0)
    throw new Error(`unknown: ${unknown.join(', ')}; missing: ${missing.join(', ')}`);
}

/** GitHub does not start a workflow whose jobs ask for more than the job that calls it has. */
export function requireGranted(
  asked: Readonly<Record<string, string>>,
  granted: Readonly<Record<string, string>>,
): void {
  const levels = ['none', 'read', 'write'];
  const levelOf = (name = 'none'): number => levels.indexOf(name);
  const refused = Object.entries(asked).filter(([name, level]) => levelOf(level) > levelOf(granted[name]));
  if (refused.length > 0)
    throw new Error(`The caller does not grant ${refused.map((one) => one.join(': ')).join(', ')}`);
}
