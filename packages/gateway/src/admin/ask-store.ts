import { AppError } from '../core/app-error.ts'
import type { Clock } from '../core/clock.ts'
import { createCircuitBreakers } from '../s3/circuit-breaker.ts'
import { createS3Caller, type S3Caller } from '../s3/s3-caller.ts'
import type { S3Client } from '../s3/s3-client.ts'
import type { S3ClientOptions } from '../s3/s3-connections.ts'
import { describeForOperator, S3Unreachable } from '../s3/s3-error.ts'

/** The client and the caller with which an act asks a store. */
export interface StoreLine {
  readonly client: S3Client
  readonly caller: S3Caller
}

/** Lets an act ask a store, and closes the connections when the work is done. */
export type AskStore = <Result>(work: (line: StoreLine) => Promise<Result>) => Promise<Result>

/** Creates an {@link AskStore}, which loads the S3 client only when it is used. */
export function createAskStore(options: S3ClientOptions, clock: Clock): AskStore {
  return async (work) => {
    const { createS3Client } = await import('../s3/s3-client.ts')
    const client = createS3Client(options)
    try {
      return await work({ client, caller: createS3Caller(client, createCircuitBreakers(clock)) })
    } finally {
      await client.close()
    }
  }
}

/** Turns an unreachable store into an error of the table, with details for an administrator. Returns any other value unchanged. */
export function toStoreFailure(thrown: unknown): unknown {
  if (!(thrown instanceof S3Unreachable)) return thrown
  const code = thrown.isTimeout ? 'store_timeout' : 'store_error'
  return new AppError(code, { message: `${describeForOperator(thrown)}.` })
}
