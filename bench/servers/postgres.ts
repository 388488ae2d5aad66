import { type PostgresServer, startPostgres } from '../../packages/gateway/test/servers/postgres-server.ts'

/**
 * Starts a PostgreSQL server with the settings of production: it flushes every commit to the disk. A checkpoint in the middle of a
 * round would count against the contestant of that round, so the settings avoid checkpoints.
 * @param added settings, `name=value`
 * @throws Error when PostgreSQL is not installed
 */
export function startBenchPostgres(added: readonly string[] = []): Promise<PostgresServer> {
  return startPostgres(['fsync=on', 'shared_buffers=256MB', 'max_wal_size=4GB', 'checkpoint_timeout=30min', ...added])
}
