import { ActionError } from '../shared/action-error.ts';
import type { GraphResponse } from './graph.ts';
import {
  addOwnerCommand,
  formatCommands,
  grantOwnedByCommand,
  listSecretsCommand,
  onlyForWorkloadIdentity,
  removeSecretCommand,
  type Identity,
} from '../azure/az-commands.ts';

/** What tells one refusal of Graph from another, beside its answer. */
export interface GraphAccessContext {
  readonly identity: Identity;
  /** The application permissions in the token; undefined when it does not show them. */
  readonly roles: readonly string[] | undefined;
}

/** An application as an error lists it. */
interface Candidate {
  readonly displayName: string;
  readonly applicationId: string;
}

/**
 * Why Graph did not do what was wished. Codes are contractual and decide; messages are not, and decide only where
 * one code stands for several things.
 *
 * @param operation what was asked for, to complete "was asked to …"
 */
export function graphError(
  answer: GraphResponse,
  operation: string,
  { identity }: GraphAccessContext,
): ActionError {
  if (answer.code === 'Authorization_RequestDenied') {
    return new ActionError('graph-permission-missing', {
      problem: `The workload identity ${identity.clientId} may not ${operation}${formatRequestId(answer)}.`,
      likelyCause:
        'it lacks the application permission Application.ReadWrite.OwnedBy on Microsoft Graph, or nobody gave admin consent to it.',
      remedy: `${onlyForWorkloadIdentity(identity.clientId)}, grant it with consent (it can take a few minutes to take effect):${formatCommands(identity.cloud, grantOwnedByCommand(identity))}`,
    });
  }
  if (answer.status === 401) {
    return new ActionError('graph-request-failed', {
      problem: `Microsoft Graph did not accept the login when it was asked to ${operation} (${describeResponse(answer)})${formatRequestId(answer)}.`,
      likelyCause: 'the tenant belongs to another cloud.',
      remedy: 'set `cloud` to the cloud of the tenant.',
    });
  }
  const passing = answer.status >= 500 || answer.status === 429 || answer.status === 409;
  return new ActionError('graph-request-failed', {
    problem: `Microsoft Graph, asked to ${operation}, answered with ${describeResponse(answer)}${formatRequestId(answer)}.`,
    likelyCause: passing ? 'a temporary outage or too many requests at once.' : 'a setting of the tenant.',
    remedy: passing
      ? 'run the job again in some minutes.'
      : 'ask the support of Microsoft Entra ID, with the numbers above.',
  });
}

/**
 * Why Graph did not change the client secrets of an application.
 *
 * @param operation what was asked for, to complete "was asked to … application X"
 */
export function secretChangeError(
  answer: GraphResponse,
  operation: string,
  rights: GraphAccessContext,
  applicationId: string,
): ActionError {
  const { identity, roles } = rights;
  const { cloud } = identity;
  switch (answer.code) {
    case 'Authorization_RequestDenied':
      if (roles?.some((role) => /^Application\.ReadWrite\.(OwnedBy|All)$/.test(role)) !== true) break;
      return new ActionError('application-not-owned', {
        problem: `The workload identity ${identity.clientId} may not ${operation} application ${applicationId}${formatRequestId(answer)}.`,
        likelyCause:
          'its permission Application.ReadWrite.OwnedBy covers only applications that it owns, and it is no owner of this one.',
        remedy: `make it an owner (the portal cannot):${formatCommands(cloud, addOwnerCommand(identity, applicationId))}`,
      });
    case 'CredentialInvalidLifetimeAsPerAppPolicy':
      return new ActionError('lifetime-not-allowed', {
        problem: `The tenant's policy does not let this action ${operation} application ${applicationId}${formatRequestId(answer)}.`,
        likelyCause: 'an application management policy caps the lifetime of client secrets.',
        remedy: `shorten \`expires\`. What is allowed is told by the tenant's policy, or by one of the application's own:${formatCommands(
          cloud,
          `az rest --resource ${cloud.graph} --url ${cloud.graph}/v1.0/policies/defaultAppManagementPolicy`,
          `az rest --resource ${cloud.graph} --url "${cloud.graph}/v1.0/applications(appId='${applicationId}')/appManagementPolicies"`,
        )}`,
      });
    case 'CredentialTypeNotAllowedAsPerAppPolicy':
      return new ActionError('client-secrets-not-allowed', {
        problem: `The tenant's policy forbids client secrets on this application${formatRequestId(answer)}.`,
        likelyCause:
          'an application management policy blocks new client secrets, for all applications or for this one.',
        remedy: `ask the tenant's administrators for an exception for application ${applicationId}.`,
      });
    case 'Directory_QuotaExceeded':
    case 'Directory_ResourceSizeExceeded':
      return new ActionError('too-many-credentials', {
        problem: `The application can hold no more credentials${formatRequestId(answer)}.`,
        likelyCause: 'client secrets that nobody uses any more have piled up on it.',
        remedy: `remove those that are not needed; they are listed by${formatCommands(cloud, listSecretsCommand(applicationId))}`,
      });
    default:
      break;
  }
  if (/maximum of 2/i.test(answer.message)) return twoSecretLimitError(identity, applicationId, []);
  if (answer.code === 'Request_BadRequest' && /displayName/i.test(answer.message)) {
    return new ActionError('description-refused', {
      problem: `Microsoft Graph refused the description of the new client secret${formatRequestId(answer)}.`,
      likelyCause: 'it is too long: your `description`, the repository and the run together make it.',
      remedy: 'shorten `description`.',
    });
  }
  return graphError(answer, `${operation} application ${applicationId}`, rights);
}

/** Graph did as it was asked, but wrote down something else. */
export function descriptionChangedError(): ActionError {
  return new ActionError('description-refused', {
    problem:
      'Microsoft Graph keeps another description of the new client secret than the one it was given, so nobody could tell later whose it is.',
    likelyCause: 'it is too long, or holds characters that Microsoft Graph replaces.',
    remedy: 'shorten `description`, and use plain letters, digits and blanks.',
  });
}

/** @param existingSecrets the secrets that are there, as people know them */
export function twoSecretLimitError(
  { cloud }: Identity,
  applicationId: string,
  existingSecrets: readonly string[],
): ActionError {
  return new ActionError('two-secret-limit', {
    problem: [
      'The application holds two client secrets already, and may not hold more; expired ones count.',
      ...existingSecrets,
    ].join('\n  - '),
    likelyCause: 'it allows personal Microsoft accounts; such applications are limited to two.',
    remedy: `set \`retire-after\`, so that this action removes its superseded secrets in time; or remove by its key ID the one that nothing uses any more:${formatCommands(cloud, listSecretsCommand(applicationId), removeSecretCommand(applicationId, 'KEY-ID'))}`,
  });
}

/**
 * @param wanted what `application` says
 * @param similar those of a similar name that the workload identity owns
 */
export function notFoundError(
  wanted: string,
  isId: boolean,
  { tenantId }: Identity,
  similar: readonly Candidate[],
): ActionError {
  return new ActionError('application-not-found', {
    problem: [
      `There is no app registration \`${wanted}\` in tenant ${tenantId}.`,
      ...(similar.length === 0
        ? []
        : [
            'Similar names among the applications that the workload identity owns:',
            ...formatCandidates(similar),
          ]),
    ].join('\n'),
    likelyCause: isId
      ? 'it is the object ID of the enterprise application, not of the app registration; or the application is registered in another tenant.'
      : '`application` is misspelt (upper and lower case count), or the application is registered in another tenant.',
    remedy:
      'set `application` to its display name, application (client) ID or object ID, as the portal shows them under "App registrations".',
  });
}

/** @param found those of exactly that name, as far as they were listed */
export function ambiguousNameError(wanted: string, found: readonly Candidate[]): ActionError {
  return new ActionError('application-ambiguous', {
    problem: [
      found.length < 2
        ? `More than ${maxCandidates - 1} app registrations are called \`${wanted}\` when upper and lower case are ignored.`
        : `Several app registrations are called \`${wanted}\`:`,
      ...formatCandidates(found),
    ].join('\n'),
    likelyCause:
      'display names are not unique in Microsoft Entra ID, and the workload identity owns either none of these applications or more than one.',
    remedy: 'set `application` to the application (client) ID of the one that you mean.',
  });
}

/**
 * @throws Failure `workload-identity-is-application` when the application whose secret is to be renewed is the one that
 *   logs in
 */
export function requireSeparateWorkloadIdentity(
  { applicationId, displayName }: Candidate,
  { clientId }: Identity,
): void {
  if (applicationId.toLowerCase() !== clientId.toLowerCase()) return;
  throw new ActionError('workload-identity-is-application', {
    problem: `\`client-id\` and \`application\` name the same app registration, "${displayName}" (${clientId}).`,
    likelyCause:
      "`client-id` holds the application ID of Exalate's own application, where the workload identity is meant: the separate application that logs in for this workflow.",
    remedy:
      "set `client-id` to the application (client) ID of the workload identity; docs/setup.md of this action shows where to find it. Exalate's application must not trust GitHub: remove its federated credentials.",
  });
}

/** @param found the two of them */
export function ambiguousIdError(id: string, found: readonly Candidate[]): ActionError {
  return new ActionError('application-ambiguous', {
    problem: [`\`${id}\` is the ID of more than one app registration:`, ...formatCandidates(found)].join(
      '\n',
    ),
    likelyCause: 'it is the application (client) ID of one and the object ID of another.',
    remedy: 'set `application` to the other ID of the one that is meant.',
  });
}

/** How many candidates are asked for, of which one fewer are listed. */
export const maxCandidates = 21;

function formatCandidates(candidates: readonly Candidate[]): readonly string[] {
  const shown = candidates.slice(0, maxCandidates - 1);
  const lines = shown.map(({ displayName, applicationId }) => `  - ${displayName} (${applicationId})`);
  return shown.length === candidates.length ? lines : [...lines, '  - … and more'];
}

/** Graph answered, but not with what it should have. */
export function unreadableResponseError(operation: string, answer: GraphResponse): ActionError {
  return new ActionError('graph-request-failed', {
    problem: `Microsoft Graph, asked to ${operation}, sent an answer that cannot be read (${describeResponse(answer)})${formatRequestId(answer)}.`,
    likelyCause: 'something between the runner and Microsoft Graph answers in its place.',
    remedy: 'run the job again; on your own runners, check the proxy.',
  });
}

/** How an answer is named to people: `HTTP 503, serviceNotAvailable`. */
export function describeResponse({ status, code }: GraphResponse): string {
  return code === undefined ? `HTTP ${status}` : `HTTP ${status}, ${code}`;
}

function formatRequestId({ requestId }: GraphResponse): string {
  return requestId === undefined ? '' : ` (request ID ${requestId})`;
}
