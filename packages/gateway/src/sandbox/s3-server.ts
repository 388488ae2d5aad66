import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { systemClock } from '../core/clock.ts'
import { http } from '../core/node-http.ts'
import { allowLocalOrigin, answerPreflight, checkHost } from './check-caller.ts'
import { sendXml } from './exchange.ts'
import { guardRequest } from './guard-request.ts'
import { findHandler } from './handlers.ts'
import { isForm, postObject } from './post-object.ts'
import { readS3Request, S3Refusal } from './s3-request.ts'
import { openSandboxStore, type SandboxStore } from './sandbox-store.ts'
import type { KeyPairs } from './verify-signature.ts'

/** A running S3 server. */
export interface S3Server {
  /** Origin, `http://127.0.0.1:PORT`. */
  readonly endpoint: string
  close(): Promise<void>
}

/** How an S3 server is started. */
export interface S3ServerOptions {
  /** The folder in which the server stores everything; made when it does not exist. */
  readonly directory: string
  /** When this port is in use, the server takes a free one. */
  readonly port: number
  /** The key pairs whose signatures are accepted. The map may change while the server runs. */
  readonly keyPairs: KeyPairs
}

/** Starts the sandbox's S3 server on 127.0.0.1. A request is read once, guarded, and then handled. */
export async function startS3Server({ directory, port, keyPairs }: S3ServerOptions): Promise<S3Server> {
  const store = openSandboxStore(directory)
  const listener = createListener(store, keyPairs)
  // A client that sends `Expect: 100-continue` learns whether its body is accepted before it sends the body.
  const server = http.createServer(listener).on('checkContinue', listener)
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
      store.close()
    },
  }
}

function createListener(store: SandboxStore, keyPairs: KeyPairs): RequestListener {
  return async (request, response) => {
    try {
      response.setHeader('x-amz-request-id', randomBytes(8).toString('hex').toUpperCase())
      checkHost(request)
      allowLocalOrigin(request, response)
      const wanted = readS3Request(request)
      if (request.method === 'OPTIONS') return answerPreflight(request, response)
      const now = systemClock()
      guardRequest(wanted, keyPairs, now)
      const exchange = { wanted, request, response, store, now }
      await (isForm(wanted) ? postObject(exchange, keyPairs) : findHandler(wanted)(exchange))
    } catch (error) {
      if (response.headersSent || response.destroyed) return void response.destroy()
      // A fault here must not end the process, in which the gateway also runs.
      const internal = new S3Refusal(500, 'InternalError', 'We encountered an internal error. Please try again.')
      const refusal = error instanceof S3Refusal ? error : internal
      sendXml({ request, response }, refusal.status, refusal.toXml())
      // The rest of a refused body still arrives. Unread, it would block the next request on this connection.
      request.unpipe().resume()
    }
  }
}

/** Answers data that is not HTTP. */
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
