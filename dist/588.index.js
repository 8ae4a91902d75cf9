const id = 588;
const ids = [588];
const modules = {

/***/ 8588:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GraphResponse: () => (/* binding */ GraphResponse),
/* harmony export */   createGraphClient: () => (/* binding */ createGraphClient)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _microsoft_microsoft_graph_client__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1899);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(7934);
/* harmony import */ var _http_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8549);
/* harmony import */ var _shared_json_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8451);
/* harmony import */ var _http_network_error_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(137);
/* harmony import */ var _http_retry_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8902);







/**
 * Creates a client for the Graph of one cloud. It uses Microsoft's client, with the action's middleware in place of its own.
 *
 * @param token an access token for this Graph
 */
function createGraphClient(cloud, token, http) {
    const client = _microsoft_microsoft_graph_client__WEBPACK_IMPORTED_MODULE_1__/* .Client */ .Kj.initWithMiddleware({
        middleware: new GraphMiddleware(cloud.graph, token, http),
        baseUrl: cloud.graph,
    });
    const request = (path) => client.api(path).responseType(_microsoft_microsoft_graph_client__WEBPACK_IMPORTED_MODULE_1__/* .ResponseType */ .yl.RAW).header('client-request-id', (0, node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)());
    const toResponse = (sent) => sent.then((response) => valibot__WEBPACK_IMPORTED_MODULE_5__/* .parse */ .qgA(valibot__WEBPACK_IMPORTED_MODULE_5__/* .instance */ .KJ$(GraphResponse), response), (error) => {
        const reason = error instanceof NoResponseError ? error.reason : 'no response';
        throw (0, _http_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .unreachableError */ .D)('graph-unreachable', cloud.graph, reason);
    });
    return {
        get: (path, query, maxBytes) => toResponse(request(path).option('maxBytes', maxBytes).query(encodeQuery(query)).get()),
        post: (path, body) => toResponse(request(path).post(body)),
    };
}
/** Encodes the values of a query, because the client does not. */
function encodeQuery(query) {
    return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, encodeURIComponent(value)]));
}
/** There was no response. The client passes on errors of its own class, and wraps all others. */
class NoResponseError extends _microsoft_microsoft_graph_client__WEBPACK_IMPORTED_MODULE_1__/* .GraphClientError */ .qF {
    reason;
    constructor(reason) {
        super('no response');
        // The library's constructor sets the prototype of every error to its own class.
        Object.setPrototypeOf(this, NoResponseError.prototype);
        this.reason = reason;
    }
}
/** The parts of a request as the client passes them on. */
const requestParts = valibot__WEBPACK_IMPORTED_MODULE_5__/* .object */ .Ikc({
    method: valibot__WEBPACK_IMPORTED_MODULE_5__/* .picklist */ .KIO(['GET', 'POST']),
    headers: valibot__WEBPACK_IMPORTED_MODULE_5__/* .record */ .g1P(valibot__WEBPACK_IMPORTED_MODULE_5__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_5__/* .string */ .YjP()),
    body: valibot__WEBPACK_IMPORTED_MODULE_5__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_5__/* .string */ .YjP()),
    maxBytes: valibot__WEBPACK_IMPORTED_MODULE_5__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_5__/* .number */ .aig()),
});
const errorBody = valibot__WEBPACK_IMPORTED_MODULE_5__/* .object */ .Ikc({
    error: valibot__WEBPACK_IMPORTED_MODULE_5__/* .object */ .Ikc({ code: valibot__WEBPACK_IMPORTED_MODULE_5__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_5__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_5__/* .regex */ .yGV(/^[\w.]{1,100}$/)), message: valibot__WEBPACK_IMPORTED_MODULE_5__/* .string */ .YjP() }),
});
/** A response of Microsoft Graph. */
class GraphResponse {
    status;
    /** The parsed body; undefined when it is empty or not JSON. */
    body;
    /** The code of the error, which is part of the API; undefined when the response is not an error of Graph's own. */
    code;
    /** The message of the error. It may quote the request, so the action looks for words in it, and never prints it. */
    message;
    /** The ID that Microsoft's support asks for. */
    requestId;
    constructor({ status, headers, text }) {
        this.status = status;
        this.body = (0, _shared_json_js__WEBPACK_IMPORTED_MODULE_6__/* .parseJson */ .q)(text);
        const error = valibot__WEBPACK_IMPORTED_MODULE_5__/* .safeParse */ .xLC(errorBody, this.body);
        this.code = error.success ? error.output.error.code : undefined;
        this.message = error.success ? error.output.error.message : '';
        const requestId = headers['request-id'] ?? '';
        this.requestId = /^[0-9a-f-]{36}$/i.test(requestId) ? requestId : undefined;
    }
}
/**
 * Sends a request with the token, and only to Graph. It repeats a request that Graph refused temporarily (429, or 409 for
 * two writes at the same time). It repeats an idempotent request also after a network error or a server error. The
 * library's own middleware would repeat every POST, so that addPassword adds several secrets; it also ignores proxies and
 * has no time limit.
 */
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
            throw new NoResponseError(_http_network_error_js__WEBPACK_IMPORTED_MODULE_3__/* .otherHostReason */ .ju);
        const { headers, ...parts } = valibot__WEBPACK_IMPORTED_MODULE_5__/* .parse */ .qgA(requestParts, context.options);
        const request = { ...parts, headers: { ...headers, Authorization: ['Bearer', this.#token].join(' ') } };
        const result = await this.#http.withRetry('Microsoft Graph', () => this.#attempt(url, request));
        if (result instanceof NoResponseError)
            throw result;
        // The client declares the browser's Response here, but passes on any object.
        Object.assign(context, { response: result });
    }
    async #attempt(url, request) {
        const idempotent = isIdempotent(url);
        const response = await this.#http
            .request(url, request)
            .catch((error) => new NoResponseError((0, _http_network_error_js__WEBPACK_IMPORTED_MODULE_3__/* .networkReason */ .d8)(error)));
        if (response instanceof NoResponseError) {
            const retryReason = idempotent ? (0, _http_retry_js__WEBPACK_IMPORTED_MODULE_4__/* .findRetryReason */ .ee)({ network: response.reason }) : undefined;
            return { result: response, retryReason };
        }
        const result = new GraphResponse(response);
        const { status, code } = result;
        // A proxy may have sent a status without an error code of Graph's own, after Graph had executed the request.
        const isRefused = code !== undefined && isTemporaryRefusal(status);
        if (!idempotent && !isRefused)
            return { result, retryReason: undefined };
        const outcome = { status, retryAfterMs: (0, _http_retry_js__WEBPACK_IMPORTED_MODULE_4__/* .readRetryAfter */ .D$)(response.headers) };
        return { result, retryReason: (0, _http_retry_js__WEBPACK_IMPORTED_MODULE_4__/* .findRetryReason */ .ee)(outcome, isTransient) };
    }
}
/** Whether Graph refused a request because of too many requests, or of two writes at the same time. */
function isTemporaryRefusal(status) {
    return status === 429 || status === 409;
}
function isTransient(status) {
    return isTemporaryRefusal(status) || status >= 500;
}
/** Whether a request may be sent twice. A second addPassword adds a second secret, because there is no idempotency key. */
function isIdempotent(url) {
    return !url.endsWith('/addPassword');
}


/***/ })

};

export { id, ids, modules };
