/** A problem with a field, in the gateway's words. */
export interface FieldProblem {
  readonly parameter: string
  readonly message: string
}

/** The gateway's error object (docs/errors.md), or one made by the page if the gateway did not answer. */
export interface ErrorObject {
  readonly code: string
  readonly message: string
  readonly status: number
  readonly details?: readonly FieldProblem[]
  readonly requestId?: string
  readonly docs?: string
}

/** The error of a failed call. Its message is for people. */
export class ApiError extends Error {
  readonly code: string
  readonly status: number
  readonly details: readonly FieldProblem[]
  readonly requestId: string | undefined
  readonly docs: string | undefined

  constructor({ code, message, status, details = [], requestId, docs }: ErrorObject) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.status = status
    this.details = details
    this.requestId = requestId
    this.docs = docs
  }
}

/** The messages for a missing part of the page: those of Chrome, Firefox and Safari, and Vite's for a style sheet. */
const missingPart = /dynamically imported module|Importing a module script failed|Unable to preload CSS/

/** Turns any thrown value into an ApiError. A bug in the page has the code `page_fault`, a missing part of it `page_part_missing`. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  if (missingPart.test(message)) {
    const cause =
      'A part of the dashboard could not be loaded: the gateway does not answer, or it was updated in the meantime.'
    return new ApiError({ code: 'page_part_missing', message: cause, status: 0 })
  }
  return new ApiError({ code: 'page_fault', message: `This page has a bug: ${message}`, status: 0 })
}

/** Names the field that a problem belongs to: `allow[0].bucket` belongs to `allow`. */
export function nameField(parameter: string): string {
  return /^\w+/.exec(parameter)?.[0] ?? parameter
}

/** Turns a problem into a sentence beside its field: "`rate` must not be empty" becomes "It must not be empty." */
export function toSentence(message: string): string {
  const text = message.replace(/^`[^`]+` /, 'It ')
  const sentence = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`
}
