import { defineElement, SignpostUpload } from './signpost-upload.ts'

/** `@signpost/client/element`: importing it is enough. */
defineElement()

export { SignpostUpload }
