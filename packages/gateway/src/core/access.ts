import type { Action } from './actions.ts'
import type { StoreFeature } from './preset.ts'

/** Lifetime of a signed URL, in seconds, when the request does not set one. */
export const defaultExpiresInSeconds = 300

/**
 * The limits of an upload that S3 itself enforces, because the signature that is handed out covers them. An operation
 * states them in `requires`, and states only what it then signs: a token with limits gets only uploads whose limits S3 enforces.
 */
export interface HeldUpload {
  /** The most bytes that S3 accepts: a signed Content-Length, a form's `max_bytes`, the announced size of a multipart upload. */
  readonly bytes?: number | undefined
  /** The signed Content-Type. Where only a prefix of it is signed (in a form), it ends in `*`: `image/*`. */
  readonly contentType?: string | undefined
}

/** One thing that a request wants to do. Bucket and key are as S3 will see them, after all decoding. */
export interface Access {
  readonly action: Action
  readonly bucket: string
  /** The key; for `list`, and where `isKeyPrefix` is set, the prefix of the keys. */
  readonly key: string
  /** The access covers every key that begins with `key`. */
  readonly isKeyPrefix?: boolean
  /** The access is one of many: the gateway asks S3 about its bucket, but not about the object. */
  readonly isBulk?: boolean
  readonly acl?: string | undefined
  /** The requested lifetime; undefined stands for the default. */
  readonly expiresInSeconds?: number | undefined
  readonly credentialName?: string | undefined
  /** A version of the object; without it, the newest one. */
  readonly versionId?: string | undefined
  /** How long equal requests get the same URL. The lifetime includes this time. */
  readonly stableSeconds?: number | undefined
  /** The credential that began the upload and has to go on with it. Another one is used only when this one no longer exists. */
  readonly credentialId?: string
  /**
   * For the action `upload`: the limits that S3 enforces; absent where S3 accepts anything. `nothing-sent`: what is handed
   * out cannot send bytes, as with a look at an object. `registered`: the limits are in the register of open uploads. The
   * operation then puts them here, in the access that it passes to `resolveAccess`, which checks them again.
   */
  readonly held?: HeldUpload | 'nothing-sent' | 'registered' | undefined
  /** The features that the store needs for this access. */
  readonly features?: readonly AskedFeature[] | undefined
  /**
   * Who sends the request to S3: a client, with what is signed for it (the default), or the gateway itself, at once. A
   * request of the gateway needs no lifetime, and the store's own answer says whether it works.
   */
  readonly doneBy?: 'client' | 'gateway'
  /** The access to fall back to when the token does not cover this one. The operation is then handed the fallback. */
  readonly orElse?: Access
}

/** The store feature that a parameter needs, with the parameter's wire name for the message. */
export interface AskedFeature {
  readonly parameter: string
  readonly feature: StoreFeature
}

/** The outcome of an access, for its audit event. */
export interface Signing {
  readonly access: Access
  readonly credentialId: string
  /**
   * The granted lifetime: never longer than requested, than the token allows, or than a temporary credential lasts.
   * Undefined where nothing with a lifetime was signed.
   */
  readonly expiresInSeconds: number | undefined
}
