import { defineElement, SignpostUpload, setUsualUrl } from './signpost-upload.ts'

/** The file that a gateway serves as `/element.js`. Its own URL tells where the gateway is. */
// A separate line, because Vite would treat `new URL('.', import.meta.url)` as an asset to copy.
const { url } = import.meta
// Set first, because elements that are already in the page start as soon as they are defined.
setUsualUrl(new URL('.', url).href.replace(/\/$/, ''))
defineElement()

export { SignpostUpload }
