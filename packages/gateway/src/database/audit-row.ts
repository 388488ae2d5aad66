import type { Action } from '../core/actions.ts'
import type { AuditEntry, AuditOutcome } from '../core/model.ts'
import type { AuditEventRow } from './schema.ts'

/**
 * The account of events that are nobody's. It is an empty text and not NULL, because PostgreSQL does not see that
 * `is null` fixes the first column of an index, and would sort.
 */
export const nobody = ''

/** An entry of the audit log as a row. */
export function toAuditRow(entry: AuditEntry): AuditEventRow {
  return {
    at: entry.at,
    id: entry.id,
    account_id: entry.accountId ?? nobody,
    token_id: entry.tokenId ?? null,
    operation: entry.operation,
    action: entry.action ?? null,
    bucket: entry.bucket ?? null,
    key: entry.key === undefined ? null : toStorableText(entry.key),
    expires_in_seconds: entry.expiresInSeconds ?? null,
    acl: entry.acl ?? null,
    credential_id: entry.credentialId ?? null,
    outcome: entry.outcome,
    code: entry.code ?? null,
    status: entry.status,
    client_address: entry.clientAddress,
    request_id: entry.requestId,
  }
}

/**
 * PostgreSQL refuses a NUL in a text, and the whole batch with it: one request must not be able to stop the log. S3 has
 * no such keys, but the log is not where that is checked.
 */
function toStorableText(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text.toWellFormed()
}

/** A row as an entry of the audit log. */
export function toAuditEntry(row: AuditEventRow): AuditEntry {
  return {
    at: row.at,
    id: row.id,
    requestId: row.request_id,
    clientAddress: row.client_address,
    operation: row.operation,
    outcome: row.outcome as AuditOutcome,
    status: row.status,
    ...(row.action === null ? {} : { action: row.action as Action }),
    ...(row.code === null ? {} : { code: row.code }),
    ...(row.account_id === nobody ? {} : { accountId: row.account_id }),
    ...(row.token_id === null ? {} : { tokenId: row.token_id }),
    ...(row.credential_id === null ? {} : { credentialId: row.credential_id }),
    ...(row.bucket === null ? {} : { bucket: row.bucket }),
    ...(row.key === null ? {} : { key: row.key }),
    ...(row.acl === null ? {} : { acl: row.acl }),
    ...(row.expires_in_seconds === null ? {} : { expiresInSeconds: row.expires_in_seconds }),
  }
}
