import {
  formatAddOwnerCommand,
  formatCommands,
  formatCreateServicePrincipalCommand,
  formatGrantCommand,
  formatListSecretsCommand,
  formatRemoveSecretCommand,
  onlyForWorkloadIdentity,
} from '../../azure/az-commands.ts';
import { formatOtherClouds } from '../../azure/cloud.ts';
import type { Identity } from '../../azure/identity.ts';
import { formatShowPolicies, policiesPage } from '../../azure/portal-paths.ts';
import type { FailedResponse, FailingService } from '../../http/failure.ts';
import { formatQuote, formatReceived, type CodedExplanation } from '../../http/failure-rules.ts';

/** Microsoft Graph, in errors. */
export const graphService: FailingService = {
  name: 'Microsoft Graph',
  unreachable: 'graph-unreachable',
  failed: 'graph-request-failed',
  statusPage: 'https://status.cloud.microsoft',
  support: 'Microsoft Support',
  requestIdName: 'request ID',
};

/** What the explanation of an error of Graph depends on, apart from the response. */
export interface GraphContext {
  readonly identity: Identity;
  /** The application permissions in the token; undefined when it does not list them. */
  readonly roles: readonly string[] | undefined;
  /** Completes "when asked to …", with the application if it is about one. */
  readonly operation: string;
  /** The application whose secrets are changed; undefined for a request that only reads. */
  readonly applicationId: string | undefined;
  /** The description of the secret that is added. */
  readonly description?: string | undefined;
}

/** The least permission that the workload identity needs. */
export const ownedPermission = 'Application.ReadWrite.OwnedBy';

/** Explains that Graph does not allow a request. Reading needs the permission; a change needs ownership, too. */
export function explainPermissionMissing(
  { identity, roles, operation, applicationId }: GraphContext,
  failure: FailedResponse,
): CodedExplanation | undefined {
  const { clientId, cloud } = identity;
  const problem = `The workload identity ${clientId} is not allowed to ${operation}${formatRequestId(failure)}.`;
  const grant = formatGrantCommand(identity, ownedPermission);
  if (applicationId !== undefined && (roles === undefined || roles.includes(ownedPermission))) {
    const addOwner = formatAddOwnerCommand(identity, applicationId);
    const code = 'application-not-owned';
    if (roles !== undefined) {
      return {
        code,
        problem,
        likelyCause: `its permission ${ownedPermission} covers only applications that it owns, and it does not own this one.`,
        remedy: `make it an owner, which is not possible in the portal:${formatCommands(cloud, addOwner)}`,
      };
    }
    return {
      code,
      problem,
      likelyCause: `it does not own this application, or it lacks the application permission ${ownedPermission} on Microsoft Graph. The action cannot tell which, because it cannot read the permissions in the access token.`,
      remedy: `${onlyForWorkloadIdentity(clientId)}, make it an owner, and grant it the permission with consent if it lacks it (it can take a few minutes to take effect):${formatCommands(cloud, addOwner, grant)}`,
    };
  }
  // Neither ownership nor the permission is the cause.
  if (roles?.includes('Application.ReadWrite.All')) return undefined;
  return {
    code: 'graph-permission-missing',
    problem,
    likelyCause: `it lacks the application permission ${ownedPermission} on Microsoft Graph, or that permission lacks admin consent.`,
    remedy: `${onlyForWorkloadIdentity(clientId)}, grant it the permission with consent (it can take a few minutes to take effect):${formatCommands(cloud, grant)}`,
  };
}

export function explainIdentityNotFound(
  { identity, operation }: GraphContext,
  failure: FailedResponse,
): CodedExplanation {
  const { clientId, cloud } = identity;
  return {
    code: 'graph-permission-missing',
    problem: `Microsoft Graph does not know the workload identity ${clientId}, which asked it to ${operation}${formatRequestId(failure)}.`,
    likelyCause:
      'it has no permission on Microsoft Graph with admin consent, or its enterprise application (service principal) was deleted. Recent changes can take a few minutes to take effect.',
    remedy: `${onlyForWorkloadIdentity(clientId)}, create its service principal if there is none, and grant it the permission with consent:${formatCommands(cloud, formatCreateServicePrincipalCommand(clientId), formatGrantCommand(identity, ownedPermission))}`,
  };
}

/** For a token that the action has already replaced by a new login. */
export function explainTokenRefused({ operation }: GraphContext, failure: FailedResponse): CodedExplanation {
  return {
    code: 'graph-request-failed',
    problem: `Microsoft Graph rejected the access token when asked to ${operation}, even after a new login: ${formatReceived(failure, graphService)}.${formatQuote(failure, graphService)}`,
    likelyCause: 'unknown. The new login issued a new token, so the age of the token is not the cause.',
    remedy: `run the job again in a few minutes. If the error persists, contact ${graphService.support} with the lines above.`,
  };
}

export function explainOtherCloud(
  { identity, operation }: GraphContext,
  failure: FailedResponse,
): CodedExplanation {
  return {
    code: 'graph-request-failed',
    problem: `Microsoft Graph at ${identity.cloud.graph} refused the access token, which is for another audience, when asked to ${operation}${formatRequestId(failure)}.`,
    likelyCause: 'the tenant belongs to another cloud.',
    remedy: `set \`cloud\` to the cloud of the tenant, one of ${formatOtherClouds(identity.cloud)}.`,
  };
}

export function explainLifetimeNotAllowed(
  { identity: { cloud }, operation, applicationId = 'APPLICATION-ID' }: GraphContext,
  failure: FailedResponse,
): CodedExplanation {
  return {
    code: 'lifetime-not-allowed',
    problem: `The tenant's policy does not allow this action to ${operation}${formatRequestId(failure)}.${formatQuote(failure, graphService)}`,
    likelyCause: 'an application management policy limits the lifetime of client secrets.',
    remedy: `shorten \`expires\` to the lifetime that the policy allows. ${formatShowPolicies(cloud, applicationId)}`,
  };
}

export function explainSecretsNotAllowed(
  { applicationId = 'APPLICATION-ID' }: GraphContext,
  failure: FailedResponse,
): CodedExplanation {
  const received = `${formatRequestId(failure)}.${formatQuote(failure, graphService)}`;
  return secretsNotAllowed(applicationId, received);
}

/** @param received ends the first sentence, and quotes Graph; without a response, a full stop */
export function secretsNotAllowed(applicationId: string, received = '.'): CodedExplanation {
  return {
    code: 'client-secrets-not-allowed',
    problem: `The tenant's policy does not allow client secrets on this application${received}`,
    likelyCause: 'an application management policy forbids them, for all applications or for this one.',
    remedy: `ask the tenant's administrators to exclude application ${applicationId} in ${policiesPage} > Block password addition > All applications with exclusions.`,
  };
}

export function explainTooManyCredentials(
  { identity: { cloud }, applicationId = 'APPLICATION-ID' }: GraphContext,
  failure: FailedResponse,
): CodedExplanation {
  return {
    code: 'too-many-credentials',
    problem: `Application ${applicationId} cannot have any more credentials${formatRequestId(failure)}.`,
    likelyCause: 'unused client secrets have accumulated on it.',
    remedy: `remove the ones that are no longer needed. To list them:${formatCommands(cloud, formatListSecretsCommand(applicationId))}`,
  };
}

export function explainTwoSecretLimit({
  identity: { cloud },
  applicationId = 'APPLICATION-ID',
}: Pick<GraphContext, 'identity' | 'applicationId'>): CodedExplanation {
  return {
    code: 'two-secret-limit',
    problem: 'The application already has two client secrets, and cannot have more. Expired secrets count.',
    likelyCause:
      'it supports personal Microsoft accounts. Such applications are limited to two client secrets.',
    remedy: `set \`retire-after\`, so that this action removes superseded secrets; or remove a secret that is no longer used, by its key ID:${formatCommands(cloud, formatListSecretsCommand(applicationId), formatRemoveSecretCommand(applicationId, 'KEY-ID'))}`,
  };
}

/** A search by name has the name of the same field in its errors. */
export function explainDescriptionRefused(
  { description }: GraphContext,
  failure: FailedResponse,
): CodedExplanation | undefined {
  if (description === undefined) return undefined;
  return {
    code: 'description-refused',
    problem: `Microsoft Graph refused the description of the new client secret, "${description}" (${description.length} characters)${formatRequestId(failure)}.${formatQuote(failure, graphService)}`,
    likelyCause: 'it is too long: it consists of your `description`, the repository and the run.',
    remedy: 'shorten `description`.',
  };
}

/** The request ID in parentheses, with a leading blank; '' without one. */
export function formatRequestId({ requestId }: FailedResponse): string {
  return requestId === undefined ? '' : ` (request ID ${requestId})`;
}
