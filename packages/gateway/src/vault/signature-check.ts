import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { CredentialSecret } from './credential-secret.ts'

/** The signed text: the string to sign of a URL, or the policy of a form. */
export interface SignedText {
  readonly text: string
  /** `20260102/us-east-1/s3/aws4_request`; undefined for version 2. */
  readonly scope?: string
}

/**
 * How a signature compares with the credential's own. `near`: at least three quarters of its characters are the same, so its sender once
 * had the whole signature. Nothing in between is revealed: a client that saw its guesses improve could find the signature.
 */
export type SignatureMatch = 'same' | 'near' | 'other'

/** Compares signatures with those of one credential, and reveals none. */
export interface SignatureCheck {
  compare(signed: SignedText, signature: string): SignatureMatch
  /** Whether the credential is a temporary one, with a session token. */
  readonly isTemporary: boolean
  isSessionToken(text: string): boolean
}

/** Creates the signature check of a credential. @param secret is used only for the comparison */
export function createSignatureCheck({ secretAccessKey, sessionToken }: CredentialSecret): SignatureCheck {
  const keys = new Map<string, Buffer>()

  function findKey(scope: string): Buffer {
    let key = keys.get(scope)
    if (key === undefined) {
      key = Buffer.from(`AWS4${secretAccessKey.reveal()}`)
      for (const step of scope.split('/')) key = createHmac('sha256', key).update(step).digest()
      keys.set(scope, key)
    }
    return key
  }

  return {
    isTemporary: sessionToken !== undefined,
    isSessionToken: (text) => sessionToken !== undefined && isSame(text, sessionToken.reveal()),
    compare({ text, scope }, signature) {
      const own =
        scope === undefined
          ? createHmac('sha1', secretAccessKey.reveal()).update(text).digest('base64')
          : createHmac('sha256', findKey(scope)).update(text).digest('hex')
      if (isSame(signature, own)) return 'same'
      let alike = 0
      for (let at = 0; at < own.length; at++) if (signature[at] === own[at]) alike++
      return alike >= own.length * 0.75 ? 'near' : 'other'
    },
  }
}

function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
