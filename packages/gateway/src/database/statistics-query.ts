import { type RawBuilder, sql } from 'kysely'
import { countsKeptDays, hourMs, tokenHoursKeptDays } from '../core/statistics-ports.ts'
import { isPostgres } from './postgres-dialect.ts'
import type { Queries } from './schema.ts'

/** The id of the last event that is in the counts. */
export const countedPosition = sql<number>`coalesce(
  (select cast(value as bigint) from settings where key = 'statistics_position'), 0)`

/** An account as its number, and a range of hours. */
interface NumberedRange {
  readonly account: number
  readonly fromHour: number
  readonly untilHour: number
}

/**
 * The condition for events that are in no count yet. Both engines enter the log near its end, because the condition names a position there.
 * @param atLeast a position that the counts are known to have reached; undefined leaves all of these events out
 */
function isUncounted(db: Queries, { account, fromHour, untilHour }: NumberedRange, atLeast: number | undefined) {
  if (atLeast === undefined) return sql`1 = 0`
  // SQLite would use an index of the filters. The plus sign rules that out.
  const filtered = (name: string) => (isPostgres(db) ? sql.ref(name) : sql`+${sql.ref(name)}`)
  return sql`id > ${atLeast} and id > ${countedPosition} and ${filtered('account')} = ${account}
    and ${filtered('at')} >= ${fromHour * hourMs} and ${filtered('at')} < ${untilHour * hourMs}`
}

/** Counts by hour, outcome, action and code. */
export function selectByHour(db: Queries, range: NumberedRange, atLeast: number | undefined) {
  const { account, fromHour, untilHour } = range
  return sql<{ hour: number; outcome: number; action: number; code: number; count: number }>`
    select hour, outcome, action, code, ${sum(db)} as count from (
      select hour, outcome, action, code, count from audit_hours
        where account = ${account} and hour >= ${fromHour} and hour < ${untilHour}
      union all
      select ${hourOf(db)}, outcome, action, coalesce(code, 0), count from audit_events
        where ${isUncounted(db, range, atLeast)}
    ) counted group by hour, outcome, action, code`
}

/** The most used tokens. @param outcomes the numbers of allowed, denied and failed */
export function selectBusiest(
  db: Queries,
  range: NumberedRange,
  { unit, limit, outcomes }: { readonly unit: number; readonly limit: number; readonly outcomes: readonly number[] },
  atLeast: number | undefined,
) {
  const { account, fromHour, untilHour } = range
  const [allowed, denied, failed] = outcomes.map((outcome) =>
    sum(db, sql`case when outcome = ${outcome} then count else 0 end`),
  )
  return sql<{ token: number; allowed: number; denied: number; failed: number }>`
    select token, ${allowed} as allowed, ${denied} as denied, ${failed} as failed from (
      select token, outcome, count from audit_token_hours
        where account = ${account} and unit = ${unit} and hour >= ${fromHour} and hour < ${untilHour}
      union all
      select token, outcome, count from audit_events
        where token is not null and ${isUncounted(db, range, atLeast)}
    ) counted group by token order by sum(count) desc, token limit ${limit}`
}

/** The last hour in which a credential signed. */
export function selectLastSigned(
  db: Queries,
  { account, credential, allowed }: { readonly account: number; readonly credential: number; readonly allowed: number },
  atLeast: number | undefined,
) {
  const everything = { account, fromHour: 0, untilHour: 10_000_000 }
  return sql<{ hour: number | null }>`select max(hour) as hour from (
    select * from (select hour from audit_hours where account = ${account} and credential = ${credential} and outcome = ${allowed}
      order by hour desc limit 1) latest
    union all
    select ${hourOf(db)} as hour from audit_events
      where credential = ${credential} and outcome = ${allowed} and ${isUncounted(db, everything, atLeast)}
  ) signed`
}

/** One row when any credential, except those in `besides`, has signed an action. */
export function selectSigned(
  db: Queries,
  asked: {
    readonly account: number
    readonly action: number
    readonly allowed: number
    readonly besides: readonly number[]
  },
  atLeast: number | undefined,
) {
  const { account, action, allowed, besides } = asked
  const everything = { account, fromHour: 0, untilHour: 10_000_000 }
  const isMeant = sql`outcome = ${allowed} and action = ${action}
    and credential not in (${sql.join([0, ...besides])})`
  return sql<{ found: number }>`select * from (
    select 1 as found from audit_hours where account = ${account} and ${isMeant}
    union all
    select 1 as found from audit_events where ${isMeant} and ${isUncounted(db, everything, atLeast)}
  ) signed limit 1`
}

/** The deletions of counts whose retention is over. @param now epoch milliseconds */
export function compileDeletions(db: Queries, now: number) {
  const before = (days: number) => Math.floor(now / hourMs) - days * 24
  return [
    db.deleteFrom('audit_hours').where('hour', '<', before(countsKeptDays)),
    db.deleteFrom('audit_token_hours').where('hour', '<', before(countsKeptDays)),
    db.deleteFrom('audit_token_hours').where('unit', '=', 1).where('hour', '<', before(tokenHoursKeptDays)),
  ]
}

function hourOf(db: Queries): RawBuilder<number> {
  return isPostgres(db) ? sql`(at / 3600000)::integer` : sql`at / 3600000`
}

/** PostgreSQL's sum of bigint is numeric. */
function sum(db: Queries, counted: RawBuilder<unknown> = sql`count`): RawBuilder<number> {
  return isPostgres(db) ? sql`sum(${counted})::bigint` : sql`sum(${counted})`
}
