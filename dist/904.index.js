const id = 904;
const ids = [904];
const modules = {

 4904:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


__webpack_require__.d(__webpack_exports__, {
  createVaultClient: () => (/* binding */ createVaultClient)
});

// EXTERNAL MODULE: ./node_modules/@azure/keyvault-secrets/dist/esm/index.js + 47 modules
var esm = __webpack_require__(9336);
// EXTERNAL MODULE: ./src/http/azure-client.ts
var azure_client = __webpack_require__(6243);
// EXTERNAL MODULE: ./src/http/failure.ts
var failure = __webpack_require__(2398);
// EXTERNAL MODULE: ./src/shared/action-error.ts
var action_error = __webpack_require__(9008);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/shared/json.ts
var json = __webpack_require__(8451);


const code = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^\w{1,100}$/));
const errorBody = dist/* object */.Ikc({
    error: dist/* object */.Ikc({
        code,
        message: dist/* nullish */.cl6(dist/* string */.YjP(), ''),
        innererror: dist/* nullish */.cl6(dist/* object */.Ikc({ code: dist/* nullish */.cl6(code) })),
    }),
});
const requestId = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* uuid */.uRe());
function parseVaultError({ text, headers }) {
    const parsed = dist/* safeParse */.xLC(errorBody, (0, json/* parseJson */.q)(text));
    if (!parsed.success)
        return undefined;
    const { code: outer, innererror, message } = parsed.output.error;
    const id = headers['x-ms-request-id'];
    return {
        codes: innererror?.code ? [outer, innererror.code] : [outer],
        message,
        requestId: dist.is(requestId, id) ? id : undefined,
    };
}
const page = dist/* looseObject */._H3({ value: dist/* array */.YOg(dist/* unknown */.L5J()) });
const secret = dist/* object */.Ikc({ id: dist/* string */.YjP() });
function isVaultResult({ text }) {
    return dist.is(dist/* union */.KCZ([secret, page]), (0, json/* parseJson */.q)(text));
}
const versionId = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^https:\/\/[\w.-]+\/secrets\/[\w-]+\/\w+$/));
const time = dist/* pipe */.FsL(dist/* number */.aig(), dist/* minValue */.Wwf(1));
const version = dist/* object */.Ikc({
    id: versionId,
    attributes: dist/* object */.Ikc({ enabled: dist/* boolean */.zMY(), created: time, updated: time }),
    tags: dist/* nullish */.cl6(dist/* record */.g1P(dist/* string */.YjP(), dist/* string */.YjP())),
});
function reduceUnreadableEntries(response, vault) {
    const parsed = dist/* safeParse */.xLC(page, (0, json/* parseJson */.q)(response.text));
    if (!parsed.success)
        return response;
    const value = parsed.output.value.map((entry) => dist.is(version, entry)
        ? entry
        : { id: dist.is(dist/* object */.Ikc({ id: versionId }), entry) ? entry.id : `${vault}/secrets/unknown` });
    return { ...response, text: JSON.stringify({ ...parsed.output, value }) };
}





const tokenLifetime = 3_600_000;
function createVaultClient(vault, http, logIn) {
    const readableHttp = {
        ...http,
        request: async (url, request) => reduceUnreadableEntries(await http.request(url, request), vault),
    };
    const { options, findFailure } = (0, azure_client/* createAzureHttpClient */.L)(vault, readableHttp, parseVaultError, isVaultResult);
    const credential = {
        getToken: async (scope, { claims } = {}) => ({
            token: await logIn([scope].flat().join(' '), claims),
            expiresOnTimestamp: Date.now() + tokenLifetime,
        }),
    };
    const createClient = () => new esm/* SecretClient */._V(vault, credential, options);
    let secrets = createClient();
    async function send(request) {
        const used = secrets;
        try {
            return { value: await request(used) };
        }
        catch (error) {
            const actionError = findActionError(error);
            if (actionError !== undefined)
                throw actionError;
            const failure = findFailure(error);
            const isTokenRefused = !('network' in failure) && failure.status === 401;
            if (isTokenRefused && secrets === used)
                secrets = createClient();
            return { failure };
        }
    }
    return {
        send,
        async setSecret(name, value, setOptions) {
            const result = await send((client) => client.setSecret(name, value, setOptions));
            return 'failure' in result ? { failure: (0, failure/* withoutQuote */.NS)(result.failure) } : result;
        },
    };
}
function findActionError(error) {
    if (error instanceof action_error/* ActionError */.lZ)
        return error;
    return error instanceof Error && error.cause instanceof action_error/* ActionError */.lZ ? error.cause : undefined;
}


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
