import type { AuditEntry } from '../core/model.ts'

/** An event as the command line gives it to programs: every field is there, and times are ISO 8601. */
export type AuditFields = Readonly<Record<(typeof auditFields)[number], string | number | null>>

/** The fields, in the order of the columns of a CSV file. */
export const auditFields = [
  'id',
  'at',
  'outcome',
  'status',
  'code',
  'operation',
  'action',
  'bucket',
  'key',
  'acl',
  'expiresInSeconds',
  'accountId',
  'tokenId',
  'credentialId',
  'clientAddress',
  'requestId',
] as const satisfies readonly (keyof AuditEntry)[]

/** An entry of the audit log as {@link AuditFields}. */
export function describeAuditEntry(entry: AuditEntry): AuditFields {
  const fields = auditFields.map((name) => [name, entry[name] ?? null])
  return { ...(Object.fromEntries(fields) as AuditFields), at: new Date(entry.at).toISOString() }
}
