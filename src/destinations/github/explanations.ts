import type { FailedResponse, FailingService } from '../../http/failure.ts';
import { formatQuote, formatReceived, type Explain } from '../../http/failure-rules.ts';
import type { ErrorCode } from '../../shared/action-error.ts';
import { readAcceptedPermissions } from './response.ts';
import type { SecretLocation } from './secret-kinds.ts';
import type { TokenKind } from './token-kind.ts';

export const gitHubService: FailingService = {
  name: 'GitHub',
  unreachable: 'github-unreachable',
  failed: 'github-request-failed',
  statusPage: 'https://www.githubstatus.com',
  support: 'GitHub Support',
  requestIdName: 'request ID',
};

/** What a request to GitHub was for. */
export interface GitHubContext {
  /** Completes "Cannot …": `write repository secret X of acme/ops`. */
  readonly operation: string;
  /** The secret that it was about. */
  readonly location: SecretLocation;
  /** The kind of `github-token`. */
  readonly tokenKind: TokenKind;
}

export const explainRateLimit: Explain<GitHubContext> = ({ operation }, { status }) => ({
  code: 'github-rate-limited',
  problem: `Cannot ${operation}: GitHub's rate limit was reached (HTTP ${status}).`,
  likelyCause: 'the owner of `github-token` has sent too many requests, possibly from other workflows.',
  remedy:
    'run the job again later; if it happens often, use the token of a GitHub App, which has separate limits.',
});

const replaceToken =
  'create a new token, and store it in the secret that the workflow passes to `github-token`.';

export const explainRefusedToken: Explain<GitHubContext> = ({ operation, tokenKind }, { status }) => ({
  code: 'github-token-refused',
  problem: `Cannot ${operation}: GitHub rejected \`github-token\` (HTTP ${status}).`,
  ...(tokenKind === 'app'
    ? {
        likelyCause:
          'the token has expired, which the token of a GitHub App does after an hour, or was revoked.',
        remedy: 'create the token in the same job, in a step right before this action.',
      }
    : {
        likelyCause:
          'the token has expired, was revoked, was not copied completely, or is for another GitHub server.',
        remedy: replaceToken,
      }),
});

export const explainSuspendedInstallation: Explain<GitHubContext> = (
  { operation, location },
  { status },
) => ({
  code: 'github-token-refused',
  problem: `Cannot ${operation}: the GitHub App that \`github-token\` belongs to is suspended for ${location.account} (HTTP ${status}).`,
  likelyCause: 'an owner of the organization, or the owner of the app, suspended the installation.',
  remedy: 'have them unsuspend it: the settings of the organization > GitHub Apps > Configure > Unsuspend.',
});

export const explainSuspendedAccount: Explain<GitHubContext> = ({ operation }, { status }) => ({
  code: 'github-token-refused',
  problem: `Cannot ${operation}: the account that \`github-token\` belongs to is suspended (HTTP ${status}).`,
  likelyCause: 'GitHub, or an administrator of the enterprise, suspended the account.',
  remedy: replaceToken.replace('a new token', 'a token of another account, or of a GitHub App'),
});

/** Explains an error whose message names the organization or enterprise that has the policy. */
function createPolicyExplanation(
  problem: string,
  likelyCause: string,
  remedy: (location: SecretLocation, failure: FailedResponse) => string,
): Explain<GitHubContext> {
  return ({ operation, location }, failure) => ({
    code: 'github-blocked-by-policy',
    problem: `Cannot ${operation}: ${problem} (HTTP ${failure.status}).${formatQuote(failure, gitHubService)}`,
    likelyCause,
    remedy: remedy(location, failure),
  });
}

const useApp = ({ account, permission }: SecretLocation): string =>
  `use the token of a GitHub App that is installed for ${account} and has the permission ${permission}.`;

export const explainForbiddenClassicToken = createPolicyExplanation(
  '`github-token` is a classic personal access token, and a policy forbids these',
  'a setting of the organization or enterprise.',
  ({ account, permission }) =>
    `use a fine-grained token with the resource owner ${account}, or a GitHub App token, with the permission ${permission}.`,
);

export const explainForbiddenPersonalToken = createPolicyExplanation(
  '`github-token` is a personal access token, and a policy forbids tokens of this kind',
  'a setting of the organization or enterprise.',
  useApp,
);

const maxDays = /greater than (\d{1,5}) days/;

export const explainForbiddenLifetime = createPolicyExplanation(
  'a policy forbids tokens with the lifetime of `github-token`',
  'the organization or enterprise sets a maximum lifetime, which the token exceeds.',
  (_, { error }) => {
    const days = maxDays.exec(error?.message ?? '')?.[1];
    const lifetime = days === undefined ? 'that the policy allows' : `of at most ${days} days`;
    return `regenerate the token with a lifetime ${lifetime}, and store it in the secret that the workflow passes to \`github-token\`.`;
  },
);

export const explainForbiddenAddress = createPolicyExplanation(
  'the IP address of the runner is not allowed',
  'the organization or enterprise has an IP allow list.',
  ({ account }) =>
    `use a runner with an allowed IP address, or have an owner of ${account} add the address of this runner to the allow list.`,
);

/** GitHub's link to authorize the token is not printed: it contains a token. */
export const explainSingleSignOn: Explain<GitHubContext> = (
  { operation, location, tokenKind },
  { status },
) => ({
  code: 'github-blocked-by-policy',
  problem: `Cannot ${operation}: ${location.account} requires SAML single sign-on, and \`github-token\` is not authorized for it (HTTP ${status}).`,
  likelyCause: 'the token was not authorized after it was created, or the authorization was revoked.',
  remedy:
    tokenKind === 'classic'
      ? `authorize the token for ${location.account}: on GitHub, your settings > Developer settings > Personal access tokens > Tokens (classic) > Configure SSO.`
      : `create the token again while you are signed in to ${location.account} with single sign-on, and store it in the secret that the workflow passes to \`github-token\`.`,
});

/** GitHub's own name for the permission is added only for a write: for a read, GitHub names the one that reading needs. */
function formatPermission({ permission }: SecretLocation, failure: FailedResponse): string {
  const accepted = readAcceptedPermissions(failure);
  return accepted?.includes('write') === true ? `${permission} (${accepted})` : permission;
}

/** Both functions receive the permission that is missing, and the repository, environment or organization. */
function createPermissionExplanation(
  likelyCause: (permission: string) => string,
  remedy = (permission: string, owner: string): string =>
    `use a fine-grained token or GitHub App token for ${owner} with the permission ${permission}.`,
): Explain<GitHubContext> {
  return ({ operation, location }, failure) => {
    const permission = formatPermission(location, failure);
    return {
      code: 'github-permission-missing',
      problem: `Cannot ${operation} with \`github-token\` (HTTP ${failure.status}).`,
      likelyCause: likelyCause(permission),
      remedy: remedy(permission, location.owner),
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
  () => 'the owner of the token is not an administrator there, or the token lacks a scope.',
);

/** For an unknown message: GitHub names the permission that a request needs also when it refuses it for another reason. */
export const explainUnknownRefusal: Explain<GitHubContext> = ({ operation, location }, failure) => ({
  code: 'github-request-failed',
  problem: `Cannot ${operation}: GitHub returned ${formatReceived(failure, gitHubService)}.${formatQuote(failure, gitHubService)}`,
  likelyCause: `unknown. The token may lack the permission ${formatPermission(location, failure)}, which GitHub names for this request.`,
  remedy: `make sure that the token has this permission for ${location.owner}. If it has, contact GitHub Support with the lines above.`,
});

export const explainArchivedRepository: Explain<GitHubContext> = ({ operation }, { status }) => ({
  code: 'github-repository-unavailable',
  problem: `Cannot ${operation}: the repository is archived and therefore read-only (HTTP ${status}).`,
  likelyCause: 'an administrator of the repository archived it.',
  remedy:
    "unarchive it in the repository's settings (General > Danger Zone), or store the secret in another repository.",
});

export const explainBlockedRepository: Explain<GitHubContext> = ({ operation }, failure) => ({
  code: 'github-repository-unavailable',
  problem: `Cannot ${operation}: GitHub has blocked the repository (HTTP ${failure.status}).${formatQuote(failure, gitHubService)}`,
  likelyCause: "a takedown notice, a violation of GitHub's terms, or a migration that is under way.",
  remedy:
    "open the repository's page on GitHub, which says why. If it does not, contact GitHub Support: https://support.github.com.",
});

/** When GitHub returns 404: the error code, and the inputs that may be misspelled. */
const notFoundCodes: Readonly<
  Record<SecretLocation['scope'], { readonly code: ErrorCode; readonly inputs: string }>
> = {
  repository: { code: 'github-repository-not-found', inputs: '`repository`' },
  environment: { code: 'github-environment-not-found', inputs: '`environment` or `repository`' },
  organization: { code: 'github-organization-not-found', inputs: '`organization`' },
};

export const explainNotFound: Explain<GitHubContext> = ({ operation, location }, failure) => {
  const { owner, scope } = location;
  const { code, inputs } = notFoundCodes[scope];
  const permission = formatPermission(location, failure);
  return {
    code,
    problem: `Cannot ${operation}: the ${scope === 'environment' ? '' : `${scope} `}${owner} was not found, or is not accessible with \`github-token\` (HTTP ${failure.status}).`,
    likelyCause: `the token has no access to it or lacks the permission ${permission}, or ${inputs} is misspelled.${scope === 'environment' ? ' The environment must already exist; the action does not create it.' : ''}`,
    remedy: `give the token access to ${owner} with the permission ${permission}, or correct ${inputs}.`,
  };
};

export const explainMovedOwner: Explain<GitHubContext> = ({ operation, location }, { status }) => {
  const { code, inputs } = notFoundCodes[location.scope];
  return {
    code,
    problem: `Cannot ${operation}: ${location.owner} has moved (HTTP ${status}).`,
    likelyCause:
      'it was renamed or transferred; the action does not follow redirects when reading or writing secrets.',
    remedy: `set ${inputs} to the current name.`,
  };
};

/** The value is never the reason: GitHub does not see it until it has decrypted it. */
export const explainRefusedEncryption: Explain<GitHubContext> = ({ operation }, { status }) => ({
  code: 'github-secret-refused',
  problem: `Cannot ${operation}: GitHub could not decrypt the value, even after the action read its public key again (HTTP ${status}).`,
  likelyCause: 'GitHub is replacing its public key, and some of its servers still return the old one.',
  remedy: 'run the job again in a few minutes.',
});

export const explainReachedLimit: Explain<GitHubContext> = ({ operation, location }, { status }) => ({
  code: 'github-secret-refused',
  problem: `Cannot ${operation}: a GitHub limit was reached (HTTP ${status}).`,
  likelyCause: 'a repository or environment can have at most 100 secrets, an organization 1,000.',
  remedy: `remove a secret of ${location.owner} that is no longer used.`,
});

export const explainRefusedRequest: Explain<GitHubContext> = ({ operation }, failure) => ({
  code: 'github-secret-refused',
  problem: `Cannot ${operation}: GitHub refused the request (HTTP ${failure.status}).${formatQuote(failure, gitHubService)}`,
  likelyCause:
    'unknown. GitHub refuses names that break a rule, too many secrets (100 in a repository or environment, 1,000 in an organization), and unknown IDs in `selected-repository-ids`. The action does not print what GitHub says about a request that contained the value.',
  remedy: 'check these three points, and run the job again.',
});
