import type { ActionError } from '../shared/action-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The text of an error in the log and on the page of the run, with a link to its section in the documentation. */
export function formatAnnotation(error: ActionError, environment: Environment): string {
  return `${error.message}\nDetails: ${findDetails(error, environment)}`;
}

/**
 * Finds the section of an error in the documentation: a URL, or only a path when the action is in the repository of the workflow.
 *
 * @param environment the runner's variables, which name the repository and version of this action
 */
export function findDetails({ code }: ActionError, environment: Environment): string {
  const {
    GITHUB_SERVER_URL: server,
    GITHUB_ACTION_REPOSITORY: repository,
    GITHUB_ACTION_REF: ref,
  } = environment;
  const base =
    server && repository && ref ? `${server.replace(/\/+$/, '')}/${repository}/blob/${encodeURI(ref)}/` : '';
  return `${base}docs/troubleshooting.md#${code}`;
}
