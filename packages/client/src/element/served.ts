import { defineElement, SignpostUpload, setUsualUrl } from './signpost-upload.ts'

/** The file that a gateway serves as `/element.js`. The gateway is where it comes from. */
// In one line with `new URL`, Vite would take it for a file to be copied.
const { url } = import.meta
// First: elements that are in the page already begin when they are defined.
setUsualUrl(new URL('.', url).href.replace(/\/$/, ''))
defineElement()

export { SignpostUpload }
