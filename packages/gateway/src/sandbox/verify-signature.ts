import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { formatTime } from '../core/format-time.ts'
import type { Secret } from '../core/secret.ts'
import { S3Refusal, type S3Request } from './s3-request.ts'

/** The secret access keys that are known, by access key id. */
export type KeyPairs = ReadonlyMap<string, Secret>

/**
 * Checks that a known key pair signed the request in its query, and that the signature is valid now: by SigV4
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html) or SigV2
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html, "Query string request authentication").
 *
 * It shares no code with `@signpost/presign`, so it refuses a mistake of the signer as AWS does.
 * @param now epoch milliseconds
 * @throws S3Refusal with AWS's code
 */
export function verifySignature(request: S3Request, keyPairs: KeyPairs, now: number): void {
  const { query, headers } = request
  const isV4 = query.has('X-Amz-Algorithm') || query.has('X-Amz-Signature')
  const isV2 = query.has('Signature') || query.has('AWSAccessKeyId')
  if (!isV4 && !isV2) {
    const message = headers.has('authorization') ? 'The sandbox accepts only signed URLs.' : 'Access Denied'
    throw new S3Refusal(403, 'AccessDenied', message)
  }
  if (headers.has('authorization') || (isV4 && isV2)) {
    const message =
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified'
    throw new S3Refusal(400, 'InvalidArgument', message, { ArgumentName: 'Authorization' })
  }
  if (isV4) verifyV4(request, keyPairs, now)
  else verifyV2(request, keyPairs, now)
}

/** S3 accepts clocks that are this far ahead. */
const maxSkewMs = 900_000
const maxExpiresInSeconds = 604_800

function verifyV4(request: S3Request, keyPairs: KeyPairs, now: number): void {
  const { accessKeyId, scope, amzDate, signedHeaders, signature } = readV4Parameters(request, now)
  const secret = findSecret(keyPairs, accessKeyId)
  refuseUnsignedHeaders(request, signedHeaders)
  const canonicalRequest = buildCanonicalRequest(request, signedHeaders)
  const hash = createHash('sha256').update(canonicalRequest).digest('hex')
  const stringToSign = `AWS4-HMAC-SHA256\n${amzDate}\n${scope}\n${hash}`
  const expected = createHmac('sha256', deriveV4Key(secret, scope)).update(stringToSign).digest('hex')
  compareSignatures(signature, expected, { StringToSign: stringToSign, CanonicalRequest: canonicalRequest })
}

/** Derives the signing key of a day, a region and a service. @param scope `20260102/us-east-1/s3/aws4_request` */
export function deriveV4Key(secret: Secret, scope: string): Buffer {
  let key: Buffer | string = `AWS4${secret.reveal()}`
  for (const step of scope.split('/')) key = createHmac('sha256', key).update(step).digest()
  return key as Buffer
}

/** Reads the signing parameters, and checks that the URL is valid now. */
function readV4Parameters({ query }: S3Request, now: number) {
  const read = (name: string) => {
    const value = query.get(name)
    if (value !== undefined && value !== '') return value
    throw refuseParameters(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    )
  }
  if (read('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') {
    throw refuseParameters('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"')
  }
  const credential = /^(?<accessKeyId>[^/]+)\/(?<scope>(?<day>\d{8})\/[^/]+\/s3\/aws4_request)$/.exec(
    read('X-Amz-Credential'),
  )
  if (credential?.groups === undefined) throw refuseParameters('Error parsing the X-Amz-Credential parameter')
  const { accessKeyId = '', scope = '', day = '' } = credential.groups
  const amzDate = read('X-Amz-Date')
  const signedAt = Date.parse(amzDate.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'))
  if (!/^\d{8}T\d{6}Z$/.test(amzDate) || Number.isNaN(signedAt) || !amzDate.startsWith(day)) {
    throw refuseParameters("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"")
  }
  const expires = read('X-Amz-Expires')
  if (!/^\d{1,6}$/.test(expires) || Number(expires) > maxExpiresInSeconds) {
    throw refuseParameters('X-Amz-Expires must be a number of seconds, and less than a week')
  }
  if (signedAt > now + maxSkewMs) throw new S3Refusal(403, 'AccessDenied', 'Request is not valid yet')
  refuseExpired(signedAt + Number(expires) * 1000, now)
  const signedHeaders = read('X-Amz-SignedHeaders').split(';')
  if (!signedHeaders.includes('host')) throw refuseParameters('X-Amz-SignedHeaders must include "host"')
  return { accessKeyId, scope, amzDate, signedHeaders, signature: read('X-Amz-Signature') }
}

function refuseParameters(message: string): S3Refusal {
  return new S3Refusal(400, 'AuthorizationQueryParametersError', message)
}

/** Refuses unsigned headers that could change the meaning of the request, as AWS does; Ceph and others obey them. */
function refuseUnsignedHeaders({ headers }: S3Request, signedHeaders: readonly string[]): void {
  const unsigned = [...headers.keys()].filter((name) => name.startsWith('x-amz-') && !signedHeaders.includes(name))
  if (unsigned.length === 0) return
  throw new S3Refusal(403, 'AccessDenied', 'There were headers present in the request which were not signed', {
    HeadersNotSigned: unsigned.join(', '),
  })
}

function buildCanonicalRequest({ method, path, query, headers }: S3Request, signedHeaders: readonly string[]): string {
  const parameters = [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(byName)
    .map(([name, value]) => `${name}=${value}`)
  // A name without a line says that the header is absent, so that a client that sends it breaks the signature.
  const lines = signedHeaders.flatMap((name) => {
    const value = headers.get(name)
    return value === undefined ? [] : [`${name}:${foldBlanks(value)}\n`]
  })
  const payload = headers.get('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD'
  if (!/^(?:UNSIGNED-PAYLOAD|[0-9a-f]{64})$/.test(payload)) {
    const message = 'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, or a valid sha256 value.'
    throw new S3Refusal(400, 'InvalidArgument', message)
  }
  const uri = path.split('/').map(encode).join('/')
  return [method, uri, parameters.join('&'), lines.join(''), signedHeaders.join(';'), payload].join('\n')
}

/** Percent-encodes everything except letters, digits and `-._~` (RFC 3986). */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** The parameters that SigV2 signs: all those that turn a request into another one. */
const signedParameters = new Set(
  (
    'accelerate acl analytics cors defaultObjectAcl delete inventory lifecycle location logging metrics notification ' +
    'object-lock partNumber policy replication requestPayment response-cache-control response-content-disposition ' +
    'response-content-encoding response-content-language response-content-type response-expires restore select ' +
    'select-type storageClass tagging torrent uploadId uploads versionId versioning versions website'
  ).split(' '),
)

function verifyV2(request: S3Request, keyPairs: KeyPairs, now: number): void {
  const { method, rawPath, query, headers } = request
  const accessKeyId = query.get('AWSAccessKeyId') ?? ''
  const expires = query.get('Expires') ?? ''
  const signature = query.get('Signature') ?? ''
  if (accessKeyId === '' || signature === '' || !/^\d{1,11}$/.test(expires)) {
    const message = 'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters'
    throw new S3Refusal(403, 'AccessDenied', message)
  }
  refuseExpired(Number(expires) * 1000, now)
  const secret = findSecret(keyPairs, accessKeyId)
  const amzHeaders = [...headers]
    .filter(([name]) => name.startsWith('x-amz-'))
    .sort(byName)
    .map(([name, value]) => `${name}:${foldBlanks(value)}\n`)
  const parameters = [...query]
    .filter(([name]) => signedParameters.has(name))
    .sort(byName)
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
  const resource = parameters.length === 0 ? rawPath : `${rawPath}?${parameters.join('&')}`
  const [md5 = '', type = ''] = [headers.get('content-md5'), headers.get('content-type')]
  const stringToSign = `${method}\n${md5}\n${type}\n${expires}\n${amzHeaders.join('')}${resource}`
  const expected = createHmac('sha1', secret.reveal()).update(stringToSign).digest('base64')
  compareSignatures(signature, expected, { StringToSign: stringToSign })
}

function byName([one]: readonly [string, string], [other]: readonly [string, string]): number {
  return one < other ? -1 : 1
}

/** Folds spaces in a header's value, as both versions sign it. */
function foldBlanks(value: string): string {
  return value.trim().replace(/ +/g, ' ')
}

/** @throws S3Refusal `InvalidAccessKeyId` */
export function findSecret(keyPairs: KeyPairs, accessKeyId: string): Secret {
  const secret = keyPairs.get(accessKeyId)
  if (secret !== undefined) return secret
  const message = 'The AWS Access Key Id you provided does not exist in our records.'
  throw new S3Refusal(403, 'InvalidAccessKeyId', message, { AWSAccessKeyId: accessKeyId })
}

/**
 * Compares in constant time.
 * @throws S3Refusal `SignatureDoesNotMatch`
 * @param explanation what AWS adds to help a client find its mistake; nothing in it is secret
 */
export function compareSignatures(
  given: string,
  expected: string,
  explanation: Readonly<Record<string, string>>,
): void {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  if (timingSafeEqual(digest(given), digest(expected))) return
  const message =
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.'
  throw new S3Refusal(403, 'SignatureDoesNotMatch', message, explanation)
}

function refuseExpired(expiresAt: number, now: number): void {
  if (now <= expiresAt) return
  throw new S3Refusal(403, 'AccessDenied', 'Request has expired', {
    Expires: formatTime(expiresAt),
    ServerTime: formatTime(now),
  })
}
