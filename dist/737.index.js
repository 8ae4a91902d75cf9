const id = 737;
const ids = [737];
const modules = {

/***/ 4737:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createVaultClient: () => (/* binding */ createVaultClient)
/* harmony export */ });
/* harmony import */ var _azure_keyvault_secrets__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9336);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7934);
/* harmony import */ var _http_azure_client_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6243);
/* harmony import */ var _http_network_error_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(137);
/* harmony import */ var _shared_action_error_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9008);





/**
 * Creates Microsoft's client for one vault.
 *
 * @param vault `https://VAULT.vault.azure.net`, or the same in another cloud
 * @param logInForScope logs in for the scope that the vault asks for
 */
function createVaultClient(vault, http, logInForScope) {
    const { options, readErrorDetails } = (0, _http_azure_client_js__WEBPACK_IMPORTED_MODULE_1__/* .createAzureHttpClient */ .L)(vault, http);
    let token;
    const credential = {
        // A token is valid for longer than a run takes, so one is enough.
        getToken: async (scope) => ({
            token: await (token ??= logInForScope([scope].flat().join(' '))),
            expiresOnTimestamp: Date.now() + 3_600_000,
        }),
    };
    const secrets = new _azure_keyvault_secrets__WEBPACK_IMPORTED_MODULE_0__/* .SecretClient */ ._V(vault, credential, options);
    async function toResult(response) {
        try {
            return { value: await response };
        }
        catch (error) {
            const actionError = findActionError(error);
            if (actionError !== undefined)
                throw actionError;
            const parsed = valibot__WEBPACK_IMPORTED_MODULE_4__/* .safeParse */ .xLC(restError, error);
            if (!parsed.success)
                return { failure: { network: (0, _http_network_error_js__WEBPACK_IMPORTED_MODULE_2__/* .networkReason */ .d8)(error) } };
            return { failure: { status: parsed.output.statusCode, ...readErrorDetails(error) } };
        }
    }
    return {
        send: (request) => toResult(request(secrets)),
        setSecret: (name, value, options) => toResult(secrets.setSecret(name, value, options)),
    };
}
/** What the client throws for a response with an error status. */
const restError = valibot__WEBPACK_IMPORTED_MODULE_4__/* .object */ .Ikc({ statusCode: valibot__WEBPACK_IMPORTED_MODULE_4__/* .number */ .aig() });
/** The client wraps the error of a failed login in its own error. */
function findActionError(error) {
    if (error instanceof _shared_action_error_js__WEBPACK_IMPORTED_MODULE_3__/* .ActionError */ .lZ)
        return error;
    return error instanceof Error && error.cause instanceof _shared_action_error_js__WEBPACK_IMPORTED_MODULE_3__/* .ActionError */ .lZ ? error.cause : undefined;
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
