import type { FailureRule } from '../../http/failure-rules.ts';
import {
  explainLaggingReplica,
  explainMissingConnection,
  explainMissingMember,
  explainMissingOrganization,
  explainMissingPermission,
  explainPolicy,
  explainRefusedLogin,
  explainSignInPage,
  type AzureDevOpsContext,
  type AzureDevOpsLoginContext,
} from './explanations.ts';
import { notFoundPage, signInPage } from './response.ts';
import { aadsts, refusedStatuses } from '../login/codes.ts';
import { secretLoginRules } from '../login/secret-login-rules.ts';

/** What the errors of Azure DevOps mean. Sources: its messages in public reports. */
export const azureDevOpsRules: readonly FailureRule<AzureDevOpsContext>[] = [
  // The request was blocked because of too many requests.
  { code: 'TF400733', retry: 'throttled' },
  { code: 'VS403463', explain: explainPolicy },
  { code: 'TF401444', explain: explainMissingMember },
  { code: ['TF400813', 'TF30063', 'TF50309'], explain: explainMissingPermission },
  { code: notFoundPage, explain: explainMissingOrganization },
  { code: signInPage, explain: explainSignInPage },
];

/** What the errors of Entra mean for a login with the new secret for Azure DevOps. */
export const azureDevOpsLoginRules: readonly FailureRule<AzureDevOpsLoginContext>[] = [
  { code: aadsts(500011, 500014, 650052), explain: explainMissingConnection },
  { code: aadsts(7000215), retry: 'yes', explain: explainLaggingReplica },
  ...secretLoginRules,
  { status: refusedStatuses, explain: explainRefusedLogin },
];
