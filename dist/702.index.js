const id = 702;
const ids = [702];
const modules = {

 6702:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   createOctokit: () => (/* binding */ createOctokit)
/* harmony export */ });
/* harmony import */ var _actions_github__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2413);
/* harmony import */ var undici__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6752);
/* harmony import */ var _http_network_error_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(137);



const maxBytes = 4 * _http_network_error_js__WEBPACK_IMPORTED_MODULE_2__/* .megabyte */ .H7;
function createOctokit(baseUrl, token, http) {
    const fetch = async (url, request) => {
        const { status, headers, text } = await http.request(url, { ...request, maxBytes });
        return new undici__WEBPACK_IMPORTED_MODULE_1__.Response(text === '' ? null : text, { status, headers: { ...headers } });
    };
    return (0, _actions_github__WEBPACK_IMPORTED_MODULE_0__/* .getOctokit */ .Q)(token, { baseUrl, request: { fetch } });
}


/***/ })

};

export { id, ids, modules };
