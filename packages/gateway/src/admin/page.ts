import { Type } from 'typebox'
import type { AppError } from '../core/app-error.ts'
import type { ListPage } from '../core/ports.ts'
import { createFieldError } from './check-input.ts'

/** Entries of a page when the input does not say. */
const defaultLimit = 50

/** The fields of a list's input. */
export const pageFields = {
  limit: Type.Optional(
    Type.Integer({ description: 'Entries of one page', minimum: 1, maximum: 1000, default: defaultLimit }),
  ),
  cursor: Type.Optional(Type.String({ description: 'The `nextCursor` of the page before', maxLength: 100 })),
}

/** The fields of the input of a list that is in the order of its making. */
export const listFields = {
  ...pageFields,
  search: Type.Optional(
    Type.String({
      description: 'Only what has this text in its name or id, in letters of either case',
      minLength: 1,
      maxLength: 100,
    }),
  ),
  order: Type.Optional(Type.Enum(['oldest', 'newest'], { description: 'What comes first', default: 'oldest' })),
}

/** The field of a list's result that leads to the next page. */
export const nextCursorField = Type.Union([Type.String(), Type.Null()], {
  description: 'Give it as `cursor` for the next page; the last page has none',
})

/** What a list's input says of the page. */
export interface PageInput {
  readonly limit?: number
  readonly cursor?: string
}

/** What the input of such a list says of the page. */
export interface ListInput extends PageInput {
  readonly search?: string
  readonly order?: 'oldest' | 'newest'
}

/** The rows of a page, and the cursor of the next one. */
export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly nextCursor: string | null
}

/** A row's place in its list, as a cursor has it. */
export interface Place {
  /** Epoch milliseconds. */
  readonly time: number
  readonly id: string
}

/**
 * Reads a page of a list that is in the order of its making.
 * @throws AppError `invalid_request` when the cursor is none
 */
export function readPage<Row extends { readonly createdAt: number; readonly id: string }>(
  { search, order, ...input }: ListInput,
  list: (page: ListPage) => Promise<readonly Row[]>,
): Promise<Page<Row>> {
  // Whoever copies a name or an id often copies a blank with it.
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
 * Reads a page of any list. One row more than the page shows is asked for, which tells whether there is another page.
 * @param list gives so many rows, from after a place
 * @throws AppError `invalid_request` when the cursor is none
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

/** The error of a cursor that no page ended with. */
function createCursorError(): AppError {
  return createFieldError('cursor', 'must be the cursor that the last page ended with')
}

/** The number of a row, which a cursor of the audit log has as its id. */
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
