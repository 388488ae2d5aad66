import type { AdministrationEvent } from '../core/administration-event.ts'
import type { AdministratorChange } from '../core/administrator-ports.ts'
import { recordAdministration } from './administration-log.ts'
import { lockChanges } from './revision.ts'
import type { Queries } from './schema.ts'

/** A change to an administrator. */
interface Change {
  /** The administrator's id. */
  readonly id: string
  /** Whether an owner is still an owner afterwards. */
  readonly keepsOwner: boolean
  readonly event: AdministrationEvent | undefined
}

/**
 * Changes an administrator, in one transaction with the event. The last owner can be neither removed nor given another role, because
 * nobody could then appoint an owner from the dashboard. Changes wait for one lock, so two owners cannot remove each other at once.
 */
export function changeAdministrator(
  db: Queries,
  { id, keepsOwner, event }: Change,
  change: (tx: Queries) => Promise<void>,
): Promise<AdministratorChange> {
  return db.transaction().execute(async (tx): Promise<AdministratorChange> => {
    await lockChanges(tx)
    const found = await tx.selectFrom('administrators').select('role').where('id', '=', id).executeTakeFirst()
    if (found === undefined) return 'not-found'
    if (found.role === 'owner' && !keepsOwner) {
      const other = tx.selectFrom('administrators').select('id').where('role', '=', 'owner').where('id', '<>', id)
      if ((await other.limit(1).executeTakeFirst()) === undefined) return 'last-owner'
    }
    await change(tx)
    await recordAdministration(tx, event)
    return 'done'
  })
}
