import type { Signing } from './access.ts'
import { type ErrorCode, errorTable } from './error-table.ts'
import { describeSystemError } from './system-error.ts'

/** One problem with one parameter of a request. Its message says what would be right. */
export interface ErrorDetail {
  /** Its place: `bucket`, `requests[17].key_name`. */
  readonly parameter: string
  readonly message: string
}

/** What an {@link AppError} may carry besides its code. */
export interface AppErrorOptions {
  /** Replaces the table's message where more can be said. It is public too: never a secret, never a caller's value. */
  readonly message?: string
  readonly details?: readonly ErrorDetail[]
  /** Response headers that belong to the error, such as `allow`. */
  readonly headers?: Readonly<Record<string, string>>
  /** The operator intended it, as with a shutdown: it is not a fault of the gateway, whatever the status. */
  readonly isIntended?: boolean
  /** The access that failed, once a credential was chosen for it: for the audit log, never for the caller. */
  readonly failed?: Signing
  readonly cause?: unknown
}

/**
 * The only error class of the gateway: a code of the error table, which HTTP and MCP render alike. Anything else that is
 * thrown is a fault of the gateway: the response is `internal_error` without any detail.
 * @example throw new AppError('token_missing')
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly details: readonly ErrorDetail[] | undefined
  readonly headers: Readonly<Record<string, string>> | undefined
  readonly isIntended: boolean
  readonly failed: Signing | undefined

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.message ?? errorTable[code].message, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.status = errorTable[code].status
    this.details = options.details
    this.headers = options.headers
    this.isIntended = options.isIntended ?? false
    this.failed = options.failed
  }
}

/** Restates a failure as another error of the table, or with another message. */
export function restate(
  { code, failed, cause }: AppError,
  changes: { readonly code?: ErrorCode; readonly message?: string; readonly details?: readonly ErrorDetail[] },
): AppError {
  const { code: newCode = code, ...said } = changes
  return new AppError(newCode, { ...said, cause, ...(failed === undefined ? {} : { failed }) })
}

/** Turns whatever was thrown into an error of the table. Anything that is not an AppError is a fault of the gateway. */
export function toAppError(thrown: unknown): AppError {
  return thrown instanceof AppError ? thrown : new AppError('internal_error', { cause: thrown })
}

/** What went wrong, for the log: of an `internal_error` the cause that it hides, otherwise the error itself. */
export function faultOf(error: AppError): unknown {
  return error.code === 'internal_error' ? (error.cause ?? error) : error
}

/** Makes the body of an error response, for every transport and for the examples in the documents. */
export type RenderError = (error: AppError, requestId: string) => ErrorBody

/** The body of every error response. */
export interface ErrorBody {
  readonly error: {
    readonly code: ErrorCode
    readonly message: string
    readonly status: number
    readonly details?: readonly ErrorDetail[]
    readonly requestId: string
    readonly docs: string
  }
}

/** Path of the page that explains the error codes. */
export const errorDocsPath = '/docs/errors'

/** @param publicUrl the origin that clients use for the gateway; without it the link is only a path */
export function createErrorRenderer(publicUrl: string | undefined): RenderError {
  const page = `${publicUrl ?? ''}${errorDocsPath}`
  return ({ code, message, status, details }, requestId) => {
    const known = details === undefined ? {} : { details }
    return { error: { code, message, status, ...known, requestId, docs: `${page}#${code}` } }
  }
}

/** Describes an error for the operator, who may know more than a client: why the database does not answer, or that a disk is full. */
export function describeFailure(error: Error): string {
  const { message, cause } = error
  if (error instanceof AppError && cause instanceof Error) return `${message} (${describeDisk(cause)})`
  return describeDisk(error)
}

/** SQLite says only "disk I/O error" when there is no room for the files that it keeps beside the database. https://www.sqlite.org/rescode.html */
function describeDisk(error: Error & { readonly code?: unknown }): string {
  if (!/^SQLITE_(FULL|IOERR)/.test(String(error.code))) return describeSystemError(error)
  return `${error.message}: look at the disk of the data directory (df -h), which may be full`
}
