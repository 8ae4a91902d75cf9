import { formatAddOwnerCommand, formatCommands } from '../../azure/az-commands.ts';
import type { Identity } from '../../azure/identity.ts';
import { ActionError } from '../../shared/action-error.ts';
import { endOfLifetime, formatLifetime } from '../../shared/duration.ts';
import { toPlainText } from '../../shared/plain-text.ts';
import { formatTimestamp } from '../../shared/timestamp.ts';
import type { ApplicationIds } from './application.ts';
import { ownedPermission, secretsNotAllowed } from './explanations.ts';
import type { PolicySource, SecretPolicy } from './secret-policies.ts';

/** A client secret that is to be added. */
export interface SecretRequest {
  /** When it is to be added. */
  readonly at: Date;
  readonly endDateTime: Date;
}

/** The error for a workload identity that may only change the applications that it owns, and does not own this one. */
export function notOwnedError(identity: Identity, { applicationId }: ApplicationIds): ActionError {
  return new ActionError('application-not-owned', {
    problem: `The workload identity ${identity.clientId} is not an owner of application ${applicationId}, so it cannot add a client secret to it.`,
    likelyCause: `its permission ${ownedPermission} covers only applications that it owns, and it was removed from the owners, or never added.`,
    remedy: `make it an owner, which is not possible in the portal:${formatCommands(identity.cloud, formatAddOwnerCommand(identity, applicationId))}`,
  });
}

/** The errors for a client secret that the policy does not allow. */
export function findPolicyErrors(
  { prohibition, limit }: SecretPolicy,
  { at, endDateTime }: SecretRequest,
  { applicationId }: ApplicationIds,
): readonly ActionError[] {
  if (prohibition !== undefined) {
    const { code, ...notAllowed } = secretsNotAllowed(applicationId);
    const likelyCause = describePolicy(prohibition, 'forbids new client secrets');
    return [new ActionError(code, { ...notAllowed, likelyCause })];
  }
  if (limit === undefined || endDateTime <= endOfLifetime(limit.maxLifetime, at)) return [];
  const allowed = formatLifetime(limit.maxLifetime);
  return [
    new ActionError('lifetime-not-allowed', {
      problem: `A client secret of application ${applicationId} may be valid for ${allowed} at most. With this \`expires\`, one that is added at ${formatTimestamp(at)} would be valid until ${formatTimestamp(endDateTime)}.`,
      likelyCause: describePolicy(limit, `limits the lifetime of client secrets to ${allowed}`),
      remedy: `set \`expires: ${allowed}\` or a shorter lifetime.`,
    }),
  ];
}

/** @param restriction what the policy says: `forbids new client secrets` */
function describePolicy({ assigned, since }: PolicySource, restriction: string): string {
  const policy =
    assigned === undefined
      ? 'the application management policy of the tenant'
      : `the application management policy "${toPlainText(assigned)}", which is assigned to this application,`;
  const scope =
    since === undefined
      ? ''
      : ` It applies to applications that were registered since ${formatTimestamp(since)}.`;
  return `${policy} ${restriction}.${scope}`;
}
