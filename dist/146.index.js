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
  logInFor: () => (/* binding */ logInFor),
  logInWithSecret: () => (/* binding */ logInWithSecret),
  readRepositoryId: () => (/* binding */ readRepositoryId),
  trySecret: () => (/* binding */ trySecret)
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
// EXTERNAL MODULE: ./src/http/retry.ts
var retry = __webpack_require__(8902);
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




/** The AADSTS numbers of a federated credential that does not match, and in what. The last is an older one for all three. */
const mismatches = new Map([
    [700213, 'subject'],
    [7002138, 'subject'],
    [700211, 'issuer'],
    [700212, 'audience'],
    [70021, 'issuer, subject and audience'],
]);
/** Why the workload identity could not log in. @param claims those of the token that was sent */
function loginFailure(refusal, identity, claims) {
    const { tenantId, clientId, cloud } = identity;
    const name = (0, entra_refusal/* nameOf */.Vb)(refusal);
    const mismatch = refusal.aadsts === undefined ? undefined : mismatches.get(refusal.aadsts);
    if (mismatch !== undefined)
        return federationMismatch(mismatch, name, identity, claims);
    switch (refusal.aadsts) {
        case 70025:
            return noFederatedCredential(name, identity, claims);
        case 700024:
            return new action_error/* Failure */.HR('id-token-stale', {
                happened: `Microsoft Entra ID found this workflow's OIDC token outside its valid time (${name}).`,
                likely: 'the clock of the runner is off, or its network is very slow: the token lives for about five minutes.',
                fix: 'run the job again; on your own runners, synchronise their clocks.',
            });
        case 700016:
            return new action_error/* Failure */.HR('workload-identity-not-found', {
                happened: `Tenant ${tenantId} has no application ${clientId} (${name}).`,
                likely: '`client-id` is not the application (client) ID of the workload identity, or `tenant-id` names another directory.',
                fix: `correct the one or the other. Whether the application is there is told by${(0, az_commands/* commands */.Pi)(cloud, `az ad app show --id ${clientId}`)}`,
            });
        case 90002:
            return new action_error/* Failure */.HR('tenant-not-found', {
                happened: `There is no tenant ${tenantId} in the cloud \`${cloud.name}\` (${name}).`,
                likely: '`tenant-id` is not the directory (tenant) ID, or `cloud` names another cloud.',
                fix: `compare \`tenant-id\` with what this prints:${(0, az_commands/* commands */.Pi)(cloud, 'az account show --query tenantId --output tsv')}`,
            });
        case 7000229:
            return new action_error/* Failure */.HR('login-refused', {
                happened: `The workload identity ${clientId} has no service principal in tenant ${tenantId} (${name}).`,
                likely: 'the app registration was made without its enterprise application, or that was deleted.',
                fix: `create it:${(0, az_commands/* commands */.Pi)(cloud, (0, az_commands/* createPrincipal */.Z)(clientId))}`,
            });
        case 7000112:
            return new action_error/* Failure */.HR('login-refused', {
                happened: `The workload identity ${clientId} is disabled (${name}).`,
                likely: 'an administrator switched off its enterprise application.',
                fix: `enable it:${(0, az_commands/* commands */.Pi)(cloud, (0, az_commands/* enablePrincipal */.au)(clientId))}`,
            });
        case 53003:
            return new action_error/* Failure */.HR('login-blocked-by-policy', {
                happened: `A Conditional Access policy refused the login of the workload identity ${clientId} (${name}).`,
                likely: 'the policy for workload identities allows only certain network locations, and the runner is elsewhere.',
                fix: `exclude ${clientId} from that policy, or let the job run on a runner inside its locations.`,
            });
        case 90055:
            return new action_error/* Failure */.HR('login-refused', {
                happened: `Microsoft Entra ID refuses logins to tenant ${tenantId} for now (${name}).`,
                likely: 'the tenant gets too many requests.',
                fix: 'run the job again in some minutes.',
            });
        case undefined:
            return withoutNumber(refusal, identity);
        default:
            return new action_error/* Failure */.HR('login-refused', {
                happened: `Microsoft Entra ID refused the login of the workload identity ${clientId} (${name}).`,
                likely: 'a setting of the tenant or of that application.',
                fix: `read what Microsoft says of it: https://login.microsoftonline.com/error?code=${refusal.aadsts}`,
            });
    }
}
/**
 * No command that adds a federated credential: `client-id` may be the application whose secret is to be renewed, and
 * GitHub must not become an issuer that it trusts.
 */
function noFederatedCredential(name, { clientId }, claims) {
    return new action_error/* Failure */.HR('federated-credential-missing', {
        happened: [
            `Application ${clientId}, which \`client-id\` names, has no federated credentials (${name}). The token of this workflow says:`,
            ...listed(claims),
        ].join('\n'),
        likely: "`client-id` is not the workload identity (it may be the application ID of Exalate's own application), or the workload identity was set up without a federated credential.",
        fix: "set `client-id` to the application (client) ID of the workload identity that logs in for this workflow. docs/setup.md of this action shows where to find that ID, and how to give the workload identity its federated credential. Never add one to Exalate's application.",
    });
}
function federationMismatch(what, name, { clientId, cloud }, claims) {
    const condition = (0, az_commands/* onlyForWorkloadIdentity */.RS)(clientId);
    // Issuer and subject together are unique on an application, so a wrong audience is corrected, not added beside.
    const correct = what.includes('audience')
        ? `${condition}: if a credential with this issuer and subject is listed, correct its audience; else add it:${(0, az_commands/* commands */.Pi)(cloud, (0, az_commands/* listFederatedCredentials */.f8)(clientId), (0, az_commands/* addFederatedCredential */.DP)(clientId, claims))}`
        : `${condition}, add the matching one:${(0, az_commands/* commands */.Pi)(cloud, (0, az_commands/* addFederatedCredential */.DP)(clientId, claims))}`;
    return new action_error/* Failure */.HR('federated-credential-mismatch', {
        happened: [
            `Microsoft Entra ID refused this workflow's OIDC token (${name}). The token says:`,
            ...listed(claims),
        ].join('\n'),
        likely: `no federated credential of application ${clientId} has exactly this ${what}; upper and lower case count.`,
        fix: correct,
    });
}
function listed({ issuer, subject, audience }) {
    return [`  issuer    ${issuer}`, `  subject   ${subject}`, `  audience  ${audience}`];
}
function withoutNumber(refusal, { clientId, cloud }) {
    if (refusal.status === undefined)
        return (0, errors/* unreachable */.H)('entra-unreachable', cloud.authorityHost, (0, entra_refusal/* nameOf */.Vb)(refusal));
    return new action_error/* Failure */.HR('login-refused', {
        happened: `Microsoft Entra ID refused the login of the workload identity ${clientId} (${(0, entra_refusal/* nameOf */.Vb)(refusal)}).`,
        likely: 'something between the runner and Microsoft Entra ID that answers in its place, such as a proxy, or a temporary outage of the service.',
        fix: 'on your own runners, check the proxy; else run the job again, and see https://azure.status.microsoft if it goes on.',
    });
}









/**
 * Logs in as the workload identity for Microsoft Graph, with the workflow's OIDC token in place of a password.
 *
 * @throws Failure that says which part of the set-up refused
 */
async function logIn(identity, edges) {
    const token = await logInFor((0, cloud/* graphScope */.H1)(identity.cloud), identity, edges);
    return { token, roles: rolesIn(token) };
}
/**
 * The same for any resource.
 *
 * @param scope what to ask a token for: `https://vault.azure.net/.default`
 * @returns the access token
 */
async function logInFor(scope, identity, edges) {
    const { tenantId, clientId } = identity;
    const { idToken } = edges;
    const open = (options) => new esm/* ClientAssertionCredential */.XI(tenantId, clientId, idToken, options);
    const attempt = async () => {
        const result = await tryLogin(scope, open, identity, edges);
        if ('token' in result)
            return { result, setback: undefined };
        // The library wraps what its callback throws into an error of its own: this throws it as it was.
        await idToken();
        const { refusal } = result;
        const setback = { name: (0, entra_refusal/* nameOf */.Vb)(refusal), announced: refusal.announced };
        return { result, setback: (0, entra_refusal/* isPassing */.WG)(refusal) ? setback : undefined };
    };
    const login = await (0, retry/* repeatedly */.Sy)('Microsoft Entra ID', attempt, edges);
    if ('token' in login)
        return login.token;
    throw loginFailure(login.refusal, identity, claimsIn(await idToken()));
}
/**
 * Logs in once with a client secret. Any application may ask for a token to Graph, with or without permissions there.
 *
 * @param edges.send over connections that no other login uses: replicas differ
 */
function logInWithSecret(scope, identity, secretText, edges) {
    const { tenantId, clientId } = identity;
    return tryLogin(scope, (options) => new esm/* ClientSecretCredential */.HC(tenantId, clientId, secretText, options), identity, edges);
}
/**
 * Tries whether Entra accepts a client secret.
 *
 * @returns undefined when it does, else why not
 */
async function trySecret(identity, secretText, send) {
    const login = await logInWithSecret((0, cloud/* graphScope */.H1)(identity.cloud), identity, secretText, { send, mask: drop });
    return 'refusal' in login ? login.refusal : undefined;
}
/** A token that nobody keeps needs no mask. */
function drop() {
    // That the login was accepted is all that counts.
}
/**
 * @param open makes the credential: a new one for each login, since Microsoft's client keeps tokens, and for a minute
 * refuses by itself to ask again a server that failed
 */
async function tryLogin(scope, open, { cloud }, { send, mask }) {
    const { options, seen } = (0, azure_client/* azureWire */.P)(cloud.authorityHost, send);
    const credential = open({
        ...options,
        authorityHost: cloud.authorityHost,
        // The hosts are known to be Microsoft's; asking the public cloud about the others would only cost a request.
        disableInstanceDiscovery: true,
    });
    try {
        const { token } = await credential.getToken(scope);
        mask(token);
        return { token };
    }
    catch (error) {
        return { refusal: (0, entra_refusal/* refusalIn */.c3)(error, seen()) };
    }
}
const roles = dist/* object */.Ikc({ roles: dist/* array */.YOg(dist/* string */.YjP()) });
function rolesIn(token) {
    const parsed = dist/* safeParse */.xLC(roles, readClaims(token));
    return parsed.success ? parsed.output.roles : undefined;
}
const claim = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* nonEmpty */.hq(), dist/* transform */.pdi(plain_text/* plainText */.wh));
const identifying = dist/* object */.Ikc({ iss: claim, sub: claim, aud: claim });
const unreadable = { iss: 'unreadable', sub: 'unreadable', aud: 'unreadable' };
function claimsIn(idToken) {
    const parsed = dist/* safeParse */.xLC(identifying, readClaims(idToken));
    const { iss, sub, aud } = parsed.success ? parsed.output : unreadable;
    return { issuer: iss, subject: sub, audience: aud };
}
const ofRepository = dist/* object */.Ikc({ repository_id: dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[1-9]\d{0,18}$/)) });
/** The numeric ID of the repository in the workflow's OIDC token; undefined when the token has none. */
function readRepositoryId(idToken) {
    const parsed = dist/* safeParse */.xLC(ofRepository, readClaims(idToken));
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


/***/ }),

/***/ 4152:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Vb: () => (/* binding */ nameOf),
/* harmony export */   WG: () => (/* binding */ isPassing),
/* harmony export */   c3: () => (/* binding */ refusalIn)
/* harmony export */ });
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7934);
/* harmony import */ var _http_client_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9674);


const number = valibot__WEBPACK_IMPORTED_MODULE_1__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_1__/* .union */ .KCZ([valibot__WEBPACK_IMPORTED_MODULE_1__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_1__/* .number */ .aig()]), valibot__WEBPACK_IMPORTED_MODULE_1__/* .transform */ .pdi(Number), valibot__WEBPACK_IMPORTED_MODULE_1__/* .check */ .z6Y((value) => Number.isSafeInteger(value) && value > 0));
const withNumber = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ errorNo: number });
const withCause = valibot__WEBPACK_IMPORTED_MODULE_1__/* .object */ .Ikc({ cause: valibot__WEBPACK_IMPORTED_MODULE_1__/* .unknown */ .L5J() });
/**
 * Finds Entra's error number in the chain of causes that @azure/identity wraps it in. Messages are not looked at: they
 * hold what the server sent. Nor are statuses and codes, which the library drops on the way: those were seen.
 */
function refusalIn(error, seen) {
    return { ...seen, aadsts: errorNumber(error, 5) };
}
function errorNumber(error, depth) {
    const here = valibot__WEBPACK_IMPORTED_MODULE_1__/* .safeParse */ .xLC(withNumber, error);
    if (here.success)
        return here.output.errorNo;
    return depth > 0 && valibot__WEBPACK_IMPORTED_MODULE_1__.is(withCause, error) ? errorNumber(error.cause, depth - 1) : undefined;
}
/** How a refusal is named to people: `AADSTS700213`, `HTTP 503`, `ECONNRESET`. */
function nameOf({ aadsts, status, network }) {
    if (aadsts !== undefined)
        return `AADSTS${aadsts}`;
    if (status !== undefined)
        return `HTTP ${status}`;
    return network ?? 'no answer';
}
/** Whether the same login may be accepted a moment later: there was no answer, too many requests, or a server error. */
function isPassing({ status = 0, network }) {
    if (network !== undefined)
        return (0, _http_client_js__WEBPACK_IMPORTED_MODULE_0__/* .isTransient */ .dg)(network);
    return status === 408 || status === 429 || status >= 500;
}


/***/ }),

/***/ 6243:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ azureWire)
/* harmony export */ });
/* harmony import */ var _azure_core_rest_pipeline__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(690);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7934);
/* harmony import */ var _client_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9674);
/* harmony import */ var _retry_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8902);




const code = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .regex */ .yGV(/^\w{1,100}$/));
const errorBody = valibot__WEBPACK_IMPORTED_MODULE_2__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .parseJson */ .qFJ(), valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ error: valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ code, innererror: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ code: valibot__WEBPACK_IMPORTED_MODULE_2__/* .optional */ .lqM(code) })) }) }));
const sent = valibot__WEBPACK_IMPORTED_MODULE_2__/* .object */ .Ikc({ request: valibot__WEBPACK_IMPORTED_MODULE_2__/* .looseObject */ ._H3({ requestId: valibot__WEBPACK_IMPORTED_MODULE_2__/* .string */ .YjP() }) });
/**
 * Lets one of Microsoft's clients send its requests over a line of ours, and never twice: whoever asks decides that.
 *
 * @param base where requests may go to, such as `https://login.microsoftonline.com`, and nowhere else: the clients
 * follow links and variables of the environment, and take their credentials along
 */
function azureWire(base, send) {
    const { origin } = new URL(base);
    let seen = {};
    const codes = new Map();
    const httpClient = {
        async sendRequest(request) {
            const { url, method, headers, body } = request;
            const { status, headers: received, text: bodyAsText, } = await send(url, {
                method,
                headers: headers.toJSON(),
                body: typeof body === 'string' ? body : undefined,
            }).catch((error) => {
                seen = { network: (0, _client_js__WEBPACK_IMPORTED_MODULE_1__/* .networkReason */ .d8)(error) };
                throw error;
            });
            seen = { status, announced: (0, _retry_js__WEBPACK_IMPORTED_MODULE_3__/* .retryAfter */ .P9)(received) };
            const told = valibot__WEBPACK_IMPORTED_MODULE_2__/* .safeParse */ .xLC(errorBody, status < 400 ? undefined : bodyAsText);
            if (told.success) {
                const { code: outer, innererror } = told.output.error;
                codes.set(request.requestId, innererror?.code ?? outer);
            }
            return { request, status, headers: (0, _azure_core_rest_pipeline__WEBPACK_IMPORTED_MODULE_0__/* .createHttpHeaders */ .Nc)(received), bodyAsText };
        },
    };
    // Before any policy of the client's own, some of which object in words that tell nothing.
    const staysHere = {
        name: 'staysHere',
        sendRequest(request, next) {
            if (new URL(request.url).origin === origin)
                return next(request);
            seen = { network: _client_js__WEBPACK_IMPORTED_MODULE_1__/* .otherHost */ .BZ };
            return Promise.reject(new _client_js__WEBPACK_IMPORTED_MODULE_1__/* .NoWholeAnswer */ .rC(_client_js__WEBPACK_IMPORTED_MODULE_1__/* .otherHost */ .BZ));
        },
    };
    return {
        options: {
            httpClient,
            additionalPolicies: [{ policy: staysHere, position: 'perCall' }],
            redirectOptions: { maxRetries: 0 },
            retryOptions: { maxRetries: 0 },
        },
        seen: () => seen,
        codeOf(error) {
            const asked = valibot__WEBPACK_IMPORTED_MODULE_2__/* .safeParse */ .xLC(sent, error);
            return asked.success ? codes.get(asked.output.request.requestId) : undefined;
        },
    };
}


/***/ })

};

export { id, ids, modules };
