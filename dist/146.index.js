const id = 146;
const ids = [146];
const modules = {

/***/ 3146:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
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





/** Which claim matches no federated credential, by AADSTS number. The last number is an older one for all three. */
const mismatches = new Map([
    [700213, 'subject'],
    [7002138, 'subject'],
    [700211, 'issuer'],
    [700212, 'audience'],
    [70021, 'issuer, subject and audience'],
]);
/** The error for a login of the workload identity that failed. @param claims the claims of the OIDC token that was sent */
function loginError(refusal, identity, claims) {
    const { tenantId, clientId, cloud } = identity;
    const name = (0, entra_refusal/* describeRefusal */.a2)(refusal);
    const mismatch = refusal.aadsts === undefined ? undefined : mismatches.get(refusal.aadsts);
    if (mismatch !== undefined)
        return federationMismatchError(mismatch, name, identity, claims);
    switch (refusal.aadsts) {
        case 70025:
            return noFederatedCredentialError(name, identity, claims);
        case 700024:
            return new action_error/* ActionError */.lZ('id-token-stale', {
                problem: `Microsoft Entra ID refused this workflow's OIDC token because of its validity period (${name}).`,
                likelyCause: 'the clock of the runner is wrong, or its network is very slow: the token is valid for about five minutes.',
                remedy: 'run the job again; on self-hosted runners, synchronize the clock (NTP).',
            });
        case 700016:
            return new action_error/* ActionError */.lZ('workload-identity-not-found', {
                problem: `Tenant ${tenantId} has no application ${clientId} (${name}).`,
                likelyCause: '`client-id` is not the application (client) ID of the workload identity, or `tenant-id` names another directory.',
                remedy: `correct whichever is wrong. To check whether the application exists:${(0, az_commands/* formatCommands */.iC)(cloud, (0, az_commands/* formatShowApplicationCommand */.Qh)(clientId))}`,
            });
        case 90002:
            return new action_error/* ActionError */.lZ('tenant-not-found', {
                problem: `There is no tenant ${tenantId} in the cloud \`${cloud.name}\` (${name}).`,
                likelyCause: '`tenant-id` is not the directory (tenant) ID, or `cloud` names another cloud.',
                remedy: `compare \`tenant-id\` with the output of:${(0, az_commands/* formatCommands */.iC)(cloud, (0, az_commands/* formatShowTenantCommand */.Sy)())}`,
            });
        case 7000229:
            return new action_error/* ActionError */.lZ('login-refused', {
                problem: `The workload identity ${clientId} has no service principal in tenant ${tenantId} (${name}).`,
                ...(0, secret_login_errors/* explainMissingServicePrincipal */.rO)(clientId, cloud),
            });
        case 7000112:
            return new action_error/* ActionError */.lZ('login-refused', {
                problem: `The workload identity ${clientId} is disabled (${name}).`,
                ...(0, secret_login_errors/* explainDisabledServicePrincipal */.fE)(clientId, cloud),
            });
        case 53003:
            return new action_error/* ActionError */.lZ('login-blocked-by-policy', {
                problem: `A Conditional Access policy blocked the login of the workload identity ${clientId} (${name}).`,
                likelyCause: 'a policy for workload identities allows only certain network locations, and the runner is not in any of them.',
                remedy: `exclude ${clientId} from that policy, or run the job on a runner in one of its locations.`,
            });
        case 90055:
            return new action_error/* ActionError */.lZ('login-refused', {
                problem: `Microsoft Entra ID temporarily refuses logins to tenant ${tenantId} (${name}).`,
                likelyCause: 'the tenant receives too many requests.',
                remedy: 'run the job again in a few minutes.',
            });
        case undefined:
            return unnumberedRefusalError(refusal, identity);
        default:
            return new action_error/* ActionError */.lZ('login-refused', {
                problem: `Microsoft Entra ID refused the login of the workload identity ${clientId} (${name}).`,
                likelyCause: 'a setting of the tenant or of that application.',
                remedy: `see Microsoft's explanation: https://login.microsoftonline.com/error?code=${refusal.aadsts}`,
            });
    }
}
/**
 * Prints no command that adds a federated credential: `client-id` may name the application whose secret is renewed, and
 * that application must not trust GitHub.
 */
function noFederatedCredentialError(name, { clientId }, claims) {
    return new action_error/* ActionError */.lZ('federated-credential-missing', {
        problem: [
            `Application ${clientId}, which \`client-id\` names, has no federated credentials (${name}). The OIDC token of this workflow contains:`,
            ...formatClaims(claims),
        ].join('\n'),
        likelyCause: "`client-id` is not the workload identity (it may be the application ID of Exalate's own application), or the workload identity has no federated credential yet.",
        remedy: "set `client-id` to the application (client) ID of the workload identity that logs in for this workflow. docs/setup.md of this action shows where to find that ID, and how to add a federated credential to the workload identity. Never add one to Exalate's application.",
    });
}
function federationMismatchError(mismatch, name, { clientId, cloud }, claims) {
    const condition = (0, az_commands/* onlyForWorkloadIdentity */.RS)(clientId);
    // An application has at most one credential for an issuer and subject, so a wrong audience must be corrected there.
    const remedy = mismatch.includes('audience')
        ? `${condition}: if a credential with this issuer and subject is listed, correct its audience; otherwise add the credential:${(0, az_commands/* formatCommands */.iC)(cloud, (0, az_commands/* formatListFederatedCredentialsCommand */.ZS)(clientId), (0, az_commands/* formatAddFederatedCredentialCommand */.n4)(clientId, claims))}`
        : `${condition}, add the matching credential:${(0, az_commands/* formatCommands */.iC)(cloud, (0, az_commands/* formatAddFederatedCredentialCommand */.n4)(clientId, claims))}`;
    return new action_error/* ActionError */.lZ('federated-credential-mismatch', {
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
        return (0, errors/* unreachableError */.D)('entra-unreachable', cloud.authorityHost, (0, entra_refusal/* describeRefusal */.a2)(refusal));
    return new action_error/* ActionError */.lZ('login-refused', {
        problem: `Microsoft Entra ID refused the login of the workload identity ${clientId} (${(0, entra_refusal/* describeRefusal */.a2)(refusal)}, without an error number).`,
        likelyCause: 'a temporary outage of Microsoft Entra ID, or a proxy or firewall that responded in its place.',
        remedy: 'run the job again; on self-hosted runners, check the proxy. If the error persists, see https://azure.status.microsoft.',
    });
}








/**
 * Logs in to Microsoft Graph as the workload identity, with the workflow's OIDC token in place of a password.
 *
 * @throws ActionError `entra-unreachable`, `response-too-large`, `login-…`, `federated-credential-…`, `tenant-not-found`,
 *   `workload-identity-not-found`, `id-token-…`
 */
async function logIn(identity, dependencies) {
    const token = await logInForScope((0, cloud/* graphScope */.H1)(identity.cloud), identity, dependencies);
    return { token, roles: readRoles(token) };
}
/**
 * Logs in as the workload identity for any resource.
 *
 * @param scope what the token is for: `https://vault.azure.net/.default`
 * @returns the access token
 * @throws ActionError as `logIn` does
 */
async function logInForScope(scope, identity, { http, idToken: requestIdToken, mask }) {
    const { tenantId, clientId, cloud } = identity;
    const idToken = await requestIdToken();
    const result = await http.withRetry('Microsoft Entra ID', async () => {
        const client = createLoginClient(cloud, http);
        const credential = new esm/* ClientAssertionCredential */.XI(tenantId, clientId, () => Promise.resolve(idToken), client.options);
        const login = await requestAccessToken(scope, credential, client, mask);
        return {
            result: login,
            retryReason: 'refusal' in login ? (0, entra_refusal/* findLoginRetryReason */.hV)(login.refusal) : undefined,
        };
    });
    if ('token' in result)
        return result.token;
    throw loginError(result.refusal, identity, readIdTokenClaims(idToken));
}
/**
 * Logs in once with a client secret. Any application may request a token for Graph, with or without permissions there.
 *
 * @param dependencies.http with connections that no other login uses, because replicas of Entra differ
 */
function logInWithSecret(scope, { tenantId, clientId, cloud }, secretText, { http, mask }) {
    const client = createLoginClient(cloud, http);
    const credential = new esm/* ClientSecretCredential */.HC(tenantId, clientId, secretText, client.options);
    return requestAccessToken(scope, credential, client, mask);
}
/**
 * Checks whether Entra accepts a client secret.
 *
 * @returns why not; undefined when it does
 */
async function trySecretLogin(identity, secretText, http) {
    // The token is dropped at once, so it needs no mask.
    const dependencies = { http, mask: () => undefined };
    const login = await logInWithSecret((0, cloud/* graphScope */.H1)(identity.cloud), identity, secretText, dependencies);
    return 'refusal' in login ? login.refusal : undefined;
}
/**
 * Each login needs a new client and a new credential: Microsoft's library caches tokens, and does not ask a server that
 * failed again for a minute.
 */
function createLoginClient({ authorityHost }, http) {
    const { options, lastOutcome } = (0, azure_client/* createAzureHttpClient */.L)(authorityHost, http);
    // The authority is known to be Microsoft's, so the library need not ask the public cloud about it.
    return { options: { ...options, authorityHost, disableInstanceDiscovery: true }, lastOutcome };
}
async function requestAccessToken(scope, credential, { lastOutcome }, mask) {
    try {
        const { token } = await credential.getToken(scope);
        mask(token);
        return { token };
    }
    catch (error) {
        return { refusal: (0, entra_refusal/* readLoginRefusal */.sO)(error, lastOutcome()) };
    }
}
const roles = dist/* object */.Ikc({ roles: dist/* array */.YOg(dist/* string */.YjP()) });
function readRoles(token) {
    const parsed = dist/* safeParse */.xLC(roles, readClaims(token));
    return parsed.success ? parsed.output.roles : undefined;
}
const claim = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* nonEmpty */.hq(), dist/* transform */.pdi(plain_text/* toPlainText */.bo));
const identifyingClaims = dist/* object */.Ikc({ iss: claim, sub: claim, aud: claim });
const unreadable = { iss: 'unreadable', sub: 'unreadable', aud: 'unreadable' };
function readIdTokenClaims(idToken) {
    const parsed = dist/* safeParse */.xLC(identifyingClaims, readClaims(idToken));
    const { iss, sub, aud } = parsed.success ? parsed.output : unreadable;
    return { issuer: iss, subject: sub, audience: aud };
}
const repositoryClaim = dist/* object */.Ikc({ repository_id: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[1-9]\d{0,18}$/)) });
/** Reads the numeric ID of the repository from the workflow's OIDC token; undefined when the token has none. */
function readRepositoryId(idToken) {
    const parsed = dist/* safeParse */.xLC(repositoryClaim, readClaims(idToken));
    return parsed.success ? parsed.output.repository_id : undefined;
}
function readClaims(token) {
    try {
        return (0, decode_jwt/* decodeJwt */.i)(token);
    }
    catch {
        return undefined;
    }
}


/***/ }),

/***/ 4152:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   a2: () => (/* binding */ describeRefusal),
/* harmony export */   hV: () => (/* binding */ findLoginRetryReason),
/* harmony export */   sO: () => (/* binding */ readLoginRefusal)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7934);
/* harmony import */ var _http_retry_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8902);


const errorNumber = valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .union */ .KCZ([valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig()]), valibot__WEBPACK_IMPORTED_MODULE_1__/* .transform */ .pdi(Number), valibot__WEBPACK_IMPORTED_MODULE_1__/* .check */ .z6Y((value) => Number.isSafeInteger(value) && value > 0));
const withNumber = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ errorNo: errorNumber });
const withCause = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ cause: valibot__WEBPACK_IMPORTED_MODULE_1__/* .unknown */ .L5J() });
/**
 * Reads Entra's error number from the chain of causes of an error of @azure/identity. It does not use messages, because they
 * quote the server.
 *
 * @param outcome how the request ended, which the library's errors do not say
 */
function readLoginRefusal(error, outcome) {
    return { ...outcome, aadsts: findErrorNumber(error, 5) };
}
function findErrorNumber(error, depth) {
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_1__/* .safeParse */ .xLC(withNumber, error);
    if (parsed.success)
        return parsed.output.errorNo;
    return depth > 0 && valibot__WEBPACK_IMPORTED_MODULE_1__.is(withCause, error) ? findErrorNumber(error.cause, depth - 1) : undefined;
}
/** A refusal in an error or the log: `AADSTS700213`, `HTTP 503`, `ECONNRESET`. */
function describeRefusal({ aadsts, status, network }) {
    if (aadsts !== undefined)
        return `AADSTS${aadsts}`;
    if (status !== undefined)
        return `HTTP ${status}`;
    return network ?? 'no response';
}
/** Decides whether the same login may be accepted a moment later; undefined when it would not. */
function findLoginRetryReason(refusal) {
    const reason = (0, _http_retry_js__WEBPACK_IMPORTED_MODULE_0__/* .findRetryReason */ .ee)(refusal);
    return reason && { ...reason, name: describeRefusal(refusal) };
}


/***/ }),

/***/ 3860:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   LS: () => (/* binding */ findSecretLoginError),
/* harmony export */   fE: () => (/* binding */ explainDisabledServicePrincipal),
/* harmony export */   rO: () => (/* binding */ explainMissingServicePrincipal)
/* harmony export */ });
/* harmony import */ var _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6239);
/* harmony import */ var _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9008);
/* harmony import */ var _refusal_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4152);



/** The error for a login with a new secret that no later login would change; undefined when a later one may succeed. */
function findSecretLoginError(refusal, applicationId, cloud) {
    const name = (0, _refusal_js__WEBPACK_IMPORTED_MODULE_1__/* .describeRefusal */ .a2)(refusal);
    switch (refusal.aadsts) {
        case 53003:
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('login-blocked-by-policy', {
                problem: `A Conditional Access policy blocked the login of application ${applicationId} (${name}), so the new secret could not be verified.`,
                likelyCause: 'the policy for workload identities allows this application only from certain network locations, and the runner is not in one of them. The secret itself may be valid.',
                remedy: 'run the job on a runner in an allowed location, or set `verify: false`.',
            });
        case 7000229:
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('application-cannot-log-in', {
                problem: `Application ${applicationId} has no service principal in this tenant (${name}), so it cannot log in with any secret.`,
                ...explainMissingServicePrincipal(applicationId, cloud),
            });
        case 7000112:
            return new _shared_action_error_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('application-cannot-log-in', {
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
        remedy: `create it:${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_2__/* .formatCommands */ .iC)(cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_2__/* .formatCreateServicePrincipalCommand */ .IS)(applicationId))}`,
    };
}
function explainDisabledServicePrincipal(applicationId, cloud) {
    return {
        likelyCause: 'an administrator disabled its enterprise application.',
        remedy: `enable it:${(0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_2__/* .formatCommands */ .iC)(cloud, (0, _azure_az_commands_js__WEBPACK_IMPORTED_MODULE_2__/* .formatEnableServicePrincipalCommand */ .pV)(applicationId))}`,
    };
}


/***/ }),

/***/ 6243:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ createAzureHttpClient)
/* harmony export */ });
/* harmony import */ var _azure_core_rest_pipeline__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(690);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7934);
/* harmony import */ var _network_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(137);
/* harmony import */ var _retry_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8902);




const code = valibot__WEBPACK_IMPORTED_MODULE_3__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_3__/* .regex */ .yGV(/^\w{1,100}$/));
const errorBody = valibot__WEBPACK_IMPORTED_MODULE_3__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_3__/* .parseJson */ .qFJ(), valibot__WEBPACK_IMPORTED_MODULE_3__/* .object */ .Ikc({ error: valibot__WEBPACK_IMPORTED_MODULE_3__/* .object */ .Ikc({ code, innererror: valibot__WEBPACK_IMPORTED_MODULE_3__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_3__/* .object */ .Ikc({ code: valibot__WEBPACK_IMPORTED_MODULE_3__/* .optional */ .lqM(code) })) }) }));
const requestOfError = valibot__WEBPACK_IMPORTED_MODULE_3__/* .object */ .Ikc({ request: valibot__WEBPACK_IMPORTED_MODULE_3__/* .looseObject */ ._H3({ requestId: valibot__WEBPACK_IMPORTED_MODULE_3__/* .string */ .YjP() }) });
/**
 * Makes one of Microsoft's clients send each request once, through the action's HTTP client. Its caller decides about
 * retries.
 *
 * @param base the only server that requests may go to, such as `https://login.microsoftonline.com`. The clients follow
 * links and environment variables to other servers, and send their credentials there
 */
function createAzureHttpClient(base, http) {
    const { origin } = new URL(base);
    let lastOutcome = {};
    const details = new Map();
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
                lastOutcome = { network: (0, _network_error_js__WEBPACK_IMPORTED_MODULE_1__/* .networkReason */ .d8)(error) };
                throw error;
            });
            const { status, text } = response;
            const retryAfterMs = (0, _retry_js__WEBPACK_IMPORTED_MODULE_2__/* .readRetryAfter */ .D$)(response.headers);
            lastOutcome = { status, retryAfterMs };
            if (status >= 400)
                details.set(request.requestId, { code: readErrorCode(text), retryAfterMs });
            return { request, status, headers: (0, _azure_core_rest_pipeline__WEBPACK_IMPORTED_MODULE_0__/* .createHttpHeaders */ .Nc)(response.headers), bodyAsText: text };
        },
    };
    // It runs before the client's own policies, some of which fail with an error that does not name the host.
    const requireSameOrigin = {
        name: 'requireSameOrigin',
        sendRequest(request, next) {
            if (new URL(request.url).origin === origin)
                return next(request);
            lastOutcome = { network: _network_error_js__WEBPACK_IMPORTED_MODULE_1__/* .otherHostReason */ .ju };
            return Promise.reject(new _network_error_js__WEBPACK_IMPORTED_MODULE_1__/* .NetworkError */ .Dr(_network_error_js__WEBPACK_IMPORTED_MODULE_1__/* .otherHostReason */ .ju));
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
        readErrorDetails(error) {
            const parsed = valibot__WEBPACK_IMPORTED_MODULE_3__/* .safeParse */ .xLC(requestOfError, error);
            return (parsed.success ? details.get(parsed.output.request.requestId) : undefined) ?? {};
        },
    };
}
function readErrorCode(body) {
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_3__/* .safeParse */ .xLC(errorBody, body);
    if (!parsed.success)
        return undefined;
    const { code: outer, innererror } = parsed.output.error;
    return innererror?.code ?? outer;
}


/***/ })

};

export { id, ids, modules };
