import { checkBucketName, checkObjectKey } from './check-names.ts'
import { isForm } from './post-object.ts'
import type { S3Request } from './s3-request.ts'
import { type KeyPairs, verifySignature } from './verify-signature.ts'

/** All checks that a request has to pass before it is handled, in order. Each lets the request pass or throws S3Refusal. */
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
 * Runs all checks on a request.
 * @param now epoch milliseconds
 * @throws S3Refusal at the first check that the request does not pass
 */
export function guardRequest(request: S3Request, keyPairs: KeyPairs, now: number): void {
  for (const check of checks) check(request, keyPairs, now)
}
