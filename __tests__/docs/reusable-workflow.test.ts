import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { parse } from 'yaml';
import { read, table, unquoted } from '../helpers/repository.ts';

describe('.github/workflows/rotate.yml', () => {
  const inputs = v.record(v.string(), v.unknown());
  const shape = v.object({
    on: v.object({ workflow_call: v.object({ inputs }), workflow_dispatch: v.object({ inputs }) }),
  });
  const { on } = v.parse(shape, parse(read('.github/workflows/rotate.yml')));

  test('has the same inputs when it is called as when it is started by hand', () => {
    expect(on.workflow_dispatch.inputs).toEqual(on.workflow_call.inputs);
  });

  // https://github.blog/changelog/2025-12-04-actions-workflow-dispatch-workflows-now-support-25-inputs/
  test('has no more inputs than GitHub accepts in a run that is started by hand', () => {
    expect(Object.keys(on.workflow_dispatch.inputs).length).toBeLessThanOrEqual(25);
  });

  test('has the inputs that docs/recipes.md lists, with their defaults', () => {
    const field = v.object({ default: v.optional(v.union([v.string(), v.boolean()]), 'required') });
    const declared = Object.entries(on.workflow_call.inputs).map(([name, input]) => [
      name,
      String(v.parse(field, input).default),
    ]);
    const listed = table(read('docs/recipes.md'), 'input').map(([name = '', standard = '']) => [
      unquoted(name),
      unquoted(standard),
    ]);
    expect(listed).toEqual(declared);
  });

  test('uses each of them', () => {
    const text = read('.github/workflows/rotate.yml');
    expect(Object.keys(on.workflow_call.inputs).filter((name) => !text.includes(`inputs.${name}`))).toEqual(
      [],
    );
  });
});
