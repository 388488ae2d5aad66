import { accessCodes } from './access-codes.ts'
import { bucketCodes } from './bucket-codes.ts'
import type { S3ErrorCode } from './error-code.ts'
import { multipartCodes } from './multipart-codes.ts'
import { objectCodes } from './object-codes.ts'

/**
 * The error codes of S3, and of stores that speak it, with our words for cause and cure: the only list. The gateway takes its own error from it,
 * the check of a credential its advice, `explain` its words; `docs/s3-errors.md` is made from it. S3 API Reference, "Error
 * responses"; R2: https://developers.cloudflare.com/r2/api/error-codes; Ceph and B2: by trial and their documentation.
 */
export const s3ErrorCodes: Readonly<Record<string, S3ErrorCode>> = {
  ...accessCodes,
  ...bucketCodes,
  ...objectCodes,
  ...multipartCodes,
}

/** What is known of a code; undefined for one that is not in the table. */
export function findS3ErrorCode(code: string | undefined): S3ErrorCode | undefined {
  return code !== undefined && Object.hasOwn(s3ErrorCodes, code) ? s3ErrorCodes[code] : undefined
}
