import { defineElement, SignpostUpload } from './signpost-upload.ts'

/** `@signpost/client/element`: importing it defines the element. */
defineElement()

export { SignpostUpload }
