import { expect, test } from '@jest/globals';
import { documents, filesIn, read, table, unquoted } from '../helpers/repository.ts';

const record = 'docs/decisions/018-workflows.md';

/** The actions of others that a file uses, each as `owner/name@commit # version`. */
function findPins(file: string): readonly string[] {
  return [...read(file).matchAll(/\buses: ([\w.-]+\/[\w.-]+)[\w./-]*@([0-9a-f]{40}) # (v[\d.]+)$/gm)].map(
    ([, action = '', commit = '', version = '']) => `${action}@${commit} # ${version}`,
  );
}

const listed = table(read(record), 'action').map(([action = '', version = '', commit = '']) =>
  [`${unquoted(action)}@${unquoted(commit)}`, version].join(' # '),
);
const used = [...filesIn('.github/workflows', '.yml'), ...filesIn('examples', '.yml'), ...documents].flatMap(
  findPins,
);

test('the table of pins lists each commit that a workflow, an example or a document uses', () => {
  expect(used.length).toBeGreaterThan(0);
  expect(used.filter((pin) => !listed.includes(pin))).toEqual([]);
});

test('the table of pins lists each action once', () => {
  const actions = table(read(record), 'action').map(([action = '']) => action);
  expect(actions).toEqual([...new Set(actions)]);
});

test('the table of pins says how each was verified', () => {
  for (const [, , , how = ''] of table(read(record), 'action')) expect(how).not.toBe('');
});
