import { type JSONVisitor, visit } from 'jsonc-parser'
import type { ErrorCode } from '../core/error-table.ts'
import { type Query, readQueryString } from './query-string.ts'

/** The deepest nesting of a JSON body. Operations need far less. */
const maxDepth = 16

/** A body as far as it can be read; empty when there is none. */
export interface ReadBody {
  readonly json?: Readonly<Record<string, unknown>>
  readonly form?: Query
  /** Why it cannot be read. */
  readonly unreadable?: { readonly code: ErrorCode; readonly message?: string }
}

/**
 * Reads a body by its Content-Type. A missing body is accepted, because low-code tools often send everything in the query. JSON
 * is read strictly (RFC 8259, section 4: names should be unique), because two readers of one text must not see two requests.
 */
export function readBody(body: Buffer, contentType: string | undefined): ReadBody {
  if (body.length === 0) return {}
  const mediaType = contentType?.split(';')[0]?.trim().toLowerCase()
  if (mediaType !== 'application/json' && mediaType !== 'application/x-www-form-urlencoded') {
    return { unreadable: { code: 'unsupported_media_type' } }
  }
  const text = decodeUtf8(body)
  if (text === undefined) return refuse('The body is not UTF-8.')
  if (mediaType === 'application/json') return readJson(text)
  const { query, isMalformed } = readQueryString(text)
  return isMalformed ? refuse('The percent-encoding of the form fields is broken or is not UTF-8.') : { form: query }
}

function readJson(text: string): ReadBody {
  try {
    checkStructure(text)
    const json: unknown = JSON.parse(text)
    const isObject = typeof json === 'object' && json !== null && !Array.isArray(json)
    return isObject ? { json: json as Record<string, unknown> } : refuse('The body must be a JSON object.')
  } catch (error) {
    return refuse(error instanceof StructureError ? error.message : 'The body is not JSON.')
  }
}

/** Says why a text is not JSON that can be read in only one way, and at a bounded cost. */
class StructureError extends Error {}

/** Checks what `JSON.parse` accepts silently: a repeated name, of which it uses the last value, and any depth. @throws StructureError */
function checkStructure(text: string): void {
  const open: Set<string>[] = []
  function enter(): void {
    if (open.push(new Set()) > maxDepth) throw new StructureError(`The body is nested more than ${maxDepth} deep.`)
  }
  const leave = () => void open.pop()
  const visitor: JSONVisitor = {
    onObjectBegin: enter,
    onArrayBegin: enter,
    onObjectEnd: leave,
    onArrayEnd: leave,
    onObjectProperty(name, offset) {
      const names = open.at(-1)
      if (names?.has(name) === true) {
        throw new StructureError(`The body contains the same name twice, again at character ${offset}.`)
      }
      names?.add(name)
    },
    onError(_code, offset) {
      throw new StructureError(`The body is not JSON: reading failed at character ${offset}.`)
    },
  }
  visit(text, visitor, { disallowComments: true })
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function refuse(message: string): ReadBody {
  return { unreadable: { code: 'malformed_body', message } }
}
