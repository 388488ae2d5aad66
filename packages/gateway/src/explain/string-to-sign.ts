import { createHash } from 'node:crypto'
import { percentEncode, sigV2Parameters } from '@signpost/presign'
import type { SignedText } from '../vault/signature-check.ts'
import type { QueryParameter, V2Signature, V4Signature } from './signed-url.ts'

/** A candidate for the request that was signed. */
export interface SignedRequest {
  readonly method: string
  readonly host: string
  /** Decoded. */
  readonly path: string
  /** The path as it is written, because version 2 signs it in that form. Where it is absent, `path` is encoded as usual. */
  readonly rawPath?: string
  /** What version 2 puts before the path: the bucket, for virtual-host style. */
  readonly resourcePrefix: string
  readonly query: readonly QueryParameter[]
  readonly headers: ReadonlyMap<string, string>
}

/** Builds the string to sign. The sandbox and `@signpost/presign` each have an implementation of their own: one verifies the other. */
export function describeSigned(request: SignedRequest, signature: V4Signature | V2Signature): SignedText {
  return signature.version === 'v4' ? describeV4(request, signature) : { text: describeV2(request, signature) }
}

function describeV4(request: SignedRequest, { scope, date, signedHeaders }: V4Signature): SignedText {
  const { method, host, path, headers } = request
  const query = encodeQuery(request.query)
  const lines = signedHeaders.map((name) => {
    const value = name === 'host' ? host : headers.get(name)
    return value === undefined ? '' : `${name}:${value.trim().replace(/ +/g, ' ')}\n`
  })
  const payload = signedHeaders.includes('x-amz-content-sha256') ? headers.get('x-amz-content-sha256') : undefined
  const canonical = `${method}\n${encodePath(path)}\n${query}\n${lines.join('')}\n${signedHeaders.join(';')}\n${payload ?? 'UNSIGNED-PAYLOAD'}`
  const hash = createHash('sha256').update(canonical).digest('hex')
  return { text: `AWS4-HMAC-SHA256\n${date}\n${scope}\n${hash}`, scope }
}

// A cache, because one query is signed with many methods and headers.
const encoded = new WeakMap<readonly QueryParameter[], string>()

function encodeQuery(query: readonly QueryParameter[]): string {
  const kept = encoded.get(query)
  if (kept !== undefined) return kept
  const text = query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [percentEncode(name.toWellFormed()), percentEncode(value.toWellFormed())] as const)
    .sort(([one, first], [other, second]) => (one === other ? (first < second ? -1 : 1) : one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  encoded.set(query, text)
  return text
}

function describeV2(request: SignedRequest, { expires, sessionToken }: V2Signature): string {
  const { method, headers, path, rawPath = encodePath(path), resourcePrefix, query } = request
  const amz = new Map([...headers].filter(([name]) => name.startsWith('x-amz-')))
  if (sessionToken !== undefined) amz.set('x-amz-security-token', sessionToken)
  const lines = [...amz].sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, value]) => `${name}:${value}\n`)
  const parameters = query
    .filter(([name]) => sigV2Parameters.has(name))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
  const resource = `${resourcePrefix}${rawPath}${parameters.length === 0 ? '' : `?${parameters.join('&')}`}`
  const [md5 = '', type = ''] = [headers.get('content-md5'), headers.get('content-type')]
  return `${method}\n${md5}\n${type}\n${expires}\n${lines.join('')}${resource}`
}

function encodePath(path: string): string {
  return path
    .split('/')
    .map((segment) => percentEncode(segment.toWellFormed()))
    .join('/')
}
