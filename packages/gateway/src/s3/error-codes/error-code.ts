import type { ErrorCode } from '../../core/error-table.ts'

/** What one of S3's error codes means, in our words. */
export interface S3ErrorCode {
  /** What has happened, in whole sentences. */
  readonly means: string
  /** What to do, in whole sentences. */
  readonly cure: string
  /** What an operation answers with when S3 said this to the gateway; `store_error`, where nothing is said. */
  readonly answer?: ErrorCode
  /** What an operator does about a stored credential that S3 refuses so; the cure, where nothing is said. */
  readonly operatorCure?: string
  /** The store that has it, where it is none of AWS's. */
  readonly store?: string
}
