import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sandboxBuckets } from './sandbox-buckets.ts'

/** The key pair that s3rver knows. It opens nothing but the sandbox, which listens on 127.0.0.1 only. */
export const sandboxKeyPair = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' } as const

/** A running S3 server. */
export interface S3Server {
  /** Origin, `http://127.0.0.1:PORT`. */
  readonly endpoint: string
  close(): Promise<void>
}

/** Lets a page of any origin upload and download, as a developer trying an upload form expects. */
const cors = `<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod><AllowedMethod>HEAD</AllowedMethod><AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader></CORSRule></CORSConfiguration>`

/**
 * Starts the sandbox's S3 server on 127.0.0.1.
 * @param directory folder of the buckets
 * @param port wished for; a free one is taken when it is in use
 */
export async function startS3Server(directory: string, port: number): Promise<S3Server> {
  const { default: S3rver } = await import('@20minutes/s3rver')
  const s3rver = new S3rver({
    directory,
    silent: true,
    vhostBuckets: false,
    configureBuckets: sandboxBuckets.map((name) => ({ name, configs: [cors] })),
  })
  await s3rver.configureBuckets()
  const server = createServer(s3rver.callback())
  await listen(server, port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    return listen(server, 0)
  })
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          s3rver.logger.close()
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}
