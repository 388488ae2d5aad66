import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** What stands in a client token: where it comes from, when it is good, and what it allows. Whoever holds it can read this. */
export interface ClientTokenClaims {
  readonly accountId: string
  /** The API token that it was made with. */
  readonly parentId: string
  /** Epoch milliseconds, whole seconds. */
  readonly issuedAt: number
  readonly expiresAt: number
  /** Allow rules; at least one. */
  readonly allow: readonly string[]
  readonly maxBytes?: number | undefined
  readonly contentTypes?: readonly string[] | undefined
  /** Origins of the pages that may use it. */
  readonly origins?: readonly string[] | undefined
}

/** A key that client tokens are authenticated with, and the id that a token names it by: 16 hexadecimal digits. */
export interface ClientTokenKey {
  readonly id: string
  readonly clientTokenKey: Buffer
}

/** The keys of client tokens: one for new ones, and the former ones, whose tokens are still good. A key ring is one. */
export interface ClientTokenKeys {
  readonly current: ClientTokenKey
  find(id: string): ClientTokenKey | undefined
}

/** The longest client token, in characters. It has to fit a header and a URL everywhere. */
export const maxClientTokenLength = 4096

const prefix = 'ct_'
const format = 1
const keyIdBytes = 8
const macBytes = 32
const headBytes = 1 + keyIdBytes
/** So that no two tokens are the same, and each one has a name of its own in the audit log. */
const nonceBytes = 6

/** The claims as they are written: as JSON, with names of one letter. Times are seconds. */
interface WrittenClaims {
  /** Account, token, nonce. */
  readonly a: string
  readonly t: string
  readonly n: string
  /** Issued, expires. */
  readonly i: number
  readonly e: number
  /** Rules, bytes, content types, origins. */
  readonly r: readonly string[]
  readonly b?: number | undefined
  readonly c?: readonly string[] | undefined
  readonly o?: readonly string[] | undefined
}

/** Whether a text is written as a client token is. */
export function isClientTokenShaped(text: string): boolean {
  return text.startsWith(prefix) && text.length <= maxClientTokenLength
}

/**
 * Writes a client token: `ct_` and, in base64url, a byte for the format, the id of the key, an HMAC-SHA-256 (RFC 2104) of all
 * the rest, and the claims as JSON. Nothing in it is secret but the token as a whole.
 */
export function formatClientToken(claims: ClientTokenClaims, { current }: ClientTokenKeys): string {
  const { accountId, parentId, issuedAt, expiresAt, allow, maxBytes, contentTypes, origins } = claims
  const written: WrittenClaims = {
    ...{ a: accountId, t: parentId, n: randomBytes(nonceBytes).toString('base64url') },
    ...{ i: issuedAt / 1000, e: expiresAt / 1000, r: allow, b: maxBytes, c: contentTypes, o: origins },
  }
  const { id, clientTokenKey } = current
  const head = Buffer.concat([Buffer.of(format), Buffer.from(id, 'hex')])
  const body = Buffer.from(JSON.stringify(written))
  const mac = computeMac(clientTokenKey, head, body)
  return prefix + Buffer.concat([head, mac, body]).toString('base64url')
}

/**
 * Reads a client token.
 * @returns undefined unless it is, to the letter, one that {@link formatClientToken} wrote with one of the keys
 */
export function readClientToken(text: string, keys: ClientTokenKeys): ClientTokenClaims | undefined {
  if (!isClientTokenShaped(text)) return undefined
  const encoded = text.slice(prefix.length)
  const bytes = Buffer.from(encoded, 'base64url')
  // Node's decoder passes over what is no base64url, so that many texts stand for the same bytes.
  if (bytes.length <= headBytes + macBytes || bytes.toString('base64url') !== encoded || bytes[0] !== format)
    return undefined
  const head = bytes.subarray(0, headBytes)
  const mac = bytes.subarray(headBytes, headBytes + macBytes)
  const body = bytes.subarray(headBytes + macBytes)
  const key = keys.find(head.toString('hex', 1))
  if (key === undefined || !timingSafeEqual(mac, computeMac(key.clientTokenKey, head, body))) return undefined
  const { a, t, i, e, r, b, c, o } = JSON.parse(body.toString()) as WrittenClaims
  return {
    ...{ accountId: a, parentId: t, issuedAt: i * 1000, expiresAt: e * 1000 },
    ...{ allow: r, maxBytes: b, contentTypes: c, origins: o },
  }
}

function computeMac(key: Buffer, head: Buffer, body: Buffer): Buffer {
  return createHmac('sha256', key).update(head).update(body).digest()
}
