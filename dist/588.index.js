const id = 588;
const ids = [588];
const modules = {

 8588:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createGraphClient: () => (/* binding */ createGraphClient)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _microsoft_microsoft_graph_client__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1899);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(7934);
/* harmony import */ var _http_failed_response_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(8807);
/* harmony import */ var _http_failure_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2398);
/* harmony import */ var _http_failure_rules_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7518);
/* harmony import */ var _http_network_error_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(137);
/* harmony import */ var _shared_json_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(8451);
/* harmony import */ var _graph_rules_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(2630);









function createGraphClient(cloud, tokens, http, mask) {
    const client = _microsoft_microsoft_graph_client__WEBPACK_IMPORTED_MODULE_1__/* .Client */ .Kj.initWithMiddleware({
        middleware: new GraphMiddleware(cloud.graph, http, mask),
        baseUrl: cloud.graph,
    });
    const createRequest = (path, token, { maxBytes, mayBeMissing } = {}) => client
        .api(path)
        .responseType(_microsoft_microsoft_graph_client__WEBPACK_IMPORTED_MODULE_1__/* .ResponseType */ .yl.RAW)
        .header('client-request-id', (0, node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)())
        .header('Authorization', ['Bearer', token].join(' '))
        .option('maxBytes', maxBytes)
        .option('mayBeMissing', mayBeMissing);
    async function send(sendWith) {
        const { token } = tokens.current();
        const result = toResult(await sendWith(token));
        const newLogin = 'failure' in result ? (0, _graph_rules_js__WEBPACK_IMPORTED_MODULE_5__/* .findNewLogin */ .hg)(result.failure) : undefined;
        if (newLogin === undefined)
            return result;
        await tokens.renew(token, newLogin.claims);
        return toResult(await sendWith(tokens.current().token));
    }
    return {
        get: (path, query, options) => send((token) => createRequest(path, token, options).query(encodeQuery(query)).get()),
        post: (path, body) => send((token) => createRequest(path, token).post(body)),
    };
}
function encodeQuery(query) {
    return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, encodeURIComponent(value)]));
}
const requestParts = valibot__WEBPACK_IMPORTED_MODULE_6__/* .object */ .Ikc({
    method: valibot__WEBPACK_IMPORTED_MODULE_6__/* .picklist */ .KIO(['GET', 'POST']),
    headers: valibot__WEBPACK_IMPORTED_MODULE_6__/* .record */ .g1P(valibot__WEBPACK_IMPORTED_MODULE_6__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_6__/* .string */ .YjP()),
    body: valibot__WEBPACK_IMPORTED_MODULE_6__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_6__/* .string */ .YjP()),
    maxBytes: valibot__WEBPACK_IMPORTED_MODULE_6__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_6__/* .number */ .aig()),
    mayBeMissing: valibot__WEBPACK_IMPORTED_MODULE_6__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_6__/* .boolean */ .zMY()),
});
const errorCode = valibot__WEBPACK_IMPORTED_MODULE_6__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_6__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_6__/* .regex */ .yGV(/^[\w.]{1,100}$/));
const errorBody = valibot__WEBPACK_IMPORTED_MODULE_6__/* .object */ .Ikc({
    error: valibot__WEBPACK_IMPORTED_MODULE_6__/* .object */ .Ikc({
        code: valibot__WEBPACK_IMPORTED_MODULE_6__/* .union */ .KCZ([errorCode, valibot__WEBPACK_IMPORTED_MODULE_6__/* .literal */ .euz('')]),
        message: valibot__WEBPACK_IMPORTED_MODULE_6__/* .nullish */ .cl6(valibot__WEBPACK_IMPORTED_MODULE_6__/* .string */ .YjP(), ''),
        innerError: valibot__WEBPACK_IMPORTED_MODULE_6__/* .fallback */ .NpB(valibot__WEBPACK_IMPORTED_MODULE_6__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_6__/* .object */ .Ikc({ code: valibot__WEBPACK_IMPORTED_MODULE_6__/* .optional */ .lqM(errorCode) })), undefined),
    }),
});
const withSecretText = valibot__WEBPACK_IMPORTED_MODULE_6__/* .object */ .Ikc({ secretText: valibot__WEBPACK_IMPORTED_MODULE_6__/* .string */ .YjP() });
class GraphExchange {
    result;
    constructor(result) {
        this.result = result;
    }
}
function toResult(exchange) {
    return valibot__WEBPACK_IMPORTED_MODULE_6__/* .parse */ .qgA(valibot__WEBPACK_IMPORTED_MODULE_6__/* .instance */ .KJ$(GraphExchange), exchange).result;
}
class GraphMiddleware {
    #origin;
    #http;
    #mask;
    constructor(graph, http, mask) {
        this.#origin = new URL(graph).origin;
        this.#http = http;
        this.#mask = mask;
    }
    async execute(context) {
        const url = typeof context.request === 'string' ? context.request : context.request.url;
        const { mayBeMissing, ...request } = valibot__WEBPACK_IMPORTED_MODULE_6__/* .parse */ .qgA(requestParts, context.options);
        const rules = mayBeMissing ? _graph_rules_js__WEBPACK_IMPORTED_MODULE_5__/* .lookUpRules */ .Cp : _graph_rules_js__WEBPACK_IMPORTED_MODULE_5__/* .graphRules */ .Q;
        const result = new URL(url).origin === this.#origin
            ? await this.#http.withRetry('Microsoft Graph', () => this.#attempt(url, request, rules))
            : { failure: { network: _http_network_error_js__WEBPACK_IMPORTED_MODULE_4__/* .otherHostReason */ .ju } };
        Object.assign(context, { response: new GraphExchange(result) });
    }
    async #attempt(url, request, rules) {
        const result = await this.#http.request(url, request).then((response) => this.#readResponse(response), (error) => ({ failure: { network: (0, _http_network_error_js__WEBPACK_IMPORTED_MODULE_4__/* .networkReason */ .d8)(error) } }));
        const isRepeatable = 'failure' in result && (isIdempotent(url) || (0, _http_failure_js__WEBPACK_IMPORTED_MODULE_2__/* .isRefusal */ .vu)(result.failure));
        return {
            result,
            retryReason: isRepeatable
                ? (0, _http_failure_rules_js__WEBPACK_IMPORTED_MODULE_3__/* .findFailureRetryReason */ .cS)(result.failure, rules, _graph_rules_js__WEBPACK_IMPORTED_MODULE_5__/* .isTransientGraphStatus */ .pQ)
                : undefined,
        };
    }
    #readResponse(response) {
        const { status, headers, text } = response;
        const body = (0, _shared_json_js__WEBPACK_IMPORTED_MODULE_7__/* .parseJson */ .q)(text);
        if (valibot__WEBPACK_IMPORTED_MODULE_6__.is(withSecretText, body))
            this.#mask(body.secretText);
        if (status < 300)
            return { response: { status, headers, body, requestId: readRequestId(headers) } };
        return { failure: (0, _http_failed_response_js__WEBPACK_IMPORTED_MODULE_8__/* .toFailedResponse */ .C)(response, parseGraphError, this.#http) };
    }
}
function parseGraphError({ headers, text }) {
    const parsed = valibot__WEBPACK_IMPORTED_MODULE_6__/* .safeParse */ .xLC(errorBody, (0, _shared_json_js__WEBPACK_IMPORTED_MODULE_7__/* .parseJson */ .q)(text));
    if (!parsed.success)
        return undefined;
    const { code, message, innerError } = parsed.output.error;
    const codes = [code, innerError?.code ?? ''].filter((one) => one !== '');
    return { codes, message, requestId: readRequestId(headers) };
}
function readRequestId({ 'request-id': id = '' }) {
    return /^[0-9a-f-]{36}$/i.test(id) ? id : undefined;
}
function isIdempotent(url) {
    return !url.endsWith('/addPassword');
}


/***/ })

};

export { id, ids, modules };
