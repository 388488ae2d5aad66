import type { Attributes } from '@opentelemetry/api'
import type { Config } from '../config/config-schema.ts'

/** What spans say about the servers behind the gateway: never a user, never a password. */
export interface ServerAttributes {
  readonly database: Attributes
  readonly redis: Attributes
}

/** Reads from the configuration where the servers are. */
export function describeServers({ databaseUrl, redisUrl }: Pick<Config, 'databaseUrl' | 'redisUrl'>): ServerAttributes {
  return {
    database:
      databaseUrl === undefined
        ? { 'db.system.name': 'sqlite' }
        : { 'db.system.name': 'postgresql', ...readAddress(databaseUrl, 5432) },
    redis: { 'db.system.name': 'redis', ...(redisUrl === undefined ? {} : readAddress(redisUrl, 6379)) },
  }
}

/** Reads the host and port of a URL, and nothing else. */
export function readAddress(url: string, defaultPort: number): Attributes {
  const { hostname, port, searchParams } = new URL(url)
  // A PostgreSQL URL may have the folder of a socket in its query instead of a host.
  const address = hostname === '' ? (searchParams.get('host') ?? '') : hostname.replace(/^\[(.*)\]$/, '$1')
  return { 'server.address': address, 'server.port': port === '' ? defaultPort : Number(port) }
}
