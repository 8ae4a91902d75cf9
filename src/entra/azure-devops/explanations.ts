import { formatQuote, type Explain } from '../../http/failure-rules.ts';
import { describeFailure, type FailingService } from '../../http/failure.ts';
import { describeLoginFailure } from '../login/response.ts';
import {
  explainRefusedSecretLogin,
  explainUnknownSecret,
  type SecretLoginContext,
} from '../login/secret-login-explanations.ts';

export const azureDevOpsService: FailingService = {
  name: 'Azure DevOps',
  unreachable: 'azure-devops-unreachable',
  failed: 'azure-devops-request-failed',
  statusPage: 'https://status.dev.azure.com',
  support: 'Microsoft Support',
  requestIdName: 'activity ID',
};

/** The access that was to be verified. */
export interface AzureDevOpsContext {
  readonly organization: string;
  readonly applicationId: string;
}

const usersPage = (organization: string): string => `https://dev.azure.com/${organization}/_settings/users`;
/** Where an organization shows which tenant it is connected to. */
const tenantPage = (organization: string): string =>
  `https://dev.azure.com/${organization}/_settings/organizationAad`;

export const explainMissingMember: Explain<AzureDevOpsContext> = (
  { organization, applicationId },
  failure,
) => ({
  code: 'azure-devops-not-a-member',
  problem: `Application ${applicationId} is not a member of the Azure DevOps organization ${organization} (HTTP ${failure.status}, TF401444).`,
  likelyCause: 'its service principal has not been added as a user of the organization.',
  remedy: `add it at ${usersPage(organization)} with the access level Basic: search for the application's name.`,
});

export const explainMissingPermission: Explain<AzureDevOpsContext> = (
  { organization, applicationId },
  failure,
) => ({
  code: 'azure-devops-permission-missing',
  problem: `Application ${applicationId} is not allowed to read the projects of the Azure DevOps organization ${organization} (${describeFailure(failure)}).`,
  likelyCause: 'it has the access level Stakeholder, or is not a member of any project.',
  remedy: `give it the access level Basic and access to a project at ${usersPage(organization)}.`,
});

export const explainPolicy: Explain<AzureDevOpsContext> = ({ organization, applicationId }, failure) => ({
  code: 'login-blocked-by-policy',
  problem: `A Conditional Access policy blocked the access of application ${applicationId} to the Azure DevOps organization ${organization} (${describeFailure(failure)}).${formatQuote(failure, azureDevOpsService)}`,
  likelyCause:
    'the policy allows access to Azure DevOps only from certain network locations, and the runner is not in one of them. The secret itself may be valid.',
  remedy: 'run the job on a runner in an allowed location, or remove `azure-devops-organization`.',
});

export const explainMissingOrganization: Explain<AzureDevOpsContext> = ({ organization }, { status }) => ({
  code: 'azure-devops-organization-not-found',
  problem: `There is no Azure DevOps organization ${organization} (HTTP ${status}).`,
  likelyCause: '`azure-devops-organization` is misspelled: it is the part of the URL after dev.azure.com/.',
  remedy: 'correct `azure-devops-organization`.',
});

export const explainSignInPage: Explain<AzureDevOpsContext> = ({ organization }, { status }) => ({
  code: 'azure-devops-sign-in-page',
  problem: `Azure DevOps returned a sign-in page instead of the projects of the organization ${organization} (HTTP ${status}).`,
  likelyCause: 'the organization is connected to another tenant, or not connected to a tenant.',
  remedy: `check which tenant it is connected to: ${tenantPage(organization)}`,
});

/** The login for Azure DevOps that failed. The secret is verified, so most of its causes are in Azure DevOps. */
export interface AzureDevOpsLoginContext extends SecretLoginContext {
  readonly organization: string;
}

/** The code of an error whose cause is not the login itself. */
export const loginRefused = 'azure-devops-login-refused';

export const explainMissingConnection: Explain<AzureDevOpsLoginContext> = (
  { applicationId, consequence, organization },
  failure,
) => ({
  code: loginRefused,
  problem: `Microsoft Entra ID issued no token for Azure DevOps to application ${applicationId} (${describeLoginFailure(failure)}), so ${consequence}.`,
  likelyCause: 'no Azure DevOps organization is connected to this tenant, or Azure DevOps is disabled in it.',
  remedy: `check which tenant the organization is connected to: ${tenantPage(organization)}`,
});

export const explainLaggingReplica: Explain<AzureDevOpsLoginContext> = (context, failure) => ({
  ...explainUnknownSecret(context, failure),
  code: loginRefused,
  remedy: 'run the job again in a few minutes.',
});

export const explainRefusedLogin: Explain<AzureDevOpsLoginContext> = (context, failure) => ({
  ...explainRefusedSecretLogin(context, failure),
  code: loginRefused,
});
