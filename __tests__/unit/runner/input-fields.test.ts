import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { filePathField } from '../../../src/runner/input-fields.ts';

describe('the path of a file', () => {
  test.each([
    'secret.age',
    'out/secret.age',
    './~secret.age',
    '../x',
    '/tmp/_temp/secret.age',
    'C:\\actions\\_temp\\secret.age',
    'a b (100%).age',
    '.age',
    '...',
  ])('can be %s', (path) => {
    expect(v.parse(filePathField, path)).toBe(path);
  });

  test.each([
    ['starts with `~`', '~/x.age'],
    ['starts with `~`', '~runner/x.age'],
    ['contains a variable or command', '$HOME/x.age'],
    ['contains a variable or command', '${RUNNER_TEMP}/x.age'],
    ['contains a variable or command', '${{ runner.temp }}/x.age'],
    ['contains a variable or command', '$(mktemp)'],
    ['contains a variable or command', '`mktemp`'],
    ['contains a variable or command', '$env:TEMP\\x.age'],
    ['contains a variable or command', '%TEMP%\\x.age'],
    ['contains a variable or command', '%ProgramFiles(x86)%\\x.age'],
    ['must not contain', 'out/*.age'],
    ['must not contain', '"x.age"'],
    ['names a directory', 'out/'],
    ['names a directory', 'out\\'],
    ['names a directory', '.'],
    ['names a directory', 'out/..'],
    ['must be one line', 'x\u0000.age'],
  ])('is refused because it %s: %j', (problem, path) => {
    const { issues } = v.safeParse(filePathField, path, { abortPipeEarly: true });
    expect(issues?.map(({ message }) => message)).toEqual([expect.stringContaining(problem)]);
  });

  test('that only a shell would complete is answered with the expressions to write instead', () => {
    const { issues } = v.safeParse(filePathField, '~/x.age');
    expect(issues?.[0].message).toContain('${{ runner.temp }}/NAME');
  });
});
