import { createServer, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from 'pino'
import { rememberAddress } from './client-address.ts'
import { answerInTurn, findResponseUnderWay, mayRead, stopReading } from './pipelining.ts'
import type { TlsPair } from './tls-pair.ts'

/** What the connections of a server may take of the process. */
export interface ConnectionLimits {
  /** Open at once; by default, what the system's limit for open files leaves. */
  readonly connections?: number
  /** That were sent ahead of the responses before them, on all connections together. */
  readonly waitingRequests: number
  /** Of responses that wait until their clients read them, on all connections together. */
  readonly waitingBytes: number
  /** Without any byte being sent or received, while a request is answered. */
  readonly silenceMs: number
}

/** The limits of the gateway, but for `connections`, which depends on the system. */
export const usualLimits: ConnectionLimits = {
  // Of 4 KB each. The kernel hands over up to 3,600 of one connection at once.
  waitingRequests: 10_000,
  waitingBytes: 256 * 2 ** 20,
  // Noticed after one to two times as long: Node takes for progress what the kernel took at first. No response takes 10 s.
  silenceMs: 20_000,
}

/**
 * Milliseconds. Load balancers keep idle connections for 60 s (AWS ALB, nginx). Whoever sends the request must close
 * first, or a request meets a connection that is being closed.
 */
const serverOptions = {
  requestTimeout: 30_000,
  headersTimeout: 15_000,
  // Node holds connections against the two above every 30 s only, unless it is told otherwise.
  connectionsCheckingInterval: 1000,
  keepAliveTimeout: 75_000,
  requireHostHeader: false,
}

/**
 * Creates the HTTP server of the app, which does not listen yet. It bounds what clients can take by opening connections,
 * by sending ahead, and by not reading its responses: it ends what is beyond a bound, and the log says so.
 * @param tls lets it speak HTTPS
 */
export function createHttpServer(
  listener: RequestListener,
  logger: Logger,
  limits = usualLimits,
  tls?: Pick<TlsPair, 'cert' | 'key'>,
): Server {
  const warn = createRareWarning(logger, 'connections are ended: too many requests were sent ahead of their answers')
  const listenInTurn = answerInTurn(listener, limits.waitingRequests, warn)
  const server = (tls === undefined ? createServer(serverOptions, listenInTurn) : createTlsServer(tls, listenInTurn))
    // By itself Node answers an unknown expectation with a bare 417; a server may as well ignore it (RFC 9110, 10.1.1).
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

/** Loaded only here: most gateways have a proxy that speaks HTTPS. */
function createTlsServer(tls: Pick<TlsPair, 'cert' | 'key'>, listener: RequestListener): Server {
  const https = process.getBuiltinModule('node:https')
  return https.createServer({ ...serverOptions, ...tls, handshakeTimeout: serverOptions.headersTimeout }, listener)
}

/** Files that are not connections of clients: the database, connections to S3, PostgreSQL and Redis, modules. */
const reservedFiles = 256

/**
 * How many connections leave enough file descriptors to the rest of the process.
 * @param openFiles how many files a process may have open; undefined where that is not limited
 */
export function countAllowedConnections(openFiles: number | undefined): number | undefined {
  return openFiles === undefined ? undefined : Math.max(openFiles - reservedFiles, Math.floor(openFiles / 2))
}

/** What Node's own types leave out. */
interface ProcessReport {
  excludeNetwork: boolean
  getReport(): { readonly userLimits?: { readonly open_files?: { readonly soft: number | 'unlimited' } } }
}

/** getrlimit(2), RLIMIT_NOFILE; undefined where there is none. Node raises the soft limit to the hard one when it starts. */
function readOpenFileLimit(): number | undefined {
  const report = process.report as unknown as ProcessReport
  const { excludeNetwork } = report
  // Else it looks up the names of all peers.
  report.excludeNetwork = true
  const limit = report.getReport().userLimits?.open_files?.soft
  report.excludeNetwork = excludeNetwork
  return typeof limit === 'number' ? limit : undefined
}

function refuseBeyond(server: Server, connections: number, logger: Logger): void {
  const message = `connections are refused: ${connections} are open, as many as the open-file limit allows`
  server.maxConnections = connections
  // A worker that has enough would hand them back, and get them again.
  Object.assign(server, { dropMaxConnection: true })
  server.on('drop', createRareWarning(logger, message))
}

function endSilent(server: Server, silenceMs: number): void {
  server.timeout = silenceMs
  server.on('timeout', (socket) => {
    // A client whose body does not come is told so (408), by the limit for whole requests.
    if (findResponseUnderWay(socket)?.req.complete !== false) socket.destroy()
  })
}

const lookEveryMs = 1000

/** @param event which gives the socket that responses are written to */
function endLargest(server: Server, event: 'connection' | 'secureConnection', maxBytes: number, logger: Logger): void {
  const warn = createRareWarning(logger, 'connections are ended: their clients do not read their answers')
  const sockets = new Set<Socket>()
  /** Who does not read is not read: what such a client sends would count as progress. */
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
 * A warning that may be due many times a second: the first one is logged at once, the others once a minute, together.
 * @returns what counts one; the line has the number as `connections`
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
