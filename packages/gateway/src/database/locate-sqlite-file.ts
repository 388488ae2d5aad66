import { join } from 'node:path'

/** Name of the database file in the data directory. */
export const sqliteFileName = 'signpost.db'

/** Path of the database file in a data directory. Importing this file loads no driver. */
export function locateSqliteFile(dataDir: string): string {
  return join(dataDir, sqliteFileName)
}
