const id = 737;
const ids = [737];
const modules = {

 4737:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   createVaultClient: () => (/* binding */ createVaultClient)
/* harmony export */ });
 var _azure_keyvault_secrets__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9336);
 var valibot__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7934);
 var _http_azure_client_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6243);
 var _http_failure_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2398);
 var _shared_action_error_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9008);
 var _shared_json_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(8451);






function createVaultClient(vault, http, logInForScope) {
    const { options, findFailure } = (0, _http_azure_client_js__WEBPACK_IMPORTED_MODULE_1__ .L)(vault, http, parseVaultError);
    let token;
    const credential = {
        getToken: async (scope) => ({
            token: await (token ??= logInForScope([scope].flat().join(' '))),
            expiresOnTimestamp: Date.now() + 3_600_000,
        }),
    };
    const secrets = new _azure_keyvault_secrets__WEBPACK_IMPORTED_MODULE_0__ ._V(vault, credential, options);
    async function toResult(response) {
        try {
            return { value: await response };
        }
        catch (error) {
            const actionError = findActionError(error);
            if (actionError !== undefined)
                throw actionError;
            const failure = findFailure(error);
            if ('network' in failure)
                return { failure };
            const code = failure.error?.codes.at(-1);
            return { failure: { status: failure.status, code, retryAfterMs: (0, _http_failure_js__WEBPACK_IMPORTED_MODULE_2__ .B0)(failure) } };
        }
    }
    return {
        send: (request) => toResult(request(secrets)),
        setSecret: (name, value, options) => toResult(secrets.setSecret(name, value, options)),
    };
}
const code = valibot__WEBPACK_IMPORTED_MODULE_4__ .FsL(valibot__WEBPACK_IMPORTED_MODULE_4__ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_4__ .yGV(/^\w{1,100}$/));
const errorBody = valibot__WEBPACK_IMPORTED_MODULE_4__ .Ikc({
    error: valibot__WEBPACK_IMPORTED_MODULE_4__ .Ikc({
        code,
        message: valibot__WEBPACK_IMPORTED_MODULE_4__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_4__ .YjP(), ''),
        innererror: valibot__WEBPACK_IMPORTED_MODULE_4__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_4__ .Ikc({ code: valibot__WEBPACK_IMPORTED_MODULE_4__ .lqM(code) })),
    }),
});
function parseVaultError({ text }) {
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_4__ .xLC(errorBody, (0, _shared_json_js__WEBPACK_IMPORTED_MODULE_5__ .q)(text));
    if (!parsed.success)
        return undefined;
    const { code: outer, innererror, message } = parsed.output.error;
    return { codes: innererror?.code === undefined ? [outer] : [outer, innererror.code], message };
}
function findActionError(error) {
    if (error instanceof _shared_action_error_js__WEBPACK_IMPORTED_MODULE_3__ .lZ)
        return error;
    return error instanceof Error && error.cause instanceof _shared_action_error_js__WEBPACK_IMPORTED_MODULE_3__ .lZ ? error.cause : undefined;
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
