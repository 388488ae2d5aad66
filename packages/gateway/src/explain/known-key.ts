import type { Credential } from '../core/model.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { createSigningCredential, type SigningCredential } from '../vault/signing-credentials.ts'
import type { FindKeys, KnownKey } from './compare-signature.ts'

/** A stored credential as `explain` compares with it. @param isNamed whether the caller may know its name */
export function toKnownKey({ credential, signatureCheck }: SigningCredential, isNamed: boolean): KnownKey {
  return {
    name: isNamed ? credential.name : undefined,
    place: credential,
    expiresAt: credential.expiresAt,
    check: signatureCheck(),
  }
}

/**
 * Finds keys among stored credentials, for somebody who administers them.
 * @param complain is told of each one whose secret does not open, in whole sentences
 */
export function findAmong(stored: readonly Credential[], ring: KeyRing, complain: (problem: string) => void): FindKeys {
  return (accessKeyId) =>
    stored.flatMap((credential) => {
      if (credential.accessKeyId !== accessKeyId) return []
      try {
        return [toKnownKey(createSigningCredential(credential, ring), true)]
      } catch (error) {
        complain(`${(error as Error).message} The signature is not compared with it.`)
        return []
      }
    })
}
