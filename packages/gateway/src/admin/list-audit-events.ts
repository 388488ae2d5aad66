import { type Static, type TSchema, Type } from 'typebox'
import { actions } from '../core/actions.ts'
import type { AuditFilter } from '../core/audit-ports.ts'
import { type AuditEntry, auditOutcomes } from '../core/model.ts'
import { defineAct, type Given } from './act.ts'
import { requireInstallation } from './authorize.ts'
import { compileInputCheck } from './check-input.ts'
import type { Needs } from './dependencies.ts'
import { defineTime, tokenIdField } from './fields.ts'
import { nextCursorField, pageFields, parseRowNumber, readPageBy } from './page.ts'

/** What narrows a reading of the audit log. */
export const auditFilterInput = Type.Object({
  since: Type.Optional(defineTime('From then on')),
  until: Type.Optional(defineTime('Before then')),
  bucket: Type.Optional(Type.String({ description: 'Of this bucket' })),
  keyPrefix: Type.Optional(Type.String({ description: 'Of keys that begin like this' })),
  tokenId: Type.Optional(tokenIdField),
  clientToken: Type.Optional(
    Type.String({
      description: 'Of this client token, by its fingerprint',
      pattern: '^[0-9a-f]{16}$',
      'x-rule': 'must be the fingerprint of a client token (16 hexadecimal digits), not the token',
    }),
  ),
  action: Type.Optional(Type.Enum([...actions], { description: 'Of this action' })),
  outcome: Type.Optional(Type.Enum([...auditOutcomes], { description: 'With this outcome' })),
  anonymous: Type.Optional(
    Type.Boolean({ description: 'Of requests without a known token, which belong to no account' }),
  ),
})

function orNull<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()])
}

/** An event as the acts show it: every field is there, in the order of the columns of a CSV file; null is none. */
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

/** An event as {@link auditEventRecord} has it. */
export type AuditFields = Readonly<Static<typeof auditEventRecord>>

/** The fields, in the order of the columns of a CSV file. */
export const auditFields = Object.keys(auditEventRecord.properties) as readonly (keyof AuditFields)[]

/** Lists what was allowed and denied, newest first. */
export const listAuditEvents = defineAct({
  name: 'list_audit_events',
  summary: 'List what was allowed and denied, newest first',
  role: 'auditor',
  effect: 'read',
  input: Type.Object({ ...auditFilterInput.properties, ...pageFields }),
  result: Type.Object({
    events: Type.Array(auditEventRecord),
    nextCursor: nextCursorField,
  }),
  async run({ limit, cursor, ...filter }, dependencies: Needs<'audit' | 'accountId' | 'reach'>) {
    const { audit, accountId } = dependencies
    requireReach(filter, dependencies)
    const page = { ...(limit === undefined ? {} : { limit }), ...(cursor === undefined ? {} : { cursor }) }
    const toPlace = ({ at, id }: AuditEntry) => ({ time: at, id: String(id) })
    const { rows, nextCursor } = await readPageBy(page, toPlace, (probeLimit, place) => {
      const position = place === undefined ? {} : { after: { at: place.time, id: parseRowNumber(place.id) } }
      return audit.list({ ...ofAccount(filter, accountId), ...position, order: 'newest', limit: probeLimit })
    })
    return { events: rows.map(toAuditFields), nextCursor }
  },
})

function requireReach({ anonymous }: Static<typeof auditFilterInput>, dependencies: Needs<'reach'>): void {
  if (anonymous === true) requireInstallation('Events of requests without a known token', dependencies)
}

const checkFilter = compileInputCheck(auditFilterInput)

/**
 * The filter for the events of an account, or for those of nobody.
 * @throws AppError `invalid_request`
 */
export function parseAuditFilter(input: Given<Static<typeof auditFilterInput>>, accountId: string): AuditFilter {
  return ofAccount(checkFilter(input), accountId)
}

function ofAccount({ anonymous, ...filter }: Static<typeof auditFilterInput>, accountId: string): AuditFilter {
  return { ...filter, accountId: anonymous === true ? undefined : accountId }
}

/** An entry of the audit log as {@link AuditFields}. */
export function toAuditFields(entry: AuditEntry): AuditFields {
  const fields = auditFields.map((name) => [name, entry[name] ?? null])
  return {
    ...(Object.fromEntries(fields) as AuditFields),
    count: entry.count ?? 1,
    at: new Date(entry.at).toISOString(),
  }
}
