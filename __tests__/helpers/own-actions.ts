import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { action, read, readAction, reportAction, root } from './repository.ts';
import { readCallInterface, readWorkflowText, type WorkflowText } from './workflow-shape.ts';

/** What follows the `@` where a workflow uses this action: the moving tag, or a full SHA. */
const version = '@(?:v1|[0-9a-f]{40})';

/** An action of this repository: as it is published, checked out in the workspace, or at the commit of the workflow (`$/`). */
const ownAction = new RegExp(`^(?:org/exalate-secret-action((?:/report)?)${version}|[.$]/([\\w./-]*))$`);

/** A reusable workflow of this repository, in the same three forms. */
const ownWorkflow = new RegExp(
  `^(?:org/exalate-secret-action/(\\.github/workflows/[\\w-]+\\.yml)${version}|[.$]/(\\.github/workflows/[\\w-]+\\.yml))$`,
);

/** Whether this is meant to be an action or a workflow of this repository. It can be one that is not there. */
export function isOwn(uses: string): boolean {
  return uses.includes('exalate-secret-action') || /^[.$]\//.test(uses);
}

/** The action that a step uses, if it is one of this repository. */
export function findAction({ uses }: { readonly uses: string }): typeof action | undefined {
  const [isKnown, published, local] = ownAction.exec(uses) ?? [];
  if (isKnown === undefined) return undefined;
  const folder = (published ?? local ?? '').replace(/^\/|\/$/g, '');
  if (folder === '') return action;
  if (folder === 'report') return reportAction;
  const file = `${folder}/action.yml`;
  return existsSync(join(root, file)) ? readAction(file) : undefined;
}

/** The workflow that a job calls, if it is one of this repository. Examples call each other by where people copy them to. */
export function readCalled({ uses = '' }: { readonly uses?: string | undefined }):
  | {
      readonly inputs: Readonly<Record<string, { readonly required?: boolean | undefined }>>;
      readonly secrets: readonly string[];
      readonly workflow: WorkflowText;
      readonly text: string;
    }
  | undefined {
  const [, published, local = published] = ownWorkflow.exec(uses) ?? [];
  if (local === undefined) return undefined;
  const candidates = [local, local.replace('.github/workflows/', 'examples/')];
  const file = candidates.find((path) => existsSync(join(root, path)));
  if (file === undefined) return undefined;
  const text = read(file);
  const { inputs, secrets } = readCallInterface(text);
  return { inputs, secrets: Object.keys(secrets), workflow: readWorkflowText(text), text };
}
