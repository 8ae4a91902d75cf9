const id = 297;
const ids = [297];
const modules = {

 1297:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);

__webpack_require__.d(__webpack_exports__, {
  logIn: () => (/* reexport */ logIn),
  logInForScope: () => (/* reexport */ logInForScope),
  logInWithSecret: () => (/* reexport */ logInWithSecret),
  readRepositoryId: () => (/* reexport */ readRepositoryId),
  trySecretLogin: () => (/* reexport */ trySecretLogin),
  verifyAzureDevOpsAccess: () => (/* reexport */ verifyAzureDevOpsAccess)
});

// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/http/request-value.ts
var request_value = __webpack_require__(685);
// EXTERNAL MODULE: ./src/shared/json.ts
var json = __webpack_require__(8451);
// EXTERNAL MODULE: ./src/http/failure-rules.ts
var failure_rules = __webpack_require__(7384);
// EXTERNAL MODULE: ./src/http/failure.ts
var http_failure = __webpack_require__(2398);
const aadsts = (...numbers) => numbers.map((number) => `AADSTS${number}`);
const noToken = 'a response without a token';
const temporaryCodes = [
    'temporarily_unavailable',
    'server_error',
    noToken,
    ...aadsts(50033, 90006, 90012, 90024, 90033, 90090, 90091, 500031),
];
const throttledCodes = aadsts(90055, 50196);
const refusedStatuses = [200, 400, 401, 403];
const policyCodes = aadsts(53000, 53001, 53003, 50131, 530032);
const tenantRestrictionCodes = aadsts(50002, 500021, 500022, 5000211);
const missingPrincipalCode = aadsts(7000229);
const disabledCodes = aadsts(70001, 7000112);




const errorBody = dist/* object */.Ikc({
    error: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^\w{1,60}$/)),
    error_description: dist/* fallback */.NpB(dist/* string */.YjP(), ''),
    error_codes: dist/* fallback */.NpB(dist/* array */.YOg(dist/* pipe */.FsL(dist/* number */.aig(), dist/* safeInteger */.Y2b(), dist/* minValue */.Wwf(1))), []),
    trace_id: dist/* fallback */.NpB(dist/* optional */.lqM(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* uuid */.uRe())), undefined),
});
function parseLoginError({ status, text }) {
    const body = (0, json/* parseJson */.q)(text);
    const parsed = dist/* safeParse */.xLC(errorBody, body);
    if (parsed.success) {
        const { error, error_description: description, error_codes: numbers, trace_id: requestId, } = parsed.output;
        const [, number] = /^AADSTS(\d{1,15}):/.exec(description) ?? [];
        const known = numbers.length === 0 && number !== undefined ? [Number(number)] : numbers;
        const message = description.replace(/\s*Trace ID:[^]*$/, '');
        return { codes: [error, ...aadsts(...known)], message, requestId };
    }
    if (status === 429)
        return { codes: [], message: '' };
    const isEmpty = text.trim() === '' || dist.is(dist/* looseObject */._H3({}), body);
    return status === 200 && isEmpty ? { codes: [noToken], message: '' } : undefined;
}
function findAadsts(failure) {
    if ('network' in failure)
        return undefined;
    return failure.error?.codes.find((code) => code.startsWith('AADSTS'));
}
function describeLoginFailure(failure) {
    return findAadsts(failure) ?? (0, http_failure/* describeFailure */.Ic)(failure);
}
function explanationUrl(authorityHost, failure) {
    const number = findAadsts(failure)?.slice('AADSTS'.length);
    return `${authorityHost}/error${number === undefined ? '' : `?code=${number}`}`;
}

// EXTERNAL MODULE: ./src/azure/az-commands.ts
var az_commands = __webpack_require__(6239);
// EXTERNAL MODULE: ./src/azure/cloud.ts
var azure_cloud = __webpack_require__(6370);




const entraService = {
    name: 'Microsoft Entra ID',
    unreachable: 'entra-unreachable',
    failed: 'login-refused',
    statusPage: 'https://azure.status.microsoft',
    support: 'Microsoft Support',
    requestIdName: 'trace ID',
};
const explainThrottling = ({ identity }, failure) => ({
    code: 'entra-throttled',
    problem: `Microsoft Entra ID limits the number of logins, and refused the login of the workload identity ${identity.clientId} to tenant ${identity.tenantId} (${describeLoginFailure(failure)}).`,
    likelyCause: 'too many logins to the tenant, or of this workload identity, in a short time.',
    remedy: 'run the job again in a few minutes.',
});
const explainOutage = ({ identity }, failure) => ({
    code: 'login-refused',
    problem: `Microsoft Entra ID did not log in the workload identity ${identity.clientId} because of a temporary problem: ${(0, failure_rules/* formatReceived */.jZ)(failure, entraService)}.${(0, failure_rules/* formatQuote */.eH)(failure, entraService)}`,
    likelyCause: 'an outage of Microsoft Entra ID.',
    remedy: `run the job again in a few minutes. If the error persists, see ${entraService.statusPage}.`,
});
const publicIssuer = /^https:\/\/token\.actions\.(githubusercontent\.com|[\w-]+\.ghe\.com)(\/|$)/;
const explainUnreachableIssuer = ({ claims: { issuer } }, failure) => {
    const problem = `Microsoft Entra ID could not download the keys of ${issuer}, which issued this workflow's OIDC token (${describeLoginFailure(failure)}).`;
    if (publicIssuer.test(issuer)) {
        return {
            code: 'issuer-unreachable',
            problem,
            likelyCause: 'an outage of GitHub, or of the network between Microsoft and GitHub.',
            remedy: 'run the job again in a few minutes, and check https://www.githubstatus.com.',
        };
    }
    return {
        code: 'issuer-unreachable',
        problem,
        likelyCause: 'Microsoft cannot reach that server, for example because it is in a private network.',
        remedy: `make these two URLs available from the internet:\n  ${issuer}/.well-known/openid-configuration\n  ${issuer}/.well-known/jwks`,
    };
};
const explainMismatch = (mismatch) => ({ identity: { clientId, cloud }, claims }, failure) => {
    const condition = (0, az_commands/* onlyForWorkloadIdentity */.RS)(clientId);
    const add = (0, az_commands/* formatAddFederatedCredentialCommand */.n4)(clientId, claims);
    const remedy = mismatch.includes('audience')
        ? `${condition}: if a credential with this issuer and subject is listed, correct its audience; otherwise add the credential:${(0, az_commands/* formatCommands */.iC)(cloud, (0, az_commands/* formatListFederatedCredentialsCommand */.ZS)(clientId), add)}`
        : `${condition}, add the matching credential:${(0, az_commands/* formatCommands */.iC)(cloud, add)}`;
    return {
        code: 'federated-credential-mismatch',
        problem: [
            `Microsoft Entra ID refused this workflow's OIDC token (${describeLoginFailure(failure)}). The token contains:`,
            ...formatClaims(claims),
        ].join('\n'),
        likelyCause: `no federated credential of application ${clientId} has exactly this ${mismatch} (case-sensitive).`,
        remedy,
    };
};
const explainNoFederatedCredential = ({ identity, claims }, failure) => ({
    code: 'federated-credential-missing',
    problem: [
        `Application ${identity.clientId}, which \`client-id\` names, has no federated credentials (${describeLoginFailure(failure)}). The OIDC token of this workflow contains:`,
        ...formatClaims(claims),
    ].join('\n'),
    likelyCause: "`client-id` is not the workload identity (it may be the application ID of Exalate's own application), or the workload identity has no federated credential yet.",
    remedy: "set `client-id` to the application (client) ID of the workload identity that logs in for this workflow. In the repository of this action, docs/setup.md shows where to find that ID, and how to add a federated credential to the workload identity. Never add one to Exalate's application.",
});
function formatClaims({ issuer, subject, audience }) {
    return [`  issuer    ${issuer}`, `  subject   ${subject}`, `  audience  ${audience}`];
}
const explainEnterpriseClaim = ({ identity, claims: { enterprise } }, failure) => ({
    code: 'enterprise-claim-refused',
    problem: `Tenant ${identity.tenantId} accepts OIDC tokens of GitHub only from certain enterprises (${describeLoginFailure(failure)}). The token of this workflow ${enterprise === undefined ? 'has no `enterprise` claim' : `has the \`enterprise\` claim "${enterprise}"`}.${(0, failure_rules/* formatQuote */.eH)(failure, entraService)}`,
    likelyCause: enterprise === undefined
        ? 'the repository belongs to a user or to an organization outside of any GitHub enterprise.'
        : 'the repository belongs to an enterprise that the tenant does not accept.',
    remedy: enterprise === undefined
        ? 'run the workflow in a repository of an accepted enterprise. GitHub sets the claim; a workflow cannot add it.'
        : 'run the workflow in a repository of an accepted enterprise, or ask an administrator of the tenant to accept this one. GitHub sets the claim; a workflow cannot change it.',
});
const explainStaleIdToken = (_, failure) => ({
    code: 'id-token-stale',
    problem: `Microsoft Entra ID refused this workflow's OIDC token because of its validity period (${describeLoginFailure(failure)}).`,
    likelyCause: 'the clock of the runner is wrong, or its network is very slow: the token is valid for about five minutes.',
    remedy: 'run the job again; on self-hosted runners, synchronize the clock (NTP).',
});
const explainInvalidSignature = ({ claims: { issuer } }, failure) => ({
    code: 'login-refused',
    problem: `Microsoft Entra ID could not verify the signature of this workflow's OIDC token (${describeLoginFailure(failure)}).${(0, failure_rules/* formatQuote */.eH)(failure, entraService)}`,
    likelyCause: `the key that signed the token is not among the keys of ${issuer} that Microsoft Entra ID knows, for example because they have just changed.`,
    remedy: 'run the job again in a few minutes.',
});
const explainUnknownIdentity = ({ identity: { tenantId, clientId, cloud } }, failure) => ({
    code: 'workload-identity-not-found',
    problem: `Tenant ${tenantId} has no application ${clientId} (${describeLoginFailure(failure)}).`,
    likelyCause: '`client-id` is not the application (client) ID of the workload identity, or `tenant-id` names another directory.',
    remedy: `correct whichever is wrong. To check whether the application exists:${(0, az_commands/* formatCommands */.iC)(cloud, (0, az_commands/* formatShowApplicationCommand */.Qh)(clientId))}`,
});
const explainUnknownTenant = ({ identity: { tenantId, cloud } }, failure) => ({
    code: 'tenant-not-found',
    problem: `There is no tenant ${tenantId} in the cloud \`${cloud.name}\` (${describeLoginFailure(failure)}).`,
    likelyCause: '`tenant-id` is not the directory (tenant) ID, or `cloud` names another cloud.',
    remedy: `compare \`tenant-id\` with the output of:${(0, az_commands/* formatCommands */.iC)(cloud, (0, az_commands/* formatShowTenantCommand */.Sy)())}`,
});
const explainOtherCloud = ({ identity: { tenantId, cloud } }, failure) => ({
    code: 'tenant-in-other-cloud',
    problem: `Tenant ${tenantId} does not belong to the cloud \`${cloud.name}\` (${describeLoginFailure(failure)}).`,
    likelyCause: 'the input `cloud` does not name the cloud of the tenant.',
    remedy: `set \`cloud\` to the cloud of the tenant, one of ${(0, azure_cloud/* formatOtherClouds */.Cr)(cloud)}.`,
});
const explainRestrictedTenant = ({ identity: { tenantId, cloud } }, failure) => ({
    code: 'tenant-access-restricted',
    problem: `The network of the runner does not allow logins to tenant ${tenantId} (${describeLoginFailure(failure)}).`,
    ...explainTenantRestriction(tenantId, cloud),
});
const explainMissingIdentityPrincipal = ({ identity }, failure) => ({
    code: 'login-refused',
    problem: `The workload identity ${identity.clientId} has no service principal in tenant ${identity.tenantId} (${describeLoginFailure(failure)}).`,
    ...explainMissingServicePrincipal(identity.clientId, identity.cloud),
});
const explainDisabledIdentity = ({ identity: { clientId, cloud } }, failure) => ({
    code: 'login-refused',
    problem: `The workload identity ${clientId} is disabled (${describeLoginFailure(failure)}).`,
    ...explainDisabledServicePrincipal(clientId, cloud),
});
const explainPolicy = ({ identity: { clientId } }, failure) => ({
    code: 'login-blocked-by-policy',
    problem: `A Conditional Access policy blocked the login of the workload identity ${clientId} (${describeLoginFailure(failure)}).`,
    likelyCause: 'a policy for workload identities allows only certain network locations, and the runner is not in any of them.',
    remedy: `exclude ${clientId} from that policy, or run the job on a runner in one of its locations.`,
});
const explainUnknownCode = ({ identity: { clientId, cloud } }, failure) => ({
    code: 'login-refused',
    problem: `Microsoft Entra ID refused the login of the workload identity ${clientId}: ${(0, failure_rules/* formatReceived */.jZ)(failure, entraService)}.${(0, failure_rules/* formatQuote */.eH)(failure, entraService)}`,
    likelyCause: 'unknown. The action has no explanation for this code.',
    remedy: `see Microsoft's explanation of the code: ${explanationUrl(cloud.authorityHost, failure)}`,
});
function explainMissingServicePrincipal(applicationId, cloud) {
    return {
        likelyCause: 'the app registration was created without an enterprise application, or its enterprise application was deleted.',
        remedy: `create it:${(0, az_commands/* formatCommands */.iC)(cloud, (0, az_commands/* formatCreateServicePrincipalCommand */.IS)(applicationId))}`,
    };
}
function explainDisabledServicePrincipal(applicationId, cloud) {
    return {
        likelyCause: 'an administrator disabled its enterprise application.',
        remedy: `enable it:${(0, az_commands/* formatCommands */.iC)(cloud, (0, az_commands/* formatEnableServicePrincipalCommand */.pV)(applicationId))}`,
    };
}
function explainTenantRestriction(tenantId, cloud) {
    return {
        likelyCause: `a proxy or firewall adds a header for tenant restrictions (sec-Restrict-Tenant-Access-Policy or Restrict-Access-To-Tenants) to requests for ${new URL(cloud.authorityHost).host}.`,
        remedy: `ask the administrator of the network to allow tenant ${tenantId}, or run the job on a runner in another network.`,
    };
}



const explainThrottledSecretLogin = ({ tenantId, consequence, within }, failure) => ({
    code: 'entra-throttled',
    problem: `Microsoft Entra ID limits the number of logins to tenant ${tenantId} (${describeLoginFailure(failure)}), so ${consequence}${within}.`,
    likelyCause: 'too many logins to the tenant, or of this application, in a short time. This says nothing about the secret.',
    remedy: 'run the job again in a few minutes. If this happens repeatedly, increase `verify-timeout`.',
});
const explainUnavailableSecretLogin = ({ consequence, within }, failure) => ({
    code: 'secret-not-accepted',
    problem: `Microsoft Entra ID had a temporary problem (${(0, failure_rules/* formatReceived */.jZ)(failure, entraService)}), so ${consequence}${within}.`,
    likelyCause: 'an outage of Microsoft Entra ID. This says nothing about the secret.',
    remedy: `run the job again in a few minutes. If the error persists, see ${entraService.statusPage}.`,
});
const explainUnknownSecret = ({ applicationId, within }, failure) => ({
    code: 'secret-not-accepted',
    problem: `Microsoft Entra ID did not accept the new secret of application ${applicationId}${within} (last response: ${describeLoginFailure(failure)}).`,
    likelyCause: 'the secret has not reached all replicas of Microsoft Entra ID yet. This usually takes seconds, but there is no guaranteed limit.',
    remedy: 'run the job again. If this happens repeatedly, increase `verify-timeout`.',
});
const explainUnknownApplication = ({ applicationId, consequence, within }, failure) => ({
    code: 'secret-not-accepted',
    problem: `Microsoft Entra ID does not know application ${applicationId}, which Microsoft Graph lists (${describeLoginFailure(failure)}), so ${consequence}${within}.`,
    likelyCause: 'the application is so new that it has not reached all replicas of Microsoft Entra ID yet.',
    remedy: 'run the job again in a few minutes.',
});
const explainBlockedSecretLogin = ({ applicationId, consequence, skip }, failure) => ({
    code: 'login-blocked-by-policy',
    problem: `A Conditional Access policy blocked the login of application ${applicationId} (${describeLoginFailure(failure)}), so ${consequence}.`,
    likelyCause: 'the policy for workload identities allows this application only from certain network locations, and the runner is not in one of them. The secret itself may be valid.',
    remedy: `run the job on a runner in an allowed location, or ${skip}.`,
});
const explainRestrictedSecretLogin = ({ tenantId, cloud, consequence }, failure) => ({
    code: 'tenant-access-restricted',
    problem: `The network of the runner does not allow logins to tenant ${tenantId} (${describeLoginFailure(failure)}), so ${consequence}.`,
    ...explainTenantRestriction(tenantId, cloud),
});
const explainMissingApplicationPrincipal = ({ applicationId, cloud }, failure) => ({
    code: 'application-cannot-log-in',
    problem: `Application ${applicationId} has no service principal in this tenant (${describeLoginFailure(failure)}), so it cannot log in with any secret.`,
    ...explainMissingServicePrincipal(applicationId, cloud),
});
const explainDisabledApplication = ({ applicationId, cloud }, failure) => ({
    code: 'application-cannot-log-in',
    problem: `Application ${applicationId} is disabled (${describeLoginFailure(failure)}), so it cannot log in with any secret.`,
    ...explainDisabledServicePrincipal(applicationId, cloud),
});
const explainRefusedSecretLogin = ({ applicationId, cloud, consequence }, failure) => ({
    code: 'application-cannot-log-in',
    problem: `Microsoft Entra ID refused the login of application ${applicationId} with its new secret, so ${consequence}: ${(0, failure_rules/* formatReceived */.jZ)(failure, entraService)}.`,
    likelyCause: 'unknown. The action has no explanation for this code, and waiting does not help.',
    remedy: `see Microsoft's explanation of the code: ${explanationUrl(cloud.authorityHost, failure)}`,
});




const azureDevOpsService = {
    name: 'Azure DevOps',
    unreachable: 'azure-devops-unreachable',
    failed: 'azure-devops-request-failed',
    statusPage: 'https://status.dev.azure.com',
    support: 'Microsoft Support',
    requestIdName: 'activity ID',
};
const usersPage = (organization) => `https://dev.azure.com/${organization}/_settings/users`;
const tenantPage = (organization) => `https://dev.azure.com/${organization}/_settings/organizationAad`;
const explainMissingMember = ({ organization, applicationId }, failure) => ({
    code: 'azure-devops-not-a-member',
    problem: `Application ${applicationId} is not a member of the Azure DevOps organization ${organization} (HTTP ${failure.status}, TF401444).`,
    likelyCause: 'its service principal has not been added as a user of the organization.',
    remedy: `add it at ${usersPage(organization)} with the access level Basic: search for the application's name.`,
});
const explainMissingPermission = ({ organization, applicationId }, failure) => ({
    code: 'azure-devops-permission-missing',
    problem: `Application ${applicationId} is not allowed to read the projects of the Azure DevOps organization ${organization} (${(0, http_failure/* describeFailure */.Ic)(failure)}).`,
    likelyCause: 'it has the access level Stakeholder, or is not a member of any project.',
    remedy: `give it the access level Basic and access to a project at ${usersPage(organization)}.`,
});
const explanations_explainPolicy = ({ organization, applicationId }, failure) => ({
    code: 'login-blocked-by-policy',
    problem: `A Conditional Access policy blocked the access of application ${applicationId} to the Azure DevOps organization ${organization} (${(0, http_failure/* describeFailure */.Ic)(failure)}).${(0, failure_rules/* formatQuote */.eH)(failure, azureDevOpsService)}`,
    likelyCause: 'the policy allows access to Azure DevOps only from certain network locations, and the runner is not in one of them. The secret itself may be valid.',
    remedy: 'run the job on a runner in an allowed location, or remove `azure-devops-organization`.',
});
const explainMissingOrganization = ({ organization }, { status }) => ({
    code: 'azure-devops-organization-not-found',
    problem: `There is no Azure DevOps organization ${organization} (HTTP ${status}).`,
    likelyCause: '`azure-devops-organization` is misspelled: it is the part of the URL after dev.azure.com/.',
    remedy: 'correct `azure-devops-organization`.',
});
const explainSignInPage = ({ organization }, { status }) => ({
    code: 'azure-devops-sign-in-page',
    problem: `Azure DevOps returned a sign-in page instead of the projects of the organization ${organization} (HTTP ${status}).`,
    likelyCause: 'the organization is connected to another tenant, or not connected to a tenant.',
    remedy: `check which tenant it is connected to: ${tenantPage(organization)}`,
});
const loginRefused = 'azure-devops-login-refused';
const explainMissingConnection = ({ applicationId, consequence, organization }, failure) => ({
    code: loginRefused,
    problem: `Microsoft Entra ID issued no token for Azure DevOps to application ${applicationId} (${describeLoginFailure(failure)}), so ${consequence}.`,
    likelyCause: 'no Azure DevOps organization is connected to this tenant, or Azure DevOps is disabled in it.',
    remedy: `check which tenant the organization is connected to: ${tenantPage(organization)}`,
});
const explainLaggingReplica = (context, failure) => ({
    ...explainUnknownSecret(context, failure),
    code: loginRefused,
    remedy: 'run the job again in a few minutes.',
});
const explainRefusedLogin = (context, failure) => ({
    ...explainRefusedSecretLogin(context, failure),
    code: loginRefused,
});


const signInPage = 'sign-in page';
const notFoundPage = 'page not found';
const response_errorBody = dist/* object */.Ikc({
    message: dist/* string */.YjP(),
    typeKey: dist/* fallback */.NpB(dist/* optional */.lqM(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^\w{1,100}$/))), undefined),
});
const signInStatuses = [200, 203, 301, 302, 303, 307, 401];
const signInHost = /(^|\.)(visualstudio\.com|dev\.azure\.com|login\.(microsoftonline|live)\.com)$/;
function parseAzureDevOpsError({ status, headers, text, }) {
    const requestId = /^[0-9a-f-]{36}$/i.exec(headers['activityid'] ?? '')?.[0];
    const body = dist/* safeParse */.xLC(response_errorBody, (0, json/* parseJson */.q)(text));
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
    if (codes.length > 0)
        return { codes, message: title, requestId };
    const target = URL.parse(headers['location'] ?? '')?.hostname ?? '';
    const isOwn = requestId !== undefined || title.startsWith('Azure DevOps') || signInHost.test(target);
    if (!isOwn || status >= 500)
        return undefined;
    if (status === 404)
        return { codes: [notFoundPage], message: title, requestId };
    return { codes: signInStatuses.includes(status) ? [signInPage] : [], message: title, requestId };
}
function findCodes(text) {
    return text.match(/\b(TF|VS)\d{4,7}\b/g) ?? [];
}

// EXTERNAL MODULE: ./src/http/retry.ts
var retry = __webpack_require__(8902);





const replicationRules = [
    { code: aadsts(7000215), retry: 'yes', explain: explainUnknownSecret },
    { code: aadsts(700016), retry: 'yes', explain: explainUnknownApplication },
];
const secretLoginRules = [
    { code: throttledCodes, retry: 'throttled', explain: explainThrottledSecretLogin },
    { status: 429, retry: 'throttled', explain: explainThrottledSecretLogin },
    { code: temporaryCodes, retry: 'yes', explain: explainUnavailableSecretLogin },
    ...replicationRules,
    { code: missingPrincipalCode, explain: explainMissingApplicationPrincipal },
    { code: disabledCodes, explain: explainDisabledApplication },
    { code: policyCodes, explain: explainBlockedSecretLogin },
    { code: tenantRestrictionCodes, explain: explainRestrictedSecretLogin },
];
const verificationRules = [
    ...secretLoginRules,
    { status: refusedStatuses, explain: explainRefusedSecretLogin },
];
function findSecretLoginRetryReason(failure, rules = verificationRules) {
    const reason = (0, failure_rules/* findFailureRetryReason */.cS)(failure, rules);
    if (reason !== undefined || 'network' in failure || failure.error !== undefined)
        return reason;
    const retryAfterMs = (0, http_failure/* readFailureRetryAfter */.B0)(failure);
    return { name: (0, http_failure/* describeFailure */.Ic)(failure), retryAfterMs, maxRetries: retry/* briefRetries */.DC };
}




const azureDevOpsRules = [
    { code: 'TF400733', retry: 'throttled' },
    { code: 'VS403463', explain: explanations_explainPolicy },
    { code: 'TF401444', explain: explainMissingMember },
    { code: ['TF400813', 'TF30063', 'TF50309'], explain: explainMissingPermission },
    { code: notFoundPage, explain: explainMissingOrganization },
    { code: signInPage, explain: explainSignInPage },
];
const azureDevOpsLoginRules = [
    { code: aadsts(500011, 500014, 650052), explain: explainMissingConnection },
    { code: aadsts(7000215), retry: 'yes', explain: explainLaggingReplica },
    ...secretLoginRules,
    { status: refusedStatuses, explain: explainRefusedLogin },
];





function secretLoginError(failure, context, rules = verificationRules, failed = 'secret-not-accepted') {
    const { applicationId, cloud } = context;
    return (0, failure_rules/* explainFailure */.SP)((0, http_failure/* withoutQuote */.NS)(failure), rules, context, {
        service: { ...entraService, failed },
        host: cloud.authorityHost,
        operation: `log in application ${applicationId} with its new secret`,
    });
}
function readSecretLoginFailure(failure) {
    return {
        name: describeLoginFailure(failure),
        isReplicaBehind: (0, failure_rules/* matchesRule */.Ib)(failure, ...replicationRules),
        retryReason: findSecretLoginRetryReason(failure),
        toError: (context) => secretLoginError(failure, context),
    };
}




function azureDevOpsError(failure, context) {
    return (0, failure_rules/* explainFailure */.SP)(failure, azureDevOpsRules, context, {
        service: azureDevOpsService,
        host: 'https://dev.azure.com',
        operation: `list the projects of the organization ${context.organization}`,
    });
}
function azureDevOpsLoginError(failure, login) {
    const { tenantId, applicationId, cloud, organization } = login;
    const context = {
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







const scope = '499b84ac-1321-427f-aa17-267ca6975798/.default';
const projects = dist/* object */.Ikc({ count: dist/* number */.aig(), value: dist/* array */.YOg(dist/* unknown */.L5J()) });
async function verifyAzureDevOpsAccess(secretText, access) {
    const { organization, http } = access;
    const url = `https://dev.azure.com/${encodeURIComponent(organization)}/_apis/projects?$top=1&api-version=7.1`;
    const token = await requestToken(secretText, access);
    const headers = {
        Authorization: `Bearer ${token}`,
        Accept: 'application/json',
        'X-TFS-FedAuthRedirect': 'Suppress',
    };
    const result = await (0, request_value/* requestValue */.L)(http, url, { headers }, {
        service: 'Azure DevOps',
        read: ({ status, text }) => (status === 200 && dist.is(projects, (0, json/* parseJson */.q)(text)) ? true : undefined),
        parseError: parseAzureDevOpsError,
        rules: azureDevOpsRules,
    });
    if ('failure' in result)
        throw azureDevOpsError(result.failure, access);
}
async function requestToken(secretText, access) {
    const { logIn, http, applicationId } = access;
    const attempt = async () => {
        const result = await logIn(scope, applicationId, secretText);
        const retryReason = 'failure' in result ? findSecretLoginRetryReason(result.failure, azureDevOpsLoginRules) : undefined;
        return { result, retryReason };
    };
    const login = await http.withRetry('Microsoft Entra ID', attempt);
    if ('token' in login)
        return login.token;
    throw azureDevOpsLoginError(login.failure, access);
}

// EXTERNAL MODULE: ./node_modules/@azure/identity/dist/esm/index.js + 182 modules
var esm = __webpack_require__(5563);
// EXTERNAL MODULE: ./node_modules/jose/dist/webapi/util/decode_jwt.js + 4 modules
var decode_jwt = __webpack_require__(9937);
// EXTERNAL MODULE: ./src/http/azure-client.ts
var azure_client = __webpack_require__(6243);
// EXTERNAL MODULE: ./src/shared/plain-text.ts
var plain_text = __webpack_require__(8677);


const loginRules = [
    { code: throttledCodes, retry: 'throttled', explain: explainThrottling },
    { status: 429, retry: 'throttled', explain: explainThrottling },
    { code: temporaryCodes, retry: 'yes', explain: explainOutage },
    { code: aadsts(50166, 90061), retry: 'yes', explain: explainUnreachableIssuer },
    { code: aadsts(501661), retry: 'briefly', explain: explainUnreachableIssuer },
    { code: aadsts(700213), retry: 'briefly', explain: explainMismatch('subject') },
    { code: aadsts(7002138), explain: explainMismatch('subject') },
    { code: aadsts(700211), explain: explainMismatch('issuer') },
    { code: aadsts(700212), explain: explainMismatch('audience') },
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



function loginError(failure, identity, claims) {
    const { clientId, cloud } = identity;
    return (0, failure_rules/* explainFailure */.SP)(failure, loginRules, { identity, claims }, {
        service: entraService,
        host: cloud.authorityHost,
        operation: `log in the workload identity ${clientId}`,
    });
}











async function logIn(identity, dependencies, claims) {
    const token = await logInForScope((0, azure_cloud/* graphScope */.H1)(identity.cloud), identity, dependencies, claims);
    return { token, ...readGrants(token) };
}
async function logInForScope(scope, identity, { http, idToken: requestIdToken, mask }, claims) {
    const { tenantId, clientId, cloud } = identity;
    const result = await http.withRetry('Microsoft Entra ID', async () => {
        const idToken = await requestIdToken();
        const client = createLoginClient(cloud, http);
        const credential = new esm/* ClientAssertionCredential */.XI(tenantId, clientId, () => Promise.resolve(idToken), client.options);
        const login = await requestAccessToken(scope, credential, client, mask, claims);
        const retryReason = 'failure' in login ? (0, failure_rules/* findFailureRetryReason */.cS)(login.failure, loginRules) : undefined;
        return { result: { ...login, idToken }, retryReason };
    });
    if ('token' in result)
        return result.token;
    throw loginError(result.failure, identity, readIdTokenClaims(result.idToken));
}
function logInWithSecret(scope, { tenantId, clientId, cloud }, secretText, { http, mask }) {
    const client = createLoginClient(cloud, http);
    const credential = new esm/* ClientSecretCredential */.HC(tenantId, clientId, secretText, client.options);
    return requestAccessToken(scope, credential, client, mask);
}
async function trySecretLogin(identity, secretText, http) {
    const dependencies = { http, mask: () => undefined };
    const login = await logInWithSecret((0, azure_cloud/* graphScope */.H1)(identity.cloud), identity, secretText, dependencies);
    return 'failure' in login ? readSecretLoginFailure(login.failure) : undefined;
}
function createLoginClient({ authorityHost }, http) {
    const { options, lastOutcome } = (0, azure_client/* createAzureHttpClient */.L)(authorityHost, http, parseLoginError);
    return { options: { ...options, authorityHost, disableInstanceDiscovery: true }, lastOutcome };
}
async function requestAccessToken(scope, credential, { lastOutcome }, mask, claims) {
    try {
        const { token } = await credential.getToken(scope, claims === undefined ? {} : { claims });
        mask(token);
        return { token };
    }
    catch {
        return { failure: lastOutcome() };
    }
}
const grants = dist/* object */.Ikc({
    roles: dist/* fallback */.NpB(dist/* optional */.lqM(dist/* array */.YOg(dist/* string */.YjP())), undefined),
    oid: dist/* fallback */.NpB(dist/* optional */.lqM(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* toLowerCase */.PXX())), undefined),
    wids: dist/* fallback */.NpB(dist/* optional */.lqM(dist/* array */.YOg(dist/* pipe */.FsL(dist/* string */.YjP(), dist/* toLowerCase */.PXX())), []), []),
});
function readGrants(token) {
    const parsed = dist/* safeParse */.xLC(grants, readClaims(token));
    if (!parsed.success)
        return { roles: undefined, principalId: undefined, directoryRoles: [] };
    const { roles, oid, wids } = parsed.output;
    return { roles, principalId: oid, directoryRoles: wids };
}
const claim = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* nonEmpty */.hq(), dist/* transform */.pdi(plain_text/* toPlainText */.bo));
const identifyingClaims = dist/* object */.Ikc({
    iss: claim,
    sub: claim,
    aud: claim,
    enterprise: dist/* fallback */.NpB(dist/* optional */.lqM(claim), undefined),
});
const unreadable = { iss: 'unreadable', sub: 'unreadable', aud: 'unreadable', enterprise: undefined };
function readIdTokenClaims(idToken) {
    const parsed = dist/* safeParse */.xLC(identifyingClaims, readClaims(idToken));
    const { iss, sub, aud, enterprise } = parsed.success ? parsed.output : unreadable;
    return { issuer: iss, subject: sub, audience: aud, enterprise };
}
const repositoryClaim = dist/* object */.Ikc({ repository_id: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[1-9]\d{0,18}$/)) });
function readRepositoryId(idToken) {
    const parsed = dist/* safeParse */.xLC(repositoryClaim, readClaims(idToken));
    return parsed.success ? parsed.output.repository_id : undefined;
}
function readClaims(token) {
    try {
        return (0,decode_jwt/* decodeJwt */.i)(token);
    }
    catch {
        return undefined;
    }
}
/** The code that logs in, which is loaded together, and only when it is needed. */




/***/ }),

 6243:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ createAzureHttpClient)
/* harmony export */ });
/* harmony import */ var _azure_core_rest_pipeline__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(690);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7934);
/* harmony import */ var _failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2398);
/* harmony import */ var _network_error_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(137);




const requestOfError = valibot__WEBPACK_IMPORTED_MODULE_3__/* .object */ .Ikc({ request: valibot__WEBPACK_IMPORTED_MODULE_3__/* .looseObject */ ._H3({ requestId: valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP() }) });
function createAzureHttpClient(base, http, parseError, isResult = () => true) {
    const { origin } = new URL(base);
    let lastOutcome = { network: 'no response' };
    const failures = new Map();
    const httpClient = {
        async sendRequest(request) {
            const { url, method, headers, body } = request;
            const response = await http
                .request(url, {
                method,
                headers: headers.toJSON(),
                body: typeof body === 'string' ? body : undefined,
            })
                .catch((error) => {
                lastOutcome = { network: (0, _network_error_js__WEBPACK_IMPORTED_MODULE_2__/* .networkReason */ .d8)(error) };
                throw error;
            });
            const { status, text } = response;
            lastOutcome = (0, _failure_js__WEBPACK_IMPORTED_MODULE_1__/* .toFailedResponse */ .Ch)(response, parseError(response), http);
            const isUnreadable = status < 300 && !isResult(response);
            if (status >= 300 || isUnreadable)
                failures.set(request.requestId, lastOutcome);
            if (isUnreadable)
                throw Object.assign(new _network_error_js__WEBPACK_IMPORTED_MODULE_2__/* .NetworkError */ .Dr('unreadable response'), { request });
            return { request, status, headers: (0, _azure_core_rest_pipeline__WEBPACK_IMPORTED_MODULE_0__/* .createHttpHeaders */ .Nc)(response.headers), bodyAsText: text };
        },
    };
    const requireSameOrigin = {
        name: 'requireSameOrigin',
        sendRequest(request, next) {
            if (new URL(request.url).origin === origin)
                return next(request);
            lastOutcome = { network: _network_error_js__WEBPACK_IMPORTED_MODULE_2__/* .otherHostReason */ .ju };
            return Promise.reject(new _network_error_js__WEBPACK_IMPORTED_MODULE_2__/* .NetworkError */ .Dr(_network_error_js__WEBPACK_IMPORTED_MODULE_2__/* .otherHostReason */ .ju));
        },
    };
    return {
        options: {
            httpClient,
            additionalPolicies: [{ policy: requireSameOrigin, position: 'perCall' }],
            redirectOptions: { maxRetries: 0 },
            retryOptions: { maxRetries: 0 },
        },
        lastOutcome: () => lastOutcome,
        findFailure(error) {
            const parsed = valibot__WEBPACK_IMPORTED_MODULE_3__/* .safeParse */ .xLC(requestOfError, error);
            const failure = parsed.success ? failures.get(parsed.output.request.requestId) : undefined;
            return failure ?? { network: (0, _network_error_js__WEBPACK_IMPORTED_MODULE_2__/* .networkReason */ .d8)(error) };
        },
    };
}


/***/ })

};

export { id, ids, modules };
