import { type Static, type TSchema, Type } from 'typebox'
import { actions } from '../core/actions.ts'
import { type AuditEntry, auditOutcomes } from '../core/model.ts'

function orNull<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()])
}

/** An event as the acts show it. Every field is present, in the order of the CSV columns; null means none. */
export const auditEventRecord = Type.Object({
  id: Type.Integer({ description: 'Its place in the order of commit' }),
  at: Type.String({ description: 'When the request came in; ISO 8601' }),
  outcome: Type.Enum([...auditOutcomes]),
  status: Type.Integer({ description: 'HTTP status of the response' }),
  code: orNull(Type.String({ description: 'Error code; none when it was allowed' })),
  operation: Type.String(),
  action: orNull(Type.Enum([...actions])),
  bucket: orNull(Type.String()),
  key: orNull(Type.String()),
  acl: orNull(Type.String()),
  expiresInSeconds: orNull(Type.Integer()),
  accountId: orNull(Type.String()),
  tokenId: orNull(Type.String()),
  credentialId: orNull(Type.String()),
  clientAddress: Type.String(),
  requestId: Type.String(),
  count: Type.Integer({ description: 'How many requests it stands for' }),
  clientToken: orNull(Type.String({ description: 'Fingerprint of the client token that was used, or made' })),
  mcpClient: orNull(Type.String({ description: 'What the program of an agent calls itself' })),
})

/** An event in the form of {@link auditEventRecord}. */
export type AuditFields = Readonly<Static<typeof auditEventRecord>>

/** The fields, in the order of the columns of a CSV file. */
export const auditFields = Object.keys(auditEventRecord.properties) as readonly (keyof AuditFields)[]

/** Converts an entry of the audit log to {@link AuditFields}. */
export function toAuditFields(entry: AuditEntry): AuditFields {
  const fields = auditFields.map((name) => [name, entry[name] ?? null])
  return {
    ...(Object.fromEntries(fields) as AuditFields),
    count: entry.count ?? 1,
    at: new Date(entry.at).toISOString(),
  }
}
