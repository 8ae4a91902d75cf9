import { ActionError } from '../shared/action-error.ts';
import type { Application } from './application.ts';
import type { GraphResponse } from './graph.ts';
import {
  formatAddOwnerCommand,
  formatCommands,
  formatGrantOwnedByCommand,
  formatListSecretsCommand,
  onlyForWorkloadIdentity,
  formatRemoveSecretCommand,
  formatShowPoliciesCommands,
} from '../azure/az-commands.ts';
import type { Identity } from '../azure/identity.ts';

/** What distinguishes refusals of Graph, apart from the response. */
export interface GraphAccessContext {
  readonly identity: Identity;
  /** The application permissions in the token; undefined when it does not list them. */
  readonly roles: readonly string[] | undefined;
}

/**
 * The error for a request that Graph did not execute. It depends on the error code, which is part of the API, and on the
 * message, which is not, only where one code has several meanings.
 *
 * @param operation completes "when asked to …"
 */
export function graphError(
  response: GraphResponse,
  operation: string,
  { identity }: GraphAccessContext,
): ActionError {
  if (response.code === 'Authorization_RequestDenied') {
    return new ActionError('graph-permission-missing', {
      problem: `The workload identity ${identity.clientId} is not allowed to ${operation}${formatRequestId(response)}.`,
      likelyCause:
        'it lacks the application permission Application.ReadWrite.OwnedBy on Microsoft Graph, or that permission lacks admin consent.',
      remedy: `${onlyForWorkloadIdentity(identity.clientId)}, grant it the permission with consent (it can take a few minutes to take effect):${formatCommands(identity.cloud, formatGrantOwnedByCommand(identity))}`,
    });
  }
  if (response.status === 401) {
    return new ActionError('graph-request-failed', {
      problem: `Microsoft Graph refused the access token when asked to ${operation} (${describeResponse(response)})${formatRequestId(response)}.`,
      likelyCause: 'the tenant belongs to another cloud.',
      remedy: 'set `cloud` to the cloud of the tenant.',
    });
  }
  const problem = `Microsoft Graph returned ${describeResponse(response)} when asked to ${operation}${formatRequestId(response)}.`;
  if (response.status >= 500 || response.status === 429 || response.status === 409) {
    return new ActionError('graph-request-failed', {
      problem,
      likelyCause: 'a temporary outage, or too many requests at the same time.',
      remedy: 'run the job again in a few minutes.',
    });
  }
  if (response.code === undefined) {
    return new ActionError('graph-request-failed', {
      problem,
      likelyCause:
        'a proxy or firewall that responded in place of Microsoft Graph: the response does not have its error format.',
      remedy: 'on self-hosted runners, check the proxy; otherwise run the job again.',
    });
  }
  return new ActionError('graph-request-failed', {
    problem,
    likelyCause: 'a setting of the tenant. The action does not recognize this error code.',
    remedy: 'contact Microsoft Entra ID support with the error code and the request ID.',
  });
}

/**
 * The error for a change of client secrets that Graph did not execute.
 *
 * @param operation completes "when asked to … application X"
 */
export function secretChangeError(
  response: GraphResponse,
  operation: string,
  context: GraphAccessContext,
  applicationId: string,
): ActionError {
  const { identity, roles } = context;
  const { cloud } = identity;
  switch (response.code) {
    case 'Authorization_RequestDenied':
      if (roles?.some((role) => /^Application\.ReadWrite\.(OwnedBy|All)$/.test(role)) !== true) break;
      return new ActionError('application-not-owned', {
        problem: `The workload identity ${identity.clientId} is not allowed to ${operation} application ${applicationId}${formatRequestId(response)}.`,
        likelyCause:
          'its permission Application.ReadWrite.OwnedBy covers only applications that it owns, and it does not own this one.',
        remedy: `make it an owner, which is not possible in the portal:${formatCommands(cloud, formatAddOwnerCommand(identity, applicationId))}`,
      });
    case 'CredentialInvalidLifetimeAsPerAppPolicy':
      return new ActionError('lifetime-not-allowed', {
        problem: `The tenant's policy does not allow this action to ${operation} application ${applicationId}${formatRequestId(response)}.`,
        likelyCause: 'an application management policy limits the lifetime of client secrets.',
        remedy: `shorten \`expires\`. Check the allowed lifetime in the policy of the tenant, and in the policies of the application:${formatCommands(
          cloud,
          ...formatShowPoliciesCommands(cloud, applicationId),
        )}`,
      });
    case 'CredentialTypeNotAllowedAsPerAppPolicy':
      return new ActionError('client-secrets-not-allowed', {
        problem: `The tenant's policy does not allow client secrets on this application${formatRequestId(response)}.`,
        likelyCause:
          'an application management policy blocks new client secrets, for all applications or for this one.',
        remedy: `ask the tenant's administrators for an exception for application ${applicationId}.`,
      });
    case 'Directory_QuotaExceeded':
    case 'Directory_ResourceSizeExceeded':
      return new ActionError('too-many-credentials', {
        problem: `The application cannot have any more credentials${formatRequestId(response)}.`,
        likelyCause: 'unused client secrets have accumulated on it.',
        remedy: `remove the ones that are no longer needed. To list them:${formatCommands(cloud, formatListSecretsCommand(applicationId))}`,
      });
    default:
      break;
  }
  if (/maximum of 2/i.test(response.message)) return twoSecretLimitError(identity, applicationId, []);
  if (response.code === 'Request_BadRequest' && /displayName/i.test(response.message)) {
    return new ActionError('description-refused', {
      problem: `Microsoft Graph refused the description of the new client secret${formatRequestId(response)}.`,
      likelyCause: 'it is too long: it consists of your `description`, the repository and the run.',
      remedy: 'shorten `description`.',
    });
  }
  return graphError(response, `${operation} application ${applicationId}`, context);
}

/** The error for a new secret that Graph stored with another description. */
export function descriptionChangedError(): ActionError {
  return new ActionError('description-refused', {
    problem:
      'Microsoft Graph stored the new client secret with a different description than requested, so a later run could not recognize it.',
    likelyCause: 'the description is too long, or contains characters that Microsoft Graph replaces.',
    remedy: 'shorten `description`, and use only letters, digits and spaces.',
  });
}

/** @param existingSecrets readable descriptions of the secrets on the application */
export function twoSecretLimitError(
  { cloud }: Identity,
  applicationId: string,
  existingSecrets: readonly string[],
): ActionError {
  return new ActionError('two-secret-limit', {
    problem: [
      'The application already has two client secrets, and cannot have more. Expired secrets count.',
      ...existingSecrets,
    ].join('\n  - '),
    likelyCause:
      'it supports personal Microsoft accounts. Such applications are limited to two client secrets.',
    remedy: `set \`retire-after\`, so that this action removes superseded secrets; or remove a secret that is no longer used, by its key ID:${formatCommands(cloud, formatListSecretsCommand(applicationId), formatRemoveSecretCommand(applicationId, 'KEY-ID'))}`,
  });
}

/**
 * @throws ActionError `workload-identity-is-application` when the application whose secret is renewed is the one that logs
 *   in
 */
export function requireSeparateWorkloadIdentity(
  { applicationId, displayName }: Application,
  { clientId }: Identity,
): void {
  if (applicationId.toLowerCase() !== clientId.toLowerCase()) return;
  throw new ActionError('workload-identity-is-application', {
    problem: `\`client-id\` and \`application\` name the same app registration, "${displayName}" (${clientId}).`,
    likelyCause:
      "`client-id` contains the application ID of Exalate's own application instead of the workload identity, the separate application that logs in for this workflow.",
    remedy:
      "set `client-id` to the application (client) ID of the workload identity; docs/setup.md of this action shows where to find it. Exalate's application must not trust GitHub: remove its federated credentials.",
  });
}

/** The error for a response that is not what Graph documents. */
export function unreadableResponseError(operation: string, response: GraphResponse): ActionError {
  return new ActionError('graph-request-failed', {
    problem: `Microsoft Graph sent a response that cannot be read when asked to ${operation} (${describeResponse(response)})${formatRequestId(response)}.`,
    likelyCause: 'a proxy or firewall that responded in place of Microsoft Graph.',
    remedy: 'run the job again; on self-hosted runners, check the proxy.',
  });
}

/** A response in an error: `HTTP 503, serviceNotAvailable`. */
export function describeResponse({ status, code }: GraphResponse): string {
  return code === undefined ? `HTTP ${status}` : `HTTP ${status}, ${code}`;
}

function formatRequestId({ requestId }: GraphResponse): string {
  return requestId === undefined ? '' : ` (request ID ${requestId})`;
}
