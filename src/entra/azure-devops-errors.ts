import * as v from 'valibot';
import type { HttpResponse } from '../http/client.ts';
import type { ParsedServiceError } from '../http/failed-response.ts';
import { explainFailure, formatQuote, type FailureRule } from '../http/failure-rules.ts';
import { describeFailure, type FailingService, type RequestFailure } from '../http/failure.ts';
import type { ActionError } from '../shared/action-error.ts';
import { parseJson } from '../shared/json.ts';

const azureDevOps: FailingService = {
  name: 'Azure DevOps',
  unreachable: 'azure-devops-unreachable',
  failed: 'azure-devops-request-failed',
  statusPage: 'https://status.dev.azure.com',
  support: 'Microsoft Support',
  requestIdName: 'activity ID',
};

/** The access that was to be verified. */
interface AccessContext {
  readonly organization: string;
  readonly applicationId: string;
}

/** The codes of responses without JSON. */
const signInPage = 'sign-in page';
const notFoundPage = 'page not found';

type Explain = NonNullable<FailureRule<AccessContext>['explain']>;

const usersPage = (organization: string): string => `https://dev.azure.com/${organization}/_settings/users`;
/** Where an organization shows which tenant it is connected to. */
export const tenantPage = (organization: string): string =>
  `https://dev.azure.com/${organization}/_settings/organizationAad`;

const explainMissingMember: Explain = ({ organization, applicationId }, failure) => ({
  code: 'azure-devops-not-a-member',
  problem: `Application ${applicationId} is not a member of the Azure DevOps organization ${organization} (HTTP ${failure.status}, TF401444).`,
  likelyCause: 'its service principal has not been added as a user of the organization.',
  remedy: `add it at ${usersPage(organization)} with the access level Basic: search for the application's name.`,
});

const explainMissingPermission: Explain = ({ organization, applicationId }, failure) => ({
  code: 'azure-devops-permission-missing',
  problem: `Application ${applicationId} is not allowed to read the projects of the Azure DevOps organization ${organization} (${describeFailure(failure)}).`,
  likelyCause: 'it has the access level Stakeholder, or is not a member of any project.',
  remedy: `give it the access level Basic and access to a project at ${usersPage(organization)}.`,
});

const explainPolicy: Explain = ({ organization, applicationId }, failure) => ({
  code: 'login-blocked-by-policy',
  problem: `A Conditional Access policy blocked the access of application ${applicationId} to the Azure DevOps organization ${organization} (${describeFailure(failure)}).${formatQuote(failure, azureDevOps)}`,
  likelyCause:
    'the policy allows access to Azure DevOps only from certain network locations, and the runner is not in one of them. The secret itself may be valid.',
  remedy: 'run the job on a runner in an allowed location, or remove `azure-devops-organization`.',
});

const explainMissingOrganization: Explain = ({ organization }, { status }) => ({
  code: 'azure-devops-organization-not-found',
  problem: `There is no Azure DevOps organization ${organization} (HTTP ${status}).`,
  likelyCause: '`azure-devops-organization` is misspelled: it is the part of the URL after dev.azure.com/.',
  remedy: 'correct `azure-devops-organization`.',
});

const explainSignInPage: Explain = ({ organization }, { status }) => ({
  code: 'azure-devops-sign-in-page',
  problem: `Azure DevOps returned a sign-in page instead of the projects of the organization ${organization} (HTTP ${status}).`,
  likelyCause: 'the organization is connected to another tenant, or not connected to a tenant.',
  remedy: `check which tenant it is connected to: ${tenantPage(organization)}`,
});

/** What the errors of Azure DevOps mean. Sources: its messages in public reports. */
export const azureDevOpsRules: readonly FailureRule<AccessContext>[] = [
  // The request was blocked because of too many requests.
  { code: 'TF400733', retry: 'yes' },
  { code: 'VS403463', explain: explainPolicy },
  { code: 'TF401444', explain: explainMissingMember },
  { code: ['TF400813', 'TF30063', 'TF50309'], explain: explainMissingPermission },
  { code: notFoundPage, explain: explainMissingOrganization },
  { code: signInPage, explain: explainSignInPage },
];

export function azureDevOpsError(failure: RequestFailure, access: AccessContext): ActionError {
  return explainFailure(failure, azureDevOpsRules, access, {
    service: azureDevOps,
    host: 'https://dev.azure.com',
    operation: `list the projects of the organization ${access.organization}`,
  });
}

const errorBody = v.object({
  message: v.string(),
  typeKey: v.fallback(v.optional(v.pipe(v.string(), v.regex(/^\w{1,100}$/))), undefined),
});

/** The hosts of the sign-in pages of Azure DevOps and of Entra. */
const signInHost = /(^|\.)(visualstudio\.com|dev\.azure\.com|login\.(microsoftonline|live)\.com)$/;

/**
 * Reads an error of Azure DevOps: JSON, or a page. Its codes are in messages and in the titles of pages. A page is of
 * Azure DevOps if it has its headers, its name or one of its codes as title, or redirects to its sign-in page.
 */
export function parseAzureDevOpsError({
  status,
  headers,
  text,
}: HttpResponse): ParsedServiceError | undefined {
  const requestId = /^[0-9a-f-]{36}$/i.exec(headers['activityid'] ?? '')?.[0];
  const body = v.safeParse(errorBody, parseJson(text));
  if (body.success) {
    const { message, typeKey } = body.output;
    return {
      codes: [...findCodes(message), ...(typeKey === undefined ? [] : [typeKey])],
      message,
      requestId,
    };
  }
  const [, title = ''] = /<title>([^<]{1,300})<\/title>/i.exec(text) ?? [];
  const codes = findCodes(title);
  if (codes.length > 0) return { codes, message: title, requestId };
  const target = URL.parse(headers['location'] ?? '')?.hostname ?? '';
  const isOwn = requestId !== undefined || title.startsWith('Azure DevOps') || signInHost.test(target);
  if (!isOwn || status >= 500) return undefined;
  return { codes: [status === 404 ? notFoundPage : signInPage], message: '', requestId };
}

function findCodes(text: string): readonly string[] {
  return text.match(/\b(TF|VS)\d{4,7}\b/g) ?? [];
}
