import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../core/app-error.ts'
import { deadline } from '../core/deadline.ts'
import type { AuditEntry, AuditEvent } from '../core/model.ts'
import { type AuditBounds, type AuditLog, type AuditLogParts, auditBounds } from './audit-log.ts'
import { createEntryIds } from './entry-id.ts'
import { createOutageLog } from './outage-log.ts'

/**
 * An audit log that keeps the event in memory and writes it a moment later. While events come faster than the database
 * takes them, requests wait for room; while it takes none at all, they are refused as soon as the buffer is full.
 */
export function createBufferedLog({ repository, logger, bounds }: AuditLogParts): AuditLog {
  const { queued: maxQueued, batch: maxBatch, waitMs, delayMs, retryMs }: AuditBounds = { ...auditBounds, ...bounds }
  const outage = createOutageLog(logger)
  const nextId = createEntryIds()
  const buffer: AuditEntry[] = []
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined
  let closedAt: number | undefined
  let room: PromiseWithResolvers<void> | undefined

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
        await repository.append(batch)
        buffer.splice(0, batch.length)
        outage.worked()
        tellOfRoom()
      } catch (cause) {
        outage.failed(cause)
        tellOfRoom()
        if (closedAt !== undefined && performance.now() - closedAt > waitMs) return
        await sleep(retryMs)
      }
    }
  }

  /** Lets those who wait for room look again: there is some now, or there will be none soon. */
  function tellOfRoom(): void {
    room?.resolve()
    room = undefined
  }

  function record(events: readonly AuditEvent[]): Promise<void> | undefined {
    if (closedAt !== undefined) return Promise.reject(new AppError('audit_unavailable'))
    if (buffer.length >= maxQueued) return recordWhenThereIsRoom(events)
    for (const event of events) buffer.push({ ...event, id: nextId() })
    schedule()
    return undefined
  }

  async function recordWhenThereIsRoom(events: readonly AuditEvent[]): Promise<void> {
    const givesUpAt = performance.now() + waitMs
    while (buffer.length >= maxQueued) {
      const leftMs = givesUpAt - performance.now()
      if (outage.isOut() || leftMs <= 0) throw new AppError('audit_unavailable')
      room ??= Promise.withResolvers()
      await deadline(leftMs, room.promise).catch(() => {})
    }
    return record(events)
  }

  return {
    record,

    get queued() {
      return buffer.length
    },

    async drain() {
      closedAt = performance.now()
      await deadline(waitMs, startWriting()).catch(() => {})
      if (buffer.length > 0) logger.error({ events: buffer.length }, 'audit events are lost: they could not be written')
    },
  }
}
