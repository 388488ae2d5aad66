import type { Logger } from 'pino'
import type { AuditRepository, RefusedRequest, RequestEvents } from '../../src/core/audit-ports.ts'
import type { AuditEvent } from '../../src/core/model.ts'

/** A batch that the store received. The test decides its outcome. */
export interface StubBatch {
  readonly requests: readonly RequestEvents[]
  /** The events of all its requests. */
  readonly events: readonly AuditEvent[]
  /** Whether the caller says that some events may be stored already. */
  readonly isRetry: boolean
  /** Commits all requests except those at these positions. */
  commit(...refused: number[]): void
  fail(error: Error): void
}

/** A store whose commits the test decides on. */
export interface StoreStub extends Pick<AuditRepository, 'append'> {
  /** Resolves with the next batch. */
  next(): Promise<StubBatch>
  /** How many batches have not been returned by `next` yet. */
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

/** A logger that discards everything. */
export const silentLogger = { info() {}, warn() {}, error() {} } as unknown as Logger
