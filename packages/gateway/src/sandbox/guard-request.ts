import { checkBucketName, checkObjectKey } from './check-names.ts'
import { isForm } from './post-object.ts'
import type { S3Request } from './s3-request.ts'
import { type KeyPairs, verifySignature } from './verify-signature.ts'

/** Everything that a request has to pass before anything is done for it, in order. Each throws S3Refusal or lets it pass. */
const checks: readonly ((request: S3Request, keyPairs: KeyPairs, now: number) => void)[] = [
  (request, keyPairs, now) => {
    // The policy of a form is verified when its fields have been read.
    if (!isForm(request)) verifySignature(request, keyPairs, now)
  },
  ({ bucket }) => checkBucketName(bucket),
  ({ key }) => {
    if (key !== '') checkObjectKey(key)
  },
]

/**
 * @param now epoch milliseconds
 * @throws S3Refusal at the first check that the request does not pass
 */
export function guardRequest(request: S3Request, keyPairs: KeyPairs, now: number): void {
  for (const check of checks) check(request, keyPairs, now)
}
