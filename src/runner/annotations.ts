import type { ActionError } from '../shared/action-error.ts';

/**
 * The text of an error in the log and on the page of the run, with a link to its section in the documentation.
 *
 * @param environment the runner's variables, which name the repository and version of this action
 */
export function formatAnnotation(
  error: ActionError,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const {
    GITHUB_SERVER_URL: server,
    GITHUB_ACTION_REPOSITORY: repository,
    GITHUB_ACTION_REF: ref,
  } = environment;
  const base =
    server && repository && ref ? `${server.replace(/\/+$/, '')}/${repository}/blob/${encodeURI(ref)}/` : '';
  return `${error.message}\nDetails: ${base}docs/troubleshooting.md#${error.code}`;
}
