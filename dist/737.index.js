const id = 737;
const ids = [737];
const modules = {

/***/ 4737:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   vaultClient: () => (/* binding */ vaultClient)
/* harmony export */ });
/* harmony import */ var _azure_keyvault_secrets__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9336);
/* harmony import */ var _http_azure_client_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6243);


/**
 * Microsoft's client for one vault.
 *
 * @param vault `https://VAULT.vault.azure.net`, or the like in another cloud
 * @param logInFor logs in for the scope that the vault names
 */
function vaultClient(vault, send, logInFor) {
    const { options, codeOf } = (0, _http_azure_client_js__WEBPACK_IMPORTED_MODULE_1__/* .azureWire */ .P)(vault, send);
    let token;
    const credential = {
        // A run is shorter than any token's life, so one is enough.
        getToken: async (scope) => ({
            token: await (token ??= logInFor([scope].flat().join(' '))),
            expiresOnTimestamp: Date.now() + 3_600_000,
        }),
    };
    return { secrets: new _azure_keyvault_secrets__WEBPACK_IMPORTED_MODULE_0__/* .SecretClient */ ._V(vault, credential, options), codeOf };
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
