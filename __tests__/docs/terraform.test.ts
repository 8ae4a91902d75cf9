import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { codeBlocks, read } from '../helpers/repository.ts';
import { testWith } from '../helpers/with-tools.ts';

const terraform = 'terraform';

const example = read('examples/terraform/main.tf');
const blocks = codeBlocks(read('docs/setup.md'), 'hcl').map(removeIndentation);

describe('the Terraform example', () => {
  testWith(terraform).each([
    ['examples/terraform/main.tf', example],
    ...blocks.map((block, index): [string, string] => [`docs/setup.md, block ${index + 1}`, block]),
  ])('%s can be parsed, and is formatted', (_, text) => {
    const { status, stderr } = spawnSync(terraform, ['fmt', '-check', '-'], {
      input: text,
      encoding: 'utf8',
    });
    expect({ status, error: stderr.includes('Error:') }).toEqual({ status: 0, error: false });
  });

  test('has a default for each variable that docs/setup.md does not set', () => {
    const declared = [...example.matchAll(/^variable "(\w+)" \{\n([\s\S]*?)^\}/gm)];
    const required = declared
      .filter(([, , body = '']) => !/^ {2}default /m.test(body))
      .map(([, name]) => name);
    const assigned = blocks
      .filter((block) => !block.includes('resource '))
      .flatMap((block) => [...block.matchAll(/^(\w+) += /gm)].map(([, name]) => name));
    expect(required.toSorted()).toEqual(assigned.toSorted());
  });

  test('sets the variables that the workflows read', () => {
    const set = [...example.matchAll(/((?:AZURE|EXALATE)_\w+) +=/g)].map(([, name]) => name);
    const used = [...read('examples/key-vault.yml').matchAll(/vars\.(\w+)/g)].map(([, name]) => name);
    expect(set.toSorted()).toEqual([...new Set(used)].toSorted());
  });
});

/** Blocks in a list are indented. */
function removeIndentation(block: string): string {
  const indentation = /^ */.exec(block)?.[0] ?? '';
  return block.replaceAll(new RegExp(`^${indentation}`, 'gm'), '');
}
