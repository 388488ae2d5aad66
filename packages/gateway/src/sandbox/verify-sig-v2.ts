import { createHmac } from 'node:crypto'
import { S3Refusal } from './s3-refusal.ts'
import type { S3Request } from './s3-request.ts'
import { compareSignatures, findSecret, foldBlanks, type KeyPairs, refuseExpired } from './signature-checks.ts'

/** The parameters that SigV2 signs: all those by which a request becomes another one. */
const signedParameters = new Set(
  (
    'accelerate acl analytics cors defaultObjectAcl delete inventory lifecycle location logging metrics notification ' +
    'object-lock partNumber policy replication requestPayment response-cache-control response-content-disposition ' +
    'response-content-encoding response-content-language response-content-type response-expires restore select ' +
    'select-type storageClass tagging torrent uploadId uploads versionId versioning versions website'
  ).split(' '),
)

/**
 * Checks SigV2 in the query
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html, "Query string request authentication").
 * @param now epoch milliseconds
 * @throws S3Refusal with AWS's code
 */
export function verifyV2(request: S3Request, keyPairs: KeyPairs, now: number): void {
  const { query } = request
  const accessKeyId = query.get('AWSAccessKeyId') ?? ''
  const expires = query.get('Expires') ?? ''
  const signature = query.get('Signature') ?? ''
  if (accessKeyId === '' || signature === '' || !/^\d{1,11}$/.test(expires)) {
    throw new S3Refusal(
      403,
      'AccessDenied',
      'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters',
    )
  }
  refuseExpired(Number(expires) * 1000, now)
  const secret = findSecret(keyPairs, accessKeyId)
  const stringToSign = buildStringToSign(request, expires)
  const expected = createHmac('sha1', secret.reveal()).update(stringToSign).digest('base64')
  compareSignatures(signature, expected, { StringToSign: stringToSign })
}

function buildStringToSign({ method, rawPath, query, headers }: S3Request, expires: string): string {
  const amzHeaders = [...headers]
    .filter(([name]) => name.startsWith('x-amz-'))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}:${foldBlanks(value)}\n`)
  const parameters = [...query]
    .filter(([name]) => signedParameters.has(name))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
  const resource = parameters.length === 0 ? rawPath : `${rawPath}?${parameters.join('&')}`
  const [md5 = '', type = ''] = [headers.get('content-md5'), headers.get('content-type')]
  return `${method}\n${md5}\n${type}\n${expires}\n${amzHeaders.join('')}${resource}`
}
