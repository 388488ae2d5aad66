import { sql } from 'kysely'
import type {
  Actor,
  AdministrationEntry,
  AdministrationEvent,
  AdministrationTarget,
} from '../core/administration-event.ts'
import type { AdministrationLog, AdministrationQuery } from '../core/audit-ports.ts'
import { lockChanges } from './revision.ts'
import type { AdministrationEventRow, Queries } from './schema.ts'
import type { WriteRows } from './write-rows.ts'

/**
 * Adds an event to the log, in the transaction of the change that the event describes and behind `lockChanges`. So every change
 * has its event, and the numbers are in the order of commit. Does nothing when there is no event.
 */
export async function recordAdministration(tx: Queries, event: AdministrationEvent | undefined): Promise<void> {
  if (event === undefined) return
  const last = tx.selectFrom('administration_events').select(({ fn }) => fn.max('id').as('id'))
  const { id } = await last.executeTakeFirstOrThrow()
  await tx
    .insertInto('administration_events')
    .values(toRow(event, (id ?? 0) + 1))
    .execute()
}

/** The administration log in the database. @param write runs a deletion of the gateway, which goes on answering meanwhile */
export function createAdministrationLog(db: Queries, write: WriteRows): AdministrationLog {
  return {
    record(event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        await recordAdministration(tx, event)
      })
    },

    async list(query) {
      return (await selectAdministrationPage(db, query).execute()).map(toEntry)
    },

    async deleteBefore(time, limit) {
      // Takes no lock when there is nothing to delete.
      return (await hasBefore(db, time)) ? write(deleteOldest(db, time, limit)) : 0
    },
  }
}

function selectAdministrationPage(db: Queries, query: AdministrationQuery) {
  const { accountId, targetId, since, until, order, after, limit } = query
  const direction = order === 'newest' ? 'desc' : 'asc'
  return db
    .selectFrom('administration_events')
    .selectAll()
    .$if(accountId !== undefined, (select) => select.where('account_id', '=', accountId as string))
    .$if(targetId !== undefined, (select) => select.where('target_id', '=', targetId as string))
    .$if(since !== undefined, (select) => select.where('at', '>=', since as number))
    .$if(until !== undefined, (select) => select.where('at', '<', until as number))
    .$if(after !== undefined, (select) =>
      select.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('at', 'id'), order === 'newest' ? '<' : '>', tuple(after?.at ?? 0, after?.id ?? 0)),
      ),
    )
    .orderBy('at', direction)
    .orderBy('id', direction)
    .limit(limit)
}

async function hasBefore(db: Queries, time: number): Promise<boolean> {
  const { at } = await db
    .selectFrom('administration_events')
    .select(({ fn }) => fn.min('at').as('at'))
    .executeTakeFirstOrThrow()
  return at !== null && at < time
}

/** The deletion of the oldest events. The event with the highest number stays, so that no later event gets its number. */
function deleteOldest(db: Queries, time: number, limit: number) {
  return db
    .deleteFrom('administration_events')
    .where('id', 'in', ({ selectFrom }) =>
      selectFrom('administration_events')
        .select('id')
        .where('at', '<', time)
        .where('id', '<', sql<number>`(select max(id) from administration_events)`)
        .orderBy('at')
        .limit(limit),
    )
}

function toRow(event: AdministrationEvent, id: number): AdministrationEventRow {
  const { at, actor, act, accountId = null, target, changes } = event
  return {
    id,
    at,
    via: actor.via,
    actor: actor.name,
    act,
    account_id: accountId,
    target_kind: target.kind,
    target_id: target.id,
    target_name: target.name,
    changes: JSON.stringify(changes),
  }
}

function toEntry(row: AdministrationEventRow): AdministrationEntry {
  return {
    id: row.id,
    at: row.at,
    actor: { via: row.via as Actor['via'], name: row.actor },
    act: row.act,
    ...(row.account_id === null ? {} : { accountId: row.account_id }),
    target: { kind: row.target_kind as AdministrationTarget['kind'], id: row.target_id, name: row.target_name },
    changes: JSON.parse(row.changes) as AdministrationEvent['changes'],
  }
}
