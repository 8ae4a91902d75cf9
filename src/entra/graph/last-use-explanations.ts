import { formatCommands, formatGrantCommand, onlyForWorkloadIdentity } from '../../azure/az-commands.ts';
import type { FailedResponse } from '../../http/failure.ts';
import type { CodedExplanation } from '../../http/failure-rules.ts';
import { formatRequestId, type GraphContext } from './explanations.ts';

const code = 'last-use-unavailable';
const auditPermission = 'AuditLog.Read.All';

export function explainAuditPermissionMissing(
  { identity, roles, operation }: GraphContext,
  failure: FailedResponse,
): CodedExplanation | undefined {
  if (roles?.includes(auditPermission)) return undefined;
  const { clientId, cloud } = identity;
  return {
    code,
    problem: `The workload identity ${clientId} is not allowed to ${operation}${formatRequestId(failure)}.`,
    likelyCause: `it lacks the application permission ${auditPermission} on Microsoft Graph, or that permission lacks admin consent.`,
    remedy: `${onlyForWorkloadIdentity(clientId)}, grant it the permission with consent (it can take a few minutes to take effect):${formatCommands(cloud, formatGrantCommand(identity, auditPermission))}`,
  };
}

export function explainNoLicense(
  { identity, operation }: GraphContext,
  failure: FailedResponse,
): CodedExplanation {
  return {
    code,
    problem: `Microsoft Graph refused to ${operation} in the tenant ${identity.tenantId}${formatRequestId(failure)}.`,
    likelyCause: 'the tenant has no Microsoft Entra ID P1 or P2 license, or it is an Azure AD B2C tenant.',
    remedy: 'remove `last-use: true`, or get a Microsoft Entra ID P1 or P2 license for the tenant.',
  };
}

export function explainReportsThrottled(
  { operation }: GraphContext,
  failure: FailedResponse,
): CodedExplanation {
  return {
    code,
    problem: `Microsoft Graph refused to ${operation}, because it received too many such requests${formatRequestId(failure)}.`,
    likelyCause:
      'many runs with `last-use: true` at the same time. Microsoft Graph allows five such requests in ten seconds.',
    remedy: 'start fewer runs at the same time, for example with `max-parallel` in a job matrix.',
  };
}
