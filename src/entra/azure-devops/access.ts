import * as v from 'valibot';
import type { Cloud } from '../../azure/cloud.ts';
import type { HttpClient } from '../../http/client.ts';
import { requestValue } from '../../http/request-value.ts';
import type { AttemptResult } from '../../http/retry.ts';
import { parseJson } from '../../shared/json.ts';
import { azureDevOpsError, azureDevOpsLoginError } from './errors.ts';
import { parseAzureDevOpsError } from './response.ts';
import { azureDevOpsLoginRules, azureDevOpsRules } from './rules.ts';
import type { LoginResult } from '../login/login.ts';
import { findSecretLoginRetryReason } from '../login/secret-login-rules.ts';

/** The application ID of Azure DevOps, the same in every tenant. Source: Microsoft's "Authenticate to Azure DevOps with Microsoft Entra". */
const scope = '499b84ac-1321-427f-aa17-267ca6975798/.default';

/** The access to verify. */
export interface AzureDevOpsAccess {
  readonly organization: string;
  readonly applicationId: string;
  readonly tenantId: string;
  readonly cloud: Cloud;
  /** Logs in for this scope with the new secret. */
  readonly logIn: (scope: string, applicationId: string, secretText: string) => Promise<LoginResult>;
  readonly http: HttpClient;
}

const projects = v.object({ count: v.number(), value: v.array(v.unknown()) });

/**
 * Verifies that an application can use an Azure DevOps organization with its new secret: requests a page of projects.
 *
 * @throws ActionError `azure-devops-…`
 */
export async function verifyAzureDevOpsAccess(secretText: string, access: AzureDevOpsAccess): Promise<void> {
  const { organization, http } = access;
  const url = `https://dev.azure.com/${encodeURIComponent(organization)}/_apis/projects?$top=1&api-version=7.1`;
  const token = await requestToken(secretText, access);
  const headers = {
    Authorization: `Bearer ${token}`,
    Accept: 'application/json',
    // Without it, a request with a token that is not accepted is redirected to a sign-in page.
    'X-TFS-FedAuthRedirect': 'Suppress',
  };
  const result = await requestValue(
    http,
    url,
    { headers },
    {
      service: 'Azure DevOps',
      read: ({ status, text }) => (status === 200 && v.is(projects, parseJson(text)) ? true : undefined),
      parseError: parseAzureDevOpsError,
      rules: azureDevOpsRules,
    },
  );
  if ('failure' in result) throw azureDevOpsError(result.failure, access);
}

/** Retries also when Entra does not know the secret: it was verified for another resource, and this replica may lag. */
async function requestToken(secretText: string, access: AzureDevOpsAccess): Promise<string> {
  const { logIn, http, applicationId } = access;
  const attempt = async (): Promise<AttemptResult<LoginResult>> => {
    const result = await logIn(scope, applicationId, secretText);
    const retryReason =
      'failure' in result ? findSecretLoginRetryReason(result.failure, azureDevOpsLoginRules) : undefined;
    return { result, retryReason };
  };
  const login = await http.withRetry('Microsoft Entra ID', attempt);
  if ('token' in login) return login.token;
  throw azureDevOpsLoginError(login.failure, access);
}
