import { unreachableError } from '../http/errors.ts';
import { ActionError } from '../shared/action-error.ts';
import {
  formatAddFederatedCredentialCommand,
  formatCommands,
  formatListFederatedCredentialsCommand,
  formatShowApplicationCommand,
  formatShowTenantCommand,
  onlyForWorkloadIdentity,
} from '../azure/az-commands.ts';
import type { TokenClaims, Identity } from '../azure/identity.ts';
import { describeRefusal, type LoginRefusal } from './refusal.ts';
import { explainDisabledServicePrincipal, explainMissingServicePrincipal } from './secret-login-errors.ts';

/** Which claim matches no federated credential, by AADSTS number. The last number is an older one for all three. */
const mismatches = new Map([
  [700213, 'subject'],
  [7002138, 'subject'],
  [700211, 'issuer'],
  [700212, 'audience'],
  [70021, 'issuer, subject and audience'],
]);

/** The error for a login of the workload identity that failed. @param claims the claims of the OIDC token that was sent */
export function loginError(refusal: LoginRefusal, identity: Identity, claims: TokenClaims): ActionError {
  const { tenantId, clientId, cloud } = identity;
  const name = describeRefusal(refusal);
  const mismatch = refusal.aadsts === undefined ? undefined : mismatches.get(refusal.aadsts);
  if (mismatch !== undefined) return federationMismatchError(mismatch, name, identity, claims);
  switch (refusal.aadsts) {
    case 70025:
      return noFederatedCredentialError(name, identity, claims);
    case 700024:
      return new ActionError('id-token-stale', {
        problem: `Microsoft Entra ID refused this workflow's OIDC token because of its validity period (${name}).`,
        likelyCause:
          'the clock of the runner is wrong, or its network is very slow: the token is valid for about five minutes.',
        remedy: 'run the job again; on self-hosted runners, synchronize the clock (NTP).',
      });
    case 700016:
      return new ActionError('workload-identity-not-found', {
        problem: `Tenant ${tenantId} has no application ${clientId} (${name}).`,
        likelyCause:
          '`client-id` is not the application (client) ID of the workload identity, or `tenant-id` names another directory.',
        remedy: `correct whichever is wrong. To check whether the application exists:${formatCommands(cloud, formatShowApplicationCommand(clientId))}`,
      });
    case 90002:
      return new ActionError('tenant-not-found', {
        problem: `There is no tenant ${tenantId} in the cloud \`${cloud.name}\` (${name}).`,
        likelyCause: '`tenant-id` is not the directory (tenant) ID, or `cloud` names another cloud.',
        remedy: `compare \`tenant-id\` with the output of:${formatCommands(cloud, formatShowTenantCommand())}`,
      });
    case 7000229:
      return new ActionError('login-refused', {
        problem: `The workload identity ${clientId} has no service principal in tenant ${tenantId} (${name}).`,
        ...explainMissingServicePrincipal(clientId, cloud),
      });
    case 7000112:
      return new ActionError('login-refused', {
        problem: `The workload identity ${clientId} is disabled (${name}).`,
        ...explainDisabledServicePrincipal(clientId, cloud),
      });
    case 53003:
      return new ActionError('login-blocked-by-policy', {
        problem: `A Conditional Access policy blocked the login of the workload identity ${clientId} (${name}).`,
        likelyCause:
          'a policy for workload identities allows only certain network locations, and the runner is not in any of them.',
        remedy: `exclude ${clientId} from that policy, or run the job on a runner in one of its locations.`,
      });
    case 90055:
      return new ActionError('login-refused', {
        problem: `Microsoft Entra ID temporarily refuses logins to tenant ${tenantId} (${name}).`,
        likelyCause: 'the tenant receives too many requests.',
        remedy: 'run the job again in a few minutes.',
      });
    case undefined:
      return unnumberedRefusalError(refusal, identity);
    default:
      return new ActionError('login-refused', {
        problem: `Microsoft Entra ID refused the login of the workload identity ${clientId} (${name}).`,
        likelyCause: 'a setting of the tenant or of that application.',
        remedy: `see Microsoft's explanation: https://login.microsoftonline.com/error?code=${refusal.aadsts}`,
      });
  }
}

/**
 * Prints no command that adds a federated credential: `client-id` may name the application whose secret is renewed, and
 * that application must not trust GitHub.
 */
function noFederatedCredentialError(name: string, { clientId }: Identity, claims: TokenClaims): ActionError {
  return new ActionError('federated-credential-missing', {
    problem: [
      `Application ${clientId}, which \`client-id\` names, has no federated credentials (${name}). The OIDC token of this workflow contains:`,
      ...formatClaims(claims),
    ].join('\n'),
    likelyCause:
      "`client-id` is not the workload identity (it may be the application ID of Exalate's own application), or the workload identity has no federated credential yet.",
    remedy:
      "set `client-id` to the application (client) ID of the workload identity that logs in for this workflow. docs/setup.md of this action shows where to find that ID, and how to add a federated credential to the workload identity. Never add one to Exalate's application.",
  });
}

function federationMismatchError(
  mismatch: string,
  name: string,
  { clientId, cloud }: Identity,
  claims: TokenClaims,
): ActionError {
  const condition = onlyForWorkloadIdentity(clientId);
  // An application has at most one credential for an issuer and subject, so a wrong audience must be corrected there.
  const remedy = mismatch.includes('audience')
    ? `${condition}: if a credential with this issuer and subject is listed, correct its audience; otherwise add the credential:${formatCommands(cloud, formatListFederatedCredentialsCommand(clientId), formatAddFederatedCredentialCommand(clientId, claims))}`
    : `${condition}, add the matching credential:${formatCommands(cloud, formatAddFederatedCredentialCommand(clientId, claims))}`;
  return new ActionError('federated-credential-mismatch', {
    problem: [
      `Microsoft Entra ID refused this workflow's OIDC token (${name}). The token contains:`,
      ...formatClaims(claims),
    ].join('\n'),
    likelyCause: `no federated credential of application ${clientId} has exactly this ${mismatch} (case-sensitive).`,
    remedy,
  });
}

function formatClaims({ issuer, subject, audience }: TokenClaims): readonly string[] {
  return [`  issuer    ${issuer}`, `  subject   ${subject}`, `  audience  ${audience}`];
}

function unnumberedRefusalError(refusal: LoginRefusal, { clientId, cloud }: Identity): ActionError {
  if (refusal.status === undefined)
    return unreachableError('entra-unreachable', cloud.authorityHost, describeRefusal(refusal));
  return new ActionError('login-refused', {
    problem: `Microsoft Entra ID refused the login of the workload identity ${clientId} (${describeRefusal(refusal)}, without an error number).`,
    likelyCause:
      'a temporary outage of Microsoft Entra ID, or a proxy or firewall that responded in its place.',
    remedy:
      'run the job again; on self-hosted runners, check the proxy. If the error persists, see https://azure.status.microsoft.',
  });
}
