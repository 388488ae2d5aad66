import { type SelectQueryBuilder, sql } from 'kysely'
import type { AuditPosition, AuditQuery } from '../core/audit-ports.ts'
import { isPostgres } from './postgres-dialect.ts'
import type { AuditEventRow, Queries, Tables } from './schema.ts'
import { countedPosition } from './statistics-query.ts'

/** One page of the audit log; names are numbers. An absent field leaves none out. */
export interface NumberedQuery
  extends Omit<AuditQuery, 'accountId' | 'tokenId' | 'outcome' | 'action' | 'code' | 'requestId'> {
  readonly account: number
  readonly token: number | undefined
  readonly outcome: number | undefined
  readonly action: number | undefined
  readonly code: number | undefined
  /** The bytes of a request's id. Its time is in `since` and `until`. */
  readonly requestId: Buffer | undefined
  /** Nothing that comes after this place, in the order of the page. */
  readonly upTo?: AuditPosition | undefined
  /** All outcomes, of those that can have the code, and all actions that there are. */
  readonly outcomes: readonly number[]
  readonly actions: readonly number[]
}

/**
 * The query of one page of the audit log. Every page is read off an index in its order, whatever the filter: that of the
 * bucket, of the token, of the client token, or else that of the decision, where each outcome with each action is a stretch of its own
 * and the stretches are merged. So what is rare is found behind a long run of what is frequent.
 */
export function selectAuditPage(db: Queries, query: NumberedQuery): Stretch {
  const { order, limit } = query
  const direction = order === 'newest' ? 'desc' : 'asc'
  const one = (outcome: number | undefined, action: number | undefined) =>
    selectStretch(db, query)
      .$if(outcome !== undefined, (select) => select.where(filtered(db, query, 'outcome'), '=', outcome as number))
      .$if(action !== undefined, (select) => select.where(filtered(db, query, 'action'), '=', action as number))
      .orderBy('at', direction)
      .orderBy('id', direction)
      .limit(limit)
  if (chooseIndex(query) !== decisionIndex) return one(query.outcome, query.action)
  const outcomes = query.outcome === undefined ? query.outcomes : [query.outcome]
  const actions = query.action === undefined ? query.actions : [query.action]
  const merged = outcomes
    .flatMap((outcome) => actions.map((action) => one(outcome, action)))
    .map((stretch) => (isPostgres(db) ? asTable(db, stretch) : stretch.clearOrderBy().clearLimit()))
    .reduce((all, stretch) => all.unionAll(stretch))
  const page = db.selectFrom(merged.as('page')).selectAll()
  return page.orderBy('at', direction).orderBy('id', direction).limit(limit) as unknown as Stretch
}

/** An index that pages are read off, besides time: the filters that it has, and all of its columns. */
interface PageIndex {
  readonly filters: readonly ('clientToken' | 'token' | 'bucket' | 'outcome' | 'action')[]
  readonly columns: readonly ('account' | 'token' | 'bucket' | 'outcome' | 'action')[]
}

/** The one whose filter leaves the least comes first. */
const indexes: readonly PageIndex[] = [
  { filters: ['clientToken'], columns: [] },
  { filters: ['token'], columns: ['token'] },
  { filters: ['bucket'], columns: ['account', 'bucket'] },
]
const decisionIndex: PageIndex = { filters: ['outcome', 'action'], columns: ['account', 'outcome', 'action'] }

function chooseIndex(query: NumberedQuery): PageIndex {
  return indexes.find(({ filters }) => filters.some((name) => query[name] !== undefined)) ?? decisionIndex
}

/**
 * The page without the filters that its index does not have. Among the events that it leaves, those filters have to be looked for.
 * @returns undefined when the index has all of them, or the page is of a minute: a request's
 */
export function widenToIndex(query: NumberedQuery): NumberedQuery | undefined {
  const { clientToken, token, bucket, outcome, action, code, keyPrefix, clientAddress, ...rest } = query
  if (query.requestId !== undefined) return undefined
  const { filters } = chooseIndex(query)
  const asked = Object.entries({ clientToken, token, bucket, outcome, action, code, keyPrefix, clientAddress })
  const hasAll = asked.every(([name, value]) => value === undefined || (filters as readonly string[]).includes(name))
  if (hasAll) return undefined
  const indexed = Object.fromEntries(filters.map((name) => [name, query[name]]))
  return { ...rest, token: undefined, outcome: undefined, action: undefined, code: undefined, ...indexed }
}

type Stretch = SelectQueryBuilder<Tables, 'audit_events', AuditEventRow>

/**
 * A stretch that gives a page at the most: PostgreSQL would sort all that there is, where SQLite merges as far as the page
 * goes. As a table, since an order stands in a union only so.
 */
function asTable(db: Queries, stretch: Stretch): Stretch {
  return db.selectFrom(stretch.as('stretch')).selectAll() as unknown as Stretch
}

/** What the filters leave, without an order. */
function selectStretch(db: Queries, query: NumberedQuery): Stretch {
  const { account, token, clientToken, bucket, keyPrefix, code, requestId, clientAddress, order, after, upTo } = query
  const isNewest = order === 'newest'
  const isNarrow = upTo !== undefined || requestId !== undefined
  const { since, until } = isNarrow && isPostgres(db) ? listBounds(query) : chooseBounds(query)
  return db
    .selectFrom('audit_events')
    .selectAll()
    .where(filtered(db, query, 'account'), '=', account)
    .$if(token !== undefined, (select) => select.where(filtered(db, query, 'token'), '=', token as number))
    .$if(clientToken !== undefined, (select) => select.where('client_token', '=', clientToken as string))
    .$if(bucket !== undefined, (select) => select.where(filtered<string>(db, query, 'bucket'), '=', bucket as string))
    .$if(since !== undefined, (select) => select.where('at', '>=', since as number))
    .$if(until !== undefined, (select) => select.where('at', '<', until as number))
    .$if(keyPrefix !== undefined, (select) => select.where(startsWith(keyPrefix as string)))
    .$if(code !== undefined, (select) => select.where('code', '=', code as number))
    .$if(requestId !== undefined, (select) => select.where('request_id', '=', requestId as Buffer))
    .$if(clientAddress !== undefined, (select) => select.where('client_address', '=', clientAddress as string))
    .$if(after !== undefined, (select) =>
      select.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('at', 'id'), isNewest ? '<' : '>', tuple(after?.at ?? 0, after?.id ?? 0)),
      ),
    )
    .$if(upTo !== undefined, (select) =>
      select.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('at', 'id'), isNewest ? '>=' : '<=', tuple(upTo?.at ?? 0, upTo?.id ?? 0)),
      ),
    )
}

/**
 * A column that a filter is about. SQLite knows no numbers of rows, and would take the index of another filter, and sort: the sign keeps it
 * from doing so.
 */
function filtered<Value = number>(db: Queries, query: NumberedQuery, column: PageIndex['columns'][number]) {
  const isForeign = !isPostgres(db) && !chooseIndex(query).columns.includes(column)
  return isForeign ? sql<Value>`+${sql.ref(column)}` : sql.ref<Value>(column)
}

/**
 * The bounds of time that are needed beside the place to go on from. With two bounds on one side SQLite may enter the
 * index at the wider one, and read again what the pages before have read.
 */
function chooseBounds({ since, until, order, after, upTo }: NumberedQuery) {
  const [begin, end] = order === 'newest' ? [upTo, after] : [after, upTo]
  return {
    since: begin !== undefined && (since === undefined || since <= begin.at) ? undefined : since,
    until: end !== undefined && (until === undefined || until > end.at) ? undefined : until,
  }
}

/**
 * All bounds of time. What lies between two places, or between a place and a time, is guessed by PostgreSQL as far too much, and other
 * processes are started for it; plain bounds it knows from its statistics.
 */
function listBounds({ since = 0, until = Number.MAX_SAFE_INTEGER, order, after, upTo }: NumberedQuery) {
  const [begin, end] = order === 'newest' ? [upTo, after] : [after, upTo]
  return {
    since: Math.max(since, begin?.at ?? 0),
    until: Math.min(until, end === undefined ? Number.MAX_SAFE_INTEGER : end.at + 1),
  }
}

/** `like` minds no case in SQLite, and a range of texts depends on the collation in PostgreSQL: both would be wrong. */
function startsWith(prefix: string) {
  return sql<boolean>`substr("key", 1, ${[...prefix].length}) = ${prefix}`
}

/** How many of the oldest events are looked at for some to delete: a few may be of a clock that was ahead. */
const deletionWindow = 10_000

/** The deletion of the oldest events from before a time. Only what is in the counts goes. */
export function deleteAuditRowsBefore(db: Queries, time: number, limit: number) {
  return db.deleteFrom('audit_events').where('id', 'in', ({ selectFrom }) =>
    selectFrom((from) =>
      from.selectFrom('audit_events').select(['id', 'at']).orderBy('id').limit(deletionWindow).as('oldest'),
    )
      .select('id')
      .where('at', '<', time)
      .where('id', '<=', countedPosition)
      .limit(limit),
  )
}

/** The deletion of a page's events. */
export function deleteAuditPage(db: Queries, query: NumberedQuery) {
  return db
    .deleteFrom('audit_events')
    .where('id', 'in', ({ selectFrom }) => selectFrom(selectAuditPage(db, query).as('page')).select('id'))
    .where('id', '<=', countedPosition)
}

/** The place of a page's last event, when the page is full. */
export function selectAuditMark(db: Queries, query: NumberedQuery) {
  const direction = query.order === 'newest' ? 'desc' : 'asc'
  return db
    .selectFrom(selectAuditPage(db, query).as('page'))
    .select(['at', 'id'])
    .orderBy('at', direction)
    .orderBy('id', direction)
    .limit(1)
    .offset(query.limit - 1)
}

/**
 * Remembers the last number that an event was given. It goes before each deletion, in its transaction: so a number is not
 * given again when the newest event is deleted, too.
 */
export function keepAuditPosition(db: Queries) {
  // Another process may have deleted what came after what is seen here.
  return sql`
    insert into settings (key, value) select 'audit_position', cast(max(id) as text) from audit_events having max(id) > 0
    on conflict (key) do update set value = excluded.value
      where cast(settings.value as bigint) < cast(excluded.value as bigint)`.compile(db)
}
