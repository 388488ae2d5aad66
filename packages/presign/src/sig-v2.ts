import { createHmac, createSecretKey } from 'node:crypto'
import { percentEncode } from './percent-encoding.ts'
import { PresignError } from './presign-error.ts'
import type { CheckedRequest, SignQuery } from './presign-request.ts'
import type { Credentials } from './presigner-options.ts'
import type { QueryParameters } from './query-parameters.ts'
import { addSignedHeader, type SignedHeaders } from './signed-headers.ts'

/**
 * The query parameters that SigV2 signs: the specification's "subresources", and those that botocore's `QSAOfInterest` adds for later S3
 * features. The signature protects no other query parameter.
 */
export const sigV2Parameters: ReadonlySet<string> = new Set(
  (
    'accelerate acl analytics cors defaultObjectAcl delete inventory lifecycle location logging metrics notification ' +
    'object-lock partNumber policy replication requestPayment response-cache-control response-content-disposition ' +
    'response-content-encoding response-content-language response-content-type response-expires restore select ' +
    'select-type storageClass tagging torrent uploadId uploads versionId versioning versions website'
  ).split(' '),
)

/**
 * Signs with Signature Version 2 in the query
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html, "Query string request authentication").
 *
 * SigV2 signs only the headers content-md5, content-type and x-amz-*, and no `x-amz-*` query parameters. For any others the
 * returned function throws `header_not_signable` or `query_not_honoured`.
 */
export function createSigV2({ accessKeyId, secretAccessKey, sessionToken }: Credentials): SignQuery {
  const secretKey = createSecretKey(secretAccessKey, 'utf8')
  const tokenParameter = sessionToken === undefined ? '' : `&x-amz-security-token=${percentEncode(sessionToken)}`
  const keyParameter = `AWSAccessKeyId=${percentEncode(accessKeyId)}`

  return (request) => {
    refuseUnsignable(request)
    const expires = request.signedAtSeconds + request.expiresInSeconds
    // The token is sent in the query, but signed as a header of the same name, as in boto and s3cmd.
    const headers =
      sessionToken === undefined
        ? request.headers
        : addSignedHeader(request.headers, ['x-amz-security-token', sessionToken])
    const stringToSign = buildStringToSignV2({
      method: request.method,
      expires,
      headers,
      resource: buildCanonicalResource(request),
    })
    const signature = createHmac('sha1', secretKey).update(stringToSign).digest('base64')
    const extra = request.query.map((parameter) => `&${formatParameter(parameter, percentEncode)}`).join('')
    return `${keyParameter}&Expires=${expires}${extra}${tokenParameter}&Signature=${percentEncode(signature)}`
  }
}

/**
 * Writes the string to sign of SigV2. In query authentication, `expires` (epoch seconds) takes the place of the header form's
 * date.
 */
export function buildStringToSignV2(request: {
  readonly method: string
  readonly expires: number | string
  readonly headers: SignedHeaders
  readonly resource: string
}): string {
  const { method, expires, headers, resource } = request
  const headerValue = (wanted: string) => headers.find(([name]) => name === wanted)?.[1] ?? ''
  const amzHeaders = headers.filter(([name]) => name.startsWith('x-amz-')).map(([name, value]) => `${name}:${value}\n`)
  return `${method}\n${headerValue('content-md5')}\n${headerValue('content-type')}\n${expires}\n${amzHeaders.join('')}${resource}`
}

/** Writes the "CanonicalizedResource": the path, which always starts with the bucket, and the signed parameters, not encoded. */
export function buildCanonicalResource({
  bucket,
  address,
  path,
  query,
}: Pick<CheckedRequest, 'bucket' | 'address' | 'path' | 'query'>): string {
  const resource = address.pathPrefix === '' ? `/${bucket}${path}` : path
  const parameters = query
    .filter(([name]) => sigV2Parameters.has(name))
    .sort(([one], [other]) => (one < other ? -1 : 1))
  if (parameters.length === 0) return resource
  return `${resource}?${parameters.map((parameter) => formatParameter(parameter, (text) => text)).join('&')}`
}

/** Writes `name=value`, or the bare name of a subresource such as `acl`, which the specification signs without `=`. */
function formatParameter([name, value]: QueryParameters[number], encode: (text: string) => string): string {
  return value === '' ? encode(name) : `${encode(name)}=${encode(value)}`
}

function refuseUnsignable({ headers, query, absentHeaders }: CheckedRequest): void {
  if (absentHeaders.length > 0) {
    throw new PresignError(
      'header_not_signable',
      '`absentHeaders` cannot be signed with SigV2, which covers every x-amz-* header that is sent: omit it',
    )
  }
  for (const [name] of headers) {
    if (name.startsWith('x-amz-') || name === 'content-type' || name === 'content-md5') continue
    throw new PresignError(
      'header_not_signable',
      `The header "${name}" cannot be signed with SigV2, which signs only content-md5, content-type and x-amz-*: use SigV4`,
    )
  }
  for (const [name] of query) {
    if (!name.toLowerCase().startsWith('x-amz-')) continue
    throw new PresignError(
      'query_not_honoured',
      `The query parameter "${name}" would not be signed by SigV2: pass it in \`headers\``,
    )
  }
}
