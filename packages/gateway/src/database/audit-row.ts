import type { Action } from '../core/actions.ts'
import type { AuditEntry, AuditEvent, AuditOutcome } from '../core/model.ts'
import type { AuditEventRow } from './schema.ts'

/** The number for an absent name: the account of an event that belongs to none, an unknown action. */
export const noName = 0

/** The columns of an added row, in the order of {@link toAuditRow}. The writer that inserts the row gives it its `id`. */
export const addedColumns = [
  'at',
  'account',
  'token',
  'operation',
  'action',
  'outcome',
  'status',
  'credential',
  'bucket',
  'key',
  'expires_in_seconds',
  'client_address',
  'request_id',
  // Most events have none of these, so a row may end before them. Its count is 1 then.
  'code',
  'count',
  'acl',
  'client_token',
  'mcp_client',
] as const satisfies readonly (keyof AuditEventRow)[]

/** How many columns every row has. */
export const leastColumns = addedColumns.indexOf('code')

/** The index of each column in an added row. */
export const placeOf = Object.fromEntries(addedColumns.map((name, place) => [name, place])) as Readonly<
  Record<(typeof addedColumns)[number], number>
>

/** A row on its way to the database, in values that JSON has. The request id is the text of a UUID. */
export type AddedRow = readonly (string | number | null | undefined)[]

/** An event as a row. @param numberOf gives the number of a name */
export function toAuditRow(event: AuditEvent, numberOf: (name: string) => number | undefined): AddedRow {
  const { accountId, tokenId, action, code, credentialId, count, acl, clientToken, mcpClient } = event
  const row: (string | number | null | undefined)[] = [
    event.at,
    accountId === undefined ? noName : numberOf(accountId),
    tokenId === undefined ? null : numberOf(tokenId),
    numberOf(event.operation),
    action === undefined ? noName : numberOf(action),
    numberOf(event.outcome),
    event.status,
    credentialId === undefined ? null : numberOf(credentialId),
    event.bucket === undefined ? null : toStorableText(event.bucket),
    event.key === undefined ? null : toStorableText(event.key),
    event.expiresInSeconds,
    event.clientAddress,
    event.requestId,
  ]
  if ((code ?? count ?? acl ?? clientToken ?? mcpClient) === undefined) return row
  row.push(code === undefined ? null : numberOf(code), count ?? 1, acl, clientToken, mcpClient)
  return row
}

/** Replaces what PostgreSQL refuses in a text, such as NUL. S3 has no such keys, but the log is not the place to check that. */
function toStorableText(text: string): string {
  if (text.includes('\0')) return text.replaceAll('\0', '\uFFFD').toWellFormed()
  return text.isWellFormed() ? text : text.toWellFormed()
}

/** The numbers of a row's names. */
export function listNumbers({ account, token, operation, action, outcome, code, credential }: AuditEventRow) {
  return [account, token, operation, action, outcome, code, credential]
}

/** A row as an entry of the audit log. @param names the names of the row's numbers */
export function toAuditEntry(row: AuditEventRow, names: ReadonlyMap<number, string>): AuditEntry {
  const nameOf = (number: number | null) => (number === null ? undefined : names.get(number))
  const fields: { readonly [Name in keyof AuditEntry]: AuditEntry[Name] | null | undefined } = {
    id: row.id,
    at: row.at,
    requestId: toRequestId(row.request_id),
    clientAddress: row.client_address,
    operation: nameOf(row.operation),
    action: nameOf(row.action) as Action | undefined,
    outcome: nameOf(row.outcome) as AuditOutcome,
    code: nameOf(row.code),
    status: row.status,
    accountId: nameOf(row.account),
    tokenId: nameOf(row.token),
    clientToken: row.client_token,
    mcpClient: row.mcp_client,
    credentialId: nameOf(row.credential),
    bucket: row.bucket,
    key: row.key,
    acl: row.acl,
    expiresInSeconds: row.expires_in_seconds,
    count: row.count === 1 ? undefined : row.count,
  }
  const known = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)
  return Object.fromEntries(known) as unknown as AuditEntry
}

/** 16 bytes as a UUID. https://www.rfc-editor.org/rfc/rfc9562#section-4 */
function toRequestId(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
