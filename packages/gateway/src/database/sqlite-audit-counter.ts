import type Sqlite from 'better-sqlite3'
import { hourMs } from '../core/statistics-ports.ts'
import type { AddedRow } from './audit-row.ts'
import { type AuditTally, countedAtOnce, createAuditTally } from './audit-tally.ts'

/** Counts the events of SQLite's audit log by hour, as `count_audit_events` does in PostgreSQL. */
export interface SqliteAuditCounter {
  /**
   * Counts, in memory, events that this connection has added and committed. That takes a tenth of the time of reading them again.
   * @param firstId the id of the first event; the others have the ids after it
   */
  tally(requests: readonly (readonly AddedRow[])[], firstId: number): void
  /**
   * Adds the next events to the stored counts: the events counted in memory, and those that other connections have added before and
   * after them, which are read.
   * @returns whether there were any
   */
  countNext(): boolean
}

/** Creates a counter for a connection that adds to the log. */
export function createSqliteAuditCounter(sqlite: Sqlite.Database): SqliteAuditCounter {
  const onHour = `on conflict (account, hour, outcome, action, code, credential) do update set count = count + excluded.count`
  const onTokenHour = `on conflict (account, unit, hour, token, outcome) do update set count = count + excluded.count`
  const hours = 'audit_hours (account, hour, outcome, action, code, credential, count)'
  const tokenHours = 'audit_token_hours (account, unit, hour, token, outcome, count)'
  const findPosition = sqlite
    .prepare("select coalesce((select cast(value as integer) from settings where key = 'statistics_position'), 0)")
    .pluck()
  const keepPosition = sqlite.prepare(`insert into settings (key, value)
    values ('statistics_position', cast(cast(? as integer) as text)) on conflict (key) do update set value = excluded.value`)
  const addHour = sqlite.prepare(`insert into ${hours} values (?, ?, ?, ?, ?, ?, ?) ${onHour}`)
  const addTokenHour = sqlite.prepare(`insert into ${tokenHours} values (?, ?, ?, ?, ?, ?) ${onTokenHour}`)
  const findStretch = sqlite.prepare(`select count(*) as count, max(id) as last
    from (select id from audit_events where id > ? and id < ? order by id limit ${countedAtOnce})`)
  const readHours = sqlite.prepare(`insert into ${hours}
    select account, at / ${hourMs}, outcome, action, coalesce(code, 0), coalesce(credential, 0), sum(count)
    from audit_events where id > ? and id <= ? group by 1, 2, 3, 4, 5, 6 ${onHour}`)
  const readTokenHours = sqlite.prepare(`insert into ${tokenHours}
    select account, unit, at / ${hourMs} / unit * unit, token, outcome, sum(count)
    from audit_events, (select 1 as unit union all select 24)
    where id > ? and id <= ? and token is not null group by 1, 2, 3, 4, 5 ${onTokenHour}`)

  let tallied: AuditTally | undefined

  /** Reads and counts the first events between two ids. @returns the last counted id, and whether these were all events */
  function countStretch(after: number, before: number): { readonly last: number; readonly isAll: boolean } {
    const { count, last } = findStretch.get(after, before) as { readonly count: number; readonly last: number | null }
    if (last === null) return { last: after, isAll: true }
    readHours.run(after, last)
    readTokenHours.run(after, last)
    return { last, isAll: count < countedAtOnce }
  }

  function addTally({ kinds, lastId }: AuditTally): number {
    for (const { account, hour, outcome, action, code, credential, tokens } of kinds) {
      let sum = 0
      for (const [token, count] of tokens) {
        sum += count
        if (token === 0) continue
        for (const unit of [1, 24]) addTokenHour.run(account, unit, hour - (hour % unit), token, outcome, count)
      }
      addHour.run(account, hour, outcome, action, code, credential, sum)
    }
    return lastId
  }

  const countNext = sqlite.transaction((): boolean => {
    const position = findPosition.get() as number
    // Another process has counted a part of these events.
    if (tallied !== undefined && position >= tallied.firstId) tallied = undefined
    let { last, isAll } = countStretch(position, tallied?.firstId ?? Number.MAX_SAFE_INTEGER)
    if (tallied !== undefined && isAll) {
      last = countStretch(addTally(tallied), Number.MAX_SAFE_INTEGER).last
      tallied = undefined
    }
    if (last > position) keepPosition.run(last)
    return last > position
  })

  return {
    tally(requests, firstId) {
      tallied ??= createAuditTally(firstId)
      tallied.add(requests, firstId)
    },
    countNext: () => countNext.immediate(),
  }
}
