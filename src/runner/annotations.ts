import type { ActionError } from '../shared/action-error.ts';

/**
 * What the log and the run's page show of a failure: all that it says, and where to read on.
 *
 * @param environment the runner's variables: which repository and version this action was taken from
 */
export function formatAnnotation(
  failure: ActionError,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const {
    GITHUB_SERVER_URL: server,
    GITHUB_ACTION_REPOSITORY: repository,
    GITHUB_ACTION_REF: ref,
  } = environment;
  const base = server && repository && ref ? `${server}/${repository}/blob/${encodeURI(ref)}/` : '';
  return `${failure.message}\nDetails: ${base}docs/troubleshooting.md#${failure.code}`;
}
