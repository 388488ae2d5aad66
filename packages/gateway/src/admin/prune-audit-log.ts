import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from 'typebox'
import { defineAct } from './act.ts'
import { createFieldError } from './check-input.ts'
import type { Needs } from './dependencies.ts'
import { defineTime } from './fields.ts'
import { describeChange } from './record-change.ts'

/** How many events one statement deletes, and the pause after it, because running gateways write to the log meanwhile. */
const batch = 500
const pauseMs = 5

/**
 * Deletes the events of the audit log from before a time, in small batches. It may be interrupted and repeated. The intention is
 * recorded before the first event is deleted.
 */
export const pruneAuditLog = defineAct({
  name: 'prune_audit_log',
  summary: 'Delete the audit events from before a time',
  role: 'owner',
  effect: 'destroy',
  confirms: true,
  input: Type.Object({ before: defineTime('Events from before this time are deleted') }),
  result: Type.Object({
    before: Type.String({ description: 'ISO 8601' }),
    requests: Type.Integer({ description: 'How many events of requests were deleted, of all accounts' }),
    administration: Type.Integer({ description: 'How many events of administration were deleted' }),
  }),
  async run(
    { before },
    dependencies: Needs<'audit' | 'administration' | 'actor' | 'clock' | 'accountId' | 'onProgress'>,
  ) {
    const { audit, administration, clock, onProgress = () => {} } = dependencies
    if (before > clock())
      throw createFieldError('before', 'must be in the past: otherwise the whole log would be deleted')
    const findOldest = async () => (await audit.listAfter(0, 1))[0]?.at
    const oldest = await findOldest()
    const [oldestChange] = await administration.list({ order: 'oldest', limit: 1, until: before })
    const told = { before: new Date(before).toISOString(), requests: 0, administration: 0 }
    if ((oldest ?? before) >= before && oldestChange === undefined) return told
    const target = { kind: 'audit_log', id: 'audit_log', name: 'the audit log' } as const
    const change = { act: 'prune_audit_log', target, after: { before: told.before }, accountId: null }
    await administration.record(describeChange(change, dependencies))
    told.requests = await deleteAll(audit.deleteBefore, async (deleted) => {
      // Counting the events first would take as long as deleting them. Their times show the progress just as well.
      const from = oldest ?? before
      onProgress(Math.min((await findOldest()) ?? before, before) - from, before - from, deleted)
    })
    told.administration = await deleteAll(administration.deleteBefore, async () => {})
    return told

    async function deleteAll(
      deleteSome: (time: number, limit: number) => Promise<number>,
      tell: (deleted: number) => Promise<void>,
    ): Promise<number> {
      let deleted = 0
      for (let last = batch; last === batch; ) {
        last = await deleteSome(before, batch)
        deleted += last
        await tell(deleted)
        await sleep(pauseMs)
      }
      return deleted
    }
  },
})
