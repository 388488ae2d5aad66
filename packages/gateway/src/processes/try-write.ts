import type { Database } from '../core/ports.ts'

/**
 * Makes a first write, so that no request waits for what it starts: a thread, connections. If the database accepts no writes, the
 * gateway starts nevertheless, and `/readyz` says so.
 */
export async function tryWrite(database: Pick<Database, 'probeWrite'>): Promise<void> {
  await database.probeWrite().catch(() => {})
}
