import { describe, expect, test } from '@jest/globals';
import { lint, replaceAliases } from './actionlint.ts';
import { goodFixtures, sources } from './sources.ts';

interface FalseAlarm {
  readonly what: string;
  readonly message: RegExp;
  /** A workflow in which actionlint finds this and nothing else. */
  readonly example: string;
}

const createWorkflow = (job: string, on = 'push'): string => `on: ${on}
jobs:
  check:
    runs-on: ubuntu-latest
    ${job}
`;
const doNothing = 'steps: [{ run: "true" }]';
const manyInputs = Array.from({ length: 11 }, (_, index) => `input-${index + 1}: { type: string }`).join(
  ', ',
);

/** What GitHub accepts, and the actionlint of the package, 1.7.7, does not know. */
const falseAlarms: readonly FalseAlarm[] = [
  {
    // https://github.blog/changelog/2026-07-30-reference-same-repository-actions-with-self-repository-syntax/
    what: 'an action of the same repository, with `$/`',
    message: /^specifying action "\$\/[\w./-]*" in invalid format because ref is missing\./,
    example: createWorkflow('steps: [{ uses: $/report }]'),
  },
  {
    // https://github.blog/changelog/2026-01-13-new-fine-grained-permission-for-artifact-metadata-is-now-generally-available/
    what: 'the permission artifact-metadata',
    message: /^unknown permission scope "artifact-metadata"\./,
    example: createWorkflow(`permissions: { artifact-metadata: write }\n    ${doNothing}`),
  },
  {
    // https://github.blog/changelog/2025-12-04-actions-workflow-dispatch-workflows-now-support-25-inputs/
    what: 'more than 10 inputs, up to 25',
    message:
      /^maximum number of inputs for "workflow_dispatch" event is 10 but (1[1-9]|2[0-5]) inputs are provided\./,
    example: createWorkflow(doNothing, `{ workflow_dispatch: { inputs: { ${manyInputs} } } }`),
  },
];

async function findMessages(text: string): Promise<readonly string[]> {
  return (await lint(replaceAliases(text))).map(({ message, line }) => `${message} (line ${line})`);
}

test.each([...sources, ...goodFixtures])('actionlint finds nothing in $name', async ({ text }) => {
  const messages = await findMessages(text);
  expect(messages.filter((one) => !falseAlarms.some(({ message }) => message.test(one)))).toEqual([]);
});

describe('actionlint still refuses, although GitHub accepts (if not, remove the case):', () => {
  test.each(falseAlarms)('$what', async ({ message, example }) => {
    expect(await findMessages(example)).toEqual([expect.stringMatching(message)]);
  });

  test('aliases, which the tests replace', async () => {
    const text = createWorkflow(`env: &env { A: b }\n    steps: [{ run: "true", env: *env }]`);
    expect(await lint(text)).toEqual([
      expect.objectContaining({
        message: expect.stringContaining('is alias node but mapping node is expected'),
      }),
    ]);
    expect(await lint(replaceAliases(text))).toEqual([]);
  });
});

describe('actionlint finds', () => {
  test.each([
    [
      'the output of a step that does not exist',
      `outputs: { id: "\${{ steps.none.outputs.id }}" }\n    ${doNothing}`,
      'property "none" is not defined',
    ],
    [
      'an expression with an untrusted value in a script',
      'steps: [{ run: "echo ${{ github.event.issue.title }}" }]',
      'is potentially untrusted',
    ],
    [
      'a job that does not exist',
      `needs: [build]\n    ${doNothing}`,
      'needs job "build" which does not exist',
    ],
    ['a shell that does not exist', 'steps: [{ run: "true", shell: fish }]', 'shell name "fish" is invalid'],
    [
      'a permission that does not exist',
      `permissions: { secrets: write }\n    ${doNothing}`,
      'unknown permission scope',
    ],
  ])('%s', async (_mistake, job, message) => {
    expect(await findMessages(createWorkflow(job))).toEqual([expect.stringContaining(message)]);
  });
});
