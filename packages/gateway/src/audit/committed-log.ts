import { AppError } from '../core/app-error.ts'
import { deadline } from '../core/deadline.ts'
import type { AuditEntry, AuditEvent } from '../core/model.ts'
import { type AuditBounds, type AuditLog, type AuditLogParts, auditBounds } from './audit-log.ts'
import { createEntryIds } from './entry-id.ts'
import { createOutageLog } from './outage-log.ts'

/** Events that are committed together, and the promise that all their requests wait for. */
interface Batch {
  readonly entries: AuditEntry[]
  readonly committed: PromiseWithResolvers<void>
}

/**
 * An audit log that resolves when the event is committed, by group commit: while one batch is being written the next
 * one collects, so that the wait for the disk is shared by all requests that came meanwhile.
 *
 * When a batch fails, its requests are refused and its events forgotten; the next batch is the next attempt. When the
 * database gives no answer in time, requests are refused at once until it does.
 */
export function createCommittedLog({ repository, logger, bounds }: AuditLogParts): AuditLog {
  const { queued: maxQueued, batch: maxBatch, waitMs, probeMs }: AuditBounds = { ...auditBounds, ...bounds }
  const outage = createOutageLog(logger)
  const nextId = createEntryIds()
  const batches: Batch[] = []
  let queued = 0
  let isScheduled = false
  let isWriting = false
  let isStalled = false
  let isClosed = false
  let becameIdle: PromiseWithResolvers<void> | undefined

  function record(events: readonly AuditEvent[]): Promise<void> {
    if (isClosed || isStalled || queued >= maxQueued) return Promise.reject(new AppError('audit_unavailable'))
    let batch = batches.at(-1)
    if (batch === undefined || batch.entries.length + events.length > maxBatch) {
      batch = { entries: [], committed: Promise.withResolvers() }
      batches.push(batch)
    }
    for (const event of events) batch.entries.push({ ...event, id: nextId() })
    queued += events.length
    // Not at once: the other requests of this turn of the event loop join the batch.
    if (!isWriting && !isScheduled) {
      isScheduled = true
      setImmediate(startWriting)
    }
    return batch.committed.promise
  }

  async function startWriting(): Promise<void> {
    isScheduled = false
    isWriting = true
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) await write(batch)
    isWriting = false
    becameIdle?.resolve()
  }

  async function write({ entries, committed }: Batch): Promise<void> {
    const limitMs = outage.isOut() ? probeMs : waitMs
    const timer = setTimeout(() => stall(committed, limitMs), limitMs)
    try {
      await repository.append(entries)
      outage.worked()
      committed.resolve()
    } catch (cause) {
      outage.failed(cause)
      committed.reject(new AppError('audit_unavailable', { cause }))
    }
    clearTimeout(timer)
    isStalled = false
    queued -= entries.length
  }

  /** Refuses all who wait. The batch that is being written may be committed yet: then it tells of URLs that never left. */
  function stall(writing: PromiseWithResolvers<void>, limitMs: number): void {
    const cause = new Error(`The database gave no answer within ${limitMs} ms`)
    outage.failed(cause)
    isStalled = true
    const refusal = new AppError('audit_unavailable', { cause })
    writing.reject(refusal)
    for (const { entries, committed } of batches.splice(0)) {
      queued -= entries.length
      committed.reject(refusal)
    }
  }

  return {
    record,
    get queued() {
      return queued
    },
    async drain() {
      isClosed = true
      if (!isWriting && !isScheduled) return
      // Bounded, since no batch takes longer than its wait, and then the others are refused.
      becameIdle = Promise.withResolvers()
      await deadline(waitMs, becameIdle.promise).catch(() => {})
    },
  }
}
