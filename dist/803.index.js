const id = 803;
const ids = [803];
const modules = {

 6803:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);

__webpack_require__.d(__webpack_exports__, {
  createGraphClient: () => (/* binding */ createGraphClient)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./node_modules/@microsoft/microsoft-graph-client/lib/src/index.js
var src = __webpack_require__(1899);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./src/http/failure.ts
var failure = __webpack_require__(2398);
// EXTERNAL MODULE: ./src/http/failure-rules.ts
var failure_rules = __webpack_require__(7384);
// EXTERNAL MODULE: ./src/http/network-error.ts
var network_error = __webpack_require__(137);
// EXTERNAL MODULE: ./src/shared/json.ts
var json = __webpack_require__(8451);
// EXTERNAL MODULE: ./src/entra/graph/rules.ts + 2 modules
var graph_rules = __webpack_require__(3935);


const errorCode = dist/* pipe */.FsL(dist/* string */.YjP(), dist/* regex */.yGV(/^[\w.]{1,100}$/));
const errorBody = dist/* object */.Ikc({
    error: dist/* object */.Ikc({
        code: dist/* union */.KCZ([errorCode, dist/* literal */.euz('')]),
        message: dist/* nullish */.cl6(dist/* string */.YjP(), ''),
        innerError: dist/* fallback */.NpB(dist/* optional */.lqM(dist/* object */.Ikc({ code: dist/* optional */.lqM(errorCode) })), undefined),
    }),
});
function parseGraphError({ headers, text }) {
    const parsed = dist/* safeParse */.xLC(errorBody, (0, json/* parseJson */.q)(text));
    if (!parsed.success)
        return undefined;
    const { code, message, innerError } = parsed.output.error;
    const codes = [code, innerError?.code ?? ''].filter((one) => one !== '');
    return { codes, message, requestId: readRequestId(headers) };
}
function readRequestId({ 'request-id': id = '' }) {
    return /^[0-9a-f-]{36}$/i.test(id) ? id : undefined;
}









function createGraphClient(cloud, tokens, http, mask) {
    const client = src/* Client */.Kj.initWithMiddleware({
        middleware: new GraphMiddleware(cloud.graph, http, mask),
        baseUrl: cloud.graph,
    });
    const createRequest = (path, token, { maxBytes, mayBeMissing, maxRetries } = {}) => client
        .api(path)
        .responseType(src/* ResponseType */.yl.RAW)
        .header('client-request-id', (0, external_node_crypto_.randomUUID)())
        .header('Authorization', ['Bearer', token].join(' '))
        .option('maxBytes', maxBytes)
        .option('mayBeMissing', mayBeMissing)
        .option('maxRetries', maxRetries);
    async function send(sendWith) {
        const { token } = tokens.current();
        const result = toResult(await sendWith(token));
        const newLogin = 'failure' in result ? (0, graph_rules/* findNewLogin */.hg)(result.failure) : undefined;
        if (newLogin === undefined)
            return result;
        await tokens.renew(token, newLogin.claims);
        http.ensureTimeForWrite();
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
const requestParts = dist/* object */.Ikc({
    method: dist/* picklist */.KIO(['GET', 'POST']),
    headers: dist/* record */.g1P(dist/* string */.YjP(), dist/* string */.YjP()),
    body: dist/* optional */.lqM(dist/* string */.YjP()),
    maxBytes: dist/* optional */.lqM(dist/* number */.aig()),
    mayBeMissing: dist/* optional */.lqM(dist/* boolean */.zMY()),
    maxRetries: dist/* optional */.lqM(dist/* number */.aig()),
});
const withSecretText = dist/* object */.Ikc({ secretText: dist/* string */.YjP() });
class GraphExchange {
    result;
    constructor(result) {
        this.result = result;
    }
}
function toResult(exchange) {
    return dist/* parse */.qgA(dist/* instance */.KJ$(GraphExchange), exchange).result;
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
        const { mayBeMissing, maxRetries, ...request } = dist/* parse */.qgA(requestParts, context.options);
        const rules = mayBeMissing ? graph_rules/* lookUpRules */.Cp : graph_rules/* graphRules */.Q;
        const result = new URL(url).origin === this.#origin
            ? await this.#http.withRetry('Microsoft Graph', () => this.#attempt(url, request, rules), maxRetries)
            : { failure: { network: network_error/* otherHostReason */.ju } };
        Object.assign(context, { response: new GraphExchange(result) });
    }
    async #attempt(url, request, rules) {
        const result = await this.#http.request(url, request).then((response) => this.#readResponse(response), (error) => ({ failure: { network: (0, network_error/* networkReason */.d8)(error) } }));
        const isRepeatable = 'failure' in result && (isIdempotent(url) || (0, graph_rules/* isCertainRefusal */.XG)(result.failure));
        return {
            result,
            retryReason: isRepeatable ? (0, failure_rules/* findFailureRetryReason */.cS)(result.failure, rules) : undefined,
        };
    }
    #readResponse(response) {
        const { status, headers, text } = response;
        const body = (0, json/* parseJson */.q)(text);
        if (dist.is(withSecretText, body))
            this.#mask(body.secretText);
        if (status < 300)
            return { response: { status, headers, body, requestId: readRequestId(headers) } };
        return { failure: (0, failure/* toFailedResponse */.Ch)(response, parseGraphError(response), this.#http) };
    }
}
function isIdempotent(url) {
    return !url.endsWith('/addPassword');
}


/***/ })

};

export { id, ids, modules };
