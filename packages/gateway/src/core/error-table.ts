import { administrativeErrors } from './administrative-errors.ts'
import { requestErrors } from './request-errors.ts'
import { signInErrors } from './sign-in-errors.ts'

/**
 * Every error that Signpost answers with: code → status, public message, cause and what to do. This is the only list; the
 * page `docs/errors.md` is held against it by a test, and `docs` in a response points at the code's anchor there.
 */
export const errorTable = { ...requestErrors, ...administrativeErrors, ...signInErrors }

/** The closed set of codes that a response has as `error.code`. */
export type ErrorCode = keyof typeof errorTable

/** Every code that an operation, or the server before it, can answer with. */
export const requestErrorCodes = Object.keys(requestErrors) as readonly ErrorCode[]
