import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** The claims in a client token: its API token, when it is valid, and what it allows. The holder of the token can read them. */
export interface ClientTokenClaims {
  readonly accountId: string
  /** Id of the API token that it was made with. */
  readonly parentId: string
  /** Epoch milliseconds, in whole seconds. */
  readonly issuedAt: number
  readonly expiresAt: number
  /** Allow rules; at least one. */
  readonly allow: readonly string[]
  readonly maxBytes?: number | undefined
  readonly contentTypes?: readonly string[] | undefined
  /** Origins of the web pages that may use it. */
  readonly origins?: readonly string[] | undefined
}

/** A key that authenticates client tokens, and the id by which a token names it: 16 hexadecimal digits. */
export interface ClientTokenKey {
  readonly id: string
  readonly clientTokenKey: Buffer
}

/** The keys of client tokens: the current one for new tokens, and former ones, whose tokens are still valid. A key ring implements this. */
export interface ClientTokenKeys {
  readonly current: ClientTokenKey
  find(id: string): ClientTokenKey | undefined
}

/** The longest client token, in characters. It must fit into a header and a URL everywhere. */
export const maxClientTokenLength = 4096

const prefix = 'ct_'
const format = 1
const keyIdBytes = 8
const macBytes = 32
const headBytes = 1 + keyIdBytes
/** A nonce, so that no two tokens are the same and each has its own fingerprint in the audit log. */
const nonceBytes = 6

/** The claims in the JSON of a token, with names of one letter. Times are in seconds. */
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

/** Whether a text has the prefix and at most the length of a client token. */
export function isClientTokenShaped(text: string): boolean {
  return text.startsWith(prefix) && text.length <= maxClientTokenLength
}

/**
 * Writes a client token: `ct_` and, in base64url, a byte for the format, the id of the key, an HMAC-SHA-256 (RFC 2104) of everything
 * else, and the claims as JSON. Its parts are not secret, but the token as a whole is.
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
 * @returns undefined unless the text is exactly one that {@link formatClientToken} wrote with one of the keys
 */
export function readClientToken(text: string, keys: ClientTokenKeys): ClientTokenClaims | undefined {
  if (!isClientTokenShaped(text)) return undefined
  const encoded = text.slice(prefix.length)
  const bytes = Buffer.from(encoded, 'base64url')
  // Node's decoder skips characters that are not base64url, so many texts decode to the same bytes.
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
