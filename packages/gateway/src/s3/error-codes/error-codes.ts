import { accessCodes } from './access-codes.ts'
import { bucketCodes } from './bucket-codes.ts'
import type { S3ErrorCode } from './error-code.ts'
import { multipartCodes } from './multipart-codes.ts'
import { objectCodes } from './object-codes.ts'

/**
 * The only list of the error codes of S3 and of compatible stores, with our words for what happened and what to do. The gateway takes its
 * own errors from it, the check of a credential takes its advice, and `explain` its words. `docs/s3-errors.md` is generated from it.
 * Sources: S3 API Reference, "Error responses"; R2: https://developers.cloudflare.com/r2/api/error-codes; Ceph and B2: trial, and their
 * documentation.
 */
export const s3ErrorCodes: Readonly<Record<string, S3ErrorCode>> = {
  ...accessCodes,
  ...bucketCodes,
  ...objectCodes,
  ...multipartCodes,
}

/** Finds what is known about a code; undefined for a code that is not in the table. */
export function findS3ErrorCode(code: string | undefined): S3ErrorCode | undefined {
  return code !== undefined && Object.hasOwn(s3ErrorCodes, code) ? s3ErrorCodes[code] : undefined
}
