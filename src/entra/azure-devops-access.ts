import * as v from 'valibot';
import { unreachableError } from '../http/errors.ts';
import { ActionError } from '../shared/action-error.ts';
import { parseJson } from '../shared/json.ts';
import { requestWithRetry, type HttpClient } from '../http/client.ts';
import { networkReason } from '../http/network-error.ts';
import type { AttemptResult } from '../http/retry.ts';
import type { LoginResult } from './login.ts';
import { describeRefusal, findLoginRetryReason } from './refusal.ts';

/** The application ID of Azure DevOps, the same in every tenant. Source: Microsoft's "Authenticate to Azure DevOps with Microsoft Entra". */
export const azureDevOpsScope = '499b84ac-1321-427f-aa17-267ca6975798/.default';

/** The access to verify. */
export interface AzureDevOpsAccess {
  readonly organization: string;
  readonly applicationId: string;
  /** Logs in for Azure DevOps with the new secret. */
  readonly logIn: (applicationId: string, secretText: string) => Promise<LoginResult>;
  readonly http: HttpClient;
}

const projects = v.object({ count: v.number(), value: v.array(v.unknown()) });
const errorBody = v.object({ message: v.string() });

/**
 * Verifies that an application can use an Azure DevOps organization with its new secret: requests a page of projects.
 *
 * @throws ActionError `azure-devops-…`
 */
export async function verifyAzureDevOpsAccess(secretText: string, access: AzureDevOpsAccess): Promise<void> {
  const { organization, applicationId, http } = access;
  const url = `https://dev.azure.com/${encodeURIComponent(organization)}/_apis/projects?$top=1&api-version=7.1`;
  const token = await requestToken(secretText, access);
  const headers = {
    Authorization: `Bearer ${token}`,
    Accept: 'application/json',
    // Without it, a request with a token that is not accepted is redirected to a sign-in page.
    'X-TFS-FedAuthRedirect': 'Suppress',
  };
  const response = await requestWithRetry(http, 'Azure DevOps', url, { headers }).catch((error: unknown) =>
    networkReason(error),
  );
  if (typeof response === 'string')
    throw unreachableError('azure-devops-unreachable', 'https://dev.azure.com', response);
  const body = parseJson(response.text);
  if (response.status === 200 && v.is(projects, body)) return;
  throw azureDevOpsError(response.status, body, organization, applicationId);
}

/** Retries also when Entra does not know the secret: it was verified for another resource, and this replica may lag. */
async function requestToken(
  secretText: string,
  { logIn, http, organization, applicationId }: AzureDevOpsAccess,
): Promise<string> {
  const attempt = async (): Promise<AttemptResult<LoginResult>> => {
    const result = await logIn(applicationId, secretText);
    if ('token' in result) return { result, retryReason: undefined };
    const { refusal } = result;
    // Without an error number, something between the runner and Entra may have answered.
    const mayPass =
      refusal.aadsts === 7000215 || (refusal.aadsts === undefined && refusal.status !== undefined);
    const unknownSecret = { name: describeRefusal(refusal), retryAfterMs: refusal.retryAfterMs };
    return { result, retryReason: mayPass ? unknownSecret : findLoginRetryReason(refusal) };
  };
  const login = await http.withRetry('Microsoft Entra ID', attempt);
  if ('token' in login) return login.token;
  throw new ActionError('azure-devops-login-refused', {
    problem: `Microsoft Entra ID issued no token for Azure DevOps to application ${applicationId}, so its access to the organization ${organization} could not be checked (${describeRefusal(login.refusal)}).`,
    likelyCause: 'no Azure DevOps organization is connected to this tenant, or a policy blocked the login.',
    remedy: `check which tenant the organization is connected to: https://dev.azure.com/${organization}/_settings/organizationAad`,
  });
}

/** A response without JSON is a sign-in page, with any status. Error codes appear only in messages. */
function azureDevOpsError(
  status: number,
  body: unknown,
  organization: string,
  applicationId: string,
): ActionError {
  const hasErrorCode = (code: string): boolean => v.is(errorBody, body) && body.message.includes(code);
  const users = `https://dev.azure.com/${organization}/_settings/users`;
  if (hasErrorCode('TF401444')) {
    return new ActionError('azure-devops-not-a-member', {
      problem: `Application ${applicationId} is not a member of the Azure DevOps organization ${organization} (HTTP ${status}, TF401444).`,
      likelyCause: 'its service principal has not been added as a user of the organization.',
      remedy: `add it at ${users} with the access level Basic: search for the application's name.`,
    });
  }
  if (hasErrorCode('TF400813') || status === 403) {
    return new ActionError('azure-devops-permission-missing', {
      problem: `Application ${applicationId} is not allowed to read the projects of the Azure DevOps organization ${organization} (HTTP ${status}${hasErrorCode('TF400813') ? ', TF400813' : ''}).`,
      likelyCause: 'it has the access level Stakeholder, or is not a member of any project.',
      remedy: `give it the access level Basic and access to a project at ${users}.`,
    });
  }
  if (status === 404) {
    return new ActionError('azure-devops-organization-not-found', {
      problem: `There is no Azure DevOps organization ${organization} (HTTP 404).`,
      likelyCause:
        '`azure-devops-organization` is misspelled: it is the part of the URL after dev.azure.com/.',
      remedy: 'correct `azure-devops-organization`.',
    });
  }
  const isSignInPage =
    (body === undefined && status !== 429) || status === 401 || (status >= 200 && status < 400);
  if (isSignInPage && status < 500) {
    return new ActionError('azure-devops-sign-in-page', {
      problem: `Azure DevOps returned a sign-in page instead of the projects of the organization ${organization} (HTTP ${status}).`,
      likelyCause: 'the organization is connected to another tenant, or not connected to a tenant.',
      remedy: `check which tenant it is connected to: https://dev.azure.com/${organization}/_settings/organizationAad`,
    });
  }
  return new ActionError('azure-devops-request-failed', {
    problem: `Azure DevOps returned HTTP ${status} when asked for the projects of the organization ${organization}.`,
    likelyCause: 'a temporary outage.',
    remedy: 'run the job again. If the error persists, see https://status.dev.azure.com.',
  });
}
