import type { Logger } from 'pino'
import type { AuditRepository, RefusedRequest, RequestEvents } from '../../src/core/audit-ports.ts'
import type { AuditEvent } from '../../src/core/model.ts'

/** A batch that was handed to the store, and waits for the test to say what becomes of it. */
export interface StubBatch {
  readonly requests: readonly RequestEvents[]
  /** The events of all its requests. */
  readonly events: readonly AuditEvent[]
  /** Whether it is said that some may be there already. */
  readonly isRetry: boolean
  /** Commits all but the requests that are named by their places. */
  commit(...refused: number[]): void
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
    append(requests, { isRetry = false } = {}) {
      const { promise, resolve, reject } = Promise.withResolvers<readonly RefusedRequest[]>()
      batches.push({
        requests: [...requests],
        events: requests.flat(),
        isRetry,
        commit: (...refused) => resolve(refused.map((index) => ({ index, cause: new Error('a bad row') }))),
        fail: reject,
      })
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

/** A log that nobody reads. */
export const silentLogger = { info() {}, warn() {}, error() {} } as unknown as Logger
