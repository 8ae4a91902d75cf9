import { describe, expect, test } from '@jest/globals';
import { getCloud } from '../../src/azure/cloud.ts';
import { graphError } from '../../src/entra/graph/errors.ts';
import { formatAnnotation } from '../../src/runner/annotations.ts';
import { codeBlocks, read, table } from '../helpers/repository.ts';
import { serviceError } from '../helpers/service-error.ts';
import { importedFiles, textsIn } from '../helpers/source-texts.ts';

const page = read('docs/troubleshooting.md');

/** The texts in backticks in the first column of a table. */
function quotedIn(firstHeading: string): readonly string[] {
  return table(page, firstHeading)
    .flatMap(([cell = '']) => [...cell.matchAll(/`` ?(.+?) ?``|`([^`]+)`/g)])
    .map(([, withBackticks, plain = '']) => withBackticks ?? plain);
}

describe('the table of invalid inputs', () => {
  const files = ['src/rotation/inputs.ts', 'src/report/inputs.ts', 'src/runner/run-context.ts'];
  const problems = files
    .flatMap((file) => [...importedFiles(file)])
    .flatMap(textsIn)
    .filter((text) =>
      /^(`|…|is|has|must|may|contains|names|mixes|starts|cannot|No|The runner)\b.* /.test(text),
    );
  const phrases = quotedIn('the line says').map((phrase) => phrase.split('…'));

  test.each([...new Set(problems)])('has a row for "%s"', (problem) => {
    const matching = phrases.filter((pieces) => pieces.every((piece) => problem.includes(piece)));
    expect(matching).not.toEqual([]);
  });
});

test('the example of an error is what the action prints', () => {
  const clientId = '11111111-2222-3333-4444-555555555555';
  const identity = {
    tenantId: '99999999-2222-3333-4444-555555555555',
    clientId,
    cloud: getCloud('public'),
  };
  const failure = {
    status: 403,
    headers: {},
    requestId: '5bc44266-25d2-436c-bb9d-31677cdab3ce',
    error: serviceError(['Authorization_RequestDenied'], 'Insufficient privileges.'),
  };
  const context = { identity, roles: [], operation: 'list applications', applicationId: undefined };
  const runner = {
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_ACTION_REPOSITORY: 'org/exalate-secret-action',
    GITHUB_ACTION_REF: 'v1',
  };
  const [example] = codeBlocks(page, 'text');
  expect(example).toBe(`${formatAnnotation(graphError(failure, context), runner)}\n`);
});
