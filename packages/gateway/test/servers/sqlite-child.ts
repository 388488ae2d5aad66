import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import { openSqliteDatabase, sqliteFileName } from '../../src/database/open-sqlite-database.ts'
import { openSqliteFile } from '../../src/database/open-sqlite-file.ts'
import { ImmediateSqliteDialect } from '../../src/database/sqlite-dialect.ts'
import { sampleAccount, sampleCredential } from '../samples/samples.ts'

// A process of its own for sqlite-processes.test.ts: node sqlite-child.ts TASK DATA_DIR [...]

const [task = '', dataDir = '', argument = ''] = process.argv.slice(2)

const tasks: Readonly<Record<string, () => Promise<string>>> = {
  /** Opens the database for the first time. @returns the id of the account that all processes ensure */
  async open() {
    const database = await openSqliteDatabase(dataDir)
    const { id } = await database.accounts.ensure(sampleAccount({ name: 'default' }))
    await database.close()
    return id
  },

  /** Increments a counter, one transaction after the other. @returns how many transactions succeeded */
  async count() {
    const db = new Kysely<never>({ dialect: new ImmediateSqliteDialect(openSqliteFile(join(dataDir, sqliteFileName))) })
    let done = 0
    for (let round = 0; round < Number(argument); round++) {
      await db.transaction().execute(async (tx) => {
        const { rows } = await sql<{ value: string }>`select value from settings where key = 'count'`.execute(tx)
        await sql`update settings set value = ${String(Number(rows[0]?.value) + 1)} where key = 'count'`.execute(tx)
      })
      done++
    }
    await db.destroy()
    return String(done)
  },

  /** Stores a credential for the account. */
  async change() {
    const database = await openSqliteDatabase(dataDir)
    await database.credentials.insert(sampleCredential({ accountId: argument }))
    await database.close()
    return 'changed'
  },
}

process.stdout.write((await tasks[task]?.()) ?? `no task ${task}`)
