import { hkdfSync } from 'node:crypto'

/** What is derived from one master key: the key that wraps data keys, and the short name that a ciphertext carries. */
export interface WrappingKey {
  /** 16 hexadecimal digits; tells which key sealed a record and nothing else about the key. */
  readonly id: string
  readonly key: Buffer
}

/** The current master key, which seals, and the former ones, which still open. They may change from one look to the next. */
export interface KeyRing {
  readonly current: WrappingKey
  readonly previous: readonly WrappingKey[]
  find(id: string): WrappingKey | undefined
}

/** Length of a master key in bytes. */
export const masterKeyBytes = 32

/**
 * Derives the key ring from the master keys (32 random bytes each). The wrapping key and its id come from HKDF
 * (RFC 5869) with different info strings, so that neither the master key nor a plain hash of it is ever stored.
 */
export function createKeyRing(current: Buffer, previous: readonly Buffer[] = []): KeyRing {
  const byId = new Map<string, WrappingKey>()
  for (const masterKey of [current, ...previous]) {
    const key = deriveWrappingKey(masterKey)
    if (!byId.has(key.id)) byId.set(key.id, key)
  }
  const [first, ...rest] = byId.values()
  return { current: first as WrappingKey, previous: rest, find: (id) => byId.get(id) }
}

function deriveWrappingKey(masterKey: Buffer): WrappingKey {
  if (masterKey.length !== masterKeyBytes) throw new RangeError(`A master key has ${masterKeyBytes} bytes`)
  return {
    id: derive(masterKey, 'signpost/vault/key-id/v1', 8).toString('hex'),
    key: derive(masterKey, 'signpost/vault/wrapping-key/v1', 32),
  }
}

function derive(masterKey: Buffer, info: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), info, bytes))
}
