import { unreachableError } from '../../http/errors.ts';
import { ActionError, type ErrorCode } from '../../shared/action-error.ts';
import {
  isIntegrationRefusal,
  isRateLimited,
  readAcceptedPermissions,
  type GitHubResponse,
} from './response.ts';
import type { SecretLocation } from './secret-kinds.ts';

/** What a request to GitHub was for. */
interface GitHubOperation {
  /** Completes "Cannot …": `write repository secret X of acme/ops`. */
  readonly operation: string;
  /** The secret that it was about. */
  readonly location: SecretLocation;
}

/** When GitHub returns 404: the error code, and the inputs that may be misspelled. */
const notFound: Readonly<
  Record<SecretLocation['scope'], { readonly code: ErrorCode; readonly inputs: string }>
> = {
  repository: { code: 'github-repository-not-found', inputs: '`repository`' },
  environment: { code: 'github-environment-not-found', inputs: '`environment` or `repository`' },
  organization: { code: 'github-organization-not-found', inputs: '`organization`' },
};

/** Explains why GitHub did not do what it was asked to do. */
export function gitHubError(response: GitHubResponse, { operation, location }: GitHubOperation): ActionError {
  const { owner, scope } = location;
  const { code, inputs } = notFound[scope];
  if (response.status === undefined) {
    return unreachableError('github-unreachable', response.host, response.network);
  }
  if (isRateLimited(response)) {
    return new ActionError('github-rate-limited', {
      problem: `Cannot ${operation}: GitHub's rate limit was reached (HTTP ${response.status}).`,
      likelyCause: 'the owner of `github-token` has sent too many requests, possibly from other workflows.',
      remedy:
        'run the job again later; if it happens often, use the token of a GitHub App, which has separate limits.',
    });
  }
  const permission = formatPermission(location, response);
  switch (response.status) {
    case 200:
      return new ActionError('github-request-failed', {
        problem: `Cannot ${operation}: the response (HTTP 200) is not in GitHub's format.`,
        likelyCause: 'a proxy or firewall between the runner and GitHub responded in its place.',
        remedy: 'run the job again; on self-hosted runners, check the proxy.',
      });
    case 401:
      return new ActionError('github-token-refused', {
        problem: `Cannot ${operation}: GitHub rejected \`github-token\` (HTTP 401).`,
        likelyCause: 'the token has expired, was revoked, or was not copied completely.',
        remedy: 'create a new token, and store it in the secret that the workflow passes to `github-token`.',
      });
    case 403:
      return new ActionError('github-permission-missing', {
        problem: `Cannot ${operation} with \`github-token\` (HTTP 403).`,
        likelyCause: isIntegrationRefusal(response)
          ? `it is the job's own GITHUB_TOKEN, which can never write secrets, or a GitHub App token without the permission ${permission}.`
          : `the token lacks the permission ${permission}.`,
        remedy: `use a fine-grained token or GitHub App token for ${owner} with the permission ${permission}.`,
      });
    case 404:
      return new ActionError(code, {
        problem: `Cannot ${operation}: the ${scope === 'environment' ? '' : `${scope} `}${owner} was not found, or is not accessible with \`github-token\` (HTTP 404).`,
        likelyCause: `the token has no access to it or lacks the permission ${permission}, or ${inputs} is misspelled.${scope === 'environment' ? ' The environment must already exist; the action does not create it.' : ''}`,
        remedy: `give the token access to ${owner} with the permission ${permission}, or correct ${inputs}.`,
      });
    case 301:
    case 307:
    case 308:
      return new ActionError(code, {
        problem: `Cannot ${operation}: ${owner} has moved (HTTP ${response.status}).`,
        likelyCause:
          'it was renamed or transferred; the action does not follow redirects when reading or writing secrets.',
        remedy: `set ${inputs} to the current name.`,
      });
    case 422:
      return new ActionError('github-secret-refused', {
        problem: `Cannot ${operation}: GitHub refused the request (HTTP 422).`,
        likelyCause:
          'a rule on the name or number of secrets: a repository or environment can have at most 100, an organization 1,000.',
        remedy: 'remove a secret that is no longer used, or choose another name.',
      });
    default:
      return new ActionError('github-request-failed', {
        problem: `Cannot ${operation}: GitHub returned HTTP ${response.status}.`,
        likelyCause: 'a temporary outage.',
        remedy: 'run the job again; if it fails the same way, see https://www.githubstatus.com.',
      });
  }
}

/** GitHub's own name for the permission is added only for a write: for a read, GitHub names the one that reading needs. */
function formatPermission({ permission }: SecretLocation, response: GitHubResponse): string {
  const accepted = readAcceptedPermissions(response);
  return accepted?.includes('write') === true ? `${permission} (${accepted})` : permission;
}
