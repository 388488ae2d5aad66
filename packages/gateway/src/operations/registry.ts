import { clientToken } from './client-token.ts'
import { deleteObject } from './delete-object.ts'
import { explainOperation } from './explain.ts'
import { headObject } from './head-object.ts'
import { listObjects } from './list-objects.ts'
import { multipartAbort } from './multipart-abort.ts'
import { multipartBegin } from './multipart-begin.ts'
import { multipartComplete } from './multipart-complete.ts'
import { multipartParts } from './multipart-parts.ts'
import { multipartShow } from './multipart-show.ts'
import type { Operation } from './operation.ts'
import { signedUrl } from './signed-url.ts'
import { signedUrlForFetch } from './signed-url-for-fetch.ts'
import { signedUrlForUpload } from './signed-url-for-upload.ts'
import { signedUrls } from './signed-urls.ts'
import { uploadForm } from './upload-form.ts'
import { whoami } from './whoami.ts'

/** Every S3 operation: the only list. Routes, documents and tools are made from it. */
export const operations: readonly Operation[] = [
  signedUrl,
  signedUrlForFetch,
  signedUrlForUpload,
  signedUrls,
  uploadForm,
  headObject,
  listObjects,
  deleteObject,
  clientToken,
  multipartBegin,
  multipartParts,
  multipartShow,
  multipartComplete,
  multipartAbort,
  whoami,
  explainOperation,
]
