const id = 824;
const ids = [824];
const modules = {

/***/ 824:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   octokit: () => (/* binding */ octokit)
/* harmony export */ });
/* harmony import */ var _actions_github__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2413);
/* harmony import */ var undici__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6752);
/* harmony import */ var _http_client_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9674);



/** How long an answer may be, in bytes: GitHub describes each of the 100 repositories of a page in up to 10 KB. */
const limit = 4 * _http_client_js__WEBPACK_IMPORTED_MODULE_2__/* .megabyte */ .H7;
/** GitHub's own client. */
function octokit(baseUrl, token, send) {
    const fetch = async (url, request) => {
        const { status, headers, text } = await send(url, { ...request, limit });
        return new undici__WEBPACK_IMPORTED_MODULE_1__.Response(text === '' ? null : text, { status, headers: { ...headers } });
    };
    // It would print headers of deprecated routes as they came.
    const log = { debug: silent, info: silent, warn: silent, error: silent };
    return (0, _actions_github__WEBPACK_IMPORTED_MODULE_0__/* .getOctokit */ .Q)(token, { baseUrl, request: { fetch }, log });
}
function silent() {
    // Nothing that a server sent goes to the log.
}


/***/ })

};

export { id, ids, modules };
