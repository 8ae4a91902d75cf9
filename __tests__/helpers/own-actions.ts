import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findOwnPath } from './own-reference.ts';
import { action, read, readAction, reportAction, root } from './repository.ts';
import { readCallInterface, readWorkflowText, type WorkflowText } from './workflow-shape.ts';

/**
 * The path in this repository that a text after `uses:` names, which is `.` for the action itself: as it is published, in a
 * workspace in which it is checked out (`./`), or at the commit of the workflow (`$/`).
 */
function findPath(uses: string): string | undefined {
  const [, local] = /^[.$]\/([\w./-]*)$/.exec(uses) ?? [];
  return findOwnPath(uses) ?? (local === '' ? '.' : local?.replace(/\/$/, ''));
}

/** Whether this is meant to be an action or a workflow of this repository. It can be one that is not there. */
export function isOwn(uses: string): boolean {
  return uses.includes('exalate-secret-action') || /^[.$]\//.test(uses);
}

/** The action that a step uses, if it is one of this repository. */
export function findAction({ uses }: { readonly uses: string }): typeof action | undefined {
  const path = findPath(uses);
  if (path === '.') return action;
  if (path === 'report') return reportAction;
  return path !== undefined && existsSync(join(root, path, 'action.yml'))
    ? readAction(`${path}/action.yml`)
    : undefined;
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
  const path = findPath(uses);
  if (!path?.endsWith('.yml')) return undefined;
  const candidates = [path, path.replace('.github/workflows/', 'examples/')];
  const file = candidates.find((one) => existsSync(join(root, one)));
  if (file === undefined) return undefined;
  const text = read(file);
  const { inputs, secrets } = readCallInterface(text);
  return { inputs, secrets: Object.keys(secrets), workflow: readWorkflowText(text), text };
}
