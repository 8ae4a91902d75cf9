const id = 588;
const ids = [588];
const modules = {

/***/ 8588:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   graphClient: () => (/* binding */ graphClient)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _microsoft_microsoft_graph_client__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1899);
/* harmony import */ var valibot__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7934);
/* harmony import */ var _http_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8549);
/* harmony import */ var _shared_json_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(8451);
/* harmony import */ var _http_client_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9674);
/* harmony import */ var _http_retry_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8902);







/** A client for one cloud's Graph with a token at hand, with our own way of sending in place of its chain. */
function graphClient(cloud, token, edges) {
    const client = _microsoft_microsoft_graph_client__WEBPACK_IMPORTED_MODULE_1__/* .Client */ .Kj.initWithMiddleware({
        middleware: new Sender(cloud.graph, token, edges),
        baseUrl: cloud.graph,
    });
    const request = (path) => client.api(path).responseType(_microsoft_microsoft_graph_client__WEBPACK_IMPORTED_MODULE_1__/* .ResponseType */ .yl.RAW).header('client-request-id', (0, node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)());
    const answer = (sent) => sent.then((answered) => valibot__WEBPACK_IMPORTED_MODULE_4__/* .parse */ .qgA(valibot__WEBPACK_IMPORTED_MODULE_4__/* .instance */ .KJ$(Answered), answered), (error) => {
        const reason = error instanceof NoAnswer ? error.reason : 'no answer';
        throw (0, _http_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .unreachable */ .H)('graph-unreachable', cloud.graph, reason);
    });
    return {
        get: (path, query, limit) => answer(request(path).option('limit', limit).query(encoded(query)).get()),
        post: (path, body) => answer(request(path).post(body)),
    };
}
/** The client puts query values into the URL as they are. */
function encoded(query) {
    return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, encodeURIComponent(value)]));
}
/** No answer came. The client passes errors of its own kind on as they are, and wraps all others. */
class NoAnswer extends _microsoft_microsoft_graph_client__WEBPACK_IMPORTED_MODULE_1__/* .GraphClientError */ .qF {
    reason;
    constructor(reason) {
        super('no answer');
        // The library's constructor makes every error an instance of its own class alone.
        Object.setPrototypeOf(this, NoAnswer.prototype);
        this.reason = reason;
    }
}
/** What the client puts into every request. */
const requestParts = valibot__WEBPACK_IMPORTED_MODULE_4__/* .object */ .Ikc({
    method: valibot__WEBPACK_IMPORTED_MODULE_4__/* .picklist */ .KIO(['GET', 'POST']),
    headers: valibot__WEBPACK_IMPORTED_MODULE_4__/* .record */ .g1P(valibot__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP()),
    body: valibot__WEBPACK_IMPORTED_MODULE_4__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP()),
    limit: valibot__WEBPACK_IMPORTED_MODULE_4__/* .optional */ .lqM(valibot__WEBPACK_IMPORTED_MODULE_4__/* .number */ .aig()),
});
const refusal = valibot__WEBPACK_IMPORTED_MODULE_4__/* .object */ .Ikc({
    error: valibot__WEBPACK_IMPORTED_MODULE_4__/* .object */ .Ikc({ code: valibot__WEBPACK_IMPORTED_MODULE_4__/* .pipe */ .FsL(valibot__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP(), valibot__WEBPACK_IMPORTED_MODULE_4__/* .regex */ .yGV(/^[\w.]{1,100}$/)), message: valibot__WEBPACK_IMPORTED_MODULE_4__/* .string */ .YjP() }),
});
/** What came back, read once. */
class Answered {
    status;
    body;
    code;
    message;
    requestId;
    constructor({ status, headers, text }) {
        this.status = status;
        this.body = (0, _shared_json_js__WEBPACK_IMPORTED_MODULE_5__/* .parseJson */ .q)(text);
        const error = valibot__WEBPACK_IMPORTED_MODULE_4__/* .safeParse */ .xLC(refusal, this.body);
        this.code = error.success ? error.output.error.code : undefined;
        this.message = error.success ? error.output.error.message : '';
        const requestId = headers['request-id'] ?? '';
        this.requestId = /^[0-9a-f-]{36}$/i.test(requestId) ? requestId : undefined;
    }
}
/**
 * Sends a request with the token, and to Graph alone. It repeats what the server refused for now (429, and 409 for two
 * writes at once), and, where that does no harm, what got no answer or a server error. The library's own handlers
 * would repeat every POST, and addPassword would mint again; they ignore proxies, and wait for ever.
 */
class Sender {
    #origin;
    #token;
    #edges;
    constructor(graph, token, edges) {
        this.#origin = new URL(graph).origin;
        this.#token = token;
        this.#edges = edges;
    }
    async execute(context) {
        const url = typeof context.request === 'string' ? context.request : context.request.url;
        if (new URL(url).origin !== this.#origin)
            throw new NoAnswer(_http_client_js__WEBPACK_IMPORTED_MODULE_3__/* .otherHost */ .BZ);
        const { headers, ...parts } = valibot__WEBPACK_IMPORTED_MODULE_4__/* .parse */ .qgA(requestParts, context.options);
        const request = { ...parts, headers: { ...headers, Authorization: ['Bearer', this.#token].join(' ') } };
        const answer = await (0, _http_retry_js__WEBPACK_IMPORTED_MODULE_6__/* .repeatedly */ .Sy)('Microsoft Graph', () => this.#attempt(url, request), this.#edges);
        if (answer instanceof NoAnswer)
            throw answer;
        // The client's types name the browser's class, but it hands on whatever stands here.
        Object.assign(context, { response: answer });
    }
    async #attempt(url, request) {
        const harmless = isHarmlessTwice(url);
        const sent = await this.#edges
            .send(url, request)
            .catch((error) => new NoAnswer((0, _http_client_js__WEBPACK_IMPORTED_MODULE_3__/* .networkReason */ .d8)(error)));
        if (sent instanceof NoAnswer) {
            const again = harmless && (0, _http_client_js__WEBPACK_IMPORTED_MODULE_3__/* .isTransient */ .dg)(sent.reason);
            return { result: sent, setback: again ? { name: sent.reason, announced: undefined } : undefined };
        }
        const result = new Answered(sent);
        const { status, code } = result;
        const now = status === 429 || status === 409;
        // Something in between may say as much after Graph did what it was asked for.
        const refused = now && code !== undefined;
        if (!refused && !((now || status >= 500) && harmless))
            return { result, setback: undefined };
        return { result, setback: { name: `HTTP ${status}`, announced: (0, _http_retry_js__WEBPACK_IMPORTED_MODULE_6__/* .retryAfter */ .P9)(sent.headers) } };
    }
}
/** There is no idempotency key: a second addPassword adds a second secret. All else that is sent here may be sent twice. */
function isHarmlessTwice(url) {
    return !url.endsWith('/addPassword');
}


/***/ })

};

export { id, ids, modules };
