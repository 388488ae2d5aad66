import { createHash } from 'node:crypto'
import { createToken, storeCredential } from '../../gateway/test/samples/store-credential.ts'
import { type CephServer, cephUsers, signForCeph, startCeph } from '../../gateway/test/servers/ceph-server.ts'
import { startComposedGateway } from '../../gateway/test/servers/composed-gateway.ts'
import { startGateway } from '../../gateway/test/servers/gateway-process.ts'
import { makeTempDir } from '../../gateway/test/servers/temp-dir.ts'
import { type WatchedStore, watchStore } from './watched-store.ts'

/** A gateway with a store behind it, for the client. */
export interface ClientStand extends AsyncDisposable {
  readonly url: string
  /** An API token that allows everything. */
  readonly token: string
  readonly bucket: string
  /** Whether the store enforces the checksum of an upload. */
  readonly hasChecksums: boolean
}

/** The origins of all web pages on this machine, which may call the gateway. */
const env = { SIGNPOST_CORS_ORIGINS: '*' }

/** `serve --sandbox`. */
export async function startSandboxStand(): Promise<ClientStand> {
  await using stack = new AsyncDisposableStack()
  const { path: dataDir } = stack.use(makeTempDir())
  const { report } = stack.use(await startGateway({ dataDir, args: ['--sandbox'], env }))
  if (report.sandbox === null) throw new Error('There is no sandbox')
  // The sandbox's own token is only for signing, but tests also list and delete.
  const token = await createToken({ dataDir }, { allow: ['*:*/*', 'list:*/*', 'delete:*/*'] })
  const kept = stack.move()
  return {
    url: report.url,
    token,
    bucket: 'my-bucket',
    hasChecksums: true,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** A stand whose store is Ceph. */
export interface CephStand extends ClientStand {
  readonly ceph: CephServer
  /** The proxy through which clients reach Ceph. */
  readonly store: WatchedStore
  /** Counts the open multipart uploads at Ceph. */
  countOpen(): Promise<number>
}

/** Starts a gateway in front of a Ceph, with a bucket that web pages may use. */
export async function startCephStand(): Promise<CephStand> {
  await using stack = new AsyncDisposableStack()
  const bucket = 'uploads'
  const ceph = stack.use(await startCeph())
  await ceph.createBucket(bucket)
  await setBucketCors(ceph, bucket)
  const { path: dataDir } = stack.use(makeTempDir())
  const store = stack.use(await watchStore(ceph.endpoint))
  const credential = { ...cephUsers.alice, endpoint: store.endpoint, preset: 'ceph', bucketPatterns: [] } as const
  await storeCredential('ceph', { dataDir }, credential)
  const gateway = stack.use(await startComposedGateway({ dataDir, env }))
  const token = await createToken({ dataDir }, { allow: ['*:*/*', 'list:*/*', 'delete:*/*'] })
  const kept = stack.move()
  return {
    url: gateway.url,
    token,
    bucket,
    ...{ ceph, store },
    async countOpen() {
      const query = { uploads: '' }
      const response = await fetch(signForCeph(ceph.endpoint, cephUsers.alice, { method: 'GET', bucket, query }))
      return (await response.text()).split('<Upload>').length - 1
    },
    hasChecksums: false,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/**
 * Sets the CORS rule that the client's advice names. S3 API Reference, "PutBucketCors".
 * @param exposed a header that pages may read; Uppy reads `ETag`
 */
export async function setBucketCors(ceph: CephServer, bucket: string, exposed?: string): Promise<void> {
  const methods = ['GET', 'PUT', 'HEAD'].map((method) => `<AllowedMethod>${method}</AllowedMethod>`).join('')
  const expose = exposed === undefined ? '' : `<ExposeHeader>${exposed}</ExposeHeader>`
  const body = `<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin>${methods}<AllowedHeader>*</AllowedHeader>${expose}</CORSRule></CORSConfiguration>`
  const url = signForCeph(ceph.endpoint, cephUsers.alice, { method: 'PUT', bucket, query: { cors: '' } })
  const headers = { 'content-md5': createHash('md5').update(body).digest('base64') }
  const { status } = await fetch(url, { method: 'PUT', body, headers })
  if (status !== 200) throw new Error(`The CORS rule was not set: ${status}`)
}
