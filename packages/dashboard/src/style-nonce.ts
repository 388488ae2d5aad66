/** The nonce with which this response allows style elements. Browsers hide the attribute from scripts, except through this property. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

// `react-remove-scroll`, with which dialogs lock the page's scrolling, reads the nonce under this name.
Object.assign(globalThis, { __webpack_nonce__: styleNonce })
