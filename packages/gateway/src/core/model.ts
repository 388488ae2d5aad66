import type { Addressing } from '@signpost/presign'
import type { Action } from './actions.ts'
import type { CredentialSource, Renewal } from './credential-source.ts'
import type { Examination } from './examination.ts'

export type { CredentialSource, Renewal } from './credential-source.ts'

/** An account owns credentials and tokens. Times are epoch milliseconds, here and in every type below. */
export interface Account {
  readonly id: string
  readonly name: string
  readonly createdAt: number
}

/** The account that exists from the first start on, and that the command line uses. */
export const defaultAccountName = 'default'

/** AWS signature version 4, or version 2 for the stores that still need it. */
export type SignatureVersion = 'v4' | 'v2'

/** Where `x-amz-acl` is signed: in the query, where a plain `curl -X PUT` needs no header for it, or as a header. */
export type AclPlacement = 'query' | 'header'

/** The S3 stores that Signpost knows the ways of; `other` is any other one with an endpoint of its own. */
export type PresetName =
  | 'aws'
  | 'r2'
  | 'b2'
  | 'wasabi'
  | 'spaces'
  | 'gcs'
  | 'supabase'
  | 'hetzner'
  | 'scaleway'
  | 'ovh'
  | 'linode'
  | 'vultr'
  | 'idrive'
  | 'storj'
  | 'tigris'
  | 'oracle'
  | 'ibm'
  | 'alibaba'
  | 'minio'
  | 'ceph'
  | 'garage'
  | 'seaweedfs'
  | 'rustfs'
  | 'versity'
  | 'storagegrid'
  | 'swiftstack'
  | 'other'

/**
 * How a signed URL is kept to its purpose. `refuses`: the store refuses `x-amz-*` headers that are not signed. `signed-away`: it
 * obeys them, but their names can be signed as absent. `open`: it obeys them, whatever is signed.
 */
export type Guard = 'refuses' | 'signed-away' | 'open'

/** What a store said about its guard, and when it was asked. */
export interface StoreGuard {
  readonly kind: Guard
  readonly askedAt: number
}

/** A stored S3 credential. The secret part is sealed; only the vault opens it. */
export interface Credential {
  readonly id: string
  readonly accountId: string
  /** Unique in its account. */
  readonly name: string
  readonly accessKeyId: string
  readonly sealedSecret: string
  readonly region: string
  /** Which store it is for; see `core/preset.ts`. */
  readonly preset: PresetName
  /** Origin of an S3-compatible store (`https://s3.example.com:9000`), as the gateway calls it; absent for AWS. */
  readonly endpoint?: string
  /** Origin that goes into URLs, where clients reach the store by another name than the gateway. */
  readonly publicEndpoint?: string
  /** Absent: as the preset has it; so is `aclPlacement`. */
  readonly addressing?: Addressing
  readonly aclPlacement?: AclPlacement
  readonly signatureVersion: SignatureVersion
  /** The actions that it signs for; absent: all. */
  readonly actions?: readonly Action[]
  /** Absent until the store was asked. */
  readonly guard?: StoreGuard
  /** Absent until it was examined, and after each change by an operator. */
  readonly examination?: Examination
  /** The operator lets it sign uploads though its store is `open`. */
  readonly acceptsOpenStore?: boolean
  /** Buckets that this credential is for: exact names, or prefixes that end in `*`. Empty: no bucket of its own. */
  readonly bucketPatterns: readonly string[]
  /** Signs for every bucket that no pattern of another credential covers. */
  readonly isDefault: boolean
  /** Belongs to the local sandbox and yields to every real credential. */
  readonly isSandbox: boolean
  /** End of a temporary credential; it has a session token in its sealed secret. */
  readonly expiresAt?: number
  /** Where its keys come from, when it renews itself; then it has a `renewal`, too. */
  readonly source?: CredentialSource
  readonly renewal?: Renewal
  readonly createdAt: number
}

/** What narrows a token. An absent field does not narrow. */
export interface TokenRestrictions {
  /** Allow rules, `action:bucket/key-prefix*`; see `tokens/allow-rule.ts` for the grammar. */
  readonly allow?: readonly string[]
  /** ACLs that an upload may ask for, beside `private`. */
  readonly acls?: readonly string[]
  readonly maxExpiresInSeconds?: number
  /** The most bytes of an upload. With it, or with content types, the token gets only uploads that S3 holds to them. */
  readonly maxBytes?: number
  /** Content types that an upload may have: `image/png`, or `image/*` for every image. */
  readonly contentTypes?: readonly string[]
  /** Networks in CIDR notation that requests may come from. */
  readonly networks?: readonly string[]
  /** The token's own rate, in the grammar of `core/rate.ts`; it goes before the configured one. */
  readonly rate?: string
}

/** A stored API token: its SHA-256, never the token itself. */
export interface Token {
  readonly id: string
  readonly accountId: string
  readonly name: string
  /** SHA-256 of the token, hexadecimal. */
  readonly hash: string
  readonly limits: TokenRestrictions
  /** The only credential that this token may use; absent: any of the account's. */
  readonly credentialId?: string
  /** Who may use it by signing in at the OpenID Connect provider: the subject (`sub`) there. Of tokens that are not revoked, one at most has it. */
  readonly oidcSubject?: string
  readonly createdAt: number
  readonly expiresAt?: number
  readonly revokedAt?: number
  /** When it was last used, to the minute. */
  readonly lastUsedAt?: number
}

/** Whether a token is good, or why it is not. One that was revoked stays so when its end has passed. */
export type TokenState = 'active' | 'revoked' | 'expired'

/** Every state of a token. */
export const tokenStates: readonly TokenState[] = ['active', 'revoked', 'expired']

/**
 * How far a multipart upload is. `begun`: S3 is asked for it, and has not said its id, or nobody has heard it. `open`: it takes
 * parts. The other two are kept for a while after their end.
 */
export type MultipartState = 'begun' | 'open' | 'completed' | 'aborted'

/** The checksums that S3 compares and keeps. S3 User Guide, "Checking object integrity". */
export type ChecksumAlgorithm = 'sha256' | 'sha1' | 'crc32' | 'crc32c' | 'crc64nvme'

/** A multipart upload, for which S3 keeps parts until it ends. */
export interface MultipartUpload {
  readonly id: string
  readonly accountId: string
  /** The credential that it was begun with. */
  readonly credentialId: string
  readonly bucket: string
  readonly key: string
  /** S3's id of it; absent while it is `begun`. */
  readonly uploadId?: string
  readonly state: MultipartState
  /** Of the whole object, as announced; absent when that was not said. */
  readonly sizeBytes?: number
  readonly partSizeBytes: number
  /** Of the object, as it was begun with. */
  readonly contentType?: string
  /** The checksum that each part has; absent where parts have none. */
  readonly checksumAlgorithm?: ChecksumAlgorithm
  /** Whether each request names the requester as the one who pays. */
  readonly isRequesterPays: boolean
  /** Whether S3 completes it only while there is no object of that key. */
  readonly mustNotReplace: boolean
  /** What S3 was asked to make of it, from the first time on; it may have done so without our hearing of it. */
  readonly completion?: { readonly sizeBytes: number; readonly partCount: number }
  readonly createdAt: number
  /** Until then the sweeper leaves it alone. */
  readonly retryAt?: number
}

/** What became of a request: it was allowed, it was refused, or it failed through a fault of ours. */
export type AuditOutcome = 'allowed' | 'denied' | 'failed'

/** Every outcome. */
export const auditOutcomes: readonly AuditOutcome[] = ['allowed', 'denied', 'failed']

/** One decision of the gate. Never holds a token, a signature or a signed URL. */
export interface AuditEvent {
  readonly at: number
  /** A UUID in lower case. */
  readonly requestId: string
  readonly clientAddress: string
  readonly operation: string
  /** Absent when the request was refused before its action was known. */
  readonly action?: Action
  readonly outcome: AuditOutcome
  /** The error table's code; absent when allowed. */
  readonly code?: string
  readonly status: number
  /** Absent when the token is not known: then the event is nobody's. */
  readonly accountId?: string
  readonly tokenId?: string
  /** Fingerprint of the client token that was used, or made: the first 16 digits of its SHA-256. */
  readonly clientToken?: string
  /** What an MCP client calls itself: `claude-code 2.1.0`. Anybody may say so. */
  readonly mcpClient?: string
  readonly credentialId?: string
  readonly bucket?: string
  readonly key?: string
  readonly acl?: string
  readonly expiresInSeconds?: number
  /** How many requests it stands for, with the time and the id of the first one; absent for one. */
  readonly count?: number
}

/** The events of one request: one for each access; one, too, for a request that touches nothing. */
export type DecidedEvents = readonly [AuditEvent, ...AuditEvent[]]

/** An event in the log. */
export interface AuditEntry extends AuditEvent {
  /** Its place in the order of commit, from 1 on; a number is never given twice. */
  readonly id: number
}
