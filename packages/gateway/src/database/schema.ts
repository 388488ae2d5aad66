import type { Kysely } from 'kysely'
import type { AdministratorTables } from './administrator-tables.ts'

/**
 * The tables, as Kysely sees them; `migrations/` creates them. Columns are text, integers, epoch milliseconds, 0/1 flags, bytes, and
 * JSON as text: nothing that only one of the engines has.
 */
export interface Tables extends AdministratorTables {
  accounts: AccountRow
  credentials: CredentialRow
  tokens: TokenRow
  uploads: UploadRow
  revisions: RevisionRow
  audit_events: AuditEventRow
  audit_names: AuditNameRow
  audit_hours: AuditHourRow
  audit_token_hours: AuditTokenHourRow
  administration_events: AdministrationEventRow
  nodes: NodeRow
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
  actions: string | null
  guard: string | null
  guard_asked_at: number | null
  /** JSON object, the model's `Examination`. */
  examination: string | null
  accepts_open_store: number
  /** JSON array of text. */
  bucket_patterns: string
  is_default: number
  is_sandbox: number
  expires_at: number | null
  /** JSON object, the model's `CredentialSource`. */
  source: string | null
  /** JSON object, the model's `Renewal`; set whenever `source` is. */
  renewal: string | null
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
  oidc_subject: string | null
  created_at: number
  expires_at: number | null
  revoked_at: number | null
  last_used_at: number | null
}

export interface UploadRow {
  id: string
  account_id: string
  credential_id: string
  bucket: string
  key: string
  upload_id: string | null
  state: string
  size_bytes: number | null
  part_size_bytes: number
  content_type: string | null
  checksum_algorithm: string | null
  is_requester_pays: number
  must_not_replace: number
  completion_size_bytes: number | null
  completion_part_count: number | null
  created_at: number
  retry_at: number | null
}

/** Columns for names contain the name's number in `audit_names`. */
export interface AuditEventRow {
  /** The place in the order of commit. */
  id: number
  at: number
  /** 0 for an event that belongs to no account. */
  account: number
  token: number | null
  operation: number
  /** 0 when the action is unknown. */
  action: number
  outcome: number
  code: number | null
  status: number
  credential: number | null
  bucket: string | null
  key: string | null
  acl: string | null
  expires_in_seconds: number | null
  client_address: string
  /** The 16 bytes of a UUID. */
  request_id: Buffer
  /** How many requests the event stands for. */
  count: number
  client_token: string | null
  mcp_client: string | null
}

/** A name that the audit log stores as a number. Numbers begin with 1. */
export interface AuditNameRow {
  id: number
  name: string
}

/** A count of the events of one hour that are alike. Names are numbers; 0 means none. */
export interface AuditHourRow {
  account: number
  /** Hours since 1970. */
  hour: number
  outcome: number
  action: number
  code: number
  credential: number
  count: number
}

/** How often a token was used in an hour (`unit` 1), or in the 24 hours that begin with it (`unit` 24). */
export interface AuditTokenHourRow {
  account: number
  unit: number
  hour: number
  token: number
  outcome: number
  count: number
}

/** A change by an act of administration. */
export interface AdministrationEventRow {
  /** The place in the order of commit. */
  id: number
  at: number
  via: string
  actor: string
  act: string
  account_id: string | null
  target_kind: string
  target_id: string
  target_name: string
  /** JSON array, the model's `FieldChange`s. */
  changes: string
}

/** A change to an account's tokens or credentials. Only the last ones are stored. */
export interface RevisionRow {
  revision: number
  account_id: string
}

/** A node, and when it was last seen. */
export interface NodeRow {
  id: string
  host: string
  version: string
  workers: number
  started_at: number
  last_seen_at: number
}

export interface SettingRow {
  key: string
  value: string
}
