import { sql } from 'kysely'
import type { Action } from '../core/actions.ts'
import { type AuditOutcome, auditOutcomes } from '../core/model.ts'
import { type HourRange, mostUncounted, type StatisticsRepository } from '../core/statistics-ports.ts'
import { createNameReader } from './audit-names.ts'
import { noName } from './audit-row.ts'
import type { Queries } from './schema.ts'
import {
  compileDeletions,
  countedPosition,
  selectBusiest,
  selectByHour,
  selectLastSigned,
  selectSigned,
} from './statistics-query.ts'
import type { WriteRows } from './write-rows.ts'

/** The statistics of the audit log in the database. */
export function createStatisticsRepository(db: Queries, write: WriteRows): StatisticsRepository {
  const names = createNameReader(db)

  /** The position that the counts have reached, and the number of events after it. */
  async function findEnd(): Promise<{ readonly position: number; readonly uncounted: number }> {
    const { rows } = await sql<{ position: number; first: number | null; last: number | null }>`
      select ${countedPosition} as position, (select min(id) from audit_events) as first, max(id) as last
      from audit_events`.execute(db)
    const { position = 0, first, last } = rows[0] ?? {}
    const before = Math.max(position, (first ?? 1) - 1)
    return { position, uncounted: Math.max(0, (last ?? before) - before) }
  }

  /** The position after which events are not in the counts; undefined when these are too many to count now. */
  async function findStart(): Promise<number | undefined> {
    const { position, uncounted } = await findEnd()
    return uncounted > mostUncounted ? undefined : position
  }

  /** Numbers in place of names; undefined when the log has no events of the account. */
  async function numberRange({ accountId, ...hours }: HourRange) {
    const numbers = await names.find([...(accountId === undefined ? [] : [accountId]), ...auditOutcomes])
    const account = accountId === undefined ? noName : numbers.get(accountId)
    return account === undefined ? undefined : { range: { account, ...hours }, numbers }
  }

  return {
    countUncounted: async () => (await findEnd()).uncounted,

    async countByHour(asked) {
      const numbered = await numberRange(asked)
      if (numbered === undefined) return []
      const { rows } = await selectByHour(db, numbered.range, await findStart()).execute(db)
      const known = await names.read([...new Set(rows.flatMap(({ outcome, action, code }) => [outcome, action, code]))])
      return rows.map(({ hour, outcome, action, code, count }) => ({
        hour,
        outcome: known.get(outcome) as AuditOutcome,
        ...(action === noName ? {} : { action: known.get(action) as Action }),
        ...(code === noName ? {} : { code: known.get(code) ?? '' }),
        count,
      }))
    },

    async listBusiest(asked, unit, limit) {
      const numbered = await numberRange(asked)
      if (numbered === undefined) return []
      const outcomes = auditOutcomes.map((outcome) => numbered.numbers.get(outcome) ?? -1)
      const select = selectBusiest(db, numbered.range, { unit, limit, outcomes }, await findStart())
      const { rows } = await select.execute(db)
      const known = await names.read(rows.map(({ token }) => token))
      return rows.map(({ token, ...counts }) => ({ tokenId: known.get(token) ?? '', ...counts }))
    },

    async findLastSigned(accountId, credentialId) {
      const numbers = await names.find([accountId, credentialId, 'allowed'])
      const [account, credential, allowed] = [accountId, credentialId, 'allowed'].map((name) => numbers.get(name))
      if (account === undefined || credential === undefined || allowed === undefined) return undefined
      const { rows } = await selectLastSigned(db, { account, credential, allowed }, await findStart()).execute(db)
      return rows[0]?.hour ?? undefined
    },

    async hasSignedUpload(accountId, besides) {
      const numbers = await names.find([accountId, 'allowed', 'upload', ...besides])
      const [account, allowed, action] = [accountId, 'allowed', 'upload'].map((name) => numbers.get(name))
      if (account === undefined || allowed === undefined || action === undefined) return false
      const left = besides.flatMap((id) => numbers.get(id) ?? [])
      const { rows } = await selectSigned(db, { account, action, allowed, besides: left }, await findStart()).execute(
        db,
      )
      return rows.length > 0
    },

    async deleteOld(now) {
      for (const statement of compileDeletions(db, now)) await write(statement)
    },
  }
}
