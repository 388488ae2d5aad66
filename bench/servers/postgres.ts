import { type PostgresServer, startPostgres } from '../../packages/gateway/test/servers/postgres-server.ts'

/**
 * A PostgreSQL server as in production: it flushes every commit to the disk. A checkpoint in the middle of a round would
 * be counted against whoever has it, so there is none.
 * @param added settings, `name=value`
 * @throws Error when PostgreSQL is not installed
 */
export function startBenchPostgres(added: readonly string[] = []): Promise<PostgresServer> {
  return startPostgres(['fsync=on', 'shared_buffers=256MB', 'max_wal_size=4GB', 'checkpoint_timeout=30min', ...added])
}
