import {
  formatAddFederatedCredentialCommand,
  formatCommands,
  formatCreateServicePrincipalCommand,
  formatEnableServicePrincipalCommand,
  formatListFederatedCredentialsCommand,
  formatShowApplicationCommand,
  formatShowTenantCommand,
  onlyForWorkloadIdentity,
} from '../../azure/az-commands.ts';
import { formatOtherClouds, type Cloud } from '../../azure/cloud.ts';
import type { Identity, TokenClaims } from '../../azure/identity.ts';
import { formatQuote, formatReceived, type Explain } from '../../http/failure-rules.ts';
import type { FailingService } from '../../http/failure.ts';
import type { Explanation } from '../../shared/action-error.ts';
import { describeLoginFailure as describe, explanationUrl } from './response.ts';

export const entraService: FailingService = {
  name: 'Microsoft Entra ID',
  unreachable: 'entra-unreachable',
  failed: 'login-refused',
  statusPage: 'https://azure.status.microsoft',
  support: 'Microsoft Support',
  requestIdName: 'trace ID',
};

/** The login of the workload identity that failed. */
export interface LoginContext {
  readonly identity: Identity;
  /** The claims of the OIDC token that was sent. */
  readonly claims: TokenClaims;
}

export const explainThrottling: Explain<LoginContext> = ({ identity }, failure) => ({
  code: 'entra-throttled',
  problem: `Microsoft Entra ID limits the number of logins, and refused the login of the workload identity ${identity.clientId} to tenant ${identity.tenantId} (${describe(failure)}).`,
  likelyCause: 'too many logins to the tenant, or of this workload identity, in a short time.',
  remedy: 'run the job again in a few minutes.',
});

export const explainOutage: Explain<LoginContext> = ({ identity }, failure) => ({
  code: 'login-refused',
  problem: `Microsoft Entra ID did not log in the workload identity ${identity.clientId} because of a temporary problem: ${formatReceived(failure, entraService)}.${formatQuote(failure, entraService)}`,
  likelyCause: 'an outage of Microsoft Entra ID.',
  remedy: `run the job again in a few minutes. If the error persists, see ${entraService.statusPage}.`,
});

/** The issuer of GitHub.com and of GHE.com; a GitHub Enterprise Server has its own host. */
const publicIssuer = /^https:\/\/token\.actions\.(githubusercontent\.com|[\w-]+\.ghe\.com)(\/|$)/;

export const explainUnreachableIssuer: Explain<LoginContext> = ({ claims: { issuer } }, failure) => {
  const problem = `Microsoft Entra ID could not download the keys of ${issuer}, which issued this workflow's OIDC token (${describe(failure)}).`;
  if (publicIssuer.test(issuer)) {
    return {
      code: 'issuer-unreachable',
      problem,
      likelyCause: 'an outage of GitHub, or of the network between Microsoft and GitHub.',
      remedy: 'run the job again in a few minutes, and check https://www.githubstatus.com.',
    };
  }
  return {
    code: 'issuer-unreachable',
    problem,
    likelyCause: 'Microsoft cannot reach that server, for example because it is in a private network.',
    remedy: `make these two URLs available from the internet:\n  ${issuer}/.well-known/openid-configuration\n  ${issuer}/.well-known/jwks`,
  };
};

/** @param mismatch the claims that match no federated credential: `issuer` */
export const explainMismatch =
  (mismatch: string): Explain<LoginContext> =>
  ({ identity: { clientId, cloud }, claims }, failure) => {
    const condition = onlyForWorkloadIdentity(clientId);
    const add = formatAddFederatedCredentialCommand(clientId, claims);
    // An application has at most one credential for an issuer and subject, so a wrong audience must be corrected there.
    const remedy = mismatch.includes('audience')
      ? `${condition}: if a credential with this issuer and subject is listed, correct its audience; otherwise add the credential:${formatCommands(cloud, formatListFederatedCredentialsCommand(clientId), add)}`
      : `${condition}, add the matching credential:${formatCommands(cloud, add)}`;
    return {
      code: 'federated-credential-mismatch',
      problem: [
        `Microsoft Entra ID refused this workflow's OIDC token (${describe(failure)}). The token contains:`,
        ...formatClaims(claims),
      ].join('\n'),
      likelyCause: `no federated credential of application ${clientId} has exactly this ${mismatch} (case-sensitive).`,
      remedy,
    };
  };

/**
 * Prints no command that adds a federated credential: `client-id` may name the application whose secret is renewed, and
 * that application must not trust GitHub.
 */
export const explainNoFederatedCredential: Explain<LoginContext> = ({ identity, claims }, failure) => ({
  code: 'federated-credential-missing',
  problem: [
    `Application ${identity.clientId}, which \`client-id\` names, has no federated credentials (${describe(failure)}). The OIDC token of this workflow contains:`,
    ...formatClaims(claims),
  ].join('\n'),
  likelyCause:
    "`client-id` is not the workload identity (it may be the application ID of Exalate's own application), or the workload identity has no federated credential yet.",
  remedy:
    "set `client-id` to the application (client) ID of the workload identity that logs in for this workflow. In the repository of this action, docs/setup.md shows where to find that ID, and how to add a federated credential to the workload identity. Never add one to Exalate's application.",
});

function formatClaims({ issuer, subject, audience }: TokenClaims): readonly string[] {
  return [`  issuer    ${issuer}`, `  subject   ${subject}`, `  audience  ${audience}`];
}

export const explainEnterpriseClaim: Explain<LoginContext> = (
  { identity, claims: { enterprise } },
  failure,
) => ({
  code: 'enterprise-claim-refused',
  problem: `Tenant ${identity.tenantId} accepts OIDC tokens of GitHub only from certain enterprises (${describe(failure)}). The token of this workflow ${enterprise === undefined ? 'has no `enterprise` claim' : `has the \`enterprise\` claim "${enterprise}"`}.${formatQuote(failure, entraService)}`,
  likelyCause:
    enterprise === undefined
      ? 'the repository belongs to a user or to an organization outside of any GitHub enterprise.'
      : 'the repository belongs to an enterprise that the tenant does not accept.',
  remedy:
    enterprise === undefined
      ? 'run the workflow in a repository of an accepted enterprise. GitHub sets the claim; a workflow cannot add it.'
      : 'run the workflow in a repository of an accepted enterprise, or ask an administrator of the tenant to accept this one. GitHub sets the claim; a workflow cannot change it.',
});

export const explainStaleIdToken: Explain<LoginContext> = (_, failure) => ({
  code: 'id-token-stale',
  problem: `Microsoft Entra ID refused this workflow's OIDC token because of its validity period (${describe(failure)}).`,
  likelyCause:
    'the clock of the runner is wrong, or its network is very slow: the token is valid for about five minutes.',
  remedy: 'run the job again; on self-hosted runners, synchronize the clock (NTP).',
});

export const explainInvalidSignature: Explain<LoginContext> = ({ claims: { issuer } }, failure) => ({
  code: 'login-refused',
  problem: `Microsoft Entra ID could not verify the signature of this workflow's OIDC token (${describe(failure)}).${formatQuote(failure, entraService)}`,
  likelyCause: `the key that signed the token is not among the keys of ${issuer} that Microsoft Entra ID knows, for example because they have just changed.`,
  remedy: 'run the job again in a few minutes.',
});

export const explainUnknownIdentity: Explain<LoginContext> = (
  { identity: { tenantId, clientId, cloud } },
  failure,
) => ({
  code: 'workload-identity-not-found',
  problem: `Tenant ${tenantId} has no application ${clientId} (${describe(failure)}).`,
  likelyCause:
    '`client-id` is not the application (client) ID of the workload identity, or `tenant-id` names another directory.',
  remedy: `correct whichever is wrong. To check whether the application exists:${formatCommands(cloud, formatShowApplicationCommand(clientId))}`,
});

export const explainUnknownTenant: Explain<LoginContext> = ({ identity: { tenantId, cloud } }, failure) => ({
  code: 'tenant-not-found',
  problem: `There is no tenant ${tenantId} in the cloud \`${cloud.name}\` (${describe(failure)}).`,
  likelyCause: '`tenant-id` is not the directory (tenant) ID, or `cloud` names another cloud.',
  remedy: `compare \`tenant-id\` with the output of:${formatCommands(cloud, formatShowTenantCommand())}`,
});

export const explainOtherCloud: Explain<LoginContext> = ({ identity: { tenantId, cloud } }, failure) => ({
  code: 'tenant-in-other-cloud',
  problem: `Tenant ${tenantId} does not belong to the cloud \`${cloud.name}\` (${describe(failure)}).`,
  likelyCause: 'the input `cloud` does not name the cloud of the tenant.',
  remedy: `set \`cloud\` to the cloud of the tenant, one of ${formatOtherClouds(cloud)}.`,
});

export const explainRestrictedTenant: Explain<LoginContext> = (
  { identity: { tenantId, cloud } },
  failure,
) => ({
  code: 'tenant-access-restricted',
  problem: `The network of the runner does not allow logins to tenant ${tenantId} (${describe(failure)}).`,
  ...explainTenantRestriction(tenantId, cloud),
});

export const explainMissingIdentityPrincipal: Explain<LoginContext> = ({ identity }, failure) => ({
  code: 'login-refused',
  problem: `The workload identity ${identity.clientId} has no service principal in tenant ${identity.tenantId} (${describe(failure)}).`,
  ...explainMissingServicePrincipal(identity.clientId, identity.cloud),
});

export const explainDisabledIdentity: Explain<LoginContext> = (
  { identity: { clientId, cloud } },
  failure,
) => ({
  code: 'login-refused',
  problem: `The workload identity ${clientId} is disabled (${describe(failure)}).`,
  ...explainDisabledServicePrincipal(clientId, cloud),
});

export const explainPolicy: Explain<LoginContext> = ({ identity: { clientId } }, failure) => ({
  code: 'login-blocked-by-policy',
  problem: `A Conditional Access policy blocked the login of the workload identity ${clientId} (${describe(failure)}).`,
  likelyCause:
    'a policy for workload identities allows only certain network locations, and the runner is not in any of them.',
  remedy: `exclude ${clientId} from that policy, or run the job on a runner in one of its locations.`,
});

export const explainUnknownCode: Explain<LoginContext> = ({ identity: { clientId, cloud } }, failure) => ({
  code: 'login-refused',
  problem: `Microsoft Entra ID refused the login of the workload identity ${clientId}: ${formatReceived(failure, entraService)}.${formatQuote(failure, entraService)}`,
  likelyCause: 'unknown. The action has no explanation for this code.',
  remedy: `see Microsoft's explanation of the code: ${explanationUrl(cloud.authorityHost, failure)}`,
});

/** Why a login with any credential failed, and what to do. */
type CauseAndRemedy = Pick<Explanation, 'likelyCause' | 'remedy'>;

export function explainMissingServicePrincipal(applicationId: string, cloud: Cloud): CauseAndRemedy {
  return {
    likelyCause:
      'the app registration was created without an enterprise application, or its enterprise application was deleted.',
    remedy: `create it:${formatCommands(cloud, formatCreateServicePrincipalCommand(applicationId))}`,
  };
}

export function explainDisabledServicePrincipal(applicationId: string, cloud: Cloud): CauseAndRemedy {
  return {
    likelyCause: 'an administrator disabled its enterprise application.',
    remedy: `enable it:${formatCommands(cloud, formatEnableServicePrincipalCommand(applicationId))}`,
  };
}

export function explainTenantRestriction(tenantId: string, cloud: Cloud): CauseAndRemedy {
  return {
    likelyCause: `a proxy or firewall adds a header for tenant restrictions (sec-Restrict-Tenant-Access-Policy or Restrict-Access-To-Tenants) to requests for ${new URL(cloud.authorityHost).host}.`,
    remedy: `ask the administrator of the network to allow tenant ${tenantId}, or run the job on a runner in another network.`,
  };
}
