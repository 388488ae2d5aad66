import type { CauseCode } from './cause-table.ts'
import { quote } from './quote.ts'
import { decode, type QueryParameter, type SentUrl, signatureNames } from './signed-url.ts'
import type { SignedRequest } from './string-to-sign.ts'
import type { KeyPlace, UrlAddress } from './url-address.ts'

/** A request that may have been signed in place of the one that was sent. */
export interface Change {
  readonly code: CauseCode
  /** What was changed, in whole sentences. */
  readonly message: string
  readonly request: Partial<SignedRequest>
  readonly scope?: string
}

/**
 * Lists the changes that usually happen to a URL after signing, each one undone. The one whose request fits the signature is what happened.
 */
export function listChanges(url: SentUrl, address: UrlAddress, places: readonly KeyPlace[]): Change[] {
  return [
    ...listPathChanges(url),
    ...listHostChanges(url, address, places),
    ...listQueryChanges(url),
    ...listScopeChanges(url, places),
  ]
}

/** A key has at most 1,024 bytes, and each byte may be written with three characters. */
const longestPath = 3500
/** How many slashes of a path are tried as a slash that was signed as two. */
const mostSlashes = 100

function listPathChanges({ path, rawPath }: SentUrl): Change[] {
  if (rawPath.length > longestPath) return []
  const changes: Change[] = []
  const add = (code: CauseCode, signed: string, what: string) => {
    if (signed !== path && !changes.some(({ request }) => request.path === signed)) {
      changes.push({
        code,
        request: { path: signed },
        message: `The URL was signed for the path ${quote(signed)}, but its path is now ${quote(path)}: ${what}.`,
      })
    }
  }
  add('plus_for_blank', path.replaceAll('+', ' '), 'a `+` has replaced a space')
  add('plus_for_blank', path.replaceAll(' ', '+'), 'a space has replaced a `+`')
  add('encoded_twice', decode(path), 'the key was percent-encoded a second time')
  add('encoded_twice', decode(decode(path)), 'the key was percent-encoded two more times')
  add('encoded_twice', decode(path.replaceAll('+', ' ')), 'the key was form-encoded a second time')
  // The other way round: the signed key contained escapes of its own, and they were decoded.
  add('encoded_twice', rawPath, 'the key was decoded once too often, or not encoded often enough')
  add('unicode_form', path.normalize('NFC'), 'the letters are the same, in another Unicode form (NFD)')
  add('unicode_form', path.normalize('NFD'), 'the letters are the same, in another Unicode form (NFC)')
  add('slash_lost', `${path}/`, 'the slash at the end was lost')
  add('slash_lost', path.replace(/\/+$/, ''), 'a slash was added at the end')
  add('slash_lost', path.replaceAll(/\/{2,}/g, '/'), 'a slash was added')
  for (const { index } of [...path.matchAll(/\//g)].slice(0, mostSlashes)) {
    add('slash_lost', `${path.slice(0, index)}/${path.slice(index)}`, 'one slash of two was lost')
  }
  add('text_around', path.replace(/[\s.,;:)\]>"']+$/, ''), 'something was added at the end')
  add('case_changed', path.toLowerCase(), 'lowercase letters became capitals')
  return changes
}

function listHostChanges(url: SentUrl, address: UrlAddress, places: readonly KeyPlace[]): Change[] {
  const { host, path } = url
  const { bucket, key } = address
  const hosts = new Set<string>()
  for (const { endpoint, publicEndpoint } of places) {
    for (const one of [endpoint, publicEndpoint]) if (one !== undefined) hosts.add(new URL(one).host)
  }
  const bare = host.replace(/:\d+$/, '')
  for (const one of [bare, `${bare}:443`, `${bare}:80`]) hosts.add(one)
  const changes: Change[] = []
  for (const one of hosts) {
    if (one !== host) {
      const message = `The URL was signed for the host ${one}, but was sent to ${host}.`
      changes.push({ code: 'host_changed', message, request: { host: one } })
    }
    if (bucket === '') continue
    const virtual = `${bucket}.${one}`
    if (virtual !== host) {
      const message = `The URL was signed for the host ${virtual}, with the bucket in the host. Now the bucket is in the path, or the host is another one.`
      const request = { host: virtual, path: `/${key}`, resourcePrefix: `/${bucket}` }
      changes.push({ code: 'addressing_changed', message, request })
    }
    if (address.addressing === 'virtual' || one !== host) {
      const message = `The URL was signed for the host ${one}, with the bucket ${bucket} in the path. Now the bucket is in the host.`
      const request = { host: one, path: `/${bucket}${path}`, resourcePrefix: '' }
      changes.push({ code: 'addressing_changed', message, request })
    }
  }
  return changes
}

/** Parameters that SDKs and S3 define, so that nobody has added them by hand. */
const ownParameters = /^(?:x-amz-|x-id$|versionid$|partnumber$|uploadid$|uploads$|response-)/i

function listQueryChanges({ query }: SentUrl): Change[] {
  const changes: Change[] = []
  const add = (code: CauseCode, signed: readonly QueryParameter[], message: string) =>
    changes.push({ code, message, request: { query: signed } })
  const extra = query.filter(([name]) => !signatureNames.has(name.toLowerCase()))
  for (const parameter of extra.slice(0, 20)) {
    const without = query.filter((one) => one !== parameter)
    add('parameter_added', without, `The parameter ${quote(parameter[0])} was added after signing.`)
  }
  const foreign = extra.filter(([name]) => !ownParameters.test(name))
  if (foreign.length > 1) {
    const names = foreign.map(([name]) => quote(name)).join(', ')
    add(
      'parameter_added',
      query.filter((one) => !foreign.includes(one)),
      `The parameters ${names} were added after signing.`,
    )
  }
  const blanks = (from: string, to: string) => query.map(([name, value]) => [name, value.replaceAll(from, to)] as const)
  add('plus_for_blank', blanks('+', ' '), 'The query contains a `+` where a space was signed.')
  add('plus_for_blank', blanks(' ', '+'), 'The query contains a space where a `+` was signed.')
  const twice = query.map(([name, value]) => [decode(name), decode(value)] as const)
  add('encoded_twice', twice, 'The query was percent-encoded a second time.')
  for (const [name, value] of typicalParameters) {
    if (query.some(([one]) => one === name)) continue
    add('parameter_missing', [...query, [name, value]], `The parameter ${name}=${value} was signed, but is missing.`)
  }
  const expires = query.find(([name]) => name === 'X-Amz-Expires')?.[1]
  for (const seconds of typicalLifetimes) {
    if (expires === undefined || expires === String(seconds)) continue
    const signed = query.map(([name, value]) => [name, name === 'X-Amz-Expires' ? String(seconds) : value] as const)
    add(
      'changed_after_signing',
      signed,
      `The URL was signed for ${seconds} seconds. X-Amz-Expires was changed to ${expires} afterwards.`,
    )
  }
  return changes
}

/** Parameters that signers add automatically, and that tidy people remove. */
const typicalParameters: readonly QueryParameter[] = [
  ['x-id', 'GetObject'],
  ['x-id', 'PutObject'],
  ['x-amz-checksum-mode', 'ENABLED'],
  ['X-Amz-Content-Sha256', 'UNSIGNED-PAYLOAD'],
  ['response-content-disposition', 'attachment'],
  ['response-content-type', 'text/plain'],
  ['response-content-type', 'application/pdf'],
  ['response-content-type', 'application/octet-stream'],
]

const typicalLifetimes = [
  1, 5, 10, 15, 20, 30, 60, 90, 120, 180, 240, 300, 600, 900, 1200, 1800, 2700, 3000, 3600, 5400, 7200, 10_800, 14_400,
  18_000, 21_600, 28_800, 36_000, 43_200, 86_400, 172_800, 259_200, 432_000, 604_800,
]

function listScopeChanges({ signature, query }: SentUrl, places: readonly KeyPlace[]): Change[] {
  if (signature?.version !== 'v4') return []
  const { accessKeyId, region, service, scope } = signature
  const day = scope.slice(0, 8)
  const changes: Change[] = []
  const add = (code: CauseCode, signed: string, message: string) => {
    if (signed === scope) return
    const moved = query.map(
      ([name, value]) => [name, name === 'X-Amz-Credential' ? `${accessKeyId}/${signed}` : value] as const,
    )
    changes.push({ code, message, scope: signed, request: { query: moved } })
  }
  for (const one of new Set([...places.map((place) => place.region), 'us-east-1', 'auto'])) {
    add(
      'region_changed',
      `${day}/${one}/s3/aws4_request`,
      `The URL was signed for the region ${one}, but now says ${quote(region)}.`,
    )
  }
  if (service !== 's3') {
    add(
      'wrong_service',
      `${day}/${region}/s3/aws4_request`,
      `The URL was signed for the service s3, but now says ${quote(service)}.`,
    )
  }
  const ownDay = signature.date.slice(0, 8)
  add(
    'changed_after_signing',
    `${ownDay}/${region}/s3/aws4_request`,
    'The day in X-Amz-Credential was changed after signing.',
  )
  return changes
}
