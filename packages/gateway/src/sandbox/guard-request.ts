import { checkBucketName, checkObjectKey } from './confine-store.ts'
import { S3Refusal, type S3Request } from './s3-request.ts'
import { type KeyPairs, verifySignature } from './verify-signature.ts'

/** Everything that a request has to pass before the S3 server sees it, in order. Each throws S3Refusal or lets it pass. */
const checks: readonly ((request: S3Request, keyPairs: KeyPairs, now: number) => void)[] = [
  verifySignature,
  ({ bucket }) => checkBucketName(bucket),
  ({ key }) => {
    if (key !== '') checkObjectKey(key)
  },
  refuseBucketChanges,
  checkUploadPart,
]

/**
 * @param now epoch milliseconds
 * @throws S3Refusal at the first check that the request does not pass
 */
export function guardRequest(request: S3Request, keyPairs: KeyPairs, now: number): void {
  for (const check of checks) check(request, keyPairs, now)
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
