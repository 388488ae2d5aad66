import type { RequestListener, Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from 'pino'
import { http } from '../core/node-http.ts'
import { rememberAddress } from './client-address.ts'
import { readOpenFileLimit } from './open-file-limit.ts'
import { answerInTurn, findResponseUnderWay, mayRead, stopReading } from './pipelining.ts'
import type { TlsPair } from './tls-pair.ts'

/** The most resources of the process that the connections of a server may use. */
export interface ConnectionLimits {
  /** The most open connections; by default, as many as the system's limit for open files allows. */
  readonly connections?: number
  /** The most requests that clients have sent ahead of the responses before them, on all connections together. */
  readonly waitingRequests: number
  /** The most bytes of responses that wait until their clients read them, on all connections together. */
  readonly waitingBytes: number
  /** How long a connection may neither send nor receive a byte while a request is answered. */
  readonly silenceMs: number
}

/** The limits of the gateway, except `connections`, which depends on the system. */
export const usualLimits: ConnectionLimits = {
  // Each takes 4 KB. The kernel hands over up to 3,600 requests of one connection at once.
  waitingRequests: 10_000,
  waitingBytes: 256 * 2 ** 20,
  // Silence is noticed after one to two times this limit, because Node counts the bytes that the kernel has buffered as progress. No response takes 10 s.
  silenceMs: 20_000,
}

/**
 * Timeouts in milliseconds. Load balancers keep idle connections for 60 s (AWS ALB, nginx). The sender of requests must be the
 * first to close, or a request meets a connection that is being closed.
 */
const serverOptions = {
  requestTimeout: 30_000,
  headersTimeout: 15_000,
  // By default, Node checks connections against the two limits above only every 30 s.
  connectionsCheckingInterval: 1000,
  keepAliveTimeout: 75_000,
  requireHostHeader: false,
}

/**
 * Creates the HTTP server of the app, which does not listen yet. It limits what clients can use by opening connections, by
 * sending requests ahead, and by not reading responses. It ends connections beyond a limit, and logs that.
 * @param tls certificate and key, for HTTPS
 */
export function createHttpServer(
  listener: RequestListener,
  logger: Logger,
  limits = usualLimits,
  tls?: Pick<TlsPair, 'cert' | 'key'>,
): Server {
  const warn = createRareWarning(logger, 'connections are ended: too many requests were sent ahead of their answers')
  const listenInTurn = answerInTurn(listener, limits.waitingRequests, warn)
  const server = (
    tls === undefined ? http.createServer(serverOptions, listenInTurn) : createTlsServer(tls, listenInTurn)
  )
    // Node would answer an unknown expectation with a bare 417. A server may also ignore it (RFC 9110, 10.1.1).
    .on('checkExpectation', listenInTurn)
    .on('connection', rememberAddress)
  // A client that sends its request and closes its side still waits for the response. Node has no documented name for it.
  Object.assign(server, { httpAllowHalfOpen: true })
  server.once('listening', () => {
    const { connections = countAllowedConnections(readOpenFileLimit()) } = limits
    if (connections !== undefined) refuseBeyond(server, connections, logger)
  })
  endSilent(server, limits.silenceMs)
  endLargest(server, tls === undefined ? 'connection' : 'secureConnection', limits.waitingBytes, logger)
  return server
}

/** Creates a server that speaks HTTPS. The module is loaded only here, because most gateways are behind a proxy that speaks HTTPS. */
function createTlsServer(tls: Pick<TlsPair, 'cert' | 'key'>, listener: RequestListener): Server {
  const https = process.getBuiltinModule('node:https')
  return https.createServer({ ...serverOptions, ...tls, handshakeTimeout: serverOptions.headersTimeout }, listener)
}

/** File descriptors that are left for other purposes: the database, connections to S3, PostgreSQL and Redis, modules. */
const reservedFiles = 256

/**
 * Counts the connections that leave enough file descriptors to the rest of the process.
 * @param openFiles how many files a process may have open; undefined when there is no limit
 */
export function countAllowedConnections(openFiles: number | undefined): number | undefined {
  return openFiles === undefined ? undefined : Math.max(openFiles - reservedFiles, Math.floor(openFiles / 2))
}

function refuseBeyond(server: Server, connections: number, logger: Logger): void {
  const message = `connections are refused: ${connections} are open, as many as the open-file limit allows`
  server.maxConnections = connections
  // Without this option, a worker at its limit would hand connections back to the primary process, and get them again.
  Object.assign(server, { dropMaxConnection: true })
  server.on('drop', createRareWarning(logger, message))
}

function endSilent(server: Server, silenceMs: number): void {
  server.timeout = silenceMs
  server.on('timeout', (socket) => {
    // A client whose body does not arrive gets a 408 from the limit for whole requests instead.
    if (findResponseUnderWay(socket)?.req.complete !== false) socket.destroy()
  })
}

const lookEveryMs = 1000

/** @param event the event that passes the socket that responses are written to */
function endLargest(server: Server, event: 'connection' | 'secureConnection', maxBytes: number, logger: Logger): void {
  const warn = createRareWarning(logger, 'connections are ended: their clients do not read their answers')
  const sockets = new Set<Socket>()
  /** Nothing is read from a client that does not read its response: the bytes that it sends would count as progress. */
  const unread = new Set<Socket>()
  server.on(event, (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => {
      sockets.delete(socket)
      unread.delete(socket)
    })
  })

  function look(): void {
    const waiting = [...sockets].filter(({ writableLength }) => writableLength > 0)
    for (const socket of waiting) {
      if (unread.has(socket)) continue
      unread.add(socket)
      stopReading(socket)
    }
    for (const socket of unread) {
      if (socket.writableLength > 0) continue
      unread.delete(socket)
      mayRead(socket).resume()
    }
    let bytes = waiting.reduce((sum, { writableLength }) => sum + writableLength, 0)
    if (bytes <= maxBytes) return
    for (const socket of waiting.toSorted((one, other) => other.writableLength - one.writableLength)) {
      if (bytes <= maxBytes) break
      bytes -= socket.writableLength
      socket.destroy()
      warn()
    }
  }

  const timer = setInterval(look, lookEveryMs).unref()
  server.once('close', () => clearInterval(timer))
}

const warnEveryMs = 60_000

/**
 * Makes a warning that may occur many times a second. The first occurrence is logged at once, and the others together once a minute.
 * @returns a function that counts one occurrence; the log line has their number as `connections`
 */
export function createRareWarning(logger: Logger, message: string): () => void {
  let connections = 0
  let isResting = false

  function log(): void {
    isResting = connections > 0
    if (!isResting) return
    logger.warn({ connections }, message)
    connections = 0
    setTimeout(log, warnEveryMs).unref()
  }

  return () => {
    connections++
    if (!isResting) log()
  }
}
