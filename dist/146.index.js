const id = 146;
const ids = [146];
const modules = {

 3146:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);

__webpack_require__.d(__webpack_exports__, {
  logIn: () => (/* binding */ logIn),
  logInForScope: () => (/* binding */ logInForScope),
  logInWithSecret: () => (/* binding */ logInWithSecret),
  readRepositoryId: () => (/* binding */ readRepositoryId),
  trySecretLogin: () => (/* binding */ trySecretLogin)
});

// EXTERNAL MODULE: ./node_modules/@azure/identity/dist/esm/index.js + 182 modules
var esm = __webpack_require__(5563);
// EXTERNAL MODULE: ./node_modules/jose/dist/webapi/util/decode_jwt.js + 4 modules
var decode_jwt = __webpack_require__(9937);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/http/azure-client.ts
var azure_client = __webpack_require__(6243);
// EXTERNAL MODULE: ./src/http/failure.ts
var http_failure = __webpack_require__(2398);
// EXTERNAL MODULE: ./src/shared/plain-text.ts
var plain_text = __webpack_require__(8677);
// EXTERNAL MODULE: ./src/azure/cloud.ts
var cloud = __webpack_require__(6370);
// EXTERNAL MODULE: ./src/http/errors.ts
var errors = __webpack_require__(8549);
// EXTERNAL MODULE: ./src/shared/action-error.ts
var action_error = __webpack_require__(9008);
// EXTERNAL MODULE: ./src/azure/az-commands.ts
var az_commands = __webpack_require__(6239);
// EXTERNAL MODULE: ./src/entra/refusal.ts
var entra_refusal = __webpack_require__(4152);
// EXTERNAL MODULE: ./src/entra/secret-login-errors.ts
var secret_login_errors = __webpack_require__(3860);





const mismatches = new Map([
    [700213, 'subject'],
    [7002138, 'subject'],
    [700211, 'issuer'],
    [700212, 'audience'],
    [70021, 'issuer, subject and audience'],
]);
function loginError(refusal, identity, claims) {
    const { tenantId, clientId, cloud } = identity;
    const name = (0, entra_refusal.a2)(refusal);
    const mismatch = refusal.aadsts === undefined ? undefined : mismatches.get(refusal.aadsts);
    if (mismatch !== undefined)
        return federationMismatchError(mismatch, name, identity, claims);
    switch (refusal.aadsts) {
        case 70025:
            return noFederatedCredentialError(name, identity, claims);
        case 700024:
            return new action_error.lZ('id-token-stale', {
                problem: `Microsoft Entra ID refused this workflow's OIDC token because of its validity period (${name}).`,
                likelyCause: 'the clock of the runner is wrong, or its network is very slow: the token is valid for about five minutes.',
                remedy: 'run the job again; on self-hosted runners, synchronize the clock (NTP).',
            });
        case 700016:
            return new action_error.lZ('workload-identity-not-found', {
                problem: `Tenant ${tenantId} has no application ${clientId} (${name}).`,
                likelyCause: '`client-id` is not the application (client) ID of the workload identity, or `tenant-id` names another directory.',
                remedy: `correct whichever is wrong. To check whether the application exists:${(0, az_commands.iC)(cloud, (0, az_commands.Qh)(clientId))}`,
            });
        case 90002:
            return new action_error.lZ('tenant-not-found', {
                problem: `There is no tenant ${tenantId} in the cloud \`${cloud.name}\` (${name}).`,
                likelyCause: '`tenant-id` is not the directory (tenant) ID, or `cloud` names another cloud.',
                remedy: `compare \`tenant-id\` with the output of:${(0, az_commands.iC)(cloud, (0, az_commands.Sy)())}`,
            });
        case 7000229:
            return new action_error.lZ('login-refused', {
                problem: `The workload identity ${clientId} has no service principal in tenant ${tenantId} (${name}).`,
                ...(0, secret_login_errors.rO)(clientId, cloud),
            });
        case 7000112:
            return new action_error.lZ('login-refused', {
                problem: `The workload identity ${clientId} is disabled (${name}).`,
                ...(0, secret_login_errors.fE)(clientId, cloud),
            });
        case 53003:
            return new action_error.lZ('login-blocked-by-policy', {
                problem: `A Conditional Access policy blocked the login of the workload identity ${clientId} (${name}).`,
                likelyCause: 'a policy for workload identities allows only certain network locations, and the runner is not in any of them.',
                remedy: `exclude ${clientId} from that policy, or run the job on a runner in one of its locations.`,
            });
        case 90055:
            return new action_error.lZ('login-refused', {
                problem: `Microsoft Entra ID temporarily refuses logins to tenant ${tenantId} (${name}).`,
                likelyCause: 'the tenant receives too many requests.',
                remedy: 'run the job again in a few minutes.',
            });
        case undefined:
            return unnumberedRefusalError(refusal, identity);
        default:
            return new action_error.lZ('login-refused', {
                problem: `Microsoft Entra ID refused the login of the workload identity ${clientId} (${name}).`,
                likelyCause: 'a setting of the tenant or of that application.',
                remedy: `see Microsoft's explanation: https://login.microsoftonline.com/error?code=${refusal.aadsts}`,
            });
    }
}
function noFederatedCredentialError(name, { clientId }, claims) {
    return new action_error.lZ('federated-credential-missing', {
        problem: [
            `Application ${clientId}, which \`client-id\` names, has no federated credentials (${name}). The OIDC token of this workflow contains:`,
            ...formatClaims(claims),
        ].join('\n'),
        likelyCause: "`client-id` is not the workload identity (it may be the application ID of Exalate's own application), or the workload identity has no federated credential yet.",
        remedy: "set `client-id` to the application (client) ID of the workload identity that logs in for this workflow. docs/setup.md of this action shows where to find that ID, and how to add a federated credential to the workload identity. Never add one to Exalate's application.",
    });
}
function federationMismatchError(mismatch, name, { clientId, cloud }, claims) {
    const condition = (0, az_commands.RS)(clientId);
    const remedy = mismatch.includes('audience')
        ? `${condition}: if a credential with this issuer and subject is listed, correct its audience; otherwise add the credential:${(0, az_commands.iC)(cloud, (0, az_commands.ZS)(clientId), (0, az_commands.n4)(clientId, claims))}`
        : `${condition}, add the matching credential:${(0, az_commands.iC)(cloud, (0, az_commands.n4)(clientId, claims))}`;
    return new action_error.lZ('federated-credential-mismatch', {
        problem: [
            `Microsoft Entra ID refused this workflow's OIDC token (${name}). The token contains:`,
            ...formatClaims(claims),
        ].join('\n'),
        likelyCause: `no federated credential of application ${clientId} has exactly this ${mismatch} (case-sensitive).`,
        remedy,
    });
}
function formatClaims({ issuer, subject, audience }) {
    return [`  issuer    ${issuer}`, `  subject   ${subject}`, `  audience  ${audience}`];
}
function unnumberedRefusalError(refusal, { clientId, cloud }) {
    if (refusal.status === undefined)
        return (0, errors.D)('entra-unreachable', cloud.authorityHost, (0, entra_refusal.a2)(refusal));
    return new action_error.lZ('login-refused', {
        problem: `Microsoft Entra ID refused the login of the workload identity ${clientId} (${(0, entra_refusal.a2)(refusal)}, without an error number).`,
        likelyCause: 'a temporary outage of Microsoft Entra ID, or a proxy or firewall that responded in its place.',
        remedy: 'run the job again; on self-hosted runners, check the proxy. If the error persists, see https://azure.status.microsoft.',
    });
}









async function logIn(identity, dependencies) {
    const token = await logInForScope((0, cloud.H1)(identity.cloud), identity, dependencies);
    return { token, roles: readRoles(token) };
}
async function logInForScope(scope, identity, { http, idToken: requestIdToken, mask }, claims) {
    const { tenantId, clientId, cloud } = identity;
    const idToken = await requestIdToken();
    const result = await http.withRetry('Microsoft Entra ID', async () => {
        const client = createLoginClient(cloud, http);
        const credential = new esm.XI(tenantId, clientId, () => Promise.resolve(idToken), client.options);
        const login = await requestAccessToken(scope, credential, client, mask, claims);
        return {
            result: login,
            retryReason: 'refusal' in login ? (0, entra_refusal.hV)(login.refusal) : undefined,
        };
    });
    if ('token' in result)
        return result.token;
    throw loginError(result.refusal, identity, readIdTokenClaims(idToken));
}
function logInWithSecret(scope, { tenantId, clientId, cloud }, secretText, { http, mask }) {
    const client = createLoginClient(cloud, http);
    const credential = new esm.HC(tenantId, clientId, secretText, client.options);
    return requestAccessToken(scope, credential, client, mask);
}
async function trySecretLogin(identity, secretText, http) {
    const dependencies = { http, mask: () => undefined };
    const login = await logInWithSecret((0, cloud.H1)(identity.cloud), identity, secretText, dependencies);
    return 'refusal' in login ? login.refusal : undefined;
}
function createLoginClient({ authorityHost }, http) {
    const { options, lastOutcome } = (0, azure_client.L)(authorityHost, http, () => undefined);
    return {
        options: { ...options, authorityHost, disableInstanceDiscovery: true },
        lastOutcome: () => {
            const failure = lastOutcome();
            if ('network' in failure)
                return failure;
            return { status: failure.status, retryAfterMs: (0, http_failure.B0)(failure) };
        },
    };
}
async function requestAccessToken(scope, credential, { lastOutcome }, mask, claims) {
    try {
        const { token } = await credential.getToken(scope, claims === undefined ? {} : { claims });
        mask(token);
        return { token };
    }
    catch (error) {
        return { refusal: (0, entra_refusal.sO)(error, lastOutcome()) };
    }
}
const roles = dist.Ikc({ roles: dist.YOg(dist.YjP()) });
function readRoles(token) {
    const parsed = dist.xLC(roles, readClaims(token));
    return parsed.success ? parsed.output.roles : undefined;
}
const claim = dist.FsL(dist.YjP(), dist.hq(), dist.pdi(plain_text.bo));
const identifyingClaims = dist.Ikc({ iss: claim, sub: claim, aud: claim });
const unreadable = { iss: 'unreadable', sub: 'unreadable', aud: 'unreadable' };
function readIdTokenClaims(idToken) {
    const parsed = dist.xLC(identifyingClaims, readClaims(idToken));
    const { iss, sub, aud } = parsed.success ? parsed.output : unreadable;
    return { issuer: iss, subject: sub, audience: aud };
}
const repositoryClaim = dist.Ikc({ repository_id: dist.FsL(dist.YjP(), dist.yGV(/^[1-9]\d{0,18}$/)) });
function readRepositoryId(idToken) {
    const parsed = dist.xLC(repositoryClaim, readClaims(idToken));
    return parsed.success ? parsed.output.repository_id : undefined;
}
function readClaims(token) {
    try {
        return (0, decode_jwt.i)(token);
    }
    catch {
        return undefined;
    }
}


/***/ }),

 4152:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   a2: () => (/* binding */ describeRefusal),
   hV: () => (/* binding */ findLoginRetryReason),
   sO: () => (/* binding */ readLoginRefusal)
/* harmony export */ });
 var valibot__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7934);
 var _http_retry_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8902);


const errorNumber = valibot__WEBPACK_IMPORTED_MODULE_1__ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__ .KCZ([valibot__WEBPACK_IMPORTED_MODULE_1__ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_1__ .aig()]), valibot__WEBPACK_IMPORTED_MODULE_1__ .pdi(Number), valibot__WEBPACK_IMPORTED_MODULE_1__ .z6Y((value) => Number.isSafeInteger(value) && value > 0));
const withNumber = valibot__WEBPACK_IMPORTED_MODULE_1__ .Ikc({ errorNo: errorNumber });
const withCause = valibot__WEBPACK_IMPORTED_MODULE_1__ .Ikc({ cause: valibot__WEBPACK_IMPORTED_MODULE_1__ .L5J() });
function readLoginRefusal(error, outcome) {
    return { ...outcome, aadsts: findErrorNumber(error, 5) };
}
function findErrorNumber(error, depth) {
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_1__ .xLC(withNumber, error);
    if (parsed.success)
        return parsed.output.errorNo;
    return depth > 0 && valibot__WEBPACK_IMPORTED_MODULE_1__.is(withCause, error) ? findErrorNumber(error.cause, depth - 1) : undefined;
}
function describeRefusal({ aadsts, status, network }) {
    if (aadsts !== undefined)
        return `AADSTS${aadsts}`;
    if (status !== undefined)
        return `HTTP ${status}`;
    return network ?? 'no response';
}
function findLoginRetryReason(refusal) {
    const reason = (0, _http_retry_js__WEBPACK_IMPORTED_MODULE_0__ .ee)(refusal);
    return reason && { ...reason, name: describeRefusal(refusal) };
}


/***/ }),

 3860:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   LS: () => (/* binding */ findSecretLoginError),
   fE: () => (/* binding */ explainDisabledServicePrincipal),
   rO: () => (/* binding */ explainMissingServicePrincipal)
/* harmony export */ });
 var _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6239);
 var _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9008);
 var _refusal_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4152);



function findSecretLoginError(refusal, applicationId, cloud) {
    const name = (0, _refusal_js__WEBPACK_IMPORTED_MODULE_1__ .a2)(refusal);
    switch (refusal.aadsts) {
        case 53003:
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ('login-blocked-by-policy', {
                problem: `A Conditional Access policy blocked the login of application ${applicationId} (${name}), so the new secret could not be verified.`,
                likelyCause: 'the policy for workload identities allows this application only from certain network locations, and the runner is not in one of them. The secret itself may be valid.',
                remedy: 'run the job on a runner in an allowed location, or set `verify: false`.',
            });
        case 7000229:
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ('application-cannot-log-in', {
                problem: `Application ${applicationId} has no service principal in this tenant (${name}), so it cannot log in with any secret.`,
                ...explainMissingServicePrincipal(applicationId, cloud),
            });
        case 7000112:
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ .lZ('application-cannot-log-in', {
                problem: `Application ${applicationId} is disabled (${name}), so it cannot log in with any secret.`,
                ...explainDisabledServicePrincipal(applicationId, cloud),
            });
        default:
            return undefined;
    }
}
function explainMissingServicePrincipal(applicationId, cloud) {
    return {
        likelyCause: 'the app registration was created without an enterprise application, or its enterprise application was deleted.',
        remedy: `create it:${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_2__ .iC)(cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_2__ .IS)(applicationId))}`,
    };
}
function explainDisabledServicePrincipal(applicationId, cloud) {
    return {
        likelyCause: 'an administrator disabled its enterprise application.',
        remedy: `enable it:${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_2__ .iC)(cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_2__ .pV)(applicationId))}`,
    };
}


/***/ }),

 6243:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   L: () => (/* binding */ createAzureHttpClient)
/* harmony export */ });
 var _azure_core_rest_pipeline__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(690);
 var valibot__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7934);
 var _network_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(137);



const requestOfError = valibot__WEBPACK_IMPORTED_MODULE_2__ .Ikc({ request: valibot__WEBPACK_IMPORTED_MODULE_2__ ._H3({ requestId: valibot__WEBPACK_IMPORTED_MODULE_2__ .YjP() }) });
function createAzureHttpClient(base, http, parseError) {
    const { origin } = new URL(base);
    let lastOutcome = { network: 'no response' };
    const failures = new Map();
    function toFailedResponse(response) {
        const { status, headers } = response;
        const parsed = parseError(response);
        if (parsed === undefined)
            return { status, headers, error: undefined };
        const { codes, message, requestId } = parsed;
        return { status, headers, requestId, error: { codes, message, quote: http.quote(message) } };
    }
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
                lastOutcome = { network: (0, _network_error_js__WEBPACK_IMPORTED_MODULE_1__ .d8)(error) };
                throw error;
            });
            const { status, text } = response;
            lastOutcome = toFailedResponse(response);
            if (status >= 300)
                failures.set(request.requestId, lastOutcome);
            return { request, status, headers: (0, _azure_core_rest_pipeline__WEBPACK_IMPORTED_MODULE_0__ .Nc)(response.headers), bodyAsText: text };
        },
    };
    const requireSameOrigin = {
        name: 'requireSameOrigin',
        sendRequest(request, next) {
            if (new URL(request.url).origin === origin)
                return next(request);
            lastOutcome = { network: _network_error_js__WEBPACK_IMPORTED_MODULE_1__ .ju };
            return Promise.reject(new _network_error_js__WEBPACK_IMPORTED_MODULE_1__ .Dr(_network_error_js__WEBPACK_IMPORTED_MODULE_1__ .ju));
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
            const parsed = valibot__WEBPACK_IMPORTED_MODULE_2__ .xLC(requestOfError, error);
            const failure = parsed.success ? failures.get(parsed.output.request.requestId) : undefined;
            return failure ?? { network: (0, _network_error_js__WEBPACK_IMPORTED_MODULE_1__ .d8)(error) };
        },
    };
}


/***/ }),

 2398:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   B0: () => (/* binding */ readFailureRetryAfter)
/* harmony export */ });
 var _retry_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8902);
function readFailureRetryAfter(failure) {
    return 'network' in failure ? undefined : (0, _retry_js__WEBPACK_IMPORTED_MODULE_0__ .D$)(failure.headers);
}


/***/ })

};

export { id, ids, modules };
