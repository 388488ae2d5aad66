import type { auditFields } from '../../src/admin/audit-event-record.ts'
import type { AuditEntry, AuditEvent } from '../../src/core/model.ts'
import { openSqliteDatabase } from '../../src/database/open-sqlite-database.ts'
import { sampleAccount, sampleAuditEvent, sampleTime } from './samples.ts'

/** An event as a command prints it for programs. */
export type AuditOutputFields = Readonly<Record<(typeof auditFields)[number], string | number | null>>

/** The content of the log. */
export interface FilledLog {
  /** The default account. */
  readonly accountId: string
  /** The events of the default account, oldest first, one millisecond apart. */
  readonly entries: readonly AuditEntry[]
  /** The event of a request without a known token. */
  readonly ofNobody: AuditEntry
  /** The event of an account named `other`. */
  readonly ofOther: AuditEntry
}

/** Fills the log of a data directory. */
export async function fillAuditLog(dataDir: string): Promise<FilledLog> {
  const database = await openSqliteDatabase(dataDir)
  const { id: accountId } = await database.accounts.ensure(sampleAccount({ name: 'default' }))
  const other = await database.accounts.ensure(sampleAccount({ name: 'other' }))
  const denied = { outcome: 'denied', code: 'rate_limited', status: 429, count: 3 } as const
  const facts: Partial<AuditEvent>[] = [
    { bucket: 'my-bucket', key: 'files/a.txt', tokenId: 'tok_1', credentialId: 'cred_1', expiresInSeconds: 300 },
    { bucket: 'my-images', key: '=HYPERLINK("http://x","y")', tokenId: 'tok_1', action: 'upload', acl: 'public-read' },
    { bucket: 'my-bucket', key: 'files/,"\n', tokenId: 'tok_2' },
    { tokenId: 'tok_2', ...denied },
    { bucket: 'my-bucket', key: '\x1b[31mred\u202e' },
    { bucket: 'my-bucket', key: 'l'.repeat(1024) },
  ]
  const filled = facts.map((fields, index) => sampleAuditEvent({ at: sampleTime + index, accountId, ...fields }))
  const { accountId: _, ...ofNobody } = sampleAuditEvent({ outcome: 'denied', code: 'token_unknown', status: 401 })
  const ofOther = sampleAuditEvent({ accountId: other.id })
  await database.audit.append([...filled, ofNobody, ofOther].map((event) => [event]))
  const entries = await database.audit.listAfter(0, 100)
  await database.close()
  const find = (id: string | undefined) => entries.filter((entry) => entry.accountId === id)
  return {
    accountId,
    entries: find(accountId),
    ofNobody: find(undefined)[0] as AuditEntry,
    ofOther: find(other.id)[0] as AuditEntry,
  }
}
