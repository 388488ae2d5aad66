import type { IncomingMessage } from 'node:http'
import { S3Refusal } from './s3-refusal.ts'
import type { S3Request } from './s3-request.ts'
import { checkBucketName, checkObjectKey } from './sandbox-key.ts'
import type { KeyPairs } from './signature-checks.ts'
import { verifySignature } from './verify-signature.ts'

/** What a request is held against. */
export interface GuardParts {
  readonly keyPairs: KeyPairs
  /** Epoch milliseconds. */
  readonly now: number
}

/** Throws an {@link S3Refusal}, or lets the request pass. */
type Check = (request: S3Request, parts: GuardParts) => void

/** Everything that a request has to pass before the S3 server sees it, in order. */
const checks: readonly Check[] = [
  (request, { keyPairs, now }) => verifySignature(request, keyPairs, now),
  ({ bucket }) => checkBucketName(bucket),
  ({ key }) => {
    if (key !== '') checkObjectKey(key)
  },
  refuseBucketChanges,
  checkUploadPart,
]

/** @throws S3Refusal at the first check that the request does not pass */
export function guardRequest(request: S3Request, parts: GuardParts): void {
  for (const check of checks) check(request, parts)
}

/**
 * Refuses a request for another host: a page whose name was made to resolve to 127.0.0.1 (DNS rebinding) sends its own.
 * @throws S3Refusal `AccessDenied`
 */
export function checkHost({ headersDistinct, socket }: IncomingMessage): void {
  const [host = '', ...others] = headersDistinct.host ?? []
  const match = /^(?:(?:[a-z0-9-]+\.)*localhost|127\.0\.0\.1|\[::1\])(?::(?<port>\d+))?$/i.exec(host)
  const port = Number(match?.groups?.port ?? 80)
  if (match !== null && others.length === 0 && port === socket.localPort) return
  throw new S3Refusal(403, 'AccessDenied', 'The sandbox answers to names of this machine only.')
}

/** What is left of the query for the S3 server: signing parameters and all `x-amz-*` are this guard's business. */
export function stripSignature(query: ReadonlyMap<string, string>): string {
  const left = [...query].filter(([name]) => !/^(?:x-amz-.*|signature|expires|awsaccesskeyid)$/i.test(name))
  return left.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')
}

/** A form brings its signature and its key in its body, which nothing here reads; the buckets are given. */
function refuseBucketChanges({ method, key, query }: S3Request): void {
  if (key !== '' || method === 'GET' || method === 'HEAD' || (method === 'POST' && query.has('delete'))) return
  throw new S3Refusal(403, 'AccessDenied', 'The sandbox takes no upload forms, and its buckets cannot be changed.')
}

/** s3rver makes a path of both. */
function checkUploadPart({ query }: S3Request): void {
  const uploadId = query.get('uploadId')
  if (uploadId !== undefined && !/^[0-9a-f]{32}$/.test(uploadId)) {
    throw new S3Refusal(404, 'NoSuchUpload', 'The specified upload does not exist.')
  }
  const partNumber = query.get('partNumber')
  if (partNumber !== undefined && (!/^[1-9]\d{0,4}$/.test(partNumber) || Number(partNumber) > 10_000)) {
    throw new S3Refusal(400, 'InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive')
  }
}
