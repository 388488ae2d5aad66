import type { Environment } from './environment.ts'
import { explainSilence } from './explain-silence.ts'
import { NoAnswer, type SendOptions, type StoreAnswer, type StoreRequest, sendBytes } from './send-bytes.ts'
import { isPassing, readRetryAfter, SignpostError } from './signpost-error.ts'

/**
 * Sends a body to the store.
 * @returns the store's successful answer
 * @throws SignpostError; the signal's reason if it is aborted
 */
export async function sendToStore(
  request: StoreRequest,
  options: SendOptions,
  environment: Environment,
): Promise<StoreAnswer> {
  const answer = await sendBytes(request, options, environment).catch(async (thrown: unknown) => {
    if (!(thrown instanceof NoAnswer)) throw thrown
    const { sentBytes, cause } = thrown
    throw await explainSilence({ url: request.url, side: 'store', sentBytes, cause }, environment)
  })
  if (answer.status >= 200 && answer.status < 300) return answer
  throw toStoreError(answer, environment.now())
}

/** The codes of S3 for a body that was damaged in transit, and for a key that is busy. A retry can succeed. */
const passingCodes: readonly string[] = [
  ...['RequestTimeout', 'IncompleteBody', 'BadDigest', 'XAmzContentSHA256Mismatch', 'SlowDown', 'InternalError'],
  ...['OperationAborted', 'ConditionalRequestConflict'],
]

/** Turns a store's answer into an error. S3 API Reference, "REST error responses". */
export function toStoreError({ status, header, body }: StoreAnswer, now: number): SignpostError {
  const [, s3Code] = /<Code>([^<]{1,100})<\/Code>/.exec(body) ?? []
  const [, said] = /<Message>([^<]{1,500})<\/Message>/.exec(body) ?? []
  return new SignpostError('store_refused', {
    message: `The store answered with status ${status}${s3Code === undefined ? '' : `, ${s3Code}`}${said === undefined ? '.' : `: ${said}`}`,
    ...{ status, s3Code },
    canRetry: isPassing(status) || passingCodes.includes(s3Code ?? ''),
    retryAfterMs: readRetryAfter(header('retry-after'), now),
  })
}
