import { explainFailure } from '../../http/failure-rules.ts';
import type { RequestFailure } from '../../http/failure.ts';
import type { ActionError } from '../../shared/action-error.ts';
import {
  azureDevOpsService,
  loginRefused,
  type AzureDevOpsContext,
  type AzureDevOpsLoginContext,
} from './explanations.ts';
import { azureDevOpsLoginRules, azureDevOpsRules } from './rules.ts';
import { secretLoginError } from '../login/secret-login-errors.ts';

/** Explains why Azure DevOps did not list the projects of an organization. */
export function azureDevOpsError(failure: RequestFailure, context: AzureDevOpsContext): ActionError {
  return explainFailure(failure, azureDevOpsRules, context, {
    service: azureDevOpsService,
    host: 'https://dev.azure.com',
    operation: `list the projects of the organization ${context.organization}`,
  });
}

/** The error for a login with the new secret for Azure DevOps. */
export function azureDevOpsLoginError(
  failure: RequestFailure,
  login: Pick<AzureDevOpsLoginContext, 'tenantId' | 'applicationId' | 'cloud' | 'organization'>,
): ActionError {
  const { tenantId, applicationId, cloud, organization } = login;
  const context: AzureDevOpsLoginContext = {
    tenantId,
    applicationId,
    cloud,
    organization,
    consequence: `its access to the Azure DevOps organization ${organization} could not be checked`,
    within: '',
    skip: 'remove `azure-devops-organization`',
  };
  return secretLoginError(failure, context, azureDevOpsLoginRules, loginRefused);
}
