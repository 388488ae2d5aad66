import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../core/app-error.ts'
import type { AuditEntry } from '../core/model.ts'
import { type AuditBounds, type AuditLog, type AuditLogParts, auditBounds } from './audit-log.ts'
import { createEntryIds } from './entry-id.ts'
import { createOutageLog } from './outage-log.ts'

/**
 * An audit log that keeps the event in memory and writes it a moment later. What cannot be written is tried again until
 * the buffer is full; from then on events are refused.
 */
export function createBufferedLog({ store, logger, bounds }: AuditLogParts): AuditLog {
  const { queued: maxQueued, batch: maxBatch, waitMs, delayMs, retryMs }: AuditBounds = { ...auditBounds, ...bounds }
  const outage = createOutageLog(logger)
  const nextId = createEntryIds()
  const buffer: AuditEntry[] = []
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined
  let closedAt: number | undefined

  function schedule(): void {
    if (writing !== undefined) return
    if (buffer.length >= maxBatch) startWriting()
    else timer ??= setTimeout(startWriting, delayMs)
  }

  function startWriting(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writing ??= writeAll().finally(() => {
      writing = undefined
    })
    return writing
  }

  async function writeAll(): Promise<void> {
    while (buffer.length > 0) {
      const batch = buffer.slice(0, maxBatch)
      try {
        await store.append(batch)
        buffer.splice(0, batch.length)
        outage.worked()
      } catch (cause) {
        outage.failed(cause)
        if (closedAt !== undefined && performance.now() - closedAt > waitMs) return
        await sleep(retryMs)
      }
    }
  }

  return {
    record(event) {
      if (closedAt !== undefined || buffer.length >= maxQueued) return Promise.reject(new AppError('audit_unavailable'))
      buffer.push({ ...event, id: nextId() })
      schedule()
      return undefined
    },

    async drain() {
      closedAt = performance.now()
      const cut = new AbortController()
      await Promise.race([startWriting(), sleep(waitMs, undefined, { signal: cut.signal }).catch(() => {})])
      cut.abort()
      if (buffer.length > 0) logger.error({ events: buffer.length }, 'audit events are lost: they could not be written')
    },
  }
}
