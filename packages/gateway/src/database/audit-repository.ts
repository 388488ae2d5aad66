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

/** What the databases do in ways of their own. */
export interface AuditWriter {
  /**
   * Adds rows in one commit, each with the number that follows on the last one's, in the order of commit.
   * @param batch JSON: a list of requests, each a list of rows as `toAuditRow` makes them
   * @param isCareful whether requests that are there already are left out
   */
  append(batch: string, isCareful: boolean): Promise<readonly RefusedRequest[]>
  /**
   * Runs a deletion, and remembers in the same transaction the last number that an event was given.
   * @returns how many rows are gone
   */
  deleteRows(statement: CompiledQuery): Promise<number>
  /** Counts the next events, and remembers how far it is, in one transaction. @returns whether there were any */
  countNext(): Promise<boolean>
}

/** How many events are passed over at a time: SQLite does so on the event loop, and needs a few milliseconds for them. */
const stride = 5000

/** An event is of the time at which its request was read; that may take half a minute after its id was made. */
const readingMs = 60_000
/** A clock that is set back by so much has moved no event out of sight. */
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

  /** What is deleted stays in the counts. */
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
      // Again when they were forgotten meanwhile, as after an outage: without its number a name would be missing in the row.
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

/** A batch as `AuditWriter` takes it, and the names in it that are not known. */
function encode(requests: readonly RequestEvents[], numbers: ReadonlyMap<string, number>) {
  const unknown = new Set<string>()
  function numberOf(name: string): number | undefined {
    const number = numbers.get(name)
    if (number === undefined) unknown.add(name)
    return number
  }
  // One text: SQLite's thread gets it for less than a copy of the rows, and PostgreSQL reads it as it is.
  const batch = JSON.stringify(requests.map((events) => events.map((event) => toAuditRow(event, numberOf))))
  return { batch, unknown }
}

/** A query with numbers in place of names; undefined when there can be no such event, since a name has no number. */
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
  // What is allowed has no code: most events need not be looked through then.
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

/** The time in which the events of a request are, within what is asked for. */
function narrowTo(
  requestedAt: number,
  { since = 0, until = Number.POSITIVE_INFINITY }: Pick<AuditQuery, 'since' | 'until'>,
) {
  return {
    since: Math.max(since, requestedAt - clockStepMs),
    until: Math.min(until, requestedAt + readingMs),
  }
}
