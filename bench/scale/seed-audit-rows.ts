import Sqlite from 'better-sqlite3'

/**
 * Fills the audit log of a SQLite database that a gateway has made, with events of the last 300 days. The indexes are
 * made again at the end, which is several times as fast as keeping them.
 */
export function seedAuditRows(file: string, count: number): void {
  const db = new Sqlite(file)
  try {
    db.pragma('synchronous = off')
    db.pragma('cache_size = -400000')
    const account = db.prepare('select id from accounts').pluck().get() as string
    const indexes = db
      .prepare(
        "select name, sql from sqlite_schema where type = 'index' and tbl_name = 'audit_events' and sql is not null",
      )
      .all() as { name: string; sql: string }[]
    for (const { name } of indexes) db.exec(`drop index "${name}"`)
    const periodMs = 300 * 24 * 3_600_000
    db.prepare(
      `insert into audit_events
         (at, id, account_id, token_id, operation, bucket, key, expires_in_seconds, credential_id, outcome, status,
          client_address, request_id)
       with recursive n(i) as (select 0 union all select i + 1 from n where i < :count - 1)
       select :start + i * :period / :count, printf('%012x', i) || '0000000000000000', :account,
         'tok_' || (i % 1000), 'signed_url', 'bucket-' || (i % 50), 'incoming/2026/file-' || i || '.pdf', 300, 'cred_1',
         case when i % 100 = 0 then 'denied' else 'allowed' end, 200, '127.0.0.1',
         printf('00000000-0000-4000-8000-%012x', i)
       from n`,
    ).run({ count, account, start: Date.now() - periodMs, period: periodMs })
    for (const { sql } of indexes) db.exec(sql)
    db.pragma('wal_checkpoint(truncate)')
  } finally {
    db.close()
  }
}
