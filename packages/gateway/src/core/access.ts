import type { Action } from './actions.ts'

/** What a request touches: the bucket and key as S3 will see them, after all decoding. */
export interface Access {
  readonly action: Action
  readonly bucket: string
  /** The key; for `list`, and where it says so, what the keys begin with. */
  readonly key: string
  /** Any key that begins with `key` may be meant. */
  readonly isKeyPrefix?: boolean
  readonly acl?: string | undefined
  /** The lifetime that is asked for; undefined stands for the default. */
  readonly expiresInSeconds?: number | undefined
  readonly credentialName?: string | undefined
}

/** What came of an access, for its audit event. */
export interface Signing {
  readonly access: Access
  readonly credentialId: string
  /** Undefined where nothing was signed that has a lifetime. */
  readonly expiresInSeconds: number | undefined
}
