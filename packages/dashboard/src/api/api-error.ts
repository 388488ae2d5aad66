/** One problem of one field, as the gateway names it. */
export interface FieldProblem {
  readonly parameter: string
  readonly message: string
}

/** The gateway's error object, or what stands for it where no answer came. docs/errors.md. */
export interface ErrorObject {
  readonly code: string
  readonly message: string
  readonly status: number
  readonly details?: readonly FieldProblem[]
  readonly requestId?: string
  readonly docs?: string
}

/** What a call has failed with. Its message is for people. */
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

/** What browsers say when a part of the page is not there: Chrome, Firefox, Safari; and Vite of a style sheet. */
const missingPart = /dynamically imported module|Importing a module script failed|Unable to preload CSS/

/** Whatever was thrown, as an ApiError: a fault of the page itself has the code `page_fault`, a part of it that is not there `page_part_missing`. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  if (missingPart.test(message)) {
    const cause =
      'A part of the dashboard could not be loaded: the gateway does not answer, or it was updated meanwhile.'
    return new ApiError({ code: 'page_part_missing', message: cause, status: 0 })
  }
  return new ApiError({ code: 'page_fault', message: `The page has a fault: ${message}`, status: 0 })
}

/** The field that a problem is about: `allow[0].bucket` is about `allow`. */
export function nameField(parameter: string): string {
  return /^\w+/.exec(parameter)?.[0] ?? parameter
}

/** A problem as a sentence beside its field, whose name the gateway begins with: "`rate` must not be empty" becomes "It must not be empty." */
export function toSentence(message: string): string {
  const text = message.replace(/^`[^`]+` /, 'It ')
  const sentence = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`
}
