import { formatAmzDate } from './amz-date.ts'
import { setBounded } from './bounded-map.ts'
import { formatCredentialScope } from './credential-scope.ts'
import { percentEncode } from './percent-encoding.ts'
import type { Credentials } from './presign-request.ts'
import { createSignature } from './signature.ts'
import { deriveSigningKey } from './signing-key.ts'
import { formatStringToSignHead, signingAlgorithm } from './string-to-sign.ts'

const secondsPerDay = 86_400

// A credential signs for one or two regions, and for two days around midnight.
const maxScopes = 4

/** What all requests with one credential, day and region have in common, and what those of its latest second have. */
export interface SigningScope {
  /** Signs a string to sign; holds the signing key. */
  readonly sign: (stringToSign: string) => string
  /** The signing parameters that come first in the query, up to the value of `X-Amz-Expires`. */
  readonly queryHead: string
  readonly stringToSignHead: string
}

interface KeptScope extends SigningScope {
  readonly region: string
  readonly day: number
  readonly dateStamp: string
  second: number
  queryHead: string
  stringToSignHead: string
}

/**
 * Makes the function that finds the scope for a region and a time. The signing key is derived once per day and
 * region, the texts of a second are written once per second. It keeps at most four scopes.
 */
export function createSigningScopes({
  accessKeyId,
  secretAccessKey,
}: Credentials): (region: string, epochSeconds: number) => SigningScope {
  const scopes = new Map<string, KeptScope>()
  let recent: KeptScope | undefined

  function findScope(region: string, epochSeconds: number): KeptScope {
    const day = Math.floor(epochSeconds / secondsPerDay)
    if (recent !== undefined && recent.day === day && recent.region === region) return recent
    const name = `${day}/${region}`
    const scope = scopes.get(name) ?? deriveScope(region, day)
    if (!scopes.has(name)) setBounded(scopes, maxScopes, [name, scope])
    recent = scope
    return scope
  }

  function deriveScope(region: string, day: number): KeptScope {
    const dateStamp = formatAmzDate(day * secondsPerDay).slice(0, 8)
    const sign = createSignature(deriveSigningKey(secretAccessKey, dateStamp, region))
    return { region, day, dateStamp, sign, second: -1, queryHead: '', stringToSignHead: '' }
  }

  return (region, epochSeconds) => {
    const scope = findScope(region, epochSeconds)
    if (scope.second !== epochSeconds) {
      const amzDate = formatAmzDate(epochSeconds)
      const credentialScope = formatCredentialScope(scope.dateStamp, region)
      const credential = percentEncode(`${accessKeyId}/${credentialScope}`)
      scope.second = epochSeconds
      scope.queryHead = `X-Amz-Algorithm=${signingAlgorithm}&X-Amz-Credential=${credential}&X-Amz-Date=${amzDate}&X-Amz-Expires=`
      scope.stringToSignHead = formatStringToSignHead(amzDate, credentialScope)
    }
    return scope
  }
}
