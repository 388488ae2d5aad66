import Sqlite from 'better-sqlite3'
import { withoutSqliteIndexes } from '../../packages/gateway/test/samples/audit-indexes.ts'

/** Fills the audit log of a SQLite database, which a gateway has created, with events of the last 300 days. */
export function seedAuditRows(file: string, count: number): void {
  const db = new Sqlite(file)
  try {
    db.pragma('synchronous = off')
    db.pragma('cache_size = -400000')
    const account = db.prepare('select id from accounts').pluck().get() as string
    const periodMs = 300 * 24 * 3_600_000
    // The numbers of the tokens come after these.
    const names = [account, 'signed_url', 'upload', 'allowed', 'denied', 'cred_1']
    const addName = db.prepare('insert into audit_names (id, name) values (?, ?)')
    for (const [index, name] of names.entries()) addName.run(index + 1, name)
    for (let token = 0; token < 1000; token++) addName.run(names.length + 1 + token, `tok_${token}`)
    const insert = db.prepare(
      `insert into audit_events
         (id, at, account, token, operation, action, outcome, status, credential, bucket, key, expires_in_seconds,
          client_address, request_id)
       with recursive n(i) as (select 0 union all select i + 1 from n where i < :count - 1)
       select i + 1, :start + i * :period / :count, 1, 7 + i % 1000, 2, 3, case when i % 100 = 0 then 5 else 4 end, 200, 6,
         'bucket-' || (i % 50), 'incoming/2026/file-' || i || '.pdf', 300, '127.0.0.1',
         unhex(printf('00000000000040008000%012x', i))
       from n`,
    )
    withoutSqliteIndexes(db, () => insert.run({ count, start: Date.now() - periodMs, period: periodMs }))
    db.pragma('wal_checkpoint(truncate)')
  } finally {
    db.close()
  }
}
