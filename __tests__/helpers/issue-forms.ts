import * as v from 'valibot';
import { parse } from 'yaml';

// What GitHub accepts in an issue form. If GitHub finds a mistake, it does not offer the form.
// https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema
// https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/common-validation-errors-when-creating-issue-forms

/** GitHub accepts no string that is empty or has only blanks. */
const text = v.pipe(v.string(), v.regex(/\S/, 'must not be empty'));

const isUnique = (items: readonly unknown[]): boolean => new Set(items).size === items.length;

/** GitHub names no other word than "password", but says that there are more. */
const publicLabel = v.pipe(
  text,
  v.check((label) => !/password|secret|token|credential/i.test(label), 'label contains forbidden word'),
);

/** GitHub adds "None" itself where a choice is not required. */
const option = v.pipe(
  text,
  v.check((choice) => choice.toLowerCase() !== 'none', 'options must not include the reserved word'),
);

const options = v.pipe(
  v.array(option),
  v.minLength(1),
  v.check((choices) => isUnique(choices), 'options must be unique'),
);

const checks = v.pipe(
  v.array(v.strictObject({ label: text, required: v.optional(v.boolean()) })),
  v.minLength(1),
);

const id = v.optional(v.pipe(v.string(), v.regex(/^[\w-]+$/, 'id can only contain numbers, letters, -, _')));
const validations = v.optional(v.strictObject({ required: v.optional(v.boolean()) }));
const field = { label: publicLabel, description: v.optional(text) };
const textField = { ...field, placeholder: v.optional(text), value: v.optional(text) };

const element = v.variant('type', [
  v.strictObject({ type: v.literal('markdown'), attributes: v.strictObject({ value: text }) }),
  v.strictObject({ type: v.literal('input'), id, attributes: v.strictObject(textField), validations }),
  v.strictObject({
    type: v.literal('textarea'),
    id,
    attributes: v.strictObject({ ...textField, render: v.optional(text) }),
    validations,
  }),
  v.strictObject({
    type: v.literal('dropdown'),
    id,
    attributes: v.strictObject({
      label: text,
      description: v.optional(text),
      multiple: v.optional(v.boolean()),
      options,
    }),
    validations,
  }),
  v.strictObject({
    type: v.literal('checkboxes'),
    id,
    attributes: v.strictObject({ label: text, description: v.optional(text), options: checks }),
  }),
]);

type FormElement = v.InferOutput<typeof element>;

/** What a person sees above each field, and beside each checkbox. */
const findLabels = (body: readonly FormElement[]): readonly string[] =>
  body.flatMap(({ type, attributes }) => {
    if (type === 'markdown') return [];
    const boxes = type === 'checkboxes' ? attributes.options.map(({ label }) => label) : [];
    return [attributes.label, ...boxes];
  });

const form = v.strictObject({
  // GitHub does not show a form whose name has three characters or fewer.
  name: v.pipe(text, v.minLength(4)),
  description: text,
  labels: v.optional(v.array(text)),
  body: v.pipe(
    v.array(element),
    v.check((body) => findLabels(body).length > 0, 'body must contain at least one non-markdown field'),
    v.check((body) => isUnique(findLabels(body)), 'body must have unique labels'),
    v.check(
      (body) => isUnique(body.flatMap((each) => ('id' in each ? [each.id] : []))),
      'body must have unique ids',
    ),
  ),
});

const chooser = v.strictObject({
  blank_issues_enabled: v.boolean(),
  contact_links: v.array(
    v.strictObject({ name: text, url: v.pipe(v.string(), v.url(), v.startsWith('https://')), about: text }),
  ),
});

type IssueForm = v.InferOutput<typeof form>;

/** Reads an issue form. @throws an error that says what GitHub would not accept */
export function readIssueForm(yaml: string): IssueForm {
  return v.parse(form, parse(yaml));
}

/** Reads config.yml, which says what the page for a new issue offers besides the forms. */
export function readIssueChooser(yaml: string): v.InferOutput<typeof chooser> {
  return v.parse(chooser, parse(yaml));
}

/** The choices of a dropdown, by its ID. */
export function findChoices({ body }: IssueForm, dropdown: string): readonly string[] {
  return body.flatMap((each) =>
    each.type === 'dropdown' && each.id === dropdown ? each.attributes.options : [],
  );
}
