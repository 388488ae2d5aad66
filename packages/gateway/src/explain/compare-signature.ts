import { guardedHeaders } from '../core/guarded-headers.ts'
import type { Credential } from '../core/model.ts'
import type { SignatureCheck, SignatureMatch } from '../vault/signature-check.ts'
import { type Change, listChanges } from './guess-changes.ts'
import { guessHeaderValues } from './guess-headers.ts'
import type { SentUrl, V2Signature, V4Signature } from './signed-url.ts'
import { describeSigned, type SignedRequest } from './string-to-sign.ts'
import { findAddress, type KeyPlace } from './url-address.ts'

/** A stored credential that the caller may know about. */
export interface KnownKey {
  /** Its name; undefined where the caller must not learn the name. */
  readonly name: string | undefined
  readonly place: KeyPlace
  /** When a temporary credential expires, epoch milliseconds. */
  readonly expiresAt: Credential['expiresAt']
  readonly check: SignatureCheck
}

/**
 * Finds the stored credentials that have this access key ID and that the caller may know about.
 * @param locate finds bucket and key of the request in question, as the credential would have signed it
 */
export type FindKeys = (
  accessKeyId: string,
  locate: (place: KeyPlace) => { readonly bucket: string; readonly key: string },
) => readonly KnownKey[]

/** The result of comparing a signature with a stored credential. */
export interface Comparison {
  readonly key: KnownKey
  /**
   * `signed`: the credential signed this URL, for `method` and `headers`. `changed`: it signed a different URL, and `change` says what was
   * changed. `near`: the signature itself was changed. `other`: none of these fits.
   */
  readonly result: 'signed' | 'changed' | 'near' | 'other'
  readonly method?: string
  /** The signed values of headers, as far as they were found. A header that was signed as absent is not among them. */
  readonly headers?: ReadonlyMap<string, string>
  readonly change?: Change
  /** Whether the session token in the URL is that of the credential; undefined when the URL has none. */
  readonly isOwnToken: boolean | undefined
}

/** The request that was sent, as far as it is known. */
export interface ComparedRequest {
  readonly url: SentUrl
  readonly method: string | undefined
  readonly headers: ReadonlyMap<string, string> | undefined
}

/** How many signatures are computed for one question, in about 20 ms. A URL that is longer than usual gets fewer. */
const maxComparisons = 2000
const usualLength = 2500
const methods = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD'] as const

/** Compares a signed URL with what a stored credential would have signed. No signature that is computed here leaves this function. */
export function compareSignature({ url, method, headers }: ComparedRequest, key: KnownKey): Comparison {
  const { signature } = url
  if (signature === undefined) throw new Error('A URL without a signature cannot be compared')
  const { check, place } = key
  const isOwnToken = signature.sessionToken === undefined ? undefined : check.isSessionToken(signature.sessionToken)
  const address = findAddress(url, [place])
  const base: SignedRequest = {
    method: method ?? 'GET',
    host: headers?.get('host')?.toLowerCase() ?? url.host,
    path: url.path,
    rawPath: url.rawPath,
    resourcePrefix: address.addressing === 'virtual' ? `/${address.bucket}` : '',
    query: url.query,
    headers: new Map(),
  }
  const ordered = [...new Set([...(method === undefined ? [] : [method]), ...methods])]
  const assignments = listHeaderAssignments(signature, headers)
  const urlHost: Change = {
    code: 'host_changed',
    message: `The URL was signed for the host ${url.host}, but the Host header is ${base.host}.`,
    request: { host: url.host },
  }
  const changes = [...(base.host === url.host ? [] : [urlHost]), ...listChanges(url, address, [place])]
  const cost = Math.ceil((url.rawPath.length + url.rawQuery.length) / usualLength)
  let spent = 0
  let isNear = false

  function attempt(change: Change | undefined, sent: ReadonlyMap<string, string>): Comparison | undefined {
    for (const one of ordered) {
      if (spent >= maxComparisons) return undefined
      spent += cost
      const { rawPath, ...encoded } = base
      // A changed path is encoded again.
      const start = change?.request.path === undefined ? { ...encoded, rawPath } : encoded
      const request = { ...start, ...change?.request, method: one, headers: sent } as SignedRequest
      const scoped =
        change?.scope === undefined || signature?.version !== 'v4' ? signature : { ...signature, scope: change.scope }
      const match = compare(request, scoped as V4Signature | V2Signature)
      if (match === 'near' && change === undefined) isNear = true
      if (match === 'same') {
        const found = { method: one, headers: sent, isOwnToken, key }
        return change === undefined ? { ...found, result: 'signed' } : { ...found, result: 'changed', change }
      }
    }
    return undefined
  }

  function compare(request: SignedRequest, as: V4Signature | V2Signature): SignatureMatch {
    return check.compare(describeSigned(request, as), as.signature)
  }

  const [asSent = new Map<string, string>(), ...others] = assignments
  const found = attempt(undefined, asSent)
  if (found !== undefined) return found
  for (const change of changes) {
    const result = attempt(change, asSent)
    if (result !== undefined) return result
  }
  for (const sent of others) {
    const result = attempt(undefined, sent)
    if (result !== undefined) return result
  }
  for (const sent of others.slice(0, 10)) {
    for (const change of changes) {
      const result = attempt(change, sent)
      if (result !== undefined) return result
    }
  }
  return { key, result: isNear ? 'near' : 'other', isOwnToken }
}

const guarded: ReadonlySet<string> = new Set(Object.values(guardedHeaders).flat())

/**
 * Lists the headers that may have been signed. First come the headers that were sent, then those with likely values for signed headers that
 * were not sent, then those with one header removed or given another value.
 */
function listHeaderAssignments(
  signature: V4Signature | V2Signature,
  headers: ReadonlyMap<string, string> | undefined,
): ReadonlyMap<string, string>[] {
  if (signature.version === 'v2') return listV2Assignments(headers)
  const names = signature.signedHeaders.filter((name) => name !== 'host')
  const sent = new Map(names.flatMap((name) => (headers?.has(name) ? [[name, headers.get(name) ?? ''] as const] : [])))
  const unknown = names.filter((name) => !sent.has(name) && !guarded.has(name))
  let full: ReadonlyMap<string, string>[] = [sent]
  for (const name of unknown) {
    const values = guessHeaderValues(name, undefined)
    if (values.length === 0 || full.length * values.length > 500) continue
    full = full.flatMap((one) => values.map((value) => new Map(one).set(name, value)))
  }
  const changed = names.flatMap((name) => {
    const others = guessHeaderValues(name, headers?.get(name)).filter((value) => value !== sent.get(name))
    const without = new Map(sent)
    without.delete(name)
    return [...(sent.has(name) ? [without] : []), ...others.map((value) => new Map(sent).set(name, value))]
  })
  return [sent, ...full, ...changed]
}

/** Version 2 covers the Content-Type that is sent, and every `x-amz-` header. */
function listV2Assignments(headers: ReadonlyMap<string, string> | undefined): ReadonlyMap<string, string>[] {
  const covered = [...(headers ?? [])].filter(([name]) => /^(?:content-md5|content-type|x-amz-)/.test(name))
  const sent = new Map(covered)
  const bare = new Map(covered.filter(([name]) => name !== 'content-type'))
  const plain = new Map(covered.filter(([name]) => !name.startsWith('x-amz-')))
  const types = guessHeaderValues('content-type', headers?.get('content-type'))
  return [sent, bare, plain, new Map(), ...types.map((type) => new Map(bare).set('content-type', type))]
}
