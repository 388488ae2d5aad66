import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../core/app-error.ts'
import type { RequestEvents } from '../core/audit-ports.ts'
import { channels } from '../core/channels.ts'
import { deadline } from '../core/deadline.ts'
import type { AuditEvent } from '../core/model.ts'
import { type AuditBounds, type AuditLog, type AuditLogDependencies, auditBounds } from './audit-log.ts'
import { createOutageLog } from './outage-log.ts'

/**
 * Creates an audit log that buffers events in memory and writes them a moment later. When events come faster than the database
 * stores them, requests wait for room in the buffer. While the database stores none, requests are refused once the buffer is full.
 */
export function createBufferedLog({ repository, logger, bounds }: AuditLogDependencies): AuditLog {
  const { queued: maxQueued, batch: maxBatch, waitMs, delayMs, retryMs }: AuditBounds = { ...auditBounds, ...bounds }
  const outage = createOutageLog(logger)
  const buffer: RequestEvents[] = []
  let queued = 0
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined
  let closedAt: number | undefined
  let room: PromiseWithResolvers<void> | undefined

  function schedule(): void {
    if (writing !== undefined) return
    if (queued >= maxBatch) startWriting()
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
    let isRetry = false
    while (buffer.length > 0) {
      const batch = takeBatch()
      try {
        const write = () => repository.append(batch, { isRetry })
        const refused = await channels.auditCommit.tracePromise(write, { requests: batch })
        isRetry = false
        for (const { index, cause } of refused) outage.refused(batch[index] ?? [], cause)
        buffer.splice(0, batch.length)
        queued -= countEvents(batch)
        outage.worked()
        tellOfRoom()
      } catch (cause) {
        // The batch may have been committed all the same.
        isRetry = true
        outage.failed(cause)
        tellOfRoom()
        if (closedAt !== undefined && performance.now() - closedAt > waitMs) return
        await sleep(retryMs)
      }
    }
  }

  /** The oldest requests that make up a batch, at least one. They stay in the buffer until they are written. */
  function takeBatch(): RequestEvents[] {
    let end = 1
    let events = buffer[0]?.length ?? 0
    for (let next = buffer[end]; next !== undefined; next = buffer[++end]) {
      events += next.length
      if (events > maxBatch) break
    }
    return buffer.slice(0, end)
  }

  /** Wakes the requests that wait for room: there is room now, or there will be none soon. */
  function tellOfRoom(): void {
    room?.resolve()
    room = undefined
  }

  function record(events: readonly AuditEvent[]): Promise<void> | undefined {
    if (closedAt !== undefined) return Promise.reject(new AppError('audit_unavailable'))
    if (queued >= maxQueued) return recordWhenThereIsRoom(events)
    buffer.push(events)
    queued += events.length
    schedule()
    return undefined
  }

  async function recordWhenThereIsRoom(events: readonly AuditEvent[]): Promise<void> {
    const givesUpAt = performance.now() + waitMs
    while (queued >= maxQueued) {
      const leftMs = givesUpAt - performance.now()
      if (outage.isOut() || leftMs <= 0) throw new AppError('audit_unavailable')
      room ??= Promise.withResolvers()
      await deadline(leftMs, room.promise).catch(() => {})
    }
    return record(events)
  }

  return {
    record,

    get lastWrite() {
      return outage.lastWrite
    },

    get queued() {
      return queued
    },

    async drain() {
      closedAt = performance.now()
      await deadline(waitMs, startWriting()).catch(() => {})
      if (queued > 0) logger.error({ events: queued }, 'audit events are lost: they could not be written')
    },
  }
}

function countEvents(requests: readonly RequestEvents[]): number {
  return requests.reduce((count, events) => count + events.length, 0)
}
