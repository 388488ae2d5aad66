import { AppError } from '../core/app-error.ts'
import type { RefusedRequest } from '../core/audit-ports.ts'
import { channels } from '../core/channels.ts'
import { deadline } from '../core/deadline.ts'
import type { AuditEvent } from '../core/model.ts'
import { type AuditBounds, type AuditLog, type AuditLogDependencies, auditBounds } from './audit-log.ts'
import { createOutageLog } from './outage-log.ts'

/** The events of a request, and the promise that the request waits for. */
interface WaitingRequest {
  readonly events: readonly AuditEvent[]
  readonly committed: PromiseWithResolvers<void>
}

/** Requests whose events are committed together. */
interface Batch {
  readonly requests: WaitingRequest[]
  eventCount: number
}

/**
 * Creates an audit log whose `record` resolves when the events are committed. It uses group commit: while one batch is being written,
 * the next one collects, so that all requests that come meanwhile share one wait for the disk.
 *
 * When the database refuses the events of one request, only this request is refused. When a whole batch fails, its requests are
 * refused and its events forgotten; the next batch is the next attempt. When the database does not answer in time, requests are
 * refused at once until it does.
 */
export function createCommittedLog({ repository, logger, bounds }: AuditLogDependencies): AuditLog {
  const { queued: maxQueued, batch: maxBatch, waitMs, probeMs }: AuditBounds = { ...auditBounds, ...bounds }
  const outage = createOutageLog(logger)
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
    // A request that is larger than a batch gets a batch of its own, because its events belong in one commit.
    if (batch === undefined || batch.eventCount + events.length > maxBatch) {
      batch = { requests: [], eventCount: 0 }
      batches.push(batch)
    }
    const committed = Promise.withResolvers<void>()
    batch.requests.push({ events, committed })
    batch.eventCount += events.length
    queued += events.length
    // Not at once: the other requests of this turn of the event loop join the batch.
    if (!isWriting && !isScheduled) {
      isScheduled = true
      setImmediate(startWriting)
    }
    return committed.promise
  }

  async function startWriting(): Promise<void> {
    isScheduled = false
    isWriting = true
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) await write(batch)
    isWriting = false
    becameIdle?.resolve()
  }

  async function write(batch: Batch): Promise<void> {
    const limitMs = outage.isOut() ? probeMs : waitMs
    const timer = setTimeout(() => stall(batch, limitMs), limitMs)
    try {
      const requests = batch.requests.map(({ events }) => events)
      const refused = await channels.auditCommit.tracePromise(() => repository.append(requests), { requests })
      outage.worked()
      for (const refusal of refused) refuseOne(batch, refusal)
      for (const { committed } of batch.requests) committed.resolve()
    } catch (cause) {
      outage.failed(cause)
      refuse(batch, cause)
    }
    clearTimeout(timer)
    isStalled = false
    queued -= batch.eventCount
  }

  function refuseOne({ requests }: Batch, { index, cause }: RefusedRequest): void {
    const { events, committed } = requests[index] as WaitingRequest
    outage.refused(events, cause)
    committed.reject(new AppError('audit_unavailable', { cause }))
  }

  function refuse({ requests }: Batch, cause: unknown): void {
    const refusal = new AppError('audit_unavailable', { cause })
    for (const { committed } of requests) committed.reject(refusal)
  }

  /** Refuses all waiting requests. The batch being written may still be committed: then the log has URLs that were never handed out. */
  function stall(writing: Batch, limitMs: number): void {
    const cause = new Error(`The database gave no answer within ${limitMs} ms`)
    outage.failed(cause)
    isStalled = true
    refuse(writing, cause)
    for (const batch of batches.splice(0)) {
      queued -= batch.eventCount
      refuse(batch, cause)
    }
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
      isClosed = true
      if (!isWriting && !isScheduled) return
      // Bounded: when a batch takes longer than its limit, all others are refused.
      becameIdle = Promise.withResolvers()
      await deadline(waitMs, becameIdle.promise).catch(() => {})
    },
  }
}
