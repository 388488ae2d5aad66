import type { Logger } from 'pino'
import type { AuditEntry, AuditEvent } from '../../src/core/model.ts'
import type { AuditRepository } from '../../src/core/ports.ts'
import { sampleAuditEntry } from './samples.ts'

/** A batch that was handed to the store, and waits for the test to say what becomes of it. */
export interface StubBatch {
  readonly entries: readonly AuditEntry[]
  commit(): void
  fail(error: Error): void
}

/** A store whose commits the test decides on. */
export interface StoreStub extends Pick<AuditRepository, 'append'> {
  /** The next batch, as soon as it is there. */
  next(): Promise<StubBatch>
  /** How many batches are there that nobody asked for yet. */
  waiting(): number
}

/** A store without a database. */
export function createRepositoryStub(): StoreStub {
  const batches: StubBatch[] = []
  let arrived = Promise.withResolvers<void>()
  return {
    append(entries) {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      batches.push({ entries: [...entries], commit: resolve, fail: reject })
      arrived.resolve()
      return promise
    },
    async next() {
      for (;;) {
        const batch = batches.shift()
        if (batch !== undefined) return batch
        arrived = Promise.withResolvers()
        await arrived.promise
      }
    },
    waiting: () => batches.length,
  }
}

/** An event that is not in the log yet. */
export function sampleAuditEvent(fields: Partial<AuditEvent> = {}): AuditEvent {
  const { id: _, ...event } = sampleAuditEntry(fields)
  return event
}

/** A log that nobody reads. */
export const silentLogger = { info() {}, warn() {}, error() {} } as unknown as Logger
