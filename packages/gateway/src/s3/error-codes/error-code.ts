import type { ErrorCode } from '../../core/error-table.ts'

/** What one of S3's error codes means, in our words. */
export interface S3ErrorCode {
  /** What happened, in whole sentences. */
  readonly means: string
  /** What to do, in whole sentences. */
  readonly cure: string
  /** The error with which an operation answers when S3 gave this code to the gateway; `store_error` by default. */
  readonly answer?: ErrorCode
  /** What an operator does about a stored credential that S3 refuses with this code; `cure` by default. */
  readonly operatorCure?: string
  /** The store that uses the code, if AWS does not. */
  readonly store?: string
}
