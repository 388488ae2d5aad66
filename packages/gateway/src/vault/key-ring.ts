import { hkdfSync } from 'node:crypto'

/** The keys that are derived from one master key. */
export interface DerivedKeys {
  /** The short name that ciphertexts and client tokens carry: 16 hexadecimal digits that reveal nothing about the key. */
  readonly id: string
  /** Wraps data keys. */
  readonly key: Buffer
  /** Authenticates client tokens. */
  readonly clientTokenKey: Buffer
  /** Signs the cookies of administrators, and encrypts their second factors. */
  readonly sessionKey: Buffer
}

/** The current master key, to which a rotation goes over, and the others, which still open. They may change between two reads. */
export interface KeyRing {
  readonly current: DerivedKeys
  readonly previous: readonly DerivedKeys[]
  find(id: string): DerivedKeys | undefined
}

/** What seals: a key ring, or one key of it. */
export type SealingKey = Pick<KeyRing, 'current'>

/** Length of a master key in bytes. */
export const masterKeyBytes = 32

/**
 * Derives the key ring from the master keys (32 random bytes each). The keys and their id come from HKDF
 * (RFC 5869) with different info strings, so that neither the master key nor a plain hash of it is ever stored.
 */
export function createKeyRing(current: Buffer, previous: readonly Buffer[] = []): KeyRing {
  const byId = new Map<string, DerivedKeys>()
  for (const masterKey of [current, ...previous]) {
    const key = deriveKeys(masterKey)
    if (!byId.has(key.id)) byId.set(key.id, key)
  }
  const [first, ...rest] = byId.values()
  return { current: first as DerivedKeys, previous: rest, find: (id) => byId.get(id) }
}

function deriveKeys(masterKey: Buffer): DerivedKeys {
  if (masterKey.length !== masterKeyBytes) throw new RangeError(`A master key has ${masterKeyBytes} bytes`)
  return {
    id: derive(masterKey, 'signpost/vault/key-id/v1', 8).toString('hex'),
    key: derive(masterKey, 'signpost/vault/wrapping-key/v1', 32),
    clientTokenKey: derive(masterKey, 'signpost/client-token/mac-key/v1', 32),
    sessionKey: derive(masterKey, 'signpost/session/key/v1', 32),
  }
}

function derive(masterKey: Buffer, info: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), info, bytes))
}
