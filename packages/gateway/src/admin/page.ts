import { Type } from 'typebox'
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

/** The field of a list's result that leads to the next page. */
export const nextCursorField = Type.Union([Type.String(), Type.Null()], {
  description: 'Give it as `cursor` for the next page; null on the last one',
})

/** What a list's input says of the page. */
export interface PageInput {
  readonly limit?: number
  readonly cursor?: string
}

/** The rows of a page, and the cursor of the next one. */
export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly nextCursor: string | null
}

/**
 * Reads a page of a list that is in the order of its making.
 * @throws AppError `invalid_request` when the cursor is none
 */
export async function readPage<Row extends { readonly createdAt: number; readonly id: string }>(
  input: PageInput,
  list: (page: ListPage) => Promise<readonly Row[]>,
): Promise<Page<Row>> {
  const { probeLimit, after } = parsePage(input)
  const position = after === undefined ? {} : { after: { createdAt: after.time, id: after.id } }
  return cutPage(await list({ limit: probeLimit, ...position }), input, ({ createdAt, id }) => `${createdAt}.${id}`)
}

/**
 * What to ask a repository for. It is one row more than the page shows, which tells whether there is another page.
 * @throws AppError `invalid_request` when the cursor is none
 */
export function parsePage({ limit = defaultLimit, cursor }: PageInput) {
  const probeLimit = limit + 1
  if (cursor === undefined) return { probeLimit, after: undefined }
  const [, time, id] = /^(\d{1,15})\.(\w{1,64})$/.exec(cursor) ?? []
  if (time === undefined || id === undefined) {
    throw createFieldError('cursor', 'must be the cursor that the last page ended with')
  }
  return { probeLimit, after: { time: Number(time), id } }
}

/** @param found as many rows as {@link parsePage} says, or fewer @param toCursor a row's place as the text of a cursor */
export function cutPage<Row>(
  found: readonly Row[],
  { limit = defaultLimit }: PageInput,
  toCursor: (row: Row) => string,
): Page<Row> {
  const rows = found.slice(0, limit)
  const last = found.length > limit ? rows.at(-1) : undefined
  return { rows, nextCursor: last === undefined ? null : toCursor(last) }
}
