/** The nonce that this response of the gateway allows style elements with. Browsers hide the attribute from scripts, but for this property. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

// `react-remove-scroll`, which dialogs lock the page with, asks for it under this name.
Object.assign(globalThis, { __webpack_nonce__: styleNonce })
