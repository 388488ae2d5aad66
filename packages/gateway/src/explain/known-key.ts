import type { Credential } from '../core/model.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { createSigningCredential, type SigningCredential } from '../vault/signing-credentials.ts'
import type { FindKeys, KnownKey } from './compare-signature.ts'

/** Makes a stored credential what `explain` compares with. @param isNamed whether the caller may know its name */
export function toKnownKey({ credential, signatureCheck }: SigningCredential, isNamed: boolean): KnownKey {
  return {
    name: isNamed ? credential.name : undefined,
    place: credential,
    expiresAt: credential.expiresAt,
    check: signatureCheck(),
  }
}

/**
 * Finds keys among stored credentials, for an administrator.
 * @param complain receives a message, in whole sentences, for each credential whose secret cannot be decrypted
 */
export function findAmong(stored: readonly Credential[], ring: KeyRing, complain: (problem: string) => void): FindKeys {
  return (accessKeyId) =>
    stored.flatMap((credential) => {
      if (credential.accessKeyId !== accessKeyId) return []
      try {
        return [toKnownKey(createSigningCredential(credential, ring), true)]
      } catch (error) {
        complain(`${(error as Error).message} The signature is not compared with this credential.`)
        return []
      }
    })
}
