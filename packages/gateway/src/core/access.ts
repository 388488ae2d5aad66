import type { Action } from './actions.ts'
import type { StoreFeature } from './preset.ts'

/** Lifetime of a signed URL when the request does not say, in seconds. */
export const defaultExpiresInSeconds = 300

/**
 * What S3 itself holds an upload to, under the signature that is handed out for it. An operation says it in `requires`,
 * and says only what it then signs: a token with limits is allowed what is held and nothing else.
 */
export interface HeldUpload {
  /** The most bytes that S3 takes: a signed Content-Length, a form's `max_bytes`, the announced size of a multipart upload. */
  readonly bytes?: number | undefined
  /** The Content-Type that is signed; where only its beginning is (a form's prefix), with a `*` at its end: `image/*`. */
  readonly contentType?: string | undefined
}

/** What a request touches: the bucket and key as S3 will see them, after all decoding. */
export interface Access {
  readonly action: Action
  readonly bucket: string
  /** The key; for `list`, and where it says so, what the keys begin with. */
  readonly key: string
  /** Any key that begins with `key` may be meant. */
  readonly isKeyPrefix?: boolean
  /** One of many: S3 is asked about its bucket, and not about the object, too. */
  readonly isBulk?: boolean
  readonly acl?: string | undefined
  /** The lifetime that is asked for; undefined stands for the default. */
  readonly expiresInSeconds?: number | undefined
  readonly credentialName?: string | undefined
  /** A version of the object; without it, the newest one. */
  readonly versionId?: string | undefined
  /** How long one URL is given out for the same request; the lifetime has it in it. */
  readonly stableSeconds?: number | undefined
  /** The credential that has to do it, because it began it; another one only when that is not there any more. */
  readonly credentialId?: string
  /**
   * For the action `upload`: what S3 holds the upload to; absent where it takes anything. `nothing-sent`: no bytes can be
   * sent with what is handed out, as with a look at an object. `registered`: the register of open uploads knows; the
   * operation puts it here in the access that it gives to `resolveAccess`, which looks again.
   */
  readonly held?: HeldUpload | 'nothing-sent' | 'registered' | undefined
  /** What the store has to be able to for it. */
  readonly features?: readonly AskedFeature[] | undefined
  /**
   * Who does it: a client, with what is signed for it, or the gateway itself, at once. What the gateway does needs no
   * lifetime, and the store's own answer says whether it works. A client, where nothing is said.
   */
  readonly doneBy?: 'client' | 'gateway'
  /** What will do where the token does not cover this. The operation is then handed that one. */
  readonly orElse?: Access
}

/** What a parameter asks of a store, with the parameter's wire name for the message. */
export interface AskedFeature {
  readonly parameter: string
  readonly feature: StoreFeature
}

/** What came of an access, for its audit event. */
export interface Signing {
  readonly access: Access
  readonly credentialId: string
  /**
   * What is granted, never longer than asked for, than the token may, or than a temporary credential lasts. Undefined
   * where nothing was signed that has a lifetime.
   */
  readonly expiresInSeconds: number | undefined
}
