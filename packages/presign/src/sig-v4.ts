import { buildCanonicalHeaders, buildCanonicalQuery, buildCanonicalRequest } from './canonical-request.ts'
import { memoize } from './memoize.ts'
import { percentEncode } from './percent-encoding.ts'
import type { SignQuery } from './presign-request.ts'
import type { Credentials } from './presigner-options.ts'
import { createSigner, deriveSigningKey } from './signature.ts'
import {
  buildStringToSign,
  formatAmzDate,
  formatCredentialScope,
  formatStringToSignPrefix,
  signingAlgorithm,
} from './string-to-sign.ts'

/**
 * Signs with Signature Version 4 in the query
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html): canonical request, string to sign,
 * signature.
 *
 * The returned function throws `invalid_header` for a payload hash that a URL cannot carry.
 */
export function createSigV4(credentials: Credentials): SignQuery {
  const { sessionToken } = credentials
  const findScope = createCredentialScopes(credentials)
  const tokenParameter = sessionToken === undefined ? '' : `&X-Amz-Security-Token=${percentEncode(sessionToken)}`

  return (request) => {
    const scope = findScope(request.region, request.signedAtSeconds)
    const headers = buildCanonicalHeaders(request.address.host, request.headers, request.absentHeaders)
    // Written in SigV4's sort order (`x` follows `X`), so that a URL without extra parameters needs no sorting.
    const acl = request.queryAcl === undefined ? '' : `&x-amz-acl=${request.queryAcl}`
    const signedHeaders = `&X-Amz-SignedHeaders=${percentEncode(headers.signedHeaderNames)}`
    const parameters = scope.queryPrefix + request.expiresInSeconds + tokenParameter + signedHeaders + acl
    const query = request.query.length === 0 ? parameters : buildCanonicalQuery(parameters, request.query)
    const canonicalRequest = buildCanonicalRequest({
      method: request.method,
      path: request.canonicalPath,
      query,
      headers,
    })
    const stringToSign = buildStringToSign(scope.stringToSignPrefix, canonicalRequest)
    return `${query}&X-Amz-Signature=${scope.sign(stringToSign)}`
  }
}

// A credential typically signs for one or two regions, and around midnight for two days.
const maxScopes = 4
const secondsPerDay = 86_400

/** A credential scope: the values that all requests with the same credential, day and region share. */
export interface CredentialScope {
  /** `YYYYMMDD/region/s3/aws4_request`. */
  readonly text: string
  /** Signs a string to sign. It holds the signing key. */
  readonly sign: (stringToSign: string) => string
  /** The start of the query, up to the value of `X-Amz-Expires`. It is the same for all requests within a second. */
  readonly queryPrefix: string
  /** The start of the string to sign. It is the same for all requests within a second. */
  readonly stringToSignPrefix: string
}

/**
 * Makes the function that finds the credential scope for a region and a time. It derives the signing key once per day and
 * region, and writes the prefixes once per second. It caches four scopes.
 */
export function createCredentialScopes({
  accessKeyId,
  secretAccessKey,
}: Credentials): (region: string, epochSeconds: number) => CredentialScope {
  const findDay = memoize(maxScopes, (region: string, day: number) => {
    const dateStamp = formatAmzDate(day * secondsPerDay).slice(0, 8)
    const text = formatCredentialScope(dateStamp, region)
    return {
      text,
      credential: percentEncode(`${accessKeyId}/${text}`),
      sign: createSigner(deriveSigningKey(secretAccessKey, dateStamp, region)),
      // The second for which the prefixes were written.
      second: -1,
      queryPrefix: '',
      stringToSignPrefix: '',
    }
  })

  return (region, epochSeconds) => {
    const scope = findDay(region, Math.floor(epochSeconds / secondsPerDay))
    if (scope.second !== epochSeconds) {
      const amzDate = formatAmzDate(epochSeconds)
      scope.second = epochSeconds
      scope.queryPrefix = `X-Amz-Algorithm=${signingAlgorithm}&X-Amz-Credential=${scope.credential}&X-Amz-Date=${amzDate}&X-Amz-Expires=`
      scope.stringToSignPrefix = formatStringToSignPrefix(amzDate, scope.text)
    }
    return scope
  }
}
