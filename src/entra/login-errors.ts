import { unreachableError } from '../http/errors.ts';
import { ActionError } from '../shared/action-error.ts';
import {
  addFederatedCredentialCommand,
  formatCommands,
  createServicePrincipalCommand,
  enableServicePrincipalCommand,
  listFederatedCredentialsCommand,
  onlyForWorkloadIdentity,
  type TokenClaims,
  type Identity,
} from '../azure/az-commands.ts';
import { describeRefusal, type LoginRefusal } from './refusal.ts';

/** The AADSTS numbers of a federated credential that does not match, and in what. The last is an older one for all three. */
const mismatches = new Map([
  [700213, 'subject'],
  [7002138, 'subject'],
  [700211, 'issuer'],
  [700212, 'audience'],
  [70021, 'issuer, subject and audience'],
]);

/** Why the workload identity could not log in. @param claims those of the token that was sent */
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
        problem: `Microsoft Entra ID found this workflow's OIDC token outside its valid time (${name}).`,
        likelyCause:
          'the clock of the runner is off, or its network is very slow: the token lives for about five minutes.',
        remedy: 'run the job again; on your own runners, synchronise their clocks.',
      });
    case 700016:
      return new ActionError('workload-identity-not-found', {
        problem: `Tenant ${tenantId} has no application ${clientId} (${name}).`,
        likelyCause:
          '`client-id` is not the application (client) ID of the workload identity, or `tenant-id` names another directory.',
        remedy: `correct the one or the other. Whether the application is there is told by${formatCommands(cloud, `az ad app show --id ${clientId}`)}`,
      });
    case 90002:
      return new ActionError('tenant-not-found', {
        problem: `There is no tenant ${tenantId} in the cloud \`${cloud.name}\` (${name}).`,
        likelyCause: '`tenant-id` is not the directory (tenant) ID, or `cloud` names another cloud.',
        remedy: `compare \`tenant-id\` with what this prints:${formatCommands(cloud, 'az account show --query tenantId --output tsv')}`,
      });
    case 7000229:
      return new ActionError('login-refused', {
        problem: `The workload identity ${clientId} has no service principal in tenant ${tenantId} (${name}).`,
        likelyCause: 'the app registration was made without its enterprise application, or that was deleted.',
        remedy: `create it:${formatCommands(cloud, createServicePrincipalCommand(clientId))}`,
      });
    case 7000112:
      return new ActionError('login-refused', {
        problem: `The workload identity ${clientId} is disabled (${name}).`,
        likelyCause: 'an administrator switched off its enterprise application.',
        remedy: `enable it:${formatCommands(cloud, enableServicePrincipalCommand(clientId))}`,
      });
    case 53003:
      return new ActionError('login-blocked-by-policy', {
        problem: `A Conditional Access policy refused the login of the workload identity ${clientId} (${name}).`,
        likelyCause:
          'the policy for workload identities allows only certain network locations, and the runner is elsewhere.',
        remedy: `exclude ${clientId} from that policy, or let the job run on a runner inside its locations.`,
      });
    case 90055:
      return new ActionError('login-refused', {
        problem: `Microsoft Entra ID refuses logins to tenant ${tenantId} for now (${name}).`,
        likelyCause: 'the tenant gets too many requests.',
        remedy: 'run the job again in some minutes.',
      });
    case undefined:
      return unnumberedRefusalError(refusal, identity);
    default:
      return new ActionError('login-refused', {
        problem: `Microsoft Entra ID refused the login of the workload identity ${clientId} (${name}).`,
        likelyCause: 'a setting of the tenant or of that application.',
        remedy: `read what Microsoft says of it: https://login.microsoftonline.com/error?code=${refusal.aadsts}`,
      });
  }
}

/**
 * No command that adds a federated credential: `client-id` may be the application whose secret is to be renewed, and
 * GitHub must not become an issuer that it trusts.
 */
function noFederatedCredentialError(name: string, { clientId }: Identity, claims: TokenClaims): ActionError {
  return new ActionError('federated-credential-missing', {
    problem: [
      `Application ${clientId}, which \`client-id\` names, has no federated credentials (${name}). The token of this workflow says:`,
      ...formatClaims(claims),
    ].join('\n'),
    likelyCause:
      "`client-id` is not the workload identity (it may be the application ID of Exalate's own application), or the workload identity was set up without a federated credential.",
    remedy:
      "set `client-id` to the application (client) ID of the workload identity that logs in for this workflow. docs/setup.md of this action shows where to find that ID, and how to give the workload identity its federated credential. Never add one to Exalate's application.",
  });
}

function federationMismatchError(
  what: string,
  name: string,
  { clientId, cloud }: Identity,
  claims: TokenClaims,
): ActionError {
  const condition = onlyForWorkloadIdentity(clientId);
  // Issuer and subject together are unique on an application, so a wrong audience is corrected, not added beside.
  const correct = what.includes('audience')
    ? `${condition}: if a credential with this issuer and subject is listed, correct its audience; else add it:${formatCommands(cloud, listFederatedCredentialsCommand(clientId), addFederatedCredentialCommand(clientId, claims))}`
    : `${condition}, add the matching one:${formatCommands(cloud, addFederatedCredentialCommand(clientId, claims))}`;
  return new ActionError('federated-credential-mismatch', {
    problem: [
      `Microsoft Entra ID refused this workflow's OIDC token (${name}). The token says:`,
      ...formatClaims(claims),
    ].join('\n'),
    likelyCause: `no federated credential of application ${clientId} has exactly this ${what}; upper and lower case count.`,
    remedy: correct,
  });
}

function formatClaims({ issuer, subject, audience }: TokenClaims): readonly string[] {
  return [`  issuer    ${issuer}`, `  subject   ${subject}`, `  audience  ${audience}`];
}

function unnumberedRefusalError(refusal: LoginRefusal, { clientId, cloud }: Identity): ActionError {
  if (refusal.status === undefined)
    return unreachableError('entra-unreachable', cloud.authorityHost, describeRefusal(refusal));
  return new ActionError('login-refused', {
    problem: `Microsoft Entra ID refused the login of the workload identity ${clientId} (${describeRefusal(refusal)}).`,
    likelyCause:
      'something between the runner and Microsoft Entra ID that answers in its place, such as a proxy, or a temporary outage of the service.',
    remedy:
      'on your own runners, check the proxy; else run the job again, and see https://azure.status.microsoft if it goes on.',
  });
}
