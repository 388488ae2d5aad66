import { setTimeout as sleep } from 'node:timers/promises'
import type { AuditRepository } from '../core/audit-ports.ts'
import type { AuditEntry } from '../core/model.ts'

/** Follows the audit log in the order of commit. Any number of listeners share one poll of the database. */
export interface AuditTail {
  /**
   * Calls the listener with the events that are committed from now on.
   * @returns the id of the last event before them, and a function that ends the following
   */
  follow(listener: (entries: readonly AuditEntry[]) => void): Promise<{ readonly lastId: number; end(): void }>
}

/** How often the log is polled while there is a listener. */
const pollMs = 500

/** How many events are read at once. */
const pageSize = 1000

/** Creates an audit tail. It polls the log only while there is a listener, and goes on after the database was unavailable. */
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
      // A full page means that more events wait, so the next one is read without a pause.
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
