import type { FailedResponse, FailingService } from '../../http/failure.ts';
import { formatQuote, formatReceived, type Explain } from '../../http/failure-rules.ts';
import { gitHub, type GitHubContext } from '../../github/explanations.ts';
import { readAcceptedPermissions } from '../../github/response.ts';
import type { ErrorCode } from '../../shared/action-error.ts';
import type { SecretLocation } from './secret-kinds.ts';

export const gitHubService: FailingService = {
  ...gitHub,
  unreachable: 'github-unreachable',
  failed: 'github-request-failed',
};

/** What a request about a secret was for. */
export interface SecretContext extends GitHubContext, SecretLocation {}

/** GitHub's own name for the permission is added only for a write: for a read, GitHub names the one that reading needs. */
function formatPermission({ permission }: SecretContext, failure: FailedResponse): string {
  const accepted = readAcceptedPermissions(failure);
  return accepted?.includes('write') === true ? `${permission} (${accepted})` : permission;
}

/** Both functions receive the permission that is missing, and the repository, environment or organization. */
function createPermissionExplanation(
  likelyCause: (permission: string, context: SecretContext) => string,
  remedy = (permission: string, owner: string): string =>
    `use a fine-grained token or GitHub App token for ${owner} with the permission ${permission}.`,
): Explain<SecretContext> {
  return (context, failure) => {
    const permission = formatPermission(context, failure);
    return {
      code: 'github-permission-missing',
      problem: `Cannot ${context.operation} with \`github-token\` (HTTP ${failure.status}).`,
      likelyCause: likelyCause(permission, context),
      remedy: remedy(permission, context.owner),
    };
  };
}

export const explainMissingAppPermission = createPermissionExplanation(
  (permission) =>
    `it is the job's own GITHUB_TOKEN, which can never write secrets, or a GitHub App token without the permission ${permission}.`,
);

export const explainMissingTokenPermission = createPermissionExplanation(
  (permission) =>
    `the token lacks the permission ${permission}, or the organization has not approved the token yet.`,
  (permission, owner) =>
    `edit the token on GitHub: for ${owner}, it needs the permission ${permission}. If its page says that it is pending, have an owner of the organization approve it.`,
);

export const explainMissingRole = createPermissionExplanation(
  (_, { scope }) =>
    `the owner of the token is not an administrator there, or the classic token lacks the scope \`${scope === 'organization' ? 'admin:org' : 'repo'}\`.`,
);

/** For an unknown message: GitHub names the permission that a request needs also when it refuses it for another reason. */
export const explainUnknownRefusal: Explain<SecretContext> = (context, failure) => ({
  code: 'github-request-failed',
  problem: `Cannot ${context.operation}: GitHub returned ${formatReceived(failure, gitHubService)}.${formatQuote(failure, gitHubService)}`,
  likelyCause: `unknown. The token may lack the permission ${formatPermission(context, failure)}, which GitHub names for this request.`,
  remedy: `make sure that the token has this permission for ${context.owner}. If it has, contact GitHub Support with the lines above.`,
});

/** When GitHub returns 404: the error code, and the inputs that may be misspelled. */
const notFoundCodes: Readonly<
  Record<SecretLocation['scope'], { readonly code: ErrorCode; readonly inputs: string }>
> = {
  repository: { code: 'github-repository-not-found', inputs: '`repository`' },
  environment: { code: 'github-environment-not-found', inputs: '`environment` or `repository`' },
  organization: { code: 'github-organization-not-found', inputs: '`organization`' },
};

export const explainNotFound: Explain<SecretContext> = (context, failure) => {
  const { operation, owner, scope } = context;
  const { code, inputs } = notFoundCodes[scope];
  const permission = formatPermission(context, failure);
  return {
    code,
    problem: `Cannot ${operation}: the ${scope === 'environment' ? '' : `${scope} `}${owner} was not found, or is not accessible with \`github-token\` (HTTP ${failure.status}).`,
    likelyCause: `the token has no access to it or lacks the permission ${permission}, or ${inputs} is misspelled.${scope === 'environment' ? ' The environment must already exist; the action does not create it.' : ''}`,
    remedy: `give the token access to ${owner} with the permission ${permission}, or correct ${inputs}.`,
  };
};

export const explainMovedOwner: Explain<SecretContext> = ({ operation, owner, scope }, { status }) => {
  const { code, inputs } = notFoundCodes[scope];
  return {
    code,
    problem: `Cannot ${operation}: ${owner} has moved (HTTP ${status}).`,
    likelyCause:
      'it was renamed or transferred; the action does not follow redirects when reading or writing secrets.',
    remedy: `set ${inputs} to the current name.`,
  };
};

/** The value is never the reason: GitHub does not see it until it has decrypted it. */
export const explainRefusedEncryption: Explain<SecretContext> = ({ operation }, { status }) => ({
  code: 'github-secret-refused',
  problem: `Cannot ${operation}: GitHub could not decrypt the value, even after the action read its public key again (HTTP ${status}).`,
  likelyCause: 'GitHub is replacing its public key, and some of its servers still return the old one.',
  remedy: 'run the job again in a few minutes.',
});

export const explainReachedLimit: Explain<SecretContext> = ({ operation, owner }, { status }) => ({
  code: 'github-secret-refused',
  problem: `Cannot ${operation}: a GitHub limit was reached (HTTP ${status}).`,
  likelyCause: 'a repository or environment can have at most 100 secrets, an organization 1,000.',
  remedy: `remove a secret of ${owner} that is no longer used.`,
});

export const explainRefusedRequest: Explain<SecretContext> = ({ operation }, failure) => ({
  code: 'github-secret-refused',
  problem: `Cannot ${operation}: GitHub refused the request (HTTP ${failure.status}).${formatQuote(failure, gitHubService)}`,
  likelyCause:
    'unknown. GitHub refuses names that break a rule, too many secrets (100 in a repository or environment, 1,000 in an organization), and unknown IDs in `selected-repository-ids`. The action does not print what GitHub says about a request that contained the value.',
  remedy: 'check these three points, and run the job again.',
});
