import { type Static, Type } from 'typebox'
import { findCommandProblem } from '../core/command-words.ts'
import { defineText } from '../core/define-text.ts'
import { agentSignInKeys } from './agent-sign-in.ts'
import { findOriginProblem } from './cors-origins.ts'
import { oidcKeys } from './oidc-settings.ts'
import { proxyKeys } from './proxy-settings.ts'
import { rateLimitKeys } from './rate-limit-settings.ts'
import { findDatabaseUrlProblem } from './service-urls.ts'
import { tlsKeys } from './tls-settings.ts'
import { findTrustProxyProblem } from './trust-proxy.ts'

/** The highest limit of log lines per second. No process answers so many requests. */
const mostLines = 1_000_000

function between(minimum: number, maximum: number) {
  return { minimum, maximum }
}

/**
 * Every configuration key: its type, bounds and default, whether its value is a secret, and what it is for. The loader,
 * `signpost config print` and `docs/configuration.md` are all based on this schema.
 */
export const configSchema = Type.Object({
  host: Type.String({
    default: '127.0.0.1',
    minLength: 1,
    description: 'Address to listen on; 0.0.0.0 for every network interface',
  }),
  port: Type.Integer({ ...between(0, 65_535), default: 8080, description: 'Port to listen on; 0 picks a free one' }),
  ...tlsKeys,
  workers: Type.Integer({
    ...between(1, 256),
    default: 1,
    description: 'Number of processes that serve requests, about one per core; 1 means a single process',
  }),
  dataDir: Type.String({
    default: 'signpost-data',
    minLength: 1,
    description: 'Folder of the database, the master key and the sandbox; created when it does not exist',
  }),
  databaseUrl: Type.Optional(
    defineText(
      {
        description: 'PostgreSQL database to use instead of SQLite: postgres://user:password@host:5432/database',
        secret: true,
      },
      findDatabaseUrlProblem,
    ),
  ),
  databasePoolSize: Type.Integer({
    ...between(1, 500),
    default: 10,
    description:
      'Most connections to PostgreSQL of one node (of each of its workers), besides the one that listens for changes',
  }),
  databaseGraceSeconds: Type.Integer({
    ...between(0, 86_400),
    default: 0,
    description:
      'How long a node goes on with the tokens and credentials in its memory while the database is unavailable; a revocation may take effect that much later',
  }),
  publicUrl: Type.Optional(
    Type.String({
      pattern: '^https?://[^/?#@\\s]+$',
      'x-rule': 'must be an origin without a path, such as https://sign.example.com',
      description: 'Where clients reach the gateway, as an origin without a path: https://sign.example.com',
    }),
  ),
  dashboard: Type.Boolean({
    default: true,
    description: 'Serve the dashboard at /dashboard, and the administration API below /admin',
  }),
  masterKey: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        '32 random bytes in base64 or hexadecimal that seal the credentials; generated on the first run if absent',
      secret: true,
    }),
  ),
  masterKeyCommand: Type.Optional(
    defineText(
      {
        description:
          'A command that writes the master key to standard output, in place of masterKey: a KMS or Vault client; run without a shell',
      },
      findCommandProblem,
    ),
  ),
  previousMasterKeys: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), {
      description: 'Former master keys, separated by commas, which still open what they sealed',
      secret: true,
    }),
  ),
  bucketCheck: Type.Boolean({
    default: true,
    description:
      'Ask S3, at the first use of a bucket, whether the bucket exists, where it is and whether the credential may use it',
  }),
  allowPrivateEndpoints: Type.Boolean({
    default: false,
    description: 'Allow credentials whose endpoint has a private or link-local address',
  }),
  ...proxyKeys,
  ...rateLimitKeys,
  corsOrigins: Type.Array(defineText({}, findOriginProblem), {
    default: [],
    description:
      'Origins whose web pages may call the API, separated by commas: https://app.example.com, https://*.example.com for one label, or * for all; none by default',
  }),
  trustProxy: defineText(
    {
      default: 'off',
      description:
        'Proxies whose X-Forwarded-For header is trusted: addresses or networks separated by commas, a number of hops, or off',
    },
    findTrustProxyProblem,
  ),
  ...oidcKeys,
  ...agentSignInKeys,
  auditDurability: Type.Enum(['committed', 'buffered'], {
    default: 'committed',
    description:
      'committed: a URL is handed out only once its audit event is on disk; buffered: a crash may lose the last events',
  }),
  auditRetentionDays: Type.Integer({
    ...between(0, 36_500),
    default: 365,
    description: 'Days after which audit events are deleted; 0 keeps them forever',
  }),
  auditAnonymousRetentionDays: Type.Integer({
    ...between(0, 36_500),
    default: 30,
    description: 'The same for events of requests without a known token; 0 keeps them as long as all others',
  }),
  auditAnonymousMaxEvents: Type.Integer({
    ...between(0, 1_000_000_000),
    default: 1_000_000,
    description:
      'Most events of requests without a known token to keep; once an hour the oldest beyond that are deleted; 0 is no limit',
  }),
  multipartDays: Type.Integer({
    ...between(1, 3650),
    default: 7,
    description: 'Days after which Signpost aborts a multipart upload at S3 that was neither completed nor aborted',
  }),
  logLevel: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    description: 'Least severe level that is logged, as JSON lines on standard error',
  }),
  accessLogPerSecond: Type.Integer({
    ...between(0, mostLines),
    default: 20,
    description: 'Most allowed requests that one process logs in one second; 0 logs none, 1000000 logs all',
  }),
  accessLogFailuresPerSecond: Type.Integer({
    ...between(1, mostLines),
    default: 200,
    description: 'Most refusals that one process logs in one second, and most faults; only a flood exceeds it',
  }),
  metrics: Type.Boolean({
    default: true,
    description: 'Serve metrics for Prometheus, on a separate address and port',
  }),
  metricsHost: Type.String({
    default: '127.0.0.1',
    minLength: 1,
    description: 'Address of the metrics; anyone who reaches it can read them, without a token',
  }),
  metricsPort: Type.Integer({
    ...between(0, 65_535),
    default: 9464,
    description: 'Port of the metrics; 0 picks a free one',
  }),
  sandboxPort: Type.Integer({
    ...between(0, 65_535),
    default: 9090,
    description: 'Port of the sandbox’s S3 server on 127.0.0.1; the sandbox takes a free port when it is in use',
  }),
})

/** The whole configuration, valid and complete. */
export type Config = Readonly<Static<typeof configSchema>>

/** The name of a configuration key, as it stands in `signpost.config.json`. */
export type ConfigKey = keyof typeof configSchema.properties

/** A key with its JSON Schema, for the loader and `config print`, which go through all keys. */
export interface ConfigKeyEntry {
  readonly key: ConfigKey
  /** Its environment variable: `SIGNPOST_DATA_DIR` for `dataDir`. A common variable such as `NO_PROXY` may also be in lowercase. */
  readonly env: string
  readonly schema: KeySchema
}

interface KeySchema {
  readonly description: string
  /** Masked by `config print`, never accepted as a flag, and readable from the file that `<env>_FILE` names. */
  readonly secret?: true
  /** The environment variable, when it has a common name that is not Signpost's own. */
  readonly variable?: string
  readonly type?: string
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly default?: unknown
  /** The rule in words, when no keyword of JSON Schema expresses it. */
  readonly 'x-rule'?: string
}

/** All keys in the order of the schema. */
export const configKeys: readonly ConfigKeyEntry[] = Object.entries(configSchema.properties).map(([key, value]) => {
  const schema = value as unknown as KeySchema
  const env = schema.variable ?? `SIGNPOST_${key.replaceAll(/[A-Z]/g, '_$&').toUpperCase()}`
  return { key: key as ConfigKey, env, schema }
})
