import { AppError } from '../core/app-error.ts'
import { listUnknown, reportUnknown, type UnknownParameter } from '../gate/unknown-parameters.ts'
import type { Operation } from '../operations/operation.ts'

/** A request of Uppy to Companion, read by its transport. */
export interface UppyRequest {
  /** The decoded query, without the token. */
  readonly query: Readonly<Record<string, string | readonly string[]>>
  /** The decoded `uploadId` and `partNumber`, if the path has them. */
  readonly path: Readonly<Record<string, string>>
  /**
   * Whether the client can send a whole file with a PUT. Uppy 5 can; Uppy 6 always sends a form, whatever the answer is.
   */
  readonly takesPut: boolean
  /** Reads the body at the first call. @throws AppError if it cannot be read */
  readBody(): Readonly<Record<string, unknown>>
}

/**
 * Refuses names that a caller must not rely on: a limit, a name of S3's, or a parameter of the operation that Companion's request does
 * not have. Other unknown names are ignored, like Companion ignores them.
 * @param values a query or a body
 * @param known the names that the call reads
 * @throws AppError `invalid_request`
 */
export function refuseMisleading(
  values: Readonly<Record<string, unknown>>,
  known: readonly string[],
  { input }: Operation,
): void {
  const found: UnknownParameter[] = []
  listUnknown(values, { properties: Object.fromEntries(known.map((name) => [name, {}])) }, '', found)
  const unknown = found.filter(({ name }) => !isMetadata(name))
  if (unknown.length === 0) return
  const own = new Set(Object.values(input).flatMap((place) => Object.keys(place?.properties ?? {})))
  const problems = unknown
    .filter(({ name, isEmpty }) => own.has(name) && !isEmpty)
    .map(({ name }) => `\`${name}\` ${notTaken}`)
  const others = unknown.filter(({ name }) => !own.has(name))
  problems.push(...reportUnknown(others, known, false).problems.map(({ message }) => message))
  if (problems.length > 0) throw new AppError('invalid_request', { message: `${problems.join('; ')}.` })
}

const notTaken = 'is not accepted from Uppy: bucket, prefix and limits come from the token'

/** Whether a name has the form `metadata[name]`. */
function isMetadata(name: string): boolean {
  return /^metadata\[/.test(name)
}

/** Lists the entries of `metadata[name]=value` in a query. */
export function listQueryMetadata(query: UppyRequest['query']): Record<string, unknown> {
  const entries = Object.keys(query).flatMap((name) => {
    const key = /^metadata\[(.*)\]$/s.exec(name)?.[1]
    return key === undefined ? [] : [[key, query[name]] as const]
  })
  return Object.fromEntries(entries)
}
