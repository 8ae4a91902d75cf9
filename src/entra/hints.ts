import { Failure } from '../support/failure.ts';
import type { Cloud } from './clouds.ts';
import { nameOf, type Refusal } from './refusal.ts';

/** Who logs in, and where. */
export interface Identity {
  readonly tenantId: string;
  /** The application (client) ID. */
  readonly clientId: string;
  readonly cloud: Cloud;
}

/** The claims of an OIDC token by which Entra matches a federated credential. */
export interface Claims {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

/** Quotes a text for a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The command that lets a workflow with these claims log in. */
export function addFederatedCredential(
  { clientId }: Identity,
  { issuer, subject, audience }: Claims,
): string {
  const name = `github-${subject.replace(/[^A-Za-z0-9]+/g, '-')}`.slice(0, 120);
  const parameters = JSON.stringify({ name, issuer, subject, audiences: [audience] });
  return `az ad app federated-credential create --id ${clientId} --parameters ${quoted(parameters)}`;
}

/** Microsoft Graph's own application ID, and the app role Application.ReadWrite.OwnedBy in it. Source: Graph's permissions reference. */
const graphApplicationId = '00000003-0000-0000-c000-000000000000';
const ownedByRoleId = '18a4783c-866b-4cc7-a460-3d5e5662c884';

/** The commands that grant the least permission, and consent to it. */
export function grantOwnedBy({ clientId }: Identity): string {
  return [
    `az ad app permission add --id ${clientId} --api ${graphApplicationId} --api-permissions ${ownedByRoleId}=Role`,
    `az ad app permission admin-consent --id ${clientId}`,
  ].join('\n  ');
}

/** The command that makes the identity an owner of the application: the portal cannot. */
export function addOwner({ clientId }: Identity, applicationId: string): string {
  return `az ad app owner add --id ${applicationId} --owner-object-id "$(az ad sp show --id ${clientId} --query id --output tsv)"`;
}

/** The command that removes a client secret by hand. */
export function removeSecretByHand(applicationId: string, keyId: string): string {
  return `az ad app credential delete --id ${applicationId} --key-id ${keyId}`;
}

/** The command that lists an application's client secrets. */
export function listSecrets(applicationId: string): string {
  return `az ad app credential list --id ${applicationId} --output table`;
}

/** The AADSTS numbers of a federated credential whose subject, issuer or audience differs, and the older one for all three. */
const mismatches = new Map([
  [700213, 'subject'],
  [7002138, 'subject'],
  [700211, 'issuer'],
  [700212, 'audience'],
  [70021, 'issuer, subject or audience'],
]);

/**
 * Why the workload identity could not log in.
 *
 * @param claims of the token that was sent; undefined when it could not be read
 */
export function loginFailure(refusal: Refusal, identity: Identity, claims: Claims): Failure {
  const { tenantId, clientId, cloud } = identity;
  const mismatch = refusal.aadsts === undefined ? undefined : mismatches.get(refusal.aadsts);
  if (mismatch !== undefined) {
    return new Failure('federated-credential-mismatch', {
      happened: [
        `Microsoft Entra ID refused this workflow's OIDC token (${nameOf(refusal)}). The token says:`,
        `  issuer    ${claims.issuer}`,
        `  subject   ${claims.subject}`,
        `  audience  ${claims.audience}`,
      ].join('\n'),
      likely: `no federated credential of application ${clientId} has exactly this ${mismatch}; upper and lower case count.`,
      fix: `add the matching one:\n  ${addFederatedCredential(identity, claims)}`,
    });
  }
  switch (refusal.aadsts) {
    case 700024:
      return new Failure('id-token-stale', {
        happened: `Microsoft Entra ID found this workflow's OIDC token outside its valid time (${nameOf(refusal)}).`,
        likely: 'the clock of the runner or its network is off; the token lives for about five minutes.',
        fix: 'run the job again; on your own runners, synchronise their clocks.',
      });
    case 700016:
      return new Failure('workload-identity-not-found', {
        happened: `Tenant ${tenantId} has no application ${clientId} (${nameOf(refusal)}).`,
        likely:
          '`client-id` is not the application (client) ID of the workload identity, or `tenant-id` names another directory.',
        fix: `compare \`client-id\` with what this prints:\n  az ad app list --display-name "NAME" --query "[].{name:displayName, clientId:appId}" --output table`,
      });
    case 90002:
      return new Failure('tenant-not-found', {
        happened: `There is no tenant ${tenantId} in the cloud \`${cloud.name}\` (${nameOf(refusal)}).`,
        likely: '`tenant-id` is not the directory (tenant) ID, or `cloud` names another cloud.',
        fix: 'compare `tenant-id` with what this prints:\n  az account show --query tenantId --output tsv',
      });
    case 7000229:
      return new Failure('login-refused', {
        happened: `The workload identity ${clientId} has no service principal in tenant ${tenantId} (${nameOf(refusal)}).`,
        likely: 'the app registration was made without its enterprise application, or that was deleted.',
        fix: `create it:\n  az ad sp create --id ${clientId}`,
      });
    case 7000112:
      return new Failure('login-refused', {
        happened: `The workload identity ${clientId} is disabled (${nameOf(refusal)}).`,
        likely: 'an administrator switched off its enterprise application.',
        fix: `enable it:\n  az ad sp update --id ${clientId} --set accountEnabled=true`,
      });
    case 53003:
      return new Failure('login-blocked-by-policy', {
        happened: `A Conditional Access policy refused the login of the workload identity ${clientId} (${nameOf(refusal)}).`,
        likely:
          'the policy for workload identities allows only certain network locations, and the runner is elsewhere.',
        fix: `exclude ${clientId} from that policy, or let the job run on a runner inside its locations.`,
      });
    default:
      return refusal.status === undefined ? unreachable(refusal, identity) : refused(refusal, identity);
  }
}

function unreachable(refusal: Refusal, { cloud }: Identity): Failure {
  return new Failure('entra-unreachable', {
    happened: `${cloud.authorityHost} could not be reached (${nameOf(refusal)}).`,
    likely: 'a proxy or firewall between the runner and Microsoft Entra ID, or a passing disturbance.',
    fix: 'run the job again; on your own runners, allow that host, and set HTTPS_PROXY and NODE_EXTRA_CA_CERTS where a proxy needs them.',
  });
}

function refused(refusal: Refusal, { clientId }: Identity): Failure {
  const explained =
    refusal.aadsts === undefined
      ? 'run the job again; see https://azure.status.microsoft if it goes on.'
      : `read what Microsoft says of it: https://login.microsoftonline.com/error?code=${refusal.aadsts}`;
  return new Failure('login-refused', {
    happened: `Microsoft Entra ID refused the login of the workload identity ${clientId} (${nameOf(refusal)}).`,
    likely:
      refusal.aadsts === undefined
        ? 'a passing disturbance of the service, or something between it and the runner that answers in its place.'
        : 'a setting of the tenant or of that application.',
    fix: explained,
  });
}
