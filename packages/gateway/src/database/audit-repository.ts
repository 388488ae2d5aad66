import { setImmediate as nextTurn } from 'node:timers/promises'
import type { CompiledQuery } from 'kysely'
import { actions } from '../core/actions.ts'
import type {
  AuditFinding,
  AuditPosition,
  AuditQuery,
  AuditRepository,
  RefusedRequest,
  RequestEvents,
} from '../core/audit-ports.ts'
import { type AuditEntry, auditOutcomes } from '../core/model.ts'
import { readRequestTime } from '../core/request-id.ts'
import type { AuditNames } from './audit-names.ts'
import {
  deleteAuditPage,
  deleteAuditRowsBefore,
  type NumberedQuery,
  selectAuditMark,
  selectAuditPage,
  widenToIndex,
} from './audit-query.ts'
import { listNumbers, noName, toAuditEntry, toAuditRow } from './audit-row.ts'
import type { AuditEventRow, Queries } from './schema.ts'

/** What SQLite and PostgreSQL each do in a way of their own. */
export interface AuditWriter {
  /**
   * Adds rows in one commit. Each row gets the number after the last row's, so numbers are in the order of commit.
   * @param batch JSON: a list of requests, each a list of rows as `toAuditRow` makes them
   * @param isCareful whether requests that are stored already are left out
   */
  append(batch: string, isCareful: boolean): Promise<readonly RefusedRequest[]>
  /**
   * Runs a deletion. The same transaction remembers the highest number that an event has.
   * @returns how many rows were deleted
   */
  deleteRows(statement: CompiledQuery): Promise<number>
  /** Counts the next events and remembers how far it has counted, in one transaction. @returns whether there were any */
  countNext(): Promise<boolean>
}

/** How many events are searched at a time. SQLite searches on the event loop, and needs a few milliseconds for so many. */
const stride = 5000

/** An event has the time at which its request was read completely. That may be half a minute after the request's id was made. */
const readingMs = 60_000
/** A clock that is set back by so much hides no event. */
const clockStepMs = 1000

/** The audit log in the database. */
export function createAuditRepository(db: Queries, names: AuditNames, writer: AuditWriter): AuditRepository {
  async function toEntries(rows: readonly AuditEventRow[]): Promise<AuditEntry[]> {
    const numbers = new Set(rows.flatMap(listNumbers))
    const known = await names.read([...numbers].filter((number) => number !== null))
    return rows.map((row) => toAuditEntry(row, known))
  }

  async function search(query: AuditQuery, lookThrough: number): Promise<AuditFinding> {
    const numbered = await numberQuery(names, query)
    if (numbered === undefined) return { entries: [] }
    const wide = widenToIndex(numbered)
    if (wide === undefined) return { entries: await toEntries(await selectAuditPage(db, numbered).execute()) }
    const rows: AuditEventRow[] = []
    for (let looked = stride, after = query.after; ; looked += stride) {
      const from = after === undefined ? {} : { after }
      const upTo = await selectAuditMark(db, { ...wide, ...from, limit: stride }).executeTakeFirst()
      const limit = query.limit - rows.length
      rows.push(...(await selectAuditPage(db, { ...numbered, ...from, upTo, limit }).execute()))
      if (upTo === undefined || rows.length >= query.limit) return { entries: await toEntries(rows) }
      if (looked >= lookThrough) return { entries: await toEntries(rows), stoppedAt: upTo }
      after = upTo
      await nextTurn()
    }
  }

  /** Runs before a deletion, so that deleted events stay in the statistics. */
  async function countAll(): Promise<void> {
    while (await writer.countNext()) await nextTurn()
  }

  return {
    search,
    list: async (query) => [...(await search(query, Number.POSITIVE_INFINITY)).entries],

    async find(id) {
      const row = await db.selectFrom('audit_events').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : (await toEntries([row]))[0]
    },

    async append(requests, { isRetry = false } = {}) {
      if (requests.length === 0) return []
      let { batch, unknown } = encode(requests, names.numbers)
      // In a loop, because names may be forgotten meanwhile, as after an outage. Without its number a name would be missing in the row.
      while (unknown.size > 0) {
        await names.learn([...unknown])
        ;({ batch, unknown } = encode(requests, names.numbers))
      }
      return writer.append(batch, isRetry)
    },

    async findLastId() {
      const { last } = await db
        .selectFrom('audit_events')
        .select(({ fn }) => fn.max('id').as('last'))
        .executeTakeFirstOrThrow()
      return Number(last ?? 0)
    },

    async listAfter(id, limit) {
      const rows = await db
        .selectFrom('audit_events')
        .selectAll()
        .where('id', '>', id)
        .orderBy('id')
        .limit(limit)
        .execute()
      return toEntries(rows)
    },

    countNext: () => writer.countNext(),

    async deleteBefore(time, limit) {
      await countAll()
      return writer.deleteRows(deleteAuditRowsBefore(db, time, limit).compile())
    },

    async deleteAnonymousBefore(time, limit) {
      await countAll()
      const query = await numberQuery(names, { accountId: undefined, until: time, order: 'oldest', limit })
      return query === undefined ? 0 : writer.deleteRows(deleteAuditPage(db, query).compile())
    },

    async findAnonymousExcess(kept) {
      let mark: AuditPosition | undefined
      for (let left = kept; left > 0; left -= stride) {
        const limit = Math.min(left, stride)
        const after = mark === undefined ? {} : { after: mark }
        const query = await numberQuery(names, { accountId: undefined, order: 'newest', limit, ...after })
        mark = query === undefined ? undefined : await selectAuditMark(db, query).executeTakeFirst()
        if (mark === undefined) return undefined
        await nextTurn()
      }
      return mark?.at
    },
  }
}

/** Makes a batch for `AuditWriter`, and lists the names in it whose numbers are unknown. */
function encode(requests: readonly RequestEvents[], numbers: ReadonlyMap<string, number>) {
  const unknown = new Set<string>()
  function numberOf(name: string): number | undefined {
    const number = numbers.get(name)
    if (number === undefined) unknown.add(name)
    return number
  }
  // One text: handing it to SQLite's thread costs less than a copy of the rows would, and PostgreSQL reads JSON itself.
  const batch = JSON.stringify(requests.map((events) => events.map((event) => toAuditRow(event, numberOf))))
  return { batch, unknown }
}

/** A query with numbers in place of names; undefined when there can be no such event, because a name has no number. */
export async function numberQuery(
  names: Pick<AuditNames, 'find'>,
  { accountId, tokenId, outcome, action, code, requestId, ...places }: AuditQuery,
): Promise<NumberedQuery | undefined> {
  const requestedAt = requestId === undefined ? undefined : readRequestTime(requestId)
  if (requestId !== undefined && requestedAt === undefined) return undefined
  const wanted = [accountId, tokenId, outcome, action, code].filter((name) => name !== undefined)
  const numbers = await names.find([...wanted, ...auditOutcomes, ...actions])
  if (!wanted.every((name) => numbers.has(name))) return undefined
  const numberOf = (name: string | undefined) => (name === undefined ? undefined : numbers.get(name))
  const numberAll = (all: readonly string[]) => all.map(numberOf).filter((number) => number !== undefined)
  // An allowed request has no code. So a search for a code can skip the allowed ones, which are most events.
  const outcomes = numberAll(auditOutcomes.filter((one) => code === undefined || one !== 'allowed'))
  if (outcomes.length === 0) return undefined
  return {
    ...places,
    ...(requestedAt === undefined ? {} : narrowTo(requestedAt, places)),
    requestId: requestId === undefined ? undefined : Buffer.from(requestId.replaceAll('-', ''), 'hex'),
    account: numberOf(accountId) ?? noName,
    token: numberOf(tokenId),
    outcome: numberOf(outcome),
    action: numberOf(action),
    code: numberOf(code),
    outcomes,
    actions: [noName, ...numberAll(actions)],
  }
}

/** The span of time in which a request's events are, within the bounds of the query. */
function narrowTo(
  requestedAt: number,
  { since = 0, until = Number.POSITIVE_INFINITY }: Pick<AuditQuery, 'since' | 'until'>,
) {
  return {
    since: Math.max(since, requestedAt - clockStepMs),
    until: Math.min(until, requestedAt + readingMs),
  }
}
