import { createServer, type RequestListener, type Server } from 'node:http'
import type { Logger } from 'pino'
import { rememberAddress } from './client-address.ts'
import { limitConnections, usualLimits } from './connection-limits.ts'
import { answerInTurn } from './pipelining.ts'
import { createRareWarning } from './rare-warning.ts'

/**
 * Milliseconds. Load balancers keep idle connections for 60 s (AWS ALB, nginx); whoever sends the request must be the one
 * that closes first, or a request meets a connection that is being closed.
 */
const serverOptions = {
  requestTimeout: 30_000,
  headersTimeout: 15_000,
  // Node holds connections against the two above every 30 s only, unless it is told otherwise.
  connectionsCheckingInterval: 1000,
  keepAliveTimeout: 75_000,
  requireHostHeader: false,
}

/** Creates the HTTP server of the app, with what bounds its connections. It does not listen yet. */
export function createHttpServer(listener: RequestListener, logger: Logger, limits = usualLimits): Server {
  const warn = createRareWarning(logger, 'connections are ended: too many requests were sent ahead of their answers')
  const listenInTurn = answerInTurn(listener, limits.waitingRequests, warn)
  const server = createServer(serverOptions, listenInTurn)
    // By itself Node answers an unknown expectation with a bare 417; a server may as well ignore it (RFC 9110, 10.1.1).
    .on('checkExpectation', listenInTurn)
    .on('connection', rememberAddress)
  // A client that sends its request and closes its side still waits for the answer. Node has no documented name for it.
  Object.assign(server, { httpAllowHalfOpen: true })
  limitConnections(server, logger, limits)
  return server
}
