import type { Signing } from '../core/access.ts'
import { AppError } from '../core/app-error.ts'
import type { ErrorCode } from '../core/error-table.ts'
import { findS3ErrorCode } from './error-codes/error-codes.ts'
import { S3Error, S3Unreachable } from './s3-error.ts'

/**
 * Converts what a call to S3 threw to an error of the table, with the thrown error as its cause. An error that does not come from S3 is
 * returned unchanged.
 * @param access the access that the call was for, if it was for one
 */
export function toStoreError(thrown: unknown, access: Signing | undefined): unknown {
  const failed = access === undefined ? {} : { failed: access }
  if (thrown instanceof S3Unreachable) {
    return new AppError(thrown.isTimeout ? 'store_timeout' : 'store_error', {
      message: `${thrown.message}.`,
      ...failed,
      cause: thrown,
    })
  }
  if (!(thrown instanceof S3Error)) return thrown
  const code = findCode(thrown)
  if (code !== undefined) return new AppError(code, { ...failed, cause: thrown })
  return new AppError('store_error', { message: `${thrown.message}.`, ...failed, cause: thrown })
}

function findCode(error: S3Error): ErrorCode | undefined {
  const known = findS3ErrorCode(error.code)?.answer
  if (known !== undefined) return known
  // A response to HEAD has no body, and therefore no code.
  if (error.code !== undefined) return undefined
  if (error.status === 404) return 'object_not_found'
  return error.status === 403 ? 'access_denied' : undefined
}
