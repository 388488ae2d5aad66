import { type Static, Type } from 'typebox'
import { findCommandProblem } from '../core/command-words.ts'
import { findRateProblem } from '../core/rate.ts'
import { describeKey, describeText, type KeyMeta } from './config-key.ts'
import { findDatabaseUrlProblem } from './database-url.ts'
import { monitoringKeys } from './monitoring-keys.ts'
import { findRedisUrlProblem } from './redis-url.ts'
import { findTrustProxyProblem } from './trust-proxy.ts'

/**
 * Every configuration key: its type, bounds and default, its environment variable and what it is for. The loader, the
 * command line's `config print` and `docs/configuration.md` all come from here.
 */
export const configSchema = Type.Object({
  host: Type.String({
    default: '127.0.0.1',
    minLength: 1,
    ...describeKey({ env: 'SIGNPOST_HOST', description: 'Address to listen on; 0.0.0.0 for every network interface' }),
  }),
  port: Type.Integer({
    default: 8080,
    minimum: 0,
    maximum: 65_535,
    ...describeKey({ env: 'SIGNPOST_PORT', description: 'Port to listen on; 0 takes a free one' }),
  }),
  workers: Type.Integer({
    default: 1,
    minimum: 1,
    maximum: 256,
    ...describeKey({
      env: 'SIGNPOST_WORKERS',
      description: 'Processes that serve, about one for each core; 1 is a single process',
    }),
  }),
  dataDir: Type.String({
    default: 'signpost-data',
    minLength: 1,
    ...describeKey({
      env: 'SIGNPOST_DATA_DIR',
      description: 'Folder of the database, the master key and the sandbox; made when it is not there',
    }),
  }),
  databaseUrl: Type.Optional(
    describeText(
      {
        env: 'SIGNPOST_DATABASE_URL',
        description: 'PostgreSQL database that takes the place of SQLite: postgres://user:password@host:5432/database',
        secret: true,
      },
      findDatabaseUrlProblem,
    ),
  ),
  databasePoolSize: Type.Integer({
    default: 10,
    minimum: 1,
    maximum: 500,
    ...describeKey({
      env: 'SIGNPOST_DATABASE_POOL_SIZE',
      description:
        'Most connections of one node (of each of its workers) to PostgreSQL, beside the one that listens for changes',
    }),
  }),
  databaseGraceSeconds: Type.Integer({
    default: 0,
    minimum: 0,
    maximum: 86_400,
    ...describeKey({
      env: 'SIGNPOST_DATABASE_GRACE_SECONDS',
      description:
        'How long tokens and credentials in memory are used while the database is away; a revocation may be felt that much later',
    }),
  }),
  publicUrl: Type.Optional(
    Type.String({
      pattern: '^https?://[^/?#@\\s]+$',
      ...describeKey({
        env: 'SIGNPOST_PUBLIC_URL',
        description: 'Where clients reach the gateway, as an origin without a path: https://sign.example.com',
      }),
    }),
  ),
  masterKey: Type.Optional(
    Type.String({
      minLength: 1,
      ...describeKey({
        env: 'SIGNPOST_MASTER_KEY',
        description:
          '32 random bytes in base64 or hexadecimal that seal the credentials; made on first run when absent',
        secret: true,
      }),
    }),
  ),
  masterKeyCommand: Type.Optional(
    describeText(
      {
        env: 'SIGNPOST_MASTER_KEY_COMMAND',
        description:
          'A command that writes the master key on standard output, in place of masterKey: a KMS or Vault client; run without a shell',
      },
      findCommandProblem,
    ),
  ),
  previousMasterKeys: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), {
      ...describeKey({
        env: 'SIGNPOST_PREVIOUS_MASTER_KEYS',
        description: 'Former master keys, separated by commas: they still open what they sealed',
        secret: true,
      }),
    }),
  ),
  bucketCheck: Type.Boolean({
    default: true,
    ...describeKey({
      env: 'SIGNPOST_BUCKET_CHECK',
      description: 'Ask S3, at the first use of a bucket, whether it exists, where it is and whether we may use it',
    }),
  }),
  allowPrivateEndpoints: Type.Boolean({
    default: false,
    ...describeKey({
      env: 'SIGNPOST_ALLOW_PRIVATE_ENDPOINTS',
      description: 'Let credentials have an endpoint with a private or link-local address',
    }),
  }),
  rateLimit: describeText(
    {
      default: '50/s',
      env: 'SIGNPOST_RATE_LIMIT',
      description: 'Requests of one token: N/s, N/m or N/h, with a burst of 2 N or as in 50/s:200; or off',
    },
    findRateProblem,
  ),
  badTokenRateLimit: describeText(
    {
      default: '10/s',
      env: 'SIGNPOST_BAD_TOKEN_RATE_LIMIT',
      description: 'Requests with a missing or wrong token from one client address, written like rateLimit; or off',
    },
    findRateProblem,
  ),
  redisUrl: Type.Optional(
    describeText(
      {
        env: 'SIGNPOST_REDIS_URL',
        description: 'Redis or Valkey where nodes share their rate limits: redis://user:password@host:6379',
        secret: true,
      },
      findRedisUrlProblem,
    ),
  ),
  corsOrigins: Type.Array(Type.String({ pattern: '^(\\*|https?://[^/?#@\\s]+)$' }), {
    default: [],
    ...describeKey({
      env: 'SIGNPOST_CORS_ORIGINS',
      description: 'Origins whose pages may call the API, separated by commas; none by default',
    }),
  }),
  trustProxy: describeText(
    {
      default: 'off',
      env: 'SIGNPOST_TRUST_PROXY',
      description:
        'Proxies whose X-Forwarded-For is believed: addresses or networks separated by commas, a number of hops, or off',
    },
    findTrustProxyProblem,
  ),
  auditDurability: Type.Enum(['committed', 'buffered'], {
    default: 'committed',
    ...describeKey({
      env: 'SIGNPOST_AUDIT_DURABILITY',
      description:
        'committed: no URL leaves before its audit event is on disk; buffered: a crash may lose the last events',
    }),
  }),
  auditRetentionDays: Type.Integer({
    default: 365,
    minimum: 0,
    maximum: 36_500,
    ...describeKey({
      env: 'SIGNPOST_AUDIT_RETENTION_DAYS',
      description: 'Days after which audit events are deleted; 0 keeps them forever',
    }),
  }),
  ...monitoringKeys,
  sandboxPort: Type.Integer({
    default: 9090,
    minimum: 0,
    maximum: 65_535,
    ...describeKey({
      env: 'SIGNPOST_SANDBOX_PORT',
      description: 'Port of the sandbox’s S3 server on 127.0.0.1; a free one is taken when it is in use',
    }),
  }),
})

/** The whole configuration, valid and complete. */
export type Config = Readonly<Static<typeof configSchema>>

/** The name of a configuration key, as it stands in `signpost.config.json`. */
export type ConfigKey = keyof typeof configSchema.properties

/** A key with its JSON Schema and metadata, as the loader and `config print` walk over them. */
export interface ConfigKeyEntry {
  readonly key: ConfigKey
  readonly env: string
  readonly description: string
  readonly secret: boolean
  readonly schema: {
    readonly type?: string
    readonly enum?: readonly string[]
    readonly minimum?: number
    readonly maximum?: number
    readonly default?: unknown
    readonly items?: { readonly pattern?: string }
  }
}

/** All keys in the order of the schema. */
export const configKeys: readonly ConfigKeyEntry[] = Object.entries(configSchema.properties).map(([key, schema]) => {
  const meta = schema as unknown as KeyMeta
  return {
    key: key as ConfigKey,
    env: meta.env,
    description: meta.description,
    secret: meta.secret === true,
    schema: schema as ConfigKeyEntry['schema'],
  }
})
