import { S3Refusal } from './s3-refusal.ts'
import type { S3Request } from './s3-request.ts'
import type { KeyPairs } from './signature-checks.ts'
import { verifyV2 } from './verify-sig-v2.ts'
import { verifyV4 } from './verify-sig-v4.ts'

/**
 * Checks that the request is one that a known key pair signed, in its query, for now: by SigV4
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html) or SigV2
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html).
 *
 * It shares no code with `@signpost/presign`, so that a mistake of the signer is refused here as AWS would refuse it.
 * @param now epoch milliseconds
 * @throws S3Refusal with AWS's code
 */
export function verifySignature(request: S3Request, keyPairs: KeyPairs, now: number): void {
  const { query, headers } = request
  const isV4 = query.has('X-Amz-Algorithm') || query.has('X-Amz-Signature')
  const isV2 = query.has('Signature') || query.has('AWSAccessKeyId')
  if (!isV4 && !isV2) {
    const said = headers.has('authorization') ? 'The sandbox takes signed URLs only.' : 'Access Denied'
    throw new S3Refusal(403, 'AccessDenied', said)
  }
  if (headers.has('authorization') || (isV4 && isV2)) {
    throw new S3Refusal(
      400,
      'InvalidArgument',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
      { ArgumentName: 'Authorization' },
    )
  }
  if (isV4) verifyV4(request, keyPairs, now)
  else verifyV2(request, keyPairs, now)
}
