/** An account owns credentials and tokens. Times are epoch milliseconds, here and in every type below. */
export interface Account {
  readonly id: string
  readonly name: string
  readonly createdAt: number
}

/** The account that exists from the first start on, and that the command line uses. */
export const defaultAccountName = 'default'

/** How a bucket stands in a URL: as a part of the host name, or as the first part of the path. */
export type Addressing = 'virtual' | 'path'

/** AWS signature version 4, or version 2 for the stores that still need it. */
export type SignatureVersion = 'v4' | 'v2'

/** A stored S3 credential. The secret part is sealed; only the vault opens it. */
export interface Credential {
  readonly id: string
  readonly accountId: string
  /** Unique in its account. */
  readonly name: string
  readonly accessKeyId: string
  readonly sealedSecret: string
  readonly region: string
  /** Origin of an S3-compatible store (`https://s3.example.com:9000`); absent for AWS. */
  readonly endpoint?: string
  readonly addressing?: Addressing
  readonly signatureVersion: SignatureVersion
  /** Buckets that this credential is for: exact names, or prefixes that end in `*`. Empty: no bucket of its own. */
  readonly bucketPatterns: readonly string[]
  /** Signs for every bucket that no pattern of another credential covers. */
  readonly isDefault: boolean
  /** Belongs to the local sandbox and yields to every real credential. */
  readonly isSandbox: boolean
  readonly createdAt: number
}

/** What narrows a token. An absent field does not narrow. */
export interface TokenLimits {
  /** Allow rules, `action:bucket/key-prefix*`; see `tokens/allow-rule.ts` for the grammar. */
  readonly allow?: readonly string[]
  /** ACLs that an upload may ask for, beside `private`. */
  readonly acls?: readonly string[]
  readonly maxExpiresInSeconds?: number
  /** Networks in CIDR notation that requests may come from. */
  readonly networks?: readonly string[]
}

/** A stored API token: its SHA-256, never the token itself. */
export interface Token {
  readonly id: string
  readonly accountId: string
  readonly name: string
  /** SHA-256 of the token, hexadecimal. */
  readonly hash: string
  readonly limits: TokenLimits
  /** The only credential that this token may use; absent: any of the account's. */
  readonly credentialId?: string
  readonly createdAt: number
  readonly expiresAt?: number
  readonly revokedAt?: number
}

/** One decision of the gate, signed or denied. Never holds a token, a signature or a signed URL. */
export interface AuditEvent {
  readonly at: number
  readonly requestId: string
  readonly clientAddress: string
  readonly operation: string
  readonly outcome: 'signed' | 'denied' | 'failed'
  /** The error table's code; absent when signed. */
  readonly code?: string
  /** HTTP status of the answer. */
  readonly status: number
  readonly accountId?: string
  readonly tokenId?: string
  readonly credentialId?: string
  readonly bucket?: string
  readonly key?: string
  readonly acl?: string
  readonly expiresInSeconds?: number
}
