import { describe, expect, test } from '@jest/globals';
import { cloudNames } from '../../src/azure/cloud.ts';
import { gitHubSecretKinds } from '../../src/destinations/github/secret-kinds.ts';
import { destinationSpec } from '../../src/destinations/spec.ts';
import { errorCodes } from '../../src/shared/action-error.ts';
import { findChoices, readIssueChooser, readIssueForm } from '../helpers/issue-forms.ts';
import { filesIn, read } from '../helpers/repository.ts';

const folder = '.github/ISSUE_TEMPLATE';
const files = filesIn(folder, '.yml').filter((path) => !path.endsWith('/config.yml'));
const bug = readIssueForm(read(`${folder}/bug.yml`));

test('bugs and feature requests have forms with different names', () => {
  expect(files).toEqual([`${folder}/bug.yml`, `${folder}/feature.yml`]);
  expect(new Set(files.map((path) => readIssueForm(read(path)).name)).size).toBe(files.length);
});

test.each(files)('%s requires a confirmation that it contains no secret', (path) => {
  const required = readIssueForm(read(path)).body.flatMap((each) =>
    each.type === 'checkboxes' ? each.attributes.options.filter((box) => box.required) : [],
  );
  expect(required.map(({ label }) => label).join('\n')).toMatch(
    /contains no client secret, no token and no private key/,
  );
});

describe('the bug report form offers', () => {
  test('each error code, in the order of the code, and no error code', () => {
    expect(findChoices(bug, 'error-code')).toEqual(['no error code', ...errorCodes]);
  });

  test('each cloud', () => {
    expect(findChoices(bug, 'cloud')).toEqual(cloudNames);
  });

  test('each kind of destination', () => {
    const others = destinationSpec.options.flatMap((each) =>
      'entries' in each ? [each.entries.kind.literal] : [],
    );
    expect(findChoices(bug, 'destinations')).toEqual([...gitHubSecretKinds, ...others]);
  });
});

test('an issue needs a form, and the page for a new issue links to the private form for a vulnerability', () => {
  const chooser = readIssueChooser(read(`${folder}/config.yml`));
  expect(chooser.blank_issues_enabled).toBe(false);
  expect(chooser.contact_links.map(({ url }) => url)).toContain(
    'https://github.com/org/exalate-secret-action/security/advisories/new',
  );
});

describe('readIssueForm, like GitHub,', () => {
  const head = 'name: Bug report\ndescription: A bug\nbody:\n';
  const input = '- {type: input, id: a, attributes: {label: One}}\n';
  const dropdown = (options: string): string =>
    `- {type: dropdown, attributes: {label: Choice, options: [${options}]}}\n`;

  test('accepts a valid form', () => {
    expect(readIssueForm(head + input + dropdown('a, b')).body).toHaveLength(2);
  });

  test.each([
    ['no input', `${head}- {type: markdown, attributes: {value: Hello}}`, 'at least one non-markdown field'],
    ['an unknown key', `${head + input}assignee: a\n`, 'assignee'],
    ['an unknown attribute', head + input.replace('label', 'required: true, label'), 'required'],
    ['an unknown type', head + input.replace('input', 'text'), 'Invalid type'],
    ['no label', head + input.replace('{label: One}', '{}'), 'label'],
    ['an empty label', head + input.replace('One', '" "'), 'must not be empty'],
    ['a label that is a boolean', head + input.replace('One', 'true'), 'Expected string'],
    ['a label that asks for a secret', head + input.replace('One', 'Password'), 'forbidden word'],
    ['an ID with a blank', head + input.replace('id: a', 'id: a b'), 'id can only contain'],
    ['an ID twice', head + input + input.replace('One', 'Two'), 'unique ids'],
    ['a label twice', head + input + input.replace('id: a', 'id: b'), 'unique labels'],
    [
      'a checkbox with the label of a field',
      `${head + input}- {type: checkboxes, attributes: {label: Two, options: [{label: One}]}}\n`,
      'unique labels',
    ],
    ['a choice twice', head + input + dropdown('a, a'), 'options must be unique'],
    ['the choice None', head + input + dropdown('a, None'), 'reserved word'],
    ['a choice that is a boolean', head + input + dropdown('a, true'), 'Expected string'],
    ['no choice', head + input + dropdown(''), 'Invalid length'],
    ['a name that is too short', head.replace('Bug report', 'Bug') + input, 'Invalid length'],
  ])('refuses %s', (_mistake, yaml, message) => {
    expect(() => readIssueForm(yaml)).toThrow(message);
  });
});
