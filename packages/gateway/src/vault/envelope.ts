import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { sealedFormat } from '../core/sealed-text.ts'
import type { KeyRing, SealingKey } from './key-ring.ts'

/** Why a sealed text did not open. */
export type VaultErrorCode = 'malformed' | 'unknown_master_key' | 'tampered'

/** A sealed text that cannot be opened. The message says why; it never contains plaintext or key material. */
export class VaultError extends Error {
  readonly code: VaultErrorCode

  constructor(code: VaultErrorCode, message: string) {
    super(message)
    this.name = 'VaultError'
    this.code = code
  }
}

const dataKeyBytes = 32
/** NIST SP 800-38D, section 8.2: 96-bit nonces. A data key seals exactly one text, so its nonce cannot repeat. */
const nonceBytes = 12
const tagBytes = 16

/** The parts of a sealed text, which dots separate; see {@link seal}. */
interface Envelope {
  readonly keyId: string
  readonly wrapped: string
  readonly body: string
}

/**
 * Seals a text: AES-256-GCM under a fresh data key, which the master key wraps. The record's identity is
 * additional data of both layers, so a ciphertext that is copied to another record does not open there. The format is
 * `v1.<key id>.<wrapped data key>.<ciphertext>`. The last two are base64url of nonce, ciphertext and tag.
 * @param identity what the text belongs to, e.g. `credential/acc_1/cred_1`
 */
export function seal(plaintext: string, identity: string, sealingKey: SealingKey): string {
  const dataKey = randomBytes(dataKeyBytes)
  const body = encrypt(Buffer.from(plaintext, 'utf8'), dataKey, additionalData('body', identity))
  const envelope = { ...wrapDataKey(dataKey, identity, sealingKey), body: body.toString('base64url') }
  dataKey.fill(0)
  return formatEnvelope(envelope)
}

/**
 * Opens a text that {@link seal} sealed for the same identity.
 * @throws VaultError when the text does not have the format, when no master key of the ring sealed it, or when the text was
 * changed or moved here from another record
 */
export function open(sealed: string, identity: string, ring: KeyRing): string {
  const envelope = parseEnvelope(sealed)
  const dataKey = unwrapDataKey(envelope, identity, ring)
  const plaintext = decrypt(envelope.body, dataKey, additionalData('body', identity))
  dataKey.fill(0)
  return plaintext.toString('utf8')
}

/**
 * Wraps the data key of a sealed text with the current master key. The ciphertext stays, so the secret is never in the clear.
 * @throws VaultError like {@link open}, except that a change of the ciphertext alone is not detected
 */
export function rewrap(sealed: string, identity: string, ring: KeyRing): string {
  const envelope = parseEnvelope(sealed)
  const dataKey = unwrapDataKey(envelope, identity, ring)
  const rewrapped = { ...envelope, ...wrapDataKey(dataKey, identity, ring) }
  dataKey.fill(0)
  return formatEnvelope(rewrapped)
}

function formatEnvelope({ keyId, wrapped, body }: Envelope): string {
  return [sealedFormat, keyId, wrapped, body].join('.')
}

function parseEnvelope(sealed: string): Envelope {
  const [version, keyId, wrapped, body, ...rest] = sealed.split('.')
  if (
    version !== sealedFormat ||
    keyId === undefined ||
    wrapped === undefined ||
    body === undefined ||
    rest.length > 0
  ) {
    throw new VaultError('malformed', `The sealed text does not have the format ${sealedFormat}`)
  }
  return { keyId, wrapped, body }
}

function wrapDataKey(dataKey: Buffer, identity: string, sealingKey: SealingKey): Pick<Envelope, 'keyId' | 'wrapped'> {
  // Read once, because the ring may switch to a new master key at any time.
  const { id, key } = sealingKey.current
  return { keyId: id, wrapped: encrypt(dataKey, key, additionalData('data-key', identity, id)).toString('base64url') }
}

function unwrapDataKey({ keyId, wrapped }: Envelope, identity: string, ring: KeyRing): Buffer {
  const key = ring.find(keyId)
  if (key === undefined) {
    throw new VaultError(
      'unknown_master_key',
      `The sealed text needs the master key ${keyId}, which is neither the current nor a previous one. Provide it as a previous key: as a line of master.key.previous, in SIGNPOST_PREVIOUS_MASTER_KEYS (or its _FILE), or as a further line of what SIGNPOST_MASTER_KEY_COMMAND writes`,
    )
  }
  return decrypt(wrapped, key.key, additionalData('data-key', identity, keyId))
}

function additionalData(layer: string, ...parts: string[]): Buffer {
  return Buffer.from(['signpost', sealedFormat, layer, ...parts].join('\0'), 'utf8')
}

function encrypt(plaintext: Buffer, key: Buffer, aad: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(aad)
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

function decrypt(text: string, key: Buffer, aad: Buffer): Buffer {
  const sealed = Buffer.from(text, 'base64url')
  if (sealed.length < nonceBytes + tagBytes) throw new VaultError('malformed', 'The sealed text is truncated')
  const nonce = sealed.subarray(0, nonceBytes)
  const ciphertext = sealed.subarray(nonceBytes, -tagBytes)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(aad)
  decipher.setAuthTag(sealed.subarray(-tagBytes))
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()])
  } catch {
    throw new VaultError('tampered', 'The sealed text was changed, or moved here from another record')
  }
}
