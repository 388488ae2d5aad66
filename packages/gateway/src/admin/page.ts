import { Type } from 'typebox'
import type { AppError } from '../core/app-error.ts'
import type { ListPage } from '../core/ports.ts'
import { createFieldError } from './check-input.ts'

/** How many entries a page has by default. */
const defaultLimit = 50

/** The input fields of every list. */
export const pageFields = {
  limit: Type.Optional(
    Type.Integer({ description: 'Number of entries in a page', minimum: 1, maximum: 1000, default: defaultLimit }),
  ),
  cursor: Type.Optional(Type.String({ description: 'The `nextCursor` of the previous page', maxLength: 100 })),
}

/** The input fields of a list in the order of creation. */
export const listFields = {
  ...pageFields,
  search: Type.Optional(
    Type.String({
      description: 'Only entries with this text in their name or id, in upper or lower case',
      minLength: 1,
      maxLength: 100,
    }),
  ),
  order: Type.Optional(Type.Enum(['oldest', 'newest'], { description: 'Which entries come first', default: 'oldest' })),
}

/** The result field of a list that leads to the next page. */
export const nextCursorField = Type.Union([Type.String(), Type.Null()], {
  description: 'Send it as `cursor` to get the next page; null on the last page',
})

/** The part of a list's input that selects the page. */
export interface PageInput {
  readonly limit?: number
  readonly cursor?: string
}

/** The part of the input that selects the page of a list in the order of creation. */
export interface ListInput extends PageInput {
  readonly search?: string
  readonly order?: 'oldest' | 'newest'
}

/** The rows of a page, and the cursor of the next one. */
export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly nextCursor: string | null
}

/** A row's place in its list, as a cursor contains it. */
export interface Place {
  /** Epoch milliseconds. */
  readonly time: number
  readonly id: string
}

/**
 * Reads a page of a list in the order of creation.
 * @throws AppError `invalid_request` if the cursor is invalid
 */
export function readPage<Row extends { readonly createdAt: number; readonly id: string }>(
  { search, order, ...input }: ListInput,
  list: (page: ListPage) => Promise<readonly Row[]>,
): Promise<Page<Row>> {
  // A copied name or id often has a blank at its end.
  const asked = {
    ...(search === undefined ? {} : { search: search.trim() }),
    ...(order === undefined ? {} : { order }),
  }
  return readPageBy(
    input,
    ({ createdAt, id }) => ({ time: createdAt, id }),
    (limit, place) => {
      const after = place === undefined ? {} : { after: { createdAt: place.time, id: place.id } }
      return list({ limit, ...after, ...asked })
    },
  )
}

/**
 * Reads a page of any list. It reads one row more than the page shows, to know whether there is another page.
 * @param list returns up to `limit` rows after a place
 * @throws AppError `invalid_request` if the cursor is invalid
 */
export async function readPageBy<Row>(
  { limit = defaultLimit, cursor }: PageInput,
  toPlace: (row: Row) => Place,
  list: (limit: number, after: Place | undefined) => Promise<readonly Row[]>,
): Promise<Page<Row>> {
  const found = await list(limit + 1, cursor === undefined ? undefined : parseCursor(cursor))
  const rows = found.slice(0, limit)
  const last = found.length > limit ? rows.at(-1) : undefined
  if (last === undefined) return { rows, nextCursor: null }
  const { time, id } = toPlace(last)
  return { rows, nextCursor: `${time}.${id}` }
}

/** Creates the error of a cursor that no page returned. */
function createCursorError(): AppError {
  return createFieldError('cursor', 'must be the cursor that the previous page returned')
}

/** Parses the number of a row, which is the id in a cursor of the audit log. */
export function parseRowNumber(text: string): number {
  const id = Number(text)
  if (!Number.isSafeInteger(id)) throw createCursorError()
  return id
}

function parseCursor(cursor: string): Place {
  const [, time, id] = /^(\d{1,15})\.(\w{1,64})$/.exec(cursor) ?? []
  if (time === undefined || id === undefined) throw createCursorError()
  return { time: Number(time), id }
}
