import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { createLogRecorder } from './audit/log-recorder.ts'
import type { Config } from './config/config-schema.ts'
import { type Clock, systemClock } from './core/clock.ts'
import { newId } from './core/ids.ts'
import { type Account, defaultAccountName } from './core/model.ts'
import type { Store } from './core/ports.ts'
import { createGate } from './gate/gate.ts'
import { createApp } from './http/create-app.ts'
import { operations } from './operations/registry.ts'
import { createBucketCheck, uncheckedBuckets } from './s3/bucket-check.ts'
import { createBucketProbe } from './s3/bucket-probe.ts'
import { createS3Client } from './s3/s3-client.ts'
import { openSqliteStore } from './store/open-sqlite-store.ts'
import { createTokenVerifier } from './tokens/token-verifier.ts'
import { createKeyRing, type KeyRing } from './vault/key-ring.ts'
import { loadMasterKey, parseMasterKey } from './vault/master-key.ts'
import { createSigningCredentials } from './vault/signing-credentials.ts'

/** The opened state of one data directory: what the server and every command work on. */
export interface State {
  readonly config: Config
  readonly store: Store
  readonly ring: KeyRing
  readonly account: Account
  /** Absolute path. */
  readonly dataDir: string
  /** Path of the master key file that this start made; undefined when it was there or is configured. */
  readonly createdMasterKey: string | undefined
}

/**
 * Opens the state, and makes what is not there yet: data directory, master key, database, default account.
 * @throws Error when a master key is wrong, or the directory or the database cannot be used
 */
export async function openState(config: Config): Promise<State> {
  const dataDir = resolve(config.dataDir)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const masterKey = loadMasterKey(dataDir, config.masterKey)
  const previous = config.previousMasterKeys?.map(parseMasterKey)
  const ring = createKeyRing(masterKey.key, previous)
  const store = await openSqliteStore(dataDir)
  const account = await store.accounts.ensure({
    id: newId('acc'),
    name: defaultAccountName,
    createdAt: systemClock(),
  })
  return { config, store, ring, account, dataDir, createdMasterKey: masterKey.created ? masterKey.file : undefined }
}

/** The gateway, ready to listen. */
export interface Gateway {
  readonly app: FastifyInstance
  /** Refuses new work, lets answers in flight finish, and resolves when the last one is out. */
  drain(): Promise<void>
}

/** What {@link composeGateway} is made from, beside the state. */
export interface GatewayOptions {
  readonly config: Config
  readonly logger: Logger
  readonly clock?: Clock
}

/** Wires the gateway together. The only place where the rooms meet. */
export function composeGateway(state: State, { config, logger, clock = systemClock }: GatewayOptions): Gateway {
  const { store, ring } = state
  const s3Client = createS3Client({ allowPrivate: config.allowPrivateEndpoints })
  const gate = createGate({
    operations,
    tokens: createTokenVerifier(store.tokens, store.changes, clock),
    credentials: createSigningCredentials(store.credentials, store.changes, ring),
    buckets: config.bucketCheck ? createBucketCheck(createBucketProbe(s3Client, clock), clock) : uncheckedBuckets,
    audit: createLogRecorder(logger),
    clock,
  })
  let draining = false
  const app = createApp({
    operations,
    gate,
    logger,
    publicUrl: config.publicUrl,
    readiness: { isDraining: () => draining, ping: () => store.ping() },
  })
  return {
    app,
    async drain() {
      draining = true
      await app.close()
      await s3Client.close()
    },
  }
}
