import type { FailureRule } from '../http/failure-rules.ts';
import type { RequestFailure } from '../http/failure.ts';
import type { ActionError } from '../shared/action-error.ts';
import { tenantPage } from './azure-devops-errors.ts';
import { aadsts, describeLoginFailure, refusedStatuses } from './login-failure.ts';
import {
  explainRefusedSecretLogin,
  explainUnknownSecret,
  type SecretLoginContext,
} from './secret-login-errors.ts';
import { commonRules, secretLoginError } from './secret-login-rules.ts';

const code = 'azure-devops-login-refused';

/** The login for Azure DevOps. */
interface AzureDevOpsLogin extends Pick<SecretLoginContext, 'tenantId' | 'applicationId' | 'cloud'> {
  readonly organization: string;
}

/** The error for a login with the new secret for Azure DevOps. The secret is verified, so most of its causes are in Azure DevOps. */
export function azureDevOpsLoginError(failure: RequestFailure, login: AzureDevOpsLogin): ActionError {
  const { organization } = login;
  const rules: readonly FailureRule<SecretLoginContext>[] = [
    {
      code: aadsts(500011, 500014, 650052),
      explain: ({ applicationId, consequence }, failed) => ({
        code,
        problem: `Microsoft Entra ID issued no token for Azure DevOps to application ${applicationId} (${describeLoginFailure(failed)}), so ${consequence}.`,
        likelyCause:
          'no Azure DevOps organization is connected to this tenant, or Azure DevOps is disabled in it.',
        remedy: `check which tenant the organization is connected to: ${tenantPage(organization)}`,
      }),
    },
    {
      code: aadsts(7000215),
      explain: (context, failed) => ({
        ...explainUnknownSecret(context, failed),
        code,
        remedy: 'run the job again in a few minutes.',
      }),
    },
    ...commonRules,
    {
      status: refusedStatuses,
      explain: (context, failed) => ({ ...explainRefusedSecretLogin(context, failed), code }),
    },
  ];
  const context: SecretLoginContext = {
    ...login,
    consequence: `its access to the Azure DevOps organization ${organization} could not be checked`,
    within: '',
    skip: 'remove `azure-devops-organization`',
  };
  return secretLoginError(failure, context, rules, code);
}
