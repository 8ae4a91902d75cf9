import type { FailureRule } from '../../http/failure-rules.ts';
import {
  aadsts,
  disabledCodes,
  missingPrincipalCode,
  policyCodes,
  refusedStatuses,
  temporaryCodes,
  tenantRestrictionCodes,
  throttledCodes,
} from './codes.ts';
import {
  explainDisabledIdentity,
  explainEnterpriseClaim,
  explainInvalidSignature,
  explainMissingIdentityPrincipal,
  explainMismatch,
  explainNoFederatedCredential,
  explainOtherCloud,
  explainOutage,
  explainPolicy,
  explainStaleIdToken,
  explainRestrictedTenant,
  explainThrottling,
  explainUnknownCode,
  explainUnknownIdentity,
  explainUnknownTenant,
  explainUnreachableIssuer,
  type LoginContext,
} from './explanations.ts';

/** What the errors of Entra mean for a login of the workload identity. Source of the numbers: "Microsoft Entra authentication and authorization error codes". */
export const loginRules: readonly FailureRule<LoginContext>[] = [
  { code: throttledCodes, retry: 'throttled', explain: explainThrottling },
  { status: 429, retry: 'throttled', explain: explainThrottling },
  { code: temporaryCodes, retry: 'yes', explain: explainOutage },
  // Entra requests the keys of the issuer. The first two numbers are known as temporary, the last one also as permanent.
  { code: aadsts(50166, 90061), retry: 'yes', explain: explainUnreachableIssuer },
  { code: aadsts(501661), retry: 'briefly', explain: explainUnreachableIssuer },
  // A replica does not know every federated credential at all times, so this happens now and then to logins that are in order.
  { code: aadsts(700213), retry: 'briefly', explain: explainMismatch('subject') },
  { code: aadsts(7002138), explain: explainMismatch('subject') },
  { code: aadsts(700211), explain: explainMismatch('issuer') },
  { code: aadsts(700212), explain: explainMismatch('audience') },
  // An older number for all three.
  { code: aadsts(70021), retry: 'briefly', explain: explainMismatch('issuer, subject and audience') },
  { code: aadsts(70025), explain: explainNoFederatedCredential },
  { code: aadsts(7002381), explain: explainEnterpriseClaim },
  { code: aadsts(700024), explain: explainStaleIdToken },
  { code: aadsts(700027), explain: explainInvalidSignature },
  { code: aadsts(700016, 700011), explain: explainUnknownIdentity },
  { code: aadsts(90002), explain: explainUnknownTenant },
  { code: aadsts(900382, 900432, 90038), explain: explainOtherCloud },
  { code: tenantRestrictionCodes, explain: explainRestrictedTenant },
  { code: missingPrincipalCode, explain: explainMissingIdentityPrincipal },
  { code: disabledCodes, explain: explainDisabledIdentity },
  { code: policyCodes, explain: explainPolicy },
  { status: refusedStatuses, explain: explainUnknownCode },
];
