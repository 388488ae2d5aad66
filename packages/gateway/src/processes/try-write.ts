import type { Logger } from 'pino'
import type { Database } from '../core/ports.ts'

/**
 * Makes a first write, so that no request waits for what it starts: a thread, connections. If the database accepts no writes, the
 * gateway starts nevertheless, and `/readyz` says so.
 * @returns a function to call before the gateway listens. It waits for the write, and logs a warning if it failed
 */
export function tryWrite(database: Pick<Database, 'probeWrite'>): (logger: Pick<Logger, 'warn'>) => Promise<void> {
  const writing = database.probeWrite().catch((error: Error) => error)
  return async (logger) => {
    const err = await writing
    if (err !== undefined) logger.warn({ err }, 'The database accepts no writes. Until it does, /readyz is 503')
  }
}
