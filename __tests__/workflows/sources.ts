import { filesIn, read, workflows } from '../helpers/repository.ts';
import { readWorkflowSource, type WorkflowSource } from '../helpers/workflow-source.ts';

const here = filesIn('.github/workflows', '.yml');

/** All workflows: those of this repository, the examples, and complete workflows in documents. */
export const sources: readonly WorkflowSource[] = [
  ...here.map((name) => readWorkflowSource(name, read(name), true)),
  ...workflows
    .filter(({ name }) => !here.includes(name))
    .map(({ name, text }) => readWorkflowSource(name, text, false)),
];

const folder = '__tests__/workflows/fixtures';
const fixtures = filesIn(folder, '.yml').map((name) =>
  readWorkflowSource(name, read(name), !name.startsWith(`${folder}/examples/`)),
);

/** Workflows that follow all rules, and contain what the rules look for. */
export const goodFixtures = fixtures.filter(({ name }) => name.endsWith('/good.yml'));

/** Workflows that break the rule that their file is named after. */
export const badFixtures = fixtures.filter((one) => !goodFixtures.includes(one));
