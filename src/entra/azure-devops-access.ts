import * as v from 'valibot';
import { unreachableError } from '../http/errors.ts';
import { ActionError } from '../shared/action-error.ts';
import { parseJson } from '../shared/json.ts';
import { requestWithRetry, type HttpClient } from '../http/client.ts';
import { networkReason } from '../http/network-error.ts';
import type { AttemptResult } from '../http/retry.ts';
import type { LoginResult } from './login.ts';
import { describeRefusal, findLoginRetryReason } from './refusal.ts';

/** Azure DevOps' own application ID, the same in every tenant. Source: Microsoft's "Authenticate to Azure DevOps with Microsoft Entra". */
export const azureDevOpsScope = '499b84ac-1321-427f-aa17-267ca6975798/.default';

/** Which access is verified, and how. */
export interface AzureDevOpsAccess {
  readonly organization: string;
  readonly applicationId: string;
  /** Logs in for Azure DevOps with the new secret. */
  readonly logIn: () => Promise<LoginResult>;
  readonly http: HttpClient;
}

const projects = v.object({ count: v.number(), value: v.array(v.unknown()) });
const refusal = v.object({ message: v.string() });

/**
 * Verifies that an application can use an Azure DevOps organization with its new secret: requests a page of projects.
 *
 * @throws ActionError `azure-devops-…`
 */
export async function verifyAzureDevOpsAccess(access: AzureDevOpsAccess): Promise<void> {
  const { organization, applicationId, http } = access;
  const url = `https://dev.azure.com/${encodeURIComponent(organization)}/_apis/projects?$top=1&api-version=7.1`;
  const token = await requestToken(access);
  const headers = {
    Authorization: `Bearer ${token}`,
    Accept: 'application/json',
    // Otherwise a token that is not accepted is redirected to a sign-in page for people.
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

/** Waits, too, while a replica of Entra does not know the new secret yet: it was verified for another resource. */
async function requestToken({
  logIn,
  http,
  organization,
  applicationId,
}: AzureDevOpsAccess): Promise<string> {
  const attempt = async (): Promise<AttemptResult<LoginResult>> => {
    const result = await logIn();
    if ('token' in result) return { result, retryReason: undefined };
    const { refusal } = result;
    const unknownSecret = { name: describeRefusal(refusal), retryAfterMs: undefined };
    return {
      result,
      retryReason: refusal.aadsts === 7000215 ? unknownSecret : findLoginRetryReason(refusal),
    };
  };
  const login = await http.withRetry('Microsoft Entra ID', attempt);
  if ('token' in login) return login.token;
  throw new ActionError('azure-devops-login-refused', {
    problem: `Microsoft Entra ID gave application ${applicationId} no token for Azure DevOps, so nobody could ask the organization ${organization} (${describeRefusal(login.refusal)}).`,
    likelyCause:
      'no organization of Azure DevOps is connected to this tenant, or a policy refused the login.',
    remedy: `see on https://dev.azure.com/${organization}/_settings/organizationAad which tenant the organization is connected to.`,
  });
}

/** Only JSON counts: what else comes is a page to sign in, whatever its status. Codes stand in messages alone. */
function azureDevOpsError(
  status: number,
  body: unknown,
  organization: string,
  applicationId: string,
): ActionError {
  const message = v.is(refusal, body) ? body.message : '';
  const users = `https://dev.azure.com/${organization}/_settings/users`;
  if (message.includes('TF401444')) {
    return new ActionError('azure-devops-not-a-member', {
      problem: `Application ${applicationId} is no member of the Azure DevOps organization ${organization} (HTTP ${status}, TF401444).`,
      likelyCause: 'its service principal was not added as a user of the organization.',
      remedy: `add it on ${users}, with the access level Basic: search for the application's name.`,
    });
  }
  if (message.includes('TF400813') || status === 403) {
    return new ActionError('azure-devops-permission-missing', {
      problem: `Application ${applicationId} may not read the projects of the Azure DevOps organization ${organization} (HTTP ${status}${message.includes('TF400813') ? ', TF400813' : ''}).`,
      likelyCause: 'it has the access level Stakeholder, or is in no project.',
      remedy: `give it the access level Basic and a project on ${users}.`,
    });
  }
  if (status === 404) {
    return new ActionError('azure-devops-organization-not-found', {
      problem: `There is no Azure DevOps organization ${organization} (HTTP 404).`,
      likelyCause:
        '`azure-devops-organization` is misspelt: it is what stands in the address after dev.azure.com/.',
      remedy: 'correct `azure-devops-organization`.',
    });
  }
  const page = body === undefined || status === 401 || (status >= 200 && status < 400);
  if (page && status < 500) {
    return new ActionError('azure-devops-sign-in-page', {
      problem: `Azure DevOps answered with a page to sign in instead of the projects of the organization ${organization} (HTTP ${status}).`,
      likelyCause: 'the organization is connected to another tenant, or to none.',
      remedy: `see on https://dev.azure.com/${organization}/_settings/organizationAad which tenant it is connected to.`,
    });
  }
  return new ActionError('azure-devops-request-failed', {
    problem: `Azure DevOps, asked for the projects of the organization ${organization}, answered with HTTP ${status}.`,
    likelyCause: 'a temporary outage.',
    remedy: 'run the job again; see https://status.dev.azure.com if it goes on.',
  });
}
