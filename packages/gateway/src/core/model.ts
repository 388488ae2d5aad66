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

/** The account that exists from the first start on. The command line uses it by default. */
export const defaultAccountName = 'default'

/** AWS signature version 4, or version 2 for the stores that still need it. */
export type SignatureVersion = 'v4' | 'v2'

/** Where `x-amz-acl` is signed: in the query, so that a plain `curl -X PUT` needs no header for it, or as a header. */
export type AclPlacement = 'query' | 'header'

/** The S3 stores whose behaviour Signpost knows; `other` is any other store with an endpoint of its own. */
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
 * Whether a client can change what a signed URL does by adding headers. `refuses`: the store refuses `x-amz-*` headers that are
 * not signed. `signed-away`: the store obeys them, but their names can be signed as absent. `open`: it obeys them, whatever is signed.
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
  /** The store that it is for; see `core/preset.ts`. */
  readonly preset: PresetName
  /** Origin at which the gateway calls an S3-compatible store (`https://s3.example.com:9000`); absent for AWS. */
  readonly endpoint?: string
  /** Origin that goes into URLs, when clients reach the store by another name than the gateway does. */
  readonly publicEndpoint?: string
  /** Absent, like `aclPlacement`, when the preset's value applies. */
  readonly addressing?: Addressing
  readonly aclPlacement?: AclPlacement
  readonly signatureVersion: SignatureVersion
  /** The actions that it signs for; absent when it signs for all. */
  readonly actions?: readonly Action[]
  /** Absent until the store was asked. */
  readonly guard?: StoreGuard
  /** Absent until the credential is examined, and again after each change by an operator. */
  readonly examination?: Examination
  /** Whether the operator lets it sign uploads although its store is `open`. */
  readonly acceptsOpenStore?: boolean
  /** Buckets that this credential is for: exact names, or prefixes that end in `*`. Empty when it has no bucket of its own. */
  readonly bucketPatterns: readonly string[]
  /** Signs for every bucket that no pattern of another credential covers. */
  readonly isDefault: boolean
  /** Belongs to the local sandbox and yields to every real credential. */
  readonly isSandbox: boolean
  /** When a temporary credential expires. Its sealed secret then holds a session token as well. */
  readonly expiresAt?: number
  /** Where its keys come from, when it renews itself. It then has a `renewal` as well. */
  readonly source?: CredentialSource
  readonly renewal?: Renewal
  readonly createdAt: number
}

/** The restrictions of a token. An absent field restricts nothing. */
export interface TokenRestrictions {
  /** Allow rules, `action:bucket/key-prefix*`; see `tokens/allow-rule.ts` for the grammar. */
  readonly allow?: readonly string[]
  /** ACLs that an upload may ask for, besides `private`. */
  readonly acls?: readonly string[]
  readonly maxExpiresInSeconds?: number
  /** The most bytes of an upload. With this field or `contentTypes`, the token gets only uploads for which S3 enforces them. */
  readonly maxBytes?: number
  /** Content types that an upload may have: `image/png`, or `image/*` for every image. */
  readonly contentTypes?: readonly string[]
  /** Networks in CIDR notation that requests may come from. */
  readonly networks?: readonly string[]
  /** The token's own rate, in the grammar of `core/rate.ts`. It takes precedence over the configured one. */
  readonly rate?: string
}

/** A stored API token: it holds the SHA-256 of the token, never the token itself. */
export interface Token {
  readonly id: string
  readonly accountId: string
  readonly name: string
  /** SHA-256 of the token, hexadecimal. */
  readonly hash: string
  readonly limits: TokenRestrictions
  /** The only credential that this token may use; absent when it may use any of the account's. */
  readonly credentialId?: string
  /** The subject (`sub`) that may use the token by signing in at the OpenID Connect provider. At most one token that is not revoked has it. */
  readonly oidcSubject?: string
  readonly createdAt: number
  readonly expiresAt?: number
  readonly revokedAt?: number
  /** When it was last used, to the minute. */
  readonly lastUsedAt?: number
}

/** Whether a token is valid, or why it is not. A revoked token stays `revoked` after it has expired. */
export type TokenState = 'active' | 'revoked' | 'expired'

/** Every state of a token. */
export const tokenStates: readonly TokenState[] = ['active', 'revoked', 'expired']

/**
 * The state of a multipart upload. `begun`: the gateway has asked S3 for it, but S3 has not returned an id, or the answer was
 * lost. `open`: it accepts parts. `completed` and `aborted` uploads stay in the register for a while after their end.
 */
export type MultipartState = 'begun' | 'open' | 'completed' | 'aborted'

/** The checksums that S3 verifies and stores. S3 User Guide, "Checking object integrity". */
export type ChecksumAlgorithm = 'sha256' | 'sha1' | 'crc32' | 'crc32c' | 'crc64nvme'

/** A multipart upload. S3 stores its parts until it ends. */
export interface MultipartUpload {
  readonly id: string
  readonly accountId: string
  /** The credential that it was begun with. */
  readonly credentialId: string
  readonly bucket: string
  readonly key: string
  /** S3's id of the upload; absent while it is `begun`. */
  readonly uploadId?: string
  readonly state: MultipartState
  /** The announced size of the whole object; absent when none was announced. */
  readonly sizeBytes?: number
  readonly partSizeBytes: number
  /** The content type of the object, set when the upload began. */
  readonly contentType?: string
  /** The checksum that each part has; absent where parts have none. */
  readonly checksumAlgorithm?: ChecksumAlgorithm
  /** Whether each request names the requester as the one who pays. */
  readonly isRequesterPays: boolean
  /** Whether S3 completes it only while there is no object with its key. */
  readonly mustNotReplace: boolean
  /** Size and number of parts with which S3 was asked to complete it; absent before the first such request. S3 may have completed it although its answer was lost. */
  readonly completion?: { readonly sizeBytes: number; readonly partCount: number }
  readonly createdAt: number
  /** The time until which the sweeper leaves it alone. */
  readonly retryAt?: number
}

/** The outcome of a request: it was allowed, it was refused, or it failed through a fault of the gateway. */
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
  /** Absent when the token is unknown: the event is then anonymous. */
  readonly accountId?: string
  readonly tokenId?: string
  /** Fingerprint of the client token that was used or created: the first 16 digits of its SHA-256. */
  readonly clientToken?: string
  /** The name that an MCP client gives itself: `claude-code 2.1.0`. Any client may claim any name. */
  readonly mcpClient?: string
  readonly credentialId?: string
  readonly bucket?: string
  readonly key?: string
  readonly acl?: string
  readonly expiresInSeconds?: number
  /** How many requests the event stands for; it has the time and the id of the first one. Absent for a single request. */
  readonly count?: number
}

/** The events of one request: one for each access, or a single one for a request without any. */
export type DecidedEvents = readonly [AuditEvent, ...AuditEvent[]]

/** An event in the log. */
export interface AuditEntry extends AuditEvent {
  /** Its place in the order of commit, from 1 on. No number is used twice. */
  readonly id: number
}
