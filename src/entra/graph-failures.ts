import { Failure } from '../support/failure.ts';
import type { GraphAnswer } from './graph.ts';
import { addOwner, grantOwnedBy, listSecrets, type Identity } from './hints.ts';

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
 * @param applicationId of the application that was to be changed; undefined when only reading
 */
export function refusal(answer: GraphAnswer, wish: string, rights: Rights, applicationId?: string): Failure {
  switch (answer.code) {
    case 'Authorization_RequestDenied':
      return denied(answer, wish, rights, applicationId);
    case 'CredentialInvalidLifetimeAsPerAppPolicy':
      return new Failure('lifetime-not-allowed', {
        happened: `The tenant's policy refuses a client secret that lives as long as \`expires\` says${reference(answer)}.`,
        likely: 'an application management policy caps the lifetime of client secrets.',
        fix: `shorten \`expires\`. What the policy allows is shown by\n  az rest --url ${rights.identity.cloud.graph}/v1.0/policies/defaultAppManagementPolicy`,
      });
    case 'CredentialTypeNotAllowedAsPerAppPolicy':
      return new Failure('client-secrets-not-allowed', {
        happened: `The tenant's policy forbids client secrets on this application${reference(answer)}.`,
        likely:
          'an application management policy blocks new client secrets, for all applications or for this one.',
        fix: `ask the tenant's administrators for an exception for application ${applicationId ?? ''}.`,
      });
    case 'Directory_QuotaExceeded':
    case 'Directory_ResourceSizeExceeded':
      return new Failure('too-many-credentials', {
        happened: `The application can hold no more credentials${reference(answer)}.`,
        likely: 'client secrets that nobody uses any more have piled up on it.',
        fix: `remove those that are not needed; they are listed by\n  ${listSecrets(applicationId ?? '')}`,
      });
    default:
      break;
  }
  if (/maximum of 2/i.test(answer.message)) return twoSecretLimit(applicationId ?? '', []);
  if (answer.code === 'Request_BadRequest' && /displayName/i.test(answer.message)) {
    return new Failure('description-refused', {
      happened: `Microsoft Graph refused the description of the new client secret${reference(answer)}.`,
      likely: 'it is too long: your `description`, the repository and the run together make it.',
      fix: 'shorten `description`.',
    });
  }
  return new Failure('graph-request-failed', {
    happened: `Microsoft Graph, asked to ${wish}, answered with ${nameOfAnswer(answer)}${reference(answer)}.`,
    likely:
      answer.status >= 500 || answer.status === 429
        ? 'a passing disturbance of the service.'
        : 'a setting of the tenant.',
    fix: 'run the job again; if it goes on, give the request ID to the support of Microsoft Entra ID.',
  });
}

function denied(answer: GraphAnswer, wish: string, { identity, roles }: Rights, applicationId = ''): Failure {
  const { clientId } = identity;
  const permitted = roles?.some((role) => /^Application\.ReadWrite\.(OwnedBy|All)$/.test(role));
  if (permitted === true) {
    return new Failure('application-not-owned', {
      happened: `The workload identity ${clientId} may not ${wish} of application ${applicationId}${reference(answer)}.`,
      likely:
        'its permission Application.ReadWrite.OwnedBy covers only applications that it owns, and it is no owner of this one.',
      fix: `make it an owner (the portal cannot):\n  ${addOwner(identity, applicationId)}`,
    });
  }
  return new Failure('graph-permission-missing', {
    happened: `The workload identity ${clientId} may not ${wish}${reference(answer)}.`,
    likely:
      'it lacks the application permission Application.ReadWrite.OwnedBy on Microsoft Graph, or nobody gave admin consent to it.',
    fix: `grant it and consent to it (a new permission takes some minutes):\n  ${grantOwnedBy(identity)}`,
  });
}

/** @param occupants the secrets that are there, as people know them */
export function twoSecretLimit(applicationId: string, occupants: readonly string[]): Failure {
  return new Failure('two-secret-limit', {
    happened: ['The application holds two client secrets already, and may not hold more.', ...occupants].join(
      '\n  - ',
    ),
    likely: 'it allows personal Microsoft accounts; such applications are limited to two.',
    fix: `remove the secret that nothing uses any more, by its key ID:\n  az ad app credential delete --id ${applicationId} --key-id KEY-ID`,
  });
}

export function notFound(wanted: string, alike: readonly Candidate[]): Failure {
  return new Failure('application-not-found', {
    happened: [
      `There is no app registration \`${wanted}\` in this tenant.`,
      ...listed('Names that begin alike:', alike),
    ].join('\n'),
    likely: '`application` is misspelt, or the application is registered in another tenant.',
    fix: 'set `application` to its display name, application (client) ID or object ID.',
  });
}

export function ambiguous(wanted: string, found: readonly Candidate[]): Failure {
  return new Failure('application-ambiguous', {
    happened: [`Several app registrations are called \`${wanted}\`:`, ...listed('', found)].join('\n'),
    likely: 'display names are not unique in Microsoft Entra ID.',
    fix: 'set `application` to the application ID of the one that is meant.',
  });
}

function listed(heading: string, candidates: readonly Candidate[]): readonly string[] {
  const lines = candidates.map(({ displayName, applicationId }) => `  - ${displayName} (${applicationId})`);
  return heading === '' || lines.length === 0 ? lines : [heading, ...lines];
}

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
