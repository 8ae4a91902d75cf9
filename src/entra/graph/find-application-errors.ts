import type { Identity } from '../../azure/identity.ts';
import { ActionError } from '../../shared/action-error.ts';

/** An application as an error lists it. */
interface Candidate {
  readonly displayName: string;
  readonly applicationId: string;
}

/**
 * @param wanted the value of `application`
 * @param similar applications of a similar name that the workload identity owns
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
      ? 'it is the object ID of the enterprise application instead of the app registration, or the application is registered in another tenant.'
      : '`application` is misspelled (names are case-sensitive), or the application is registered in another tenant.',
    remedy:
      'set `application` to its display name, application (client) ID or object ID, as the portal shows them under "App registrations".',
  });
}

/** @param found the applications of exactly this name among those that were listed */
export function ambiguousNameError(wanted: string, found: readonly Candidate[]): ActionError {
  return new ActionError('application-ambiguous', {
    problem: [
      found.length < 2
        ? `More than ${maxCandidates - 1} app registrations are named \`${wanted}\`, ignoring case.`
        : `Several app registrations are named \`${wanted}\`:`,
      ...formatCandidates(found),
    ].join('\n'),
    likelyCause:
      'display names are not unique in Microsoft Entra ID, and the workload identity owns none of these applications, or more than one.',
    remedy: 'set `application` to the application (client) ID of the one you mean.',
  });
}

/** @param found the two applications */
export function ambiguousIdError(id: string, found: readonly Candidate[]): ActionError {
  return new ActionError('application-ambiguous', {
    problem: [`\`${id}\` is the ID of more than one app registration:`, ...formatCandidates(found)].join(
      '\n',
    ),
    likelyCause: 'it is the application (client) ID of one and the object ID of another.',
    remedy: 'set `application` to the other ID of the one you mean.',
  });
}

/** How many candidates are requested. An error lists one fewer, so that it knows whether there are more. */
export const maxCandidates = 21;

function formatCandidates(candidates: readonly Candidate[]): readonly string[] {
  const shown = candidates.slice(0, maxCandidates - 1);
  const lines = shown.map(({ displayName, applicationId }) => `  - ${displayName} (${applicationId})`);
  return shown.length === candidates.length ? lines : [...lines, '  - … and more'];
}
