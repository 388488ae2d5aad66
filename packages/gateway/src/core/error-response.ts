import type { AppError, ErrorDetail } from './app-error.ts'
import type { ErrorCode } from './error-table.ts'

/** Makes the body of an error answer, for every transport and for the examples in the documents. */
export type RenderError = (error: AppError, requestId: string) => ErrorBody

/** The body of every error answer. */
export interface ErrorBody {
  readonly error: {
    readonly code: ErrorCode
    readonly message: string
    readonly status: number
    readonly details?: readonly ErrorDetail[]
    readonly requestId: string
    /** Where the code is explained. */
    readonly docs: string
  }
}

/** Path of the page that explains the error codes. */
export const errorDocsPath = '/docs/errors'

/** @param publicUrl origin that clients know the gateway by; without it the link is a path */
export function createErrorRenderer(publicUrl: string | undefined): RenderError {
  const page = `${publicUrl ?? ''}${errorDocsPath}`
  return ({ code, message, status, details }, requestId) => ({
    error: {
      code,
      message,
      status,
      ...(details === undefined ? {} : { details }),
      requestId,
      docs: `${page}#${code}`,
    },
  })
}
