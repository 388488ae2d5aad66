import { join } from 'node:path'
import type { Database } from '../../packages/gateway/src/core/ports.ts'
import { openDatabase } from '../../packages/gateway/src/database/open-database.ts'
import {
  type CreatedToken,
  createTokenWithId,
  storeCredential,
  type TokenFields,
} from '../../packages/gateway/test/samples/store-credential.ts'
import { type GatewayProcess, startGateway } from '../../packages/gateway/test/servers/gateway-process.ts'
import { describeInstallation } from '../../packages/gateway/test/servers/postgres-nodes.ts'
import { readSignpost } from '../../packages/gateway/test/servers/run-signpost.ts'
import { answerListing, type ScriptedS3, startScriptedS3 } from '../../packages/gateway/test/servers/scripted-s3.ts'
import { makeTempDir } from '../../packages/gateway/test/servers/temp-dir.ts'

/** The state of an installation, and the configuration of its gateways. */
export interface InstallationOptions {
  /** A folder that the installation makes and the caller removes. By default the installation has a folder of its own. */
  readonly dataDir?: string
  /** The URL of PostgreSQL; without it, SQLite is used. */
  readonly databaseUrl?: string
  /** Settings of every gateway and command. */
  readonly env?: Readonly<Record<string, string>>
}

/** The options of one gateway of an installation. */
export interface NodeOptions {
  /** The port; 0 takes a free one. */
  readonly port?: number
  /** The number of the node. Nodes on PostgreSQL each have a data directory, as on separate machines. */
  readonly node?: number
  /** How many files it may open; by default as many as this process. */
  readonly openFiles?: number
}

/** One state, with the store of its credentials, and the gateways and commands that use it. */
export interface Installation extends AsyncDisposable {
  readonly dataDir: string
  /** The S3 server of all credentials. It has every bucket. */
  readonly s3: ScriptedS3
  /** The settings, including the database. */
  readonly env: Readonly<Record<string, string>>
  /** Starts a gateway. The caller ends it. */
  start(options?: NodeOptions): Promise<GatewayProcess>
  /** Runs a command. @returns its `--json` value @throws Error when it fails */
  run<Value>(args: readonly string[]): Promise<Value>
  /** Stores a credential that signs for the buckets of a pattern. */
  addCredential(name: string, bucketPattern: string): Promise<void>
  createToken(name: string, limits?: TokenFields): Promise<CreatedToken>
  /** Opens the state in this process. The caller closes it. */
  openDatabase(): Promise<Database>
}

/** The keys of all credentials. */
export const installationKeys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'a-secret-access-key' }

/** The region of all credentials. */
export const installationRegion = 'us-east-1'

/** The bucket that the first credential of an installation signs for. */
export const firstBucket = 'first-bucket'

/** Makes an installation with one credential. */
export async function createInstallation(options: InstallationOptions = {}): Promise<Installation> {
  await using stack = new AsyncDisposableStack()
  const dataDir = options.dataDir ?? stack.use(makeTempDir()).path
  const { databaseUrl } = options
  const shared = databaseUrl === undefined ? {} : { ...describeInstallation(databaseUrl), SIGNPOST_BUCKET_CHECK: 'on' }
  const env = { ...shared, ...options.env }
  const s3 = await startScriptedS3(answerListing())
  stack.defer(() => s3.close())

  function run<Value>(args: readonly string[]): Promise<Value> {
    const secret = { SIGNPOST_SECRET_ACCESS_KEY: installationKeys.secretAccessKey }
    return readSignpost<Value>(args, { dataDir, env: { ...env, ...secret } })
  }

  async function addCredential(name: string, bucketPattern: string): Promise<void> {
    const { accessKeyId, secretAccessKey: secret } = installationKeys
    const store = { region: installationRegion, endpoint: s3.endpoint }
    await storeCredential(name, { dataDir, env }, { accessKeyId, secret, ...store, bucketPatterns: [bucketPattern] })
  }

  await addCredential('first', 'first-*')
  const owned = stack.move()
  return {
    dataDir,
    s3,
    env,
    start: ({ port = 0, node = 1, openFiles } = {}) =>
      startGateway({
        dataDir: databaseUrl === undefined ? dataDir : join(dataDir, `node-${node}`),
        env,
        args: ['--port', String(port)],
        ...(openFiles === undefined ? {} : { openFiles }),
      }),
    run,
    addCredential,
    createToken: (name, limits) => createTokenWithId({ dataDir, env }, { name, ...limits }),
    openDatabase: () => openDatabase({ dataDir, databaseUrl, databasePoolSize: 2, databaseGraceSeconds: 0 }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
