import { type SelectQueryBuilder, sql } from 'kysely'
import type { AuditPosition, AuditQuery } from '../core/audit-ports.ts'
import { isPostgres } from './postgres-dialect.ts'
import type { AuditEventRow, Queries, Tables } from './schema.ts'
import { countedPosition } from './statistics-query.ts'

/** One page of the audit log, with numbers in place of names. An absent field filters nothing. */
export interface NumberedQuery
  extends Omit<AuditQuery, 'accountId' | 'tokenId' | 'outcome' | 'action' | 'code' | 'requestId'> {
  readonly account: number
  readonly token: number | undefined
  readonly outcome: number | undefined
  readonly action: number | undefined
  readonly code: number | undefined
  /** The bytes of a request's id. `since` and `until` bound the time of the request. */
  readonly requestId: Buffer | undefined
  /** The last place of the page, in the page's order: nothing beyond it is read. */
  readonly upTo?: AuditPosition | undefined
  /** All outcomes that can have the code, and all actions. */
  readonly outcomes: readonly number[]
  readonly actions: readonly number[]
}

/**
 * The query of one page of the audit log. Whatever the filter, the page is read from an index that has the page's order: the index of
 * the bucket, of the token, of the client token, or otherwise of the decision. In the index of the decision, each outcome with each
 * action is a stretch of its own, and the stretches are merged. So a rare event is found even behind a long run of frequent ones.
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

/** An index that pages are read from: the filters that it serves, and its columns apart from the time. */
interface PageIndex {
  readonly filters: readonly ('clientToken' | 'token' | 'bucket' | 'outcome' | 'action')[]
  readonly columns: readonly ('account' | 'token' | 'bucket' | 'outcome' | 'action')[]
}

/** The index whose filter is the narrowest comes first. */
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
 * The page without the filters that its index does not serve. The events of this wider page have to be searched with those filters.
 * @returns undefined when the index serves all filters, or when the page covers one minute only because it is that of a request
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
 * A stretch of at most one page. Without the limit PostgreSQL would sort the whole stretch; SQLite merges only as far as the page
 * goes. It is a subquery because a member of a union cannot have an order of its own otherwise.
 */
function asTable(db: Queries, stretch: Stretch): Stretch {
  return db.selectFrom(stretch.as('stretch')).selectAll() as unknown as Stretch
}

/** The events that pass the filters, without an order. */
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
 * A column that is filtered by. SQLite does not know how many rows a filter leaves: it would use the index of another filter, and sort.
 * The plus sign before the column rules that index out.
 */
function filtered<Value = number>(db: Queries, query: NumberedQuery, column: PageIndex['columns'][number]) {
  const isForeign = !isPostgres(db) && !chooseIndex(query).columns.includes(column)
  return isForeign ? sql<Value>`+${sql.ref(column)}` : sql.ref<Value>(column)
}

/**
 * The bounds of time that are needed beside the place to continue from. With two bounds on one side SQLite may enter the
 * index at the wider one, and read again what the previous pages have read.
 */
function chooseBounds({ since, until, order, after, upTo }: NumberedQuery) {
  const [begin, end] = order === 'newest' ? [upTo, after] : [after, upTo]
  return {
    since: begin !== undefined && (since === undefined || since <= begin.at) ? undefined : since,
    until: end !== undefined && (until === undefined || until > end.at) ? undefined : until,
  }
}

/**
 * All bounds of time. PostgreSQL overestimates by far how many rows lie between two places, or between a place and a time, and
 * starts parallel workers for them. For plain bounds of time it has statistics.
 */
function listBounds({ since = 0, until = Number.MAX_SAFE_INTEGER, order, after, upTo }: NumberedQuery) {
  const [begin, end] = order === 'newest' ? [upTo, after] : [after, upTo]
  return {
    since: Math.max(since, begin?.at ?? 0),
    until: Math.min(until, end === undefined ? Number.MAX_SAFE_INTEGER : end.at + 1),
  }
}

/** Neither `like` nor a range of texts is right here: `like` ignores case in SQLite, and a range depends on the collation in PostgreSQL. */
function startsWith(prefix: string) {
  return sql<boolean>`substr("key", 1, ${[...prefix].length}) = ${prefix}`
}

/** How many of the oldest events are searched for events to delete. More than the first few, because a clock may have been ahead. */
const deletionWindow = 10_000

/** The deletion of the oldest events before a time. Only events that the statistics have counted are deleted. */
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
 * Remembers the highest number that an event has. It runs before each deletion, in the same transaction. So no number is given
 * twice, even when the newest event is deleted.
 */
export function keepAuditPosition(db: Queries) {
  // Another process may have stored a higher number already, and deleted the events up to it.
  return sql`
    insert into settings (key, value) select 'audit_position', cast(max(id) as text) from audit_events having max(id) > 0
    on conflict (key) do update set value = excluded.value
      where cast(settings.value as bigint) < cast(excluded.value as bigint)`.compile(db)
}
