import * as v from 'valibot';
import { invalidInputsError } from './invalid-inputs.ts';
import { formatReceived } from './received-value.ts';

/** The text of each input; undefined when it is empty and has no default. */
export type InputTexts = Readonly<Record<string, string | undefined>>;

/** The value of each valid input. An input that is invalid or empty has none. */
export type ValidInputs<TEntries extends v.ObjectEntries> = v.InferOutput<
  v.SchemaWithPartial<v.ObjectSchema<TEntries, undefined>, undefined>
>;

/**
 * Parses the inputs of a step, and reports every problem in one error.
 *
 * @param fields a schema for each input, whose messages complete the sentence "`name` …"
 * @param getInput returns the text of an input without surrounding blanks, or '' when there is none
 * @param defaults what an empty input means
 * @param findConflicts returns a sentence for each problem that several inputs have together; also called when some inputs
 * are invalid
 * @throws ActionError `invalid-inputs`
 */
export function parseInputs<TEntries extends v.ObjectEntries>(
  fields: v.ObjectSchema<TEntries, undefined>,
  getInput: (name: string) => string,
  defaults: InputTexts,
  findConflicts: (valid: ValidInputs<TEntries>, texts: InputTexts) => readonly string[],
): v.InferOutput<v.ObjectSchema<TEntries, undefined>> {
  const names = Object.keys(fields.entries);
  const texts = Object.fromEntries(names.map((name) => [name, getInput(name) || defaults[name]]));
  const result = v.safeParse(fields, texts, { abortPipeEarly: true });
  const issues = (result.issues ?? []).map(({ path, message, input }) => {
    const name = String(path?.[0].key);
    // An item of a list has a path of its own.
    const received = path?.length === 1 || typeof input !== 'string' ? texts[name] : input;
    return { name, message: `${message}.${formatReceived(name, received)}` };
  });
  const valid = names.filter((name) => issues.every((issue) => issue.name !== name));
  const problems = [
    ...issues.map(({ name, message }) => `\`${name}\` ${message}`),
    ...findConflicts(
      v.parse(v.partial(fields), Object.fromEntries(valid.map((name) => [name, texts[name]]))),
      texts,
    ),
  ];
  if (result.success && problems.length === 0) return result.output;
  throw invalidInputsError([...new Set(problems)]);
}
