import { unreachable } from '../http/errors.ts';
import { Failure } from '../shared/action-error.ts';
import {
  addFederatedCredential,
  commands,
  createPrincipal,
  enablePrincipal,
  listFederatedCredentials,
  onlyForWorkloadIdentity,
  type Claims,
  type Identity,
} from '../azure/az-commands.ts';
import { nameOf, type Refusal } from './refusal.ts';

/** The AADSTS numbers of a federated credential that does not match, and in what. The last is an older one for all three. */
const mismatches = new Map([
  [700213, 'subject'],
  [7002138, 'subject'],
  [700211, 'issuer'],
  [700212, 'audience'],
  [70021, 'issuer, subject and audience'],
]);

/** Why the workload identity could not log in. @param claims those of the token that was sent */
export function loginFailure(refusal: Refusal, identity: Identity, claims: Claims): Failure {
  const { tenantId, clientId, cloud } = identity;
  const name = nameOf(refusal);
  const mismatch = refusal.aadsts === undefined ? undefined : mismatches.get(refusal.aadsts);
  if (mismatch !== undefined) return federationMismatch(mismatch, name, identity, claims);
  switch (refusal.aadsts) {
    case 70025:
      return noFederatedCredential(name, identity, claims);
    case 700024:
      return new Failure('id-token-stale', {
        happened: `Microsoft Entra ID found this workflow's OIDC token outside its valid time (${name}).`,
        likely:
          'the clock of the runner is off, or its network is very slow: the token lives for about five minutes.',
        fix: 'run the job again; on your own runners, synchronise their clocks.',
      });
    case 700016:
      return new Failure('workload-identity-not-found', {
        happened: `Tenant ${tenantId} has no application ${clientId} (${name}).`,
        likely:
          '`client-id` is not the application (client) ID of the workload identity, or `tenant-id` names another directory.',
        fix: `correct the one or the other. Whether the application is there is told by${commands(cloud, `az ad app show --id ${clientId}`)}`,
      });
    case 90002:
      return new Failure('tenant-not-found', {
        happened: `There is no tenant ${tenantId} in the cloud \`${cloud.name}\` (${name}).`,
        likely: '`tenant-id` is not the directory (tenant) ID, or `cloud` names another cloud.',
        fix: `compare \`tenant-id\` with what this prints:${commands(cloud, 'az account show --query tenantId --output tsv')}`,
      });
    case 7000229:
      return new Failure('login-refused', {
        happened: `The workload identity ${clientId} has no service principal in tenant ${tenantId} (${name}).`,
        likely: 'the app registration was made without its enterprise application, or that was deleted.',
        fix: `create it:${commands(cloud, createPrincipal(clientId))}`,
      });
    case 7000112:
      return new Failure('login-refused', {
        happened: `The workload identity ${clientId} is disabled (${name}).`,
        likely: 'an administrator switched off its enterprise application.',
        fix: `enable it:${commands(cloud, enablePrincipal(clientId))}`,
      });
    case 53003:
      return new Failure('login-blocked-by-policy', {
        happened: `A Conditional Access policy refused the login of the workload identity ${clientId} (${name}).`,
        likely:
          'the policy for workload identities allows only certain network locations, and the runner is elsewhere.',
        fix: `exclude ${clientId} from that policy, or let the job run on a runner inside its locations.`,
      });
    case 90055:
      return new Failure('login-refused', {
        happened: `Microsoft Entra ID refuses logins to tenant ${tenantId} for now (${name}).`,
        likely: 'the tenant gets too many requests.',
        fix: 'run the job again in some minutes.',
      });
    case undefined:
      return withoutNumber(refusal, identity);
    default:
      return new Failure('login-refused', {
        happened: `Microsoft Entra ID refused the login of the workload identity ${clientId} (${name}).`,
        likely: 'a setting of the tenant or of that application.',
        fix: `read what Microsoft says of it: https://login.microsoftonline.com/error?code=${refusal.aadsts}`,
      });
  }
}

/**
 * No command that adds a federated credential: `client-id` may be the application whose secret is to be renewed, and
 * GitHub must not become an issuer that it trusts.
 */
function noFederatedCredential(name: string, { clientId }: Identity, claims: Claims): Failure {
  return new Failure('federated-credential-missing', {
    happened: [
      `Application ${clientId}, which \`client-id\` names, has no federated credentials (${name}). The token of this workflow says:`,
      ...listed(claims),
    ].join('\n'),
    likely:
      "`client-id` is not the workload identity (it may be the application ID of Exalate's own application), or the workload identity was set up without a federated credential.",
    fix: "set `client-id` to the application (client) ID of the workload identity that logs in for this workflow. docs/setup.md of this action shows where to find that ID, and how to give the workload identity its federated credential. Never add one to Exalate's application.",
  });
}

function federationMismatch(
  what: string,
  name: string,
  { clientId, cloud }: Identity,
  claims: Claims,
): Failure {
  const condition = onlyForWorkloadIdentity(clientId);
  // Issuer and subject together are unique on an application, so a wrong audience is corrected, not added beside.
  const correct = what.includes('audience')
    ? `${condition}: if a credential with this issuer and subject is listed, correct its audience; else add it:${commands(cloud, listFederatedCredentials(clientId), addFederatedCredential(clientId, claims))}`
    : `${condition}, add the matching one:${commands(cloud, addFederatedCredential(clientId, claims))}`;
  return new Failure('federated-credential-mismatch', {
    happened: [
      `Microsoft Entra ID refused this workflow's OIDC token (${name}). The token says:`,
      ...listed(claims),
    ].join('\n'),
    likely: `no federated credential of application ${clientId} has exactly this ${what}; upper and lower case count.`,
    fix: correct,
  });
}

function listed({ issuer, subject, audience }: Claims): readonly string[] {
  return [`  issuer    ${issuer}`, `  subject   ${subject}`, `  audience  ${audience}`];
}

function withoutNumber(refusal: Refusal, { clientId, cloud }: Identity): Failure {
  if (refusal.status === undefined)
    return unreachable('entra-unreachable', cloud.authorityHost, nameOf(refusal));
  return new Failure('login-refused', {
    happened: `Microsoft Entra ID refused the login of the workload identity ${clientId} (${nameOf(refusal)}).`,
    likely:
      'something between the runner and Microsoft Entra ID that answers in its place, such as a proxy, or a temporary outage of the service.',
    fix: 'on your own runners, check the proxy; else run the job again, and see https://azure.status.microsoft if it goes on.',
  });
}
