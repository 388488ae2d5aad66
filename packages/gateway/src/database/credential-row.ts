import type { Addressing } from '@signpost/presign'
import type { Action } from '../core/actions.ts'
import type { Examination } from '../core/examination.ts'
import type {
  AclPlacement,
  Credential,
  CredentialSource,
  Guard,
  PresetName,
  Renewal,
  SignatureVersion,
} from '../core/model.ts'
import type { CredentialRow } from './schema.ts'

/** Converts a credential to its row. */
export function toRow(credential: Credential): CredentialRow {
  return {
    id: credential.id,
    account_id: credential.accountId,
    name: credential.name,
    access_key_id: credential.accessKeyId,
    sealed_secret: credential.sealedSecret,
    region: credential.region,
    preset: credential.preset,
    endpoint: credential.endpoint ?? null,
    public_endpoint: credential.publicEndpoint ?? null,
    addressing: credential.addressing ?? null,
    acl_placement: credential.aclPlacement ?? null,
    signature_version: credential.signatureVersion,
    actions: credential.actions === undefined ? null : JSON.stringify(credential.actions),
    guard: credential.guard?.kind ?? null,
    guard_asked_at: credential.guard?.askedAt ?? null,
    examination: credential.examination === undefined ? null : JSON.stringify(credential.examination),
    accepts_open_store: credential.acceptsOpenStore === true ? 1 : 0,
    bucket_patterns: JSON.stringify(credential.bucketPatterns),
    is_default: credential.isDefault ? 1 : 0,
    is_sandbox: credential.isSandbox ? 1 : 0,
    expires_at: credential.expiresAt ?? null,
    source: credential.source === undefined ? null : JSON.stringify(credential.source),
    renewal: credential.renewal === undefined ? null : JSON.stringify(credential.renewal),
    created_at: credential.createdAt,
  }
}

/** Converts a row to a credential. */
export function toCredential(row: CredentialRow): Credential {
  return {
    id: row.id,
    accountId: row.account_id,
    name: row.name,
    accessKeyId: row.access_key_id,
    sealedSecret: row.sealed_secret,
    region: row.region,
    preset: row.preset as PresetName,
    ...(row.endpoint === null ? {} : { endpoint: row.endpoint }),
    ...(row.public_endpoint === null ? {} : { publicEndpoint: row.public_endpoint }),
    ...(row.addressing === null ? {} : { addressing: row.addressing as Addressing }),
    ...(row.acl_placement === null ? {} : { aclPlacement: row.acl_placement as AclPlacement }),
    signatureVersion: row.signature_version as SignatureVersion,
    ...(row.actions === null ? {} : { actions: JSON.parse(row.actions) as Action[] }),
    ...(row.guard === null || row.guard_asked_at === null
      ? {}
      : { guard: { kind: row.guard as Guard, askedAt: row.guard_asked_at } }),
    ...(row.examination === null ? {} : { examination: JSON.parse(row.examination) as Examination }),
    ...(row.accepts_open_store === 0 ? {} : { acceptsOpenStore: true }),
    bucketPatterns: JSON.parse(row.bucket_patterns) as string[],
    isDefault: row.is_default === 1,
    isSandbox: row.is_sandbox === 1,
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
    ...(row.source === null ? {} : { source: JSON.parse(row.source) as CredentialSource }),
    ...(row.renewal === null ? {} : { renewal: JSON.parse(row.renewal) as Renewal }),
    createdAt: row.created_at,
  }
}
