import type { Cloud } from '../../azure/cloud.ts';
import { formatReceived, type Explain } from '../../http/failure-rules.ts';
import {
  entraService,
  explainDisabledServicePrincipal,
  explainMissingServicePrincipal,
  explainTenantRestriction,
} from './explanations.ts';
import { describeLoginFailure as describe, explanationUrl } from './response.ts';

/** What a login with a new client secret was to verify. The errors quote nothing, because the login carried the secret. */
export interface SecretLoginContext {
  readonly tenantId: string;
  readonly applicationId: string;
  readonly cloud: Cloud;
  /** What follows from the failure: `the new secret could not be verified`. */
  readonly consequence: string;
  /** ` within 60 seconds`, or '' when no time limit ended the verification. */
  readonly within: string;
  /** The change of the inputs that omits the check: `set verify: false`. */
  readonly skip: string;
}

export const explainThrottledSecretLogin: Explain<SecretLoginContext> = (
  { tenantId, consequence, within },
  failure,
) => ({
  code: 'entra-throttled',
  problem: `Microsoft Entra ID limits the number of logins to tenant ${tenantId} (${describe(failure)}), so ${consequence}${within}.`,
  likelyCause:
    'too many logins to the tenant, or of this application, in a short time. This says nothing about the secret.',
  remedy: 'run the job again in a few minutes. If this happens repeatedly, increase `verify-timeout`.',
});

export const explainUnavailableSecretLogin: Explain<SecretLoginContext> = (
  { consequence, within },
  failure,
) => ({
  code: 'secret-not-accepted',
  problem: `Microsoft Entra ID had a temporary problem (${formatReceived(failure, entraService)}), so ${consequence}${within}.`,
  likelyCause: 'an outage of Microsoft Entra ID. This says nothing about the secret.',
  remedy: `run the job again in a few minutes. If the error persists, see ${entraService.statusPage}.`,
});

export const explainUnknownSecret: Explain<SecretLoginContext> = ({ applicationId, within }, failure) => ({
  code: 'secret-not-accepted',
  problem: `Microsoft Entra ID did not accept the new secret of application ${applicationId}${within} (last response: ${describe(failure)}).`,
  likelyCause:
    'the secret has not reached all replicas of Microsoft Entra ID yet. This usually takes seconds, but there is no guaranteed limit.',
  remedy: 'run the job again. If this happens repeatedly, increase `verify-timeout`.',
});

export const explainUnknownApplication: Explain<SecretLoginContext> = (
  { applicationId, consequence, within },
  failure,
) => ({
  code: 'secret-not-accepted',
  problem: `Microsoft Entra ID does not know application ${applicationId}, which Microsoft Graph lists (${describe(failure)}), so ${consequence}${within}.`,
  likelyCause: 'the application is so new that it has not reached all replicas of Microsoft Entra ID yet.',
  remedy: 'run the job again in a few minutes.',
});

export const explainBlockedSecretLogin: Explain<SecretLoginContext> = (
  { applicationId, consequence, skip },
  failure,
) => ({
  code: 'login-blocked-by-policy',
  problem: `A Conditional Access policy blocked the login of application ${applicationId} (${describe(failure)}), so ${consequence}.`,
  likelyCause:
    'the policy for workload identities allows this application only from certain network locations, and the runner is not in one of them. The secret itself may be valid.',
  remedy: `run the job on a runner in an allowed location, or ${skip}.`,
});

export const explainRestrictedSecretLogin: Explain<SecretLoginContext> = (
  { tenantId, cloud, consequence },
  failure,
) => ({
  code: 'tenant-access-restricted',
  problem: `The network of the runner does not allow logins to tenant ${tenantId} (${describe(failure)}), so ${consequence}.`,
  ...explainTenantRestriction(tenantId, cloud),
});

export const explainMissingApplicationPrincipal: Explain<SecretLoginContext> = (
  { applicationId, cloud },
  failure,
) => ({
  code: 'application-cannot-log-in',
  problem: `Application ${applicationId} has no service principal in this tenant (${describe(failure)}), so it cannot log in with any secret.`,
  ...explainMissingServicePrincipal(applicationId, cloud),
});

export const explainDisabledApplication: Explain<SecretLoginContext> = (
  { applicationId, cloud },
  failure,
) => ({
  code: 'application-cannot-log-in',
  problem: `Application ${applicationId} is disabled (${describe(failure)}), so it cannot log in with any secret.`,
  ...explainDisabledServicePrincipal(applicationId, cloud),
});

export const explainRefusedSecretLogin: Explain<SecretLoginContext> = (
  { applicationId, cloud, consequence },
  failure,
) => ({
  code: 'application-cannot-log-in',
  problem: `Microsoft Entra ID refused the login of application ${applicationId} with its new secret, so ${consequence}: ${formatReceived(failure, entraService)}.`,
  likelyCause: 'unknown. The action has no explanation for this code, and waiting does not help.',
  remedy: `see Microsoft's explanation of the code: ${explanationUrl(cloud.authorityHost, failure)}`,
});
