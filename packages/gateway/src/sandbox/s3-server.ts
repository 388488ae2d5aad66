import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { resolve as resolvePath } from 'node:path'
import type S3rver from '@20minutes/s3rver'
import { systemClock } from '../core/clock.ts'
import { allowLocalOrigin, answerPreflight, checkHost } from './check-caller.ts'
import { confineStore } from './confine-store.ts'
import { guardRequest, stripSignature } from './guard-request.ts'
import { isListing, listObjects } from './list-objects.ts'
import { readS3Request, S3Refusal } from './s3-request.ts'
import type { KeyPairs } from './verify-signature.ts'

/** The buckets of the sandbox: those of the published examples. */
export const sandboxBuckets = [
  'my-bucket',
  'my-audio-files',
  'my-images',
  'my-documents',
  'my-uploads',
  'my-files',
  'public-assets',
  'company-docs',
  'company-assets',
  'podcasts',
] as const

/** A running S3 server. */
export interface S3Server {
  /** Origin, `http://127.0.0.1:PORT`. */
  readonly endpoint: string
  close(): Promise<void>
}

/** How an S3 server is started. */
export interface S3ServerOptions {
  /** Folder of the buckets. */
  readonly directory: string
  /** When it is in use, the server takes a free one. */
  readonly port: number
  /** Whose signatures count. It may change while the server runs. */
  readonly keyPairs: KeyPairs
}

/**
 * Starts the sandbox's S3 server on 127.0.0.1: a guard, and s3rver behind it. s3rver takes unsigned requests and makes
 * paths of whatever it is given, so it sees only what the guard let pass, written anew.
 */
export async function startS3Server({ directory, port, keyPairs }: S3ServerOptions): Promise<S3Server> {
  const s3rver = await openS3rver(resolvePath(directory))
  const server = createServer(createListener(s3rver, keyPairs))
  server.on('clientError', refuseMalformed)
  await listen(server, port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    return listen(server, 0)
  })
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close().closeAllConnections()
      await once(server, 'close')
      s3rver.logger.close()
    },
  }
}

async function openS3rver(directory: string) {
  const { default: S3rver } = await import('@20minutes/s3rver')
  const configureBuckets = sandboxBuckets.map((name) => ({ name }))
  const s3rver = new S3rver({ directory, silent: true, vhostBuckets: false, configureBuckets })
  confineStore(s3rver.store, directory)
  s3rver.middleware.unshift(async (context, next) => {
    // Verified by the guard: s3rver is told that somebody signed, and that this is no page of a website.
    Object.assign(context.state, { account: true, service: 's3' })
    try {
      await next()
    } catch (error) {
      if (!(error instanceof S3Refusal)) throw error
      Object.assign(context, { status: error.status, type: 'application/xml', body: error.toXml() })
    }
  })
  await s3rver.configureBuckets()
  return s3rver
}

function createListener(s3rver: S3rver, keyPairs: KeyPairs): RequestListener {
  const forward = s3rver.callback()
  return async (request, response) => {
    try {
      checkHost(request)
      allowLocalOrigin(request, response)
      const wanted = readS3Request(request)
      if (request.method === 'OPTIONS') return answerPreflight(request, response)
      guardRequest(wanted, keyPairs, systemClock())
      if (isListing(wanted)) return sendXml(request, response, 200, await listObjects(s3rver.store, wanted))
      const path = [wanted.bucket, ...(wanted.key === '' ? [] : wanted.key.split('/'))].map(encodeURIComponent)
      request.url = `/${path.join('/')}?${stripSignature(wanted.query)}`
      forward(request, response)
    } catch (error) {
      // A mistake in here must not end the process, with the gateway in it.
      const internal = new S3Refusal(500, 'InternalError', 'We encountered an internal error. Please try again.')
      const refusal = error instanceof S3Refusal ? error : internal
      sendXml(request, response, refusal.status, refusal.toXml())
    }
  }
}

function sendXml({ method }: IncomingMessage, response: ServerResponse, status: number, xml: string): void {
  response.writeHead(status, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(xml) })
  response.end(method === 'HEAD' ? undefined : xml)
}

/** Answers what is not HTTP. */
function refuseMalformed(_error: Error, socket: Socket): void {
  const xml = new S3Refusal(400, 'BadRequest', 'An error occurred when parsing the HTTP request.').toXml()
  if (!socket.writable) return void socket.destroy()
  const head = ['HTTP/1.1 400 Bad Request', 'content-type: application/xml', 'connection: close']
  socket.end([...head, `content-length: ${Buffer.byteLength(xml)}`, '', xml].join('\r\n'))
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
}
