import Sqlite from 'better-sqlite3'
import { Client } from 'pg'
import { generateToken, hashToken } from '../../packages/gateway/src/tokens/token-format.ts'
import { exampleBucket } from '../gateway/example-credential.ts'

/** How many tokens to store in a database, besides the one that it has. */
export interface TokenSeed {
  /** The number of tokens that are never used. */
  readonly idle: number
  /** The number of tokens that are used. */
  readonly active: number
}

const limits = JSON.stringify({ allow: [`*:${exampleBucket}/*`] })
const columns = '(id, account_id, name, hash, limits, created_at)'

/** Stores tokens in a SQLite database that a gateway has created. @returns the active tokens */
export function seedSqliteTokens(file: string, { idle, active }: TokenSeed): string[] {
  const db = new Sqlite(file)
  try {
    db.pragma('synchronous = off')
    db.pragma('cache_size = -200000')
    const account = db.prepare('select id from accounts').pluck().get() as string
    db.prepare(
      `insert into tokens ${columns}
       with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
       select 'tok_' || lower(hex(randomblob(12))), ?, 'idle', lower(hex(randomblob(32))), ?, 0 from n where ? > 0`,
    ).run(idle, account, limits, idle)
    const insert = db.prepare(`insert into tokens ${columns} values (?, ?, 'active', ?, ?, 0)`)
    const tokens = Array.from({ length: active }, generateToken)
    db.transaction(() => {
      for (const [index, token] of tokens.entries()) insert.run(`tok_active${index}`, account, hashToken(token), limits)
    })()
    return tokens
  } finally {
    db.close()
  }
}

/** Stores tokens in a PostgreSQL database that a gateway has created. @returns the active tokens */
export async function seedPostgresTokens(url: string, { idle, active }: TokenSeed): Promise<string[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const account = (await client.query<{ id: string }>('select id from accounts')).rows[0]?.id
    await client.query(
      `insert into tokens ${columns}
       select 'tok_idle' || i, $1, 'idle', encode(sha256((i || 'idle')::bytea), 'hex'), $2, 0 from generate_series(1, $3) i`,
      [account, limits, idle],
    )
    const tokens = Array.from({ length: active }, generateToken)
    await client.query(
      `insert into tokens ${columns}
       select 'tok_active' || i, $1, 'active', hash, $2, 0 from unnest($3::text[]) with ordinality as given(hash, i)`,
      [account, limits, tokens.map(hashToken)],
    )
    return tokens
  } finally {
    await client.end()
  }
}
