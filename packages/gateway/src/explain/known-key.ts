import type { SigningCredential } from '../vault/signing-credentials.ts'
import type { KnownKey } from './compare-signature.ts'

/** A stored credential as `explain` compares with it. @param isNamed whether the caller may know its name */
export function toKnownKey({ credential, signatureCheck }: SigningCredential, isNamed: boolean): KnownKey {
  return {
    name: isNamed ? credential.name : undefined,
    place: credential,
    expiresAt: credential.expiresAt,
    check: signatureCheck(),
  }
}
