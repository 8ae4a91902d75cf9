import { Failure } from '../shared/action-error.ts';
import type { GraphAnswer } from './graph.ts';
import {
  addOwner,
  commands,
  grantOwnedBy,
  listSecrets,
  onlyForWorkloadIdentity,
  removeSecretByHand,
  type Identity,
} from '../azure/az-commands.ts';

/** What tells one refusal of Graph from another, beside its answer. */
export interface Rights {
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
 * @param wish what was asked for, to complete "was asked to …"
 */
export function refusal(answer: GraphAnswer, wish: string, { identity }: Rights): Failure {
  if (answer.code === 'Authorization_RequestDenied') {
    return new Failure('graph-permission-missing', {
      happened: `The workload identity ${identity.clientId} may not ${wish}${reference(answer)}.`,
      likely:
        'it lacks the application permission Application.ReadWrite.OwnedBy on Microsoft Graph, or nobody gave admin consent to it.',
      fix: `${onlyForWorkloadIdentity(identity.clientId)}, grant it with consent (it can take a few minutes to take effect):${commands(identity.cloud, grantOwnedBy(identity))}`,
    });
  }
  if (answer.status === 401) {
    return new Failure('graph-request-failed', {
      happened: `Microsoft Graph did not accept the login when it was asked to ${wish} (${nameOfAnswer(answer)})${reference(answer)}.`,
      likely: 'the tenant belongs to another cloud.',
      fix: 'set `cloud` to the cloud of the tenant.',
    });
  }
  const passing = answer.status >= 500 || answer.status === 429 || answer.status === 409;
  return new Failure('graph-request-failed', {
    happened: `Microsoft Graph, asked to ${wish}, answered with ${nameOfAnswer(answer)}${reference(answer)}.`,
    likely: passing ? 'a temporary outage or too many requests at once.' : 'a setting of the tenant.',
    fix: passing
      ? 'run the job again in some minutes.'
      : 'ask the support of Microsoft Entra ID, with the numbers above.',
  });
}

/**
 * Why Graph did not change the client secrets of an application.
 *
 * @param wish what was asked for, to complete "was asked to … application X"
 */
export function refusedChange(
  answer: GraphAnswer,
  wish: string,
  rights: Rights,
  applicationId: string,
): Failure {
  const { identity, roles } = rights;
  const { cloud } = identity;
  switch (answer.code) {
    case 'Authorization_RequestDenied':
      if (roles?.some((role) => /^Application\.ReadWrite\.(OwnedBy|All)$/.test(role)) !== true) break;
      return new Failure('application-not-owned', {
        happened: `The workload identity ${identity.clientId} may not ${wish} application ${applicationId}${reference(answer)}.`,
        likely:
          'its permission Application.ReadWrite.OwnedBy covers only applications that it owns, and it is no owner of this one.',
        fix: `make it an owner (the portal cannot):${commands(cloud, addOwner(identity, applicationId))}`,
      });
    case 'CredentialInvalidLifetimeAsPerAppPolicy':
      return new Failure('lifetime-not-allowed', {
        happened: `The tenant's policy does not let this action ${wish} application ${applicationId}${reference(answer)}.`,
        likely: 'an application management policy caps the lifetime of client secrets.',
        fix: `shorten \`expires\`. What is allowed is told by the tenant's policy, or by one of the application's own:${commands(
          cloud,
          `az rest --resource ${cloud.graph} --url ${cloud.graph}/v1.0/policies/defaultAppManagementPolicy`,
          `az rest --resource ${cloud.graph} --url "${cloud.graph}/v1.0/applications(appId='${applicationId}')/appManagementPolicies"`,
        )}`,
      });
    case 'CredentialTypeNotAllowedAsPerAppPolicy':
      return new Failure('client-secrets-not-allowed', {
        happened: `The tenant's policy forbids client secrets on this application${reference(answer)}.`,
        likely:
          'an application management policy blocks new client secrets, for all applications or for this one.',
        fix: `ask the tenant's administrators for an exception for application ${applicationId}.`,
      });
    case 'Directory_QuotaExceeded':
    case 'Directory_ResourceSizeExceeded':
      return new Failure('too-many-credentials', {
        happened: `The application can hold no more credentials${reference(answer)}.`,
        likely: 'client secrets that nobody uses any more have piled up on it.',
        fix: `remove those that are not needed; they are listed by${commands(cloud, listSecrets(applicationId))}`,
      });
    default:
      break;
  }
  if (/maximum of 2/i.test(answer.message)) return twoSecretLimit(identity, applicationId, []);
  if (answer.code === 'Request_BadRequest' && /displayName/i.test(answer.message)) {
    return new Failure('description-refused', {
      happened: `Microsoft Graph refused the description of the new client secret${reference(answer)}.`,
      likely: 'it is too long: your `description`, the repository and the run together make it.',
      fix: 'shorten `description`.',
    });
  }
  return refusal(answer, `${wish} application ${applicationId}`, rights);
}

/** Graph did as it was asked, but wrote down something else. */
export function descriptionChanged(): Failure {
  return new Failure('description-refused', {
    happened:
      'Microsoft Graph keeps another description of the new client secret than the one it was given, so nobody could tell later whose it is.',
    likely: 'it is too long, or holds characters that Microsoft Graph replaces.',
    fix: 'shorten `description`, and use plain letters, digits and blanks.',
  });
}

/** @param occupants the secrets that are there, as people know them */
export function twoSecretLimit(
  { cloud }: Identity,
  applicationId: string,
  occupants: readonly string[],
): Failure {
  return new Failure('two-secret-limit', {
    happened: [
      'The application holds two client secrets already, and may not hold more; expired ones count.',
      ...occupants,
    ].join('\n  - '),
    likely: 'it allows personal Microsoft accounts; such applications are limited to two.',
    fix: `set \`retire-after\`, so that this action removes its superseded secrets in time; or remove by its key ID the one that nothing uses any more:${commands(cloud, listSecrets(applicationId), removeSecretByHand(applicationId, 'KEY-ID'))}`,
  });
}

/**
 * @param wanted what `application` says
 * @param similar those of a similar name that the workload identity owns
 */
export function notFound(
  wanted: string,
  isId: boolean,
  { tenantId }: Identity,
  similar: readonly Candidate[],
): Failure {
  return new Failure('application-not-found', {
    happened: [
      `There is no app registration \`${wanted}\` in tenant ${tenantId}.`,
      ...(similar.length === 0
        ? []
        : ['Similar names among the applications that the workload identity owns:', ...listed(similar)]),
    ].join('\n'),
    likely: isId
      ? 'it is the object ID of the enterprise application, not of the app registration; or the application is registered in another tenant.'
      : '`application` is misspelt (upper and lower case count), or the application is registered in another tenant.',
    fix: 'set `application` to its display name, application (client) ID or object ID, as the portal shows them under "App registrations".',
  });
}

/** @param found those of exactly that name, as far as they were listed */
export function ambiguous(wanted: string, found: readonly Candidate[]): Failure {
  return new Failure('application-ambiguous', {
    happened: [
      found.length < 2
        ? `More than ${candidateLimit - 1} app registrations are called \`${wanted}\` when upper and lower case are ignored.`
        : `Several app registrations are called \`${wanted}\`:`,
      ...listed(found),
    ].join('\n'),
    likely:
      'display names are not unique in Microsoft Entra ID, and the workload identity owns either none of these applications or more than one.',
    fix: 'set `application` to the application (client) ID of the one that you mean.',
  });
}

/**
 * @throws Failure `workload-identity-is-application` when the application whose secret is to be renewed is the one that
 *   logs in
 */
export function expectOtherThanWorkloadIdentity(
  { applicationId, displayName }: Candidate,
  { clientId }: Identity,
): void {
  if (applicationId.toLowerCase() !== clientId.toLowerCase()) return;
  throw new Failure('workload-identity-is-application', {
    happened: `\`client-id\` and \`application\` name the same app registration, "${displayName}" (${clientId}).`,
    likely:
      "`client-id` holds the application ID of Exalate's own application, where the workload identity is meant: the separate application that logs in for this workflow.",
    fix: "set `client-id` to the application (client) ID of the workload identity; docs/setup.md of this action shows where to find it. Exalate's application must not trust GitHub: remove its federated credentials.",
  });
}

/** @param found the two of them */
export function ambiguousId(id: string, found: readonly Candidate[]): Failure {
  return new Failure('application-ambiguous', {
    happened: [`\`${id}\` is the ID of more than one app registration:`, ...listed(found)].join('\n'),
    likely: 'it is the application (client) ID of one and the object ID of another.',
    fix: 'set `application` to the other ID of the one that is meant.',
  });
}

/** How many candidates are asked for, of which one fewer are listed. */
export const candidateLimit = 21;

function listed(candidates: readonly Candidate[]): readonly string[] {
  const shown = candidates.slice(0, candidateLimit - 1);
  const lines = shown.map(({ displayName, applicationId }) => `  - ${displayName} (${applicationId})`);
  return shown.length === candidates.length ? lines : [...lines, '  - … and more'];
}

/** Graph answered, but not with what it should have. */
export function unreadable(wish: string, answer: GraphAnswer): Failure {
  return new Failure('graph-request-failed', {
    happened: `Microsoft Graph, asked to ${wish}, sent an answer that cannot be read (${nameOfAnswer(answer)})${reference(answer)}.`,
    likely: 'something between the runner and Microsoft Graph answers in its place.',
    fix: 'run the job again; on your own runners, check the proxy.',
  });
}

/** How an answer is named to people: `HTTP 503, serviceNotAvailable`. */
export function nameOfAnswer({ status, code }: GraphAnswer): string {
  return code === undefined ? `HTTP ${status}` : `HTTP ${status}, ${code}`;
}

function reference({ requestId }: GraphAnswer): string {
  return requestId === undefined ? '' : ` (request ID ${requestId})`;
}
