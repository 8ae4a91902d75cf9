import { filesIn, read, workflows } from '../helpers/repository.ts';
import { readWorkflowSource, type WorkflowSource } from '../helpers/workflow-source.ts';

const here = filesIn('.github/workflows', '.yml');

/** All workflows: those of this repository, the examples, and those that are complete in a document. */
export const sources: readonly WorkflowSource[] = [
  ...here.map((name) => readWorkflowSource(name, read(name), true)),
  ...workflows
    .filter(({ name }) => !here.includes(name))
    .map(({ name, text }) => readWorkflowSource(name, text, false)),
];
