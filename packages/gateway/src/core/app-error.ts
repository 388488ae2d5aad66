import type { Signing } from './access.ts'
import { type ErrorCode, errorTable } from './error-table.ts'
import { describeSystemError } from './system-error.ts'

/** One problem with one parameter of a request, in words that name what would be right. */
export interface ErrorDetail {
  /** Its place: `bucket`, `requests[17].key_name`. */
  readonly parameter: string
  readonly message: string
}

/** What an {@link AppError} may carry beside its code. */
export interface AppErrorOptions {
  /** Replaces the table's public message where more can be said; public too, so never a secret or a caller's value. */
  readonly message?: string
  readonly details?: readonly ErrorDetail[]
  /** Response headers that belong to the error, such as `allow`. */
  readonly headers?: Readonly<Record<string, string>>
  /** Somebody wanted it so, as with a shutdown: it is no fault of ours, whatever the status. */
  readonly isIntended?: boolean
  /** The access that this is about, once a credential was chosen for it: for the audit log, never for the caller. */
  readonly failed?: Signing
  readonly cause?: unknown
}

/**
 * The one error class of the gateway: a code of the error table, rendered by HTTP and MCP alike. Anything else that is
 * thrown is a fault of ours: the response is `internal_error` without any detail.
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

/** The same failure as another error of the table, or in other words. */
export function restate(
  { code, failed, cause }: AppError,
  changes: { readonly code?: ErrorCode; readonly message?: string; readonly details?: readonly ErrorDetail[] },
): AppError {
  const { code: newCode = code, ...said } = changes
  return new AppError(newCode, { ...said, cause, ...(failed === undefined ? {} : { failed }) })
}

/** What was thrown, as an error of the table. Anything that is no AppError is a fault of ours. */
export function toAppError(thrown: unknown): AppError {
  return thrown instanceof AppError ? thrown : new AppError('internal_error', { cause: thrown })
}

/** What went wrong, for the log: the cause of an error that only stands for it. */
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

/** @param publicUrl origin that clients know the gateway by; without it the link is a path */
export function createErrorRenderer(publicUrl: string | undefined): RenderError {
  const page = `${publicUrl ?? ''}${errorDocsPath}`
  return ({ code, message, status, details }, requestId) => {
    const known = details === undefined ? {} : { details }
    return { error: { code, message, status, ...known, requestId, docs: `${page}#${code}` } }
  }
}

/** An error as the operator may read it, who may know more than a client: why the database does not answer, or that a disk is full. */
export function describeFailure(error: Error): string {
  const { message, cause } = error
  if (error instanceof AppError && cause instanceof Error) return `${message} (${describeDisk(cause)})`
  return describeDisk(error)
}

/** SQLite says no more than "disk I/O error" when its files beside the database find no room. https://www.sqlite.org/rescode.html */
function describeDisk(error: Error & { readonly code?: unknown }): string {
  if (!/^SQLITE_(FULL|IOERR)/.test(String(error.code))) return describeSystemError(error)
  return `${error.message}: look at the disk of the data directory (df -h), which may be full`
}
