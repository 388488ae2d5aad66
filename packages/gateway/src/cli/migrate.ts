import { resolve } from 'node:path'
import { Option } from 'commander'
import type { Config } from '../config/config-schema.ts'
import { describeDatabaseUrl, findDatabaseUrlProblem } from '../config/service-urls.ts'
import { migrateDatabase } from '../database/open-database.ts'
import { requireDatabase } from '../database/require-database.ts'
import { describeDatabase } from '../open-state.ts'
import { locateMasterKeyFiles } from '../vault/master-key-file.ts'
import { type CommonOptions, createCommand, openCommand } from './common-options.ts'
import { doInterruptibly } from './interruption.ts'
import { formatTable, type Output } from './output.ts'

interface Options extends CommonOptions {
  readonly to?: string
  readonly whileRunning?: boolean
}

const targetVariable = 'SIGNPOST_MIGRATE_TO'

/** `signpost migrate`: brings the database to the newest schema, or moves it from SQLite to PostgreSQL. */
export const migrate = createCommand('migrate', 'bring the database to the newest schema, or move it to PostgreSQL')
  .addOption(new Option('--to <url>', 'an empty PostgreSQL database, to move the whole SQLite database to'))
  .option(
    '--while-running',
    'move a copy although a gateway has the database open; what the gateway writes later is not moved',
  )
  .addHelpText(
    'after',
    `\nThe URL of --to contains a password, and other users can see the arguments of a command: set ${targetVariable} instead.`,
  )
  .action(async (options: Options) => {
    const { config, output } = openCommand(options)
    const to = options.to ?? (process.env[targetVariable] || undefined)
    if (to === undefined) await migrateConfigured(config, output)
    else await moveTo(to, resolve(config.dataDir), options.whileRunning === true, output)
  })

/**
 * Migrates the configured database. A PostgreSQL database may be empty, because its URL names it, and the database user that creates the
 * tables may not be the one that the nodes use.
 */
async function migrateConfigured(config: Config, output: Output): Promise<void> {
  const dataDir = resolve(config.dataDir)
  const options = { ...config, dataDir, masterKeyFile: locateMasterKeyFiles(dataDir).current }
  const database = describeDatabase(config)
  if (config.databaseUrl === undefined) await requireDatabase(options, database)
  const applied = await doInterruptibly('The schema was not changed. Run it again.', output, (signal) =>
    migrateDatabase(options, (name, done, total) => {
      signal.throwIfAborted()
      output.progress(done, total, `Bringing the schema to ${name}, ${done + 1} of ${total}`)
    }),
  )
  const text =
    applied.length === 0
      ? `The schema in ${database} is the newest one already.`
      : `Brought the schema in ${database} to the newest one: ${applied.join(', ')}.`
  output.result({ database, applied }, text)
}

async function moveTo(url: string, dataDir: string, whileRunning: boolean, output: Output): Promise<void> {
  const problem = findDatabaseUrlProblem(url)
  if (problem !== undefined) throw new Error(`The target (--to or ${targetVariable}) ${problem}`)
  const { moveToPostgres } = await import('../database/move-to-postgres.ts')
  const rows = await doInterruptibly('Nothing was moved: both databases are as before.', output, (signal) =>
    moveToPostgres({
      dataDir,
      url,
      whileRunning,
      onProgress(table, done, total) {
        signal.throwIfAborted()
        output.progress(done, total, `Moved ${done} of ${total} rows of ${table}`)
      },
    }),
  )
  const to = describeDatabaseUrl(url)
  const counts = Object.entries(rows).map(([table, count]) => [`  ${table}`, String(count)])
  const text = `Moved everything from ${dataDir} to ${to}; the counts are the same on both sides:

${formatTable(counts)}

Now set SIGNPOST_DATABASE_URL to this database on every node, with the same master key as here
(SIGNPOST_MASTER_KEY, or the file master.key), and start the nodes. The SQLite database is unchanged.`
  if (whileRunning) output.note('What a running gateway writes to SQLite from now on is not in PostgreSQL.')
  output.result({ from: dataDir, to, rows }, text)
}
