import { canonicalizeHeaders } from './canonical-headers.ts'
import { buildCanonicalQuery } from './canonical-query.ts'
import { buildCanonicalRequest } from './canonical-request.ts'
import { percentEncode } from './percent-encoding.ts'
import type { Credentials } from './presign-request.ts'
import type { SignQuery } from './signable-request.ts'
import { createSigningScopes } from './signing-scope.ts'
import { buildStringToSign } from './string-to-sign.ts'

/**
 * Signs with Signature Version 4 in the query
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html).
 */
export function createSigV4(credentials: Credentials): SignQuery {
  const { sessionToken } = credentials
  const findScope = createSigningScopes(credentials)
  const tokenParameter = sessionToken === undefined ? '' : `&X-Amz-Security-Token=${percentEncode(sessionToken)}`

  return ({
    method,
    path,
    address,
    region,
    signedAtSeconds,
    expiresInSeconds,
    queryAcl,
    query: extra,
    headers: given,
  }) => {
    const scope = findScope(region, signedAtSeconds)
    const headers = canonicalizeHeaders(address.host, given)
    // Written in the order that SigV4 sorts them into (`x` follows `X`), so that the plain URL needs no sorting.
    const acl = queryAcl === undefined ? '' : `&x-amz-acl=${queryAcl}`
    const names = `&X-Amz-SignedHeaders=${percentEncode(headers.names)}`
    const parameters = scope.queryHead + expiresInSeconds + tokenParameter + names + acl
    const query = extra.length === 0 ? parameters : buildCanonicalQuery(parameters, extra)
    const canonicalRequest = buildCanonicalRequest({ method, path, query, headers })
    const signature = scope.sign(buildStringToSign(scope.stringToSignHead, canonicalRequest))
    return `${query}&X-Amz-Signature=${signature}`
  }
}
