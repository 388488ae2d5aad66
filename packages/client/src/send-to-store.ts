import type { Environment } from './environment.ts'
import { explainSilence } from './explain-silence.ts'
import { NoAnswer, type SendOptions, type StoreAnswer, type StoreRequest, sendBytes } from './send-bytes.ts'
import { isPassing, readRetryAfter, SignpostError } from './signpost-error.ts'

/**
 * Sends a body to the store.
 * @returns the answer, which is a success
 * @throws SignpostError; the signal's reason when that is aborted
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

/** What S3 says of a body that did not arrive as it was sent (the connection was at fault), and when it is busy with the key. */
const passingCodes: readonly string[] = [
  ...['RequestTimeout', 'IncompleteBody', 'BadDigest', 'XAmzContentSHA256Mismatch', 'SlowDown', 'InternalError'],
  ...['OperationAborted', 'ConditionalRequestConflict'],
]

/** The error that a store's answer stands for. S3 API Reference, "REST error responses". */
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
