import { administrativeErrors } from './administrative-errors.ts'
import { requestErrors } from './request-errors.ts'
import { signInErrors } from './sign-in-errors.ts'

/**
 * Every error that Signpost answers with: code → status, public message, cause and what to do. This is the only list. A
 * test compares the page `docs/errors.md` with it, and `docs` in a response links to the code's anchor on that page.
 */
export const errorTable = { ...requestErrors, ...administrativeErrors, ...signInErrors }

/** The closed set of codes that a response can have as `error.code`. */
export type ErrorCode = keyof typeof errorTable

/** Every code that an operation, or the server before it, can answer with. */
export const requestErrorCodes = Object.keys(requestErrors) as readonly ErrorCode[]
