import { createHash, createHmac } from 'node:crypto'
import { S3Refusal } from './s3-refusal.ts'
import type { S3Request } from './s3-request.ts'
import { compareSignatures, findSecret, foldBlanks, type KeyPairs, refuseExpired } from './signature-checks.ts'

/** S3 bears clocks that are this far ahead. */
const maxSkewMs = 900_000
const maxExpiresInSeconds = 604_800

/**
 * Checks SigV4 in the query (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html).
 * @param now epoch milliseconds
 * @throws S3Refusal with AWS's code
 */
export function verifyV4(request: S3Request, keyPairs: KeyPairs, now: number): void {
  const { accessKeyId, scope, amzDate, signedHeaders, signature } = readV4Parameters(request, now)
  const secret = findSecret(keyPairs, accessKeyId)
  refuseUnsignedHeaders(request, signedHeaders)
  const canonicalRequest = buildCanonicalRequest(request, signedHeaders)
  const hash = createHash('sha256').update(canonicalRequest).digest('hex')
  const stringToSign = `AWS4-HMAC-SHA256\n${amzDate}\n${scope}\n${hash}`
  let key: Buffer | string = `AWS4${secret.reveal()}`
  for (const step of scope.split('/')) key = createHmac('sha256', key).update(step).digest()
  const expected = createHmac('sha256', key).update(stringToSign).digest('hex')
  compareSignatures(signature, expected, { StringToSign: stringToSign, CanonicalRequest: canonicalRequest })
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
  const signedAt = Date.parse(
    amzDate.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, (_all, year, month, dayAndHour, minute, second) =>
      [`${year}-${month}-${dayAndHour}`, minute, second].join(':'),
    ),
  )
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

/** AWS refuses what could change the meaning of the request and was not signed; Ceph and others obey it. */
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
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
  // A name without a line says that the header is absent, so that a client that sends it breaks the signature.
  const lines = signedHeaders.flatMap((name) => {
    const value = headers.get(name)
    return value === undefined ? [] : [`${name}:${foldBlanks(value)}\n`]
  })
  const payload = headers.get('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD'
  if (!/^(?:UNSIGNED-PAYLOAD|[0-9a-f]{64})$/.test(payload)) {
    throw new S3Refusal(
      400,
      'InvalidArgument',
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, or a valid sha256 value.',
    )
  }
  const uri = path.split('/').map(encode).join('/')
  return [method, uri, parameters.join('&'), lines.join(''), signedHeaders.join(';'), payload].join('\n')
}

function refuseParameters(message: string): S3Refusal {
  return new S3Refusal(400, 'AuthorizationQueryParametersError', message)
}

/** RFC 3986: everything but letters, digits and `-._~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
}
