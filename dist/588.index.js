const id = 588;
const ids = [588];
const modules = {

 8588:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
 __webpack_require__.d(__webpack_exports__, {
   GraphResponse: () => (/* binding */ GraphResponse),
   createGraphClient: () => (/* binding */ createGraphClient)
/* harmony export */ });
 var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
 var _microsoft_microsoft_graph_client__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1899);
 var valibot__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(7934);
 var _http_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8549);
 var _shared_json_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8451);
 var _http_network_error_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(137);
 var _http_retry_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8902);







function createGraphClient(cloud, token, http) {
    const client = _microsoft_microsoft_graph_client__WEBPACK_IMPORTED_MODULE_1__ .Kj.initWithMiddleware({
        middleware: new GraphMiddleware(cloud.graph, token, http),
        baseUrl: cloud.graph,
    });
    const request = (path) => client.api(path).responseType(_microsoft_microsoft_graph_client__WEBPACK_IMPORTED_MODULE_1__ .yl.RAW).header('client-request-id', (0, node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)());
    const toResponse = (sent) => sent.then((response) => valibot__WEBPACK_IMPORTED_MODULE_5__ .qgA(valibot__WEBPACK_IMPORTED_MODULE_5__ .KJ$(GraphResponse), response), (error) => {
        const reason = error instanceof NoResponseError ? error.reason : 'no response';
        throw (0, _http_errors_js__WEBPACK_IMPORTED_MODULE_2__ .D)('graph-unreachable', cloud.graph, reason);
    });
    return {
        get: (path, query, maxBytes) => toResponse(request(path).option('maxBytes', maxBytes).query(encodeQuery(query)).get()),
        post: (path, body) => toResponse(request(path).post(body)),
    };
}
function encodeQuery(query) {
    return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, encodeURIComponent(value)]));
}
class NoResponseError extends _microsoft_microsoft_graph_client__WEBPACK_IMPORTED_MODULE_1__ .qF {
    reason;
    constructor(reason) {
        super('no response');
        Object.setPrototypeOf(this, NoResponseError.prototype);
        this.reason = reason;
    }
}
const requestParts = valibot__WEBPACK_IMPORTED_MODULE_5__ .Ikc({
    method: valibot__WEBPACK_IMPORTED_MODULE_5__ .KIO(['GET', 'POST']),
    headers: valibot__WEBPACK_IMPORTED_MODULE_5__ .g1P(valibot__WEBPACK_IMPORTED_MODULE_5__ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_5__ .YjP()),
    body: valibot__WEBPACK_IMPORTED_MODULE_5__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_5__ .YjP()),
    maxBytes: valibot__WEBPACK_IMPORTED_MODULE_5__ .lqM(valibot__WEBPACK_IMPORTED_MODULE_5__ .aig()),
});
const errorBody = valibot__WEBPACK_IMPORTED_MODULE_5__ .Ikc({
    error: valibot__WEBPACK_IMPORTED_MODULE_5__ .Ikc({ code: valibot__WEBPACK_IMPORTED_MODULE_5__ .FsL(valibot__WEBPACK_IMPORTED_MODULE_5__ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_5__ .yGV(/^[\w.]{1,100}$/)), message: valibot__WEBPACK_IMPORTED_MODULE_5__ .YjP() }),
});
class GraphResponse {
    status;
    body;
    code;
    message;
    requestId;
    constructor({ status, headers, text }) {
        this.status = status;
        this.body = (0, _shared_json_js__WEBPACK_IMPORTED_MODULE_6__ .q)(text);
        const error = valibot__WEBPACK_IMPORTED_MODULE_5__ .xLC(errorBody, this.body);
        this.code = error.success ? error.output.error.code : undefined;
        this.message = error.success ? error.output.error.message : '';
        const requestId = headers['request-id'] ?? '';
        this.requestId = /^[0-9a-f-]{36}$/i.test(requestId) ? requestId : undefined;
    }
}
class GraphMiddleware {
    #origin;
    #token;
    #http;
    constructor(graph, token, http) {
        this.#origin = new URL(graph).origin;
        this.#token = token;
        this.#http = http;
    }
    async execute(context) {
        const url = typeof context.request === 'string' ? context.request : context.request.url;
        if (new URL(url).origin !== this.#origin)
            throw new NoResponseError(_http_network_error_js__WEBPACK_IMPORTED_MODULE_3__ .ju);
        const { headers, ...parts } = valibot__WEBPACK_IMPORTED_MODULE_5__ .qgA(requestParts, context.options);
        const request = { ...parts, headers: { ...headers, Authorization: ['Bearer', this.#token].join(' ') } };
        const result = await this.#http.withRetry('Microsoft Graph', () => this.#attempt(url, request));
        if (result instanceof NoResponseError)
            throw result;
        Object.assign(context, { response: result });
    }
    async #attempt(url, request) {
        const idempotent = isIdempotent(url);
        const response = await this.#http
            .request(url, request)
            .catch((error) => new NoResponseError((0, _http_network_error_js__WEBPACK_IMPORTED_MODULE_3__ .d8)(error)));
        if (response instanceof NoResponseError) {
            const retryReason = idempotent ? (0, _http_retry_js__WEBPACK_IMPORTED_MODULE_4__ .ee)({ network: response.reason }) : undefined;
            return { result: response, retryReason };
        }
        const result = new GraphResponse(response);
        const { status, code } = result;
        const isRefused = code !== undefined && isTemporaryRefusal(status);
        if (!idempotent && !isRefused)
            return { result, retryReason: undefined };
        const outcome = { status, retryAfterMs: (0, _http_retry_js__WEBPACK_IMPORTED_MODULE_4__ .D$)(response.headers) };
        return { result, retryReason: (0, _http_retry_js__WEBPACK_IMPORTED_MODULE_4__ .ee)(outcome, isTransient) };
    }
}
function isTemporaryRefusal(status) {
    return status === 429 || status === 409;
}
function isTransient(status) {
    return isTemporaryRefusal(status) || status >= 500;
}
function isIdempotent(url) {
    return !url.endsWith('/addPassword');
}


/***/ })

};

export { id, ids, modules };
