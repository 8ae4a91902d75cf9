import { formatCommands, formatShowApplicationCommand } from '../../azure/az-commands.ts';
import type { Identity } from '../../azure/identity.ts';
import type { FailedOperation, RequestFailure } from '../../http/failure.ts';
import { explainFailure } from '../../http/failure-rules.ts';
import { foreignResponseError } from '../../http/errors.ts';
import { formatHost } from '../../http/quote.ts';
import { ActionError } from '../../shared/action-error.ts';
import { formatTimestamp } from '../../shared/timestamp.ts';
import type { Application, UnreadableApplication } from './application.ts';
import { explainTwoSecretLimit, graphService, type GraphContext } from './explanations.ts';
import { graphRules, type GraphRule } from './rules.ts';
import type { GraphResponse } from './response.ts';

/** The error for a request that Graph did not execute. */
export function graphError(
  failure: RequestFailure,
  context: GraphContext,
  rules: readonly GraphRule[] = graphRules,
): ActionError {
  return explainFailure(failure, rules, context, failedOperation(context));
}

/** The error for a response that is not what Graph documents. */
export function unreadableResponseError(response: GraphResponse, context: GraphContext): ActionError {
  // Graph sends JSON.
  if (response.body === undefined) return foreignResponseError(response, failedOperation(context));
  return new ActionError('graph-request-failed', {
    problem: `Microsoft Graph sent a response that the action cannot read when asked to ${context.operation} (HTTP ${response.status}${response.requestId === undefined ? '' : `, request ID ${response.requestId}`}).`,
    likelyCause: 'an error in the service, or a proxy that changes its responses.',
    remedy: 'run the job again; on self-hosted runners, check that the proxy does not change responses.',
  });
}

/** The error for a link to the next page that the action does not follow, because the request carries the access token. */
export function nextLinkError(link: string, { identity, operation }: GraphContext): ActionError {
  return new ActionError('graph-request-failed', {
    problem: `Microsoft Graph sent a link to ${formatHost(link) ?? 'an address that is not a URL'} when asked to ${operation}. The next page of a list must be at ${identity.cloud.graph}/, so the action did not request it.`,
    likelyCause: 'a proxy between the runner and Microsoft Graph that changes its responses.',
    remedy: 'run the job again; on self-hosted runners, check that the proxy does not change responses.',
  });
}

function failedOperation({ identity, operation }: GraphContext): FailedOperation {
  return { service: graphService, host: identity.cloud.graph, operation };
}

/** The error for the application that was asked for, when an ID or its client secrets are missing. */
export function unreadableApplicationError(
  wanted: string,
  { objectId, applicationId }: UnreadableApplication,
  { cloud }: Identity,
): ActionError {
  const id = [applicationId, objectId].find((one) => one !== '') ?? 'APPLICATION-ID';
  return new ActionError('graph-request-failed', {
    problem: `Microsoft Graph lists the app registration \`${wanted}\` without one of its IDs or without its client secrets.`,
    likelyCause: 'the app registration is damaged, or a proxy changes the responses of Microsoft Graph.',
    remedy: `check what Microsoft Graph returns for it:${formatCommands(cloud, formatShowApplicationCommand(id))}`,
  });
}

/** The error for a new secret that Graph stored with another description. */
export function descriptionChangedError(requested: string): ActionError {
  return new ActionError('description-refused', {
    problem: `Microsoft Graph stored the new client secret with a different description than requested, so a later run could not recognize it. Requested: "${requested}" (${requested.length} characters).`,
    likelyCause: 'the description is too long, or contains characters that Microsoft Graph replaces.',
    remedy: 'shorten `description`, and use only letters, digits and spaces.',
  });
}

/** The error for a new secret that Graph stored with a different expiry. */
export function expiryChangedError(requested: Date, stored: Date): ActionError {
  return new ActionError('lifetime-not-allowed', {
    problem: `Microsoft Graph stored the new client secret with a different expiry than requested: ${formatTimestamp(stored)} instead of ${formatTimestamp(requested)}.`,
    likelyCause: 'the tenant or Microsoft Graph limits the lifetime of client secrets.',
    remedy: `set \`expires\` to ${formatTimestamp(stored)} or earlier, or to a lifetime that ends by then.`,
  });
}

/** @param existingSecrets readable descriptions of the secrets on the application */
export function twoSecretLimitError(
  identity: Identity,
  applicationId: string,
  existingSecrets: readonly string[],
): ActionError {
  const { code, problem, ...rest } = explainTwoSecretLimit({ identity, applicationId });
  return new ActionError(code, { problem: [problem, ...existingSecrets].join('\n  - '), ...rest });
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
      "set `client-id` to the application (client) ID of the workload identity; docs/setup.md in the repository of this action shows where to find it. Exalate's application must not trust GitHub: remove its federated credentials.",
  });
}
