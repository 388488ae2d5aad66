import type { Kysely } from 'kysely'

/**
 * The tables, as Kysely sees them. Columns are text, epoch milliseconds, 0/1 flags and JSON as text: nothing that only
 * one database engine has. Made by `migrations/`.
 */
export interface Tables {
  accounts: AccountRow
  credentials: CredentialRow
  tokens: TokenRow
  audit_events: AuditEventRow
  settings: SettingRow
}

/** Kysely over the tables, on either engine. */
export type Queries = Kysely<Tables>

export interface AccountRow {
  id: string
  name: string
  created_at: number
}

export interface CredentialRow {
  id: string
  account_id: string
  name: string
  access_key_id: string
  sealed_secret: string
  region: string
  preset: string
  endpoint: string | null
  public_endpoint: string | null
  addressing: string | null
  acl_placement: string | null
  signature_version: string
  /** JSON array of text. */
  bucket_patterns: string
  is_default: number
  is_sandbox: number
  expires_at: number | null
  created_at: number
}

export interface TokenRow {
  id: string
  account_id: string
  name: string
  hash: string
  /** JSON object, the model's `TokenRestrictions`. */
  limits: string
  credential_id: string | null
  created_at: number
  expires_at: number | null
  revoked_at: number | null
  last_used_at: number | null
}

export interface AuditEventRow {
  at: number
  id: string
  /** Empty for an event that is nobody's. */
  account_id: string
  token_id: string | null
  operation: string
  action: string | null
  bucket: string | null
  key: string | null
  expires_in_seconds: number | null
  acl: string | null
  credential_id: string | null
  outcome: string
  code: string | null
  status: number
  client_address: string
  request_id: string
}

export interface SettingRow {
  key: string
  value: string
}
