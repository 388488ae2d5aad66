import { setTimeout as sleep } from 'node:timers/promises'
import type { AuditRepository } from '../core/audit-ports.ts'
import type { AuditEntry } from '../core/model.ts'

/** Follows the audit log in the order of commit, for any number of listeners with one look at the database. */
export interface AuditTail {
  /**
   * Calls the listener with what is committed from now on.
   * @returns the id of the last event before, and a function that ends it
   */
  follow(listener: (entries: readonly AuditEntry[]) => void): Promise<{ readonly lastId: number; end(): void }>
}

/** How often the log is looked at while somebody follows it. */
const pollMs = 500

/** Events that are read at once. */
const pageSize = 1000

/** Makes it. It looks at the log only while there is a listener, and goes on when the database was away. */
export function createAuditTail(audit: Pick<AuditRepository, 'findLastId' | 'listAfter'>): AuditTail {
  const listeners = new Set<(entries: readonly AuditEntry[]) => void>()
  let lastId = 0
  let starting: Promise<void> | undefined

  async function start(): Promise<void> {
    lastId = await audit.findLastId()
    void poll()
  }

  async function poll(): Promise<void> {
    while (listeners.size > 0) {
      const page = await audit.listAfter(lastId, pageSize).catch(() => [])
      lastId = page.at(-1)?.id ?? lastId
      if (page.length > 0) for (const listener of listeners) listener(page)
      // A log that is written faster than it is read is read without a pause.
      await sleep(page.length === pageSize ? 0 : pollMs, undefined, { ref: false })
    }
    starting = undefined
  }

  return {
    async follow(listener) {
      listeners.add(listener)
      starting ??= start()
      try {
        await starting
      } catch (error) {
        starting = undefined
        listeners.delete(listener)
        throw error
      }
      return { lastId, end: () => void listeners.delete(listener) }
    },
  }
}
