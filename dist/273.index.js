const id = 273;
const ids = [273];
const modules = {

 9273:
 ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

 __webpack_require__.d(__webpack_exports__, {
   createSealer: () => (/* binding */ createSealer)
/* harmony export */ });
 var libsodium_wrappers__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4768);

async function createSealer(publicKey) {
    await libsodium_wrappers__WEBPACK_IMPORTED_MODULE_0__ .Ay.ready;
    const { ORIGINAL } = libsodium_wrappers__WEBPACK_IMPORTED_MODULE_0__ .Ay.base64_variants;
    const key = libsodium_wrappers__WEBPACK_IMPORTED_MODULE_0__ .Ay.from_base64(publicKey, ORIGINAL);
    return (value) => libsodium_wrappers__WEBPACK_IMPORTED_MODULE_0__ .Ay.to_base64(libsodium_wrappers__WEBPACK_IMPORTED_MODULE_0__ .Ay.crypto_box_seal(value, key), ORIGINAL);
}


/***/ })

};

export { id, ids, modules };
