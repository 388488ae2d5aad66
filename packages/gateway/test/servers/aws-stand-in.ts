import { request } from 'node:http'
import { cephUsers, startCeph } from './ceph-server.ts'
import { startHttpProxy } from './http-proxy.ts'
import { startKeySources } from './key-sources.ts'
import { makeTempDir } from './temp-dir.ts'
import { startTlsServer } from './tls-server.ts'

/** A Ceph that looks like AWS to programs with its environment: AWS's host names, HTTPS, keys from instance roles and STS. */
export interface AwsStandIn extends AsyncDisposable {
  /** Directs curl, Node.js and the gateway to this Ceph; has its user's keys in `STORE_KEY` and `SIGNPOST_SECRET_ACCESS_KEY`. */
  readonly env: Readonly<Record<string, string>>
}

const host = 's3.eu-central-1.amazonaws.com'
const others = ['s3.eu-west-1.amazonaws.com', 'fra1.digitaloceanspaces.com', 's3.eu-central-003.backblazeb2.com']

/** Starts the stand-in, with the bucket `my-bucket` in eu-central-1. */
export async function startAwsStandIn(): Promise<AwsStandIn> {
  const stack = new AsyncDisposableStack()
  const ceph = stack.use(await startCeph([`rgw dns name = ${host}`]))
  await ceph.createBucket('my-bucket')
  const { port } = new URL(ceph.endpoint)
  const names = [host, ...others].flatMap((name) => [name, `*.${name}`])
  const tls = stack.use(
    await startTlsServer((incoming, response) => {
      const { method, url, headers } = incoming
      incoming.pipe(
        request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers)
          answer.pipe(response)
        }),
      )
    }, names),
  )
  const proxy = stack.use(await startHttpProxy({ port: tls.port }))
  const plainProxy = stack.use(await startHttpProxy({ port: Number(port) }))
  const { accessKeyId, secret } = cephUsers.alice
  const keys = { accessKeyId, secretAccessKey: secret, sessionToken: 'session', expiresAt: Date.UTC(2099, 0) }
  const sources = stack.use(await startKeySources(stack.use(makeTempDir()).path, keys))
  return {
    env: {
      ...sources.env,
      ...{ HTTPS_PROXY: proxy.url, http_proxy: plainProxy.url, NO_PROXY: '127.0.0.1,localhost' },
      ...{ CURL_CA_BUNDLE: tls.certificateFile, NODE_EXTRA_CA_CERTS: tls.certificateFile },
      ...{ STORE_KEY: accessKeyId, SIGNPOST_SECRET_ACCESS_KEY: secret },
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
