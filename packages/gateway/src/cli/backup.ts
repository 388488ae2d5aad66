import { join, resolve } from 'node:path'
import { describeDatabaseUrl } from '../config/service-urls.ts'
import { countNoun } from '../core/count-noun.ts'
import { requireDatabase } from '../database/require-database.ts'
import { describeDatabase } from '../open-state.ts'
import { locateMasterKeyFiles } from '../vault/master-key-file.ts'
import { type CommonOptions, createCommand, openCommand } from './common-options.ts'
import { doInterruptibly } from './interruption.ts'

interface Options extends CommonOptions {
  readonly force?: boolean
}

/** `signpost backup`: copies the SQLite database to a file while servers keep running. The file never contains the master key. */
export const backup = createCommand('backup', 'copy the database to a file, without the master key')
  .argument('<file>', 'the file to write; created with mode 0600')
  .option('--force', 'replace the file if it exists')
  .addHelpText('after', '\ndocs/backup.md says how to restore it.')
  .action(async (file: string, options: Options) => {
    const { config, output } = openCommand(options)
    if (config.databaseUrl !== undefined) throw createPostgresError(config.databaseUrl)
    const dataDir = resolve(config.dataDir)
    const { current, previous } = locateMasterKeyFiles(dataDir)
    await requireDatabase({ ...config, dataDir, masterKeyFile: current }, describeDatabase(config))
    const { backupSqlite } = await import('../database/backup-sqlite.ts')
    const report = await doInterruptibly('There is no backup: the incomplete file was removed.', output, (signal) =>
      backupSqlite({
        signal,
        dataDir,
        ownPaths: [current, previous, join(dataDir, 'sandbox')],
        file,
        overwrite: options.force === true,
        onProgress: (done, total) =>
          output.progress(done, total, `Copied ${formatMegabytes(done)} of ${formatMegabytes(total)} MB`),
      }),
    )
    const { masterKeyIds } = report
    const counts = Object.entries(report.counts).map(([table, rows]) =>
      countNoun(rows, table.replace('_', ' ').replace(/s$/, '')),
    )
    if (masterKeyIds.length > 0) {
      const [keys, copy] = masterKeyIds.length === 1 ? ['key', 'it'] : ['keys', 'each of them']
      output.note(
        `The master key is NOT in the backup. To restore it you need the ${keys} ${masterKeyIds.join(' and ')}: keep a copy of ${copy} somewhere else.`,
      )
    }
    output.result(report, `Backed up to ${report.file}: ${report.bytes} bytes, ${counts.join(', ')}.`)
  })

function formatMegabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}

function createPostgresError(url: string): Error {
  return new Error(
    `The database is PostgreSQL (${describeDatabaseUrl(url)}): back it up with its own tool, pg_dump --format=custom --file=signpost.dump "$SIGNPOST_DATABASE_URL"`,
  )
}
