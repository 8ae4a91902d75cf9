import type { GitHubApi } from '../../github/api.ts';
import { toFailure, type GitHubResponse } from '../../github/response.ts';
import { explainFailure, findRule } from '../../http/failure-rules.ts';
import { ActionError } from '../../shared/action-error.ts';
import { gitHubService } from './explanations.ts';
import { encryptionRule, secretRules } from './rules.ts';
import type { SecretLocation } from './secret-kinds.ts';

/** What a request to GitHub was for. */
interface GitHubOperation {
  /** Completes "Cannot …": `write repository secret X of acme/ops`. */
  readonly operation: string;
  /** The secret that it was about. */
  readonly location: SecretLocation;
  readonly api: Pick<GitHubApi, 'host' | 'tokenKind'>;
}

/** Explains why GitHub did not do what it was asked to do, or why its response is of no use. */
export function gitHubError(
  response: GitHubResponse,
  { operation, location, api: { host, tokenKind } }: GitHubOperation,
): ActionError {
  const context = { operation, tokenInput: 'github-token', tokenKind, host, ...location } as const;
  const failedOperation = { service: gitHubService, host, operation };
  return explainFailure(toFailure(response), secretRules, context, failedOperation);
}

/** Whether GitHub could not decrypt a value, because it was encrypted with a key that GitHub has replaced. */
export function isEncryptionRefused(response: GitHubResponse): boolean {
  return 'error' in response && findRule(response, secretRules) === encryptionRule;
}

/** The error for a response about another secret than the one that was asked for. */
export function otherSecretError({
  operation,
  api: { host },
}: Pick<GitHubOperation, 'operation' | 'api'>): ActionError {
  return new ActionError('github-request-failed', {
    problem: `${host} returned another secret when asked to ${operation}.`,
    likelyCause: `a proxy between the runner and ${host} returned the response to another request.`,
    remedy: `on self-hosted runners, let connections to ${host} through without a cache; otherwise run the job again.`,
  });
}
