// What the hand-over loads, in one file of dist.
export { createHandOver } from './hand-over.ts';
export { handOverRules } from './failures.ts';
export { createIssues } from './issues.ts';
export { readWorkflow } from './workflow.ts';
