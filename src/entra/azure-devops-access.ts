import * as v from 'valibot';
import type { Clock } from '../shared/clock.ts';
import { unreachableError } from '../http/errors.ts';
import { ActionError } from '../shared/action-error.ts';
import { parseJson } from '../shared/json.ts';
import { isTransient, networkReason, type SendRequest } from '../http/client.ts';
import { backoffDelay } from '../http/retry.ts';
import type { LoginResult } from './login.ts';
import { describeRefusal } from './refusal.ts';

/** Azure DevOps' own application ID, the same in every tenant. Source: Microsoft's "Authenticate to Azure DevOps with Microsoft Entra". */
export const azureDevOpsScope = '499b84ac-1321-427f-aa17-267ca6975798/.default';

/** What the proof needs from outside. */
export interface AzureDevOpsAccess {
  readonly organization: string;
  readonly applicationId: string;
  /** Logs in for Azure DevOps with the new secret. */
  readonly logIn: () => Promise<LoginResult>;
  readonly send: SendRequest;
  readonly clock: Clock;
}

/** How often a login, or a question, is repeated that a passing fault may have spoilt. */
const maxAttempts = 5;

const projects = v.object({ count: v.number(), value: v.array(v.unknown()) });
const refusal = v.object({ message: v.string() });

/**
 * Proves that an application reaches an Azure DevOps organization with its new secret: it asks for a page of projects.
 *
 * @throws Failure `azure-devops-…`
 */
export async function verifyAzureDevOpsAccess(proof: AzureDevOpsAccess): Promise<void> {
  const { organization, applicationId } = proof;
  const url = `https://dev.azure.com/${encodeURIComponent(organization)}/_apis/projects?$top=1&api-version=7.1`;
  const token = await requestToken(proof);
  const headers = {
    Authorization: `Bearer ${token}`,
    Accept: 'application/json',
    // Else a token that is not accepted leads to a page for people.
    'X-TFS-FedAuthRedirect': 'Suppress',
  };
  for (let repeat = 0; ; repeat += 1) {
    const answer = await proof.send(url, { headers }).catch((error: unknown) => networkReason(error));
    const passing =
      typeof answer === 'string' ? isTransient(answer) : answer.status === 429 || answer.status >= 500;
    if (passing && repeat + 1 < maxAttempts) {
      await proof.clock.sleep(backoffDelay(repeat));
      continue;
    }
    if (typeof answer === 'string')
      throw unreachableError('azure-devops-unreachable', 'https://dev.azure.com', answer);
    const body = parseJson(answer.text);
    if (answer.status === 200 && v.is(projects, body)) return;
    throw azureDevOpsError(answer.status, body, organization, applicationId);
  }
}

/** Entra's replicas may still disagree on a secret that was just proved for another resource. */
async function requestToken({
  logIn,
  clock,
  organization,
  applicationId,
}: AzureDevOpsAccess): Promise<string> {
  for (let repeat = 0; ; repeat += 1) {
    const login = await logIn();
    if ('token' in login) return login.token;
    const { aadsts } = login.refusal;
    if ((aadsts === 7000215 || aadsts === undefined) && repeat + 1 < maxAttempts) {
      await clock.sleep(backoffDelay(repeat));
      continue;
    }
    throw new ActionError('azure-devops-login-refused', {
      problem: `Microsoft Entra ID gave application ${applicationId} no token for Azure DevOps, so nobody could ask the organization ${organization} (${describeRefusal(login.refusal)}).`,
      likelyCause:
        'no organization of Azure DevOps is connected to this tenant, or a policy refused the login.',
      remedy: `see on https://dev.azure.com/${organization}/_settings/organizationAad which tenant the organization is connected to.`,
    });
  }
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
