import { AppError } from '../core/app-error.ts'
import { listUnknown, reportUnknown, type UnknownParameter } from '../gate/unknown-parameters.ts'
import type { Operation } from '../operations/operation.ts'

/** A request that Uppy sends to Companion, as its transport read it. */
export interface UppyRequest {
  /** Decoded, without the token. */
  readonly query: Readonly<Record<string, string | readonly string[]>>
  /** `uploadId` and `partNumber`, decoded, where the path has them. */
  readonly path: Readonly<Record<string, string>>
  /**
   * Whether the client takes a PUT for a file that is sent whole. Uppy 5 does; Uppy 6 sends a form, whatever it is answered.
   */
  readonly takesPut: boolean
  /** The body, which is read at the first call. @throws AppError when it cannot be read */
  readBody(): Readonly<Record<string, unknown>>
}

/**
 * Refuses what a caller must not believe in: a limit, a name of S3's or a parameter of the operation that Companion's request has no
 * place for. What is merely not known is left out, as Companion does.
 * @param values a query or a body
 * @param known the names that are read
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

const notTaken = 'is not taken from Uppy: bucket, prefix and limits are those of the token'

/** `metadata[name]`. */
function isMetadata(name: string): boolean {
  return /^metadata\[/.test(name)
}

/** The entries of `metadata[name]=value` in a query. */
export function listQueryMetadata(query: UppyRequest['query']): Record<string, unknown> {
  const entries = Object.keys(query).flatMap((name) => {
    const key = /^metadata\[(.*)\]$/s.exec(name)?.[1]
    return key === undefined ? [] : [[key, query[name]] as const]
  })
  return Object.fromEntries(entries)
}
