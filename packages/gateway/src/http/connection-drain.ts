import type { Server, ServerResponse } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { findResponseUnderWay } from './pipelining.ts'

/** Tracks the connections of HTTP servers, and ends them in order. */
export interface ConnectionDrain {
  /** Follows the connections of a server of `http-server.ts`. Call it before the server listens. */
  follow(server: Server): void
  countOpen(): number
  /** Accepts no new connections from now on. Open ones are served as before. */
  stopListening(): void
  /**
   * Ends all servers: accepts no new connections, sends each response that is still due as the last one of its connection, and
   * then closes the connections that are left.
   * @param settleMs how long a silent open connection may still send a request
   * @returns how many responses were cut off because they took longer than the limit
   */
  drain(limitMs: number, settleMs?: number): Promise<number>
}

/** A request may be in flight on a silent connection. The drain waits for it and answers it, so a client with a busy connection loses no request. */
const defaultSettleMs = 250
const lookEveryMs = 10

/** After a turn of the event loop that took no longer than this, hardly any connection waits to be accepted. */
const shortTurnMs = 0.5
/** The longest wait for such a turn, because a busy loop may never have one. */
const acceptLimitMs = 100

/** Follows connections from now on. It does no work per request: the drain itself looks for the requests in flight. */
export function createConnectionDrain(): ConnectionDrain {
  const servers: Server[] = []
  const sockets = new Set<Socket>()
  /** The sockets that responses are written to. With TLS these are not the sockets of the connections. */
  const streams = new Set<Socket>()

  function stopListening(): void {
    for (const server of servers) {
      // Only stops listening. The `close` of an HTTP server would also end connections that are merely silent.
      if (server.listening) NetServer.prototype.close.call(server)
    }
  }

  /** Makes responses the last ones of their connections. @returns how many are still due */
  function endUnderWay(): number {
    const responses = [...streams].map(findResponseUnderWay).filter((response) => response !== undefined)
    responses.forEach(endConnectionAfter)
    return responses.length
  }

  return {
    follow(server) {
      servers.push(server)
      server.prependListener('connection', (socket: Socket) => keepWhileOpen(sockets, socket))
      for (const event of ['connection', 'secureConnection']) {
        server.prependListener(event, (socket: Socket) => keepWhileOpen(streams, socket))
      }
    },

    countOpen: () => sockets.size,

    stopListening,

    async drain(limitMs, settleMs = defaultSettleMs) {
      // The order matters: clients whose connections were ended first would open new ones.
      await acceptPending()
      stopListening()
      for (const server of servers) {
        for (const event of ['request', 'checkExpectation']) {
          server.prependListener(event, (_request, response: ServerResponse) => endConnectionAfter(response))
        }
      }
      const startedAt = performance.now()
      let underWay = endUnderWay()
      for (let passedMs = 0; sockets.size > 0 && passedMs < limitMs; passedMs = performance.now() - startedAt) {
        if (underWay === 0 && passedMs >= settleMs) break
        await sleep(lookEveryMs)
        underWay = endUnderWay()
      }
      for (const server of servers) server.closeAllConnections()
      return underWay
    },
  }
}

function keepWhileOpen(open: Set<Socket>, socket: Socket): void {
  open.add(socket)
  socket.once('close', () => open.delete(socket))
}

/**
 * Lets the event loop accept the connections that the kernel has accepted. Their clients may have sent requests, and the kernel
 * resets these connections when the server stops listening.
 */
async function acceptPending(): Promise<void> {
  const startedAt = performance.now()
  // The rest of the current turn may accept no more connections.
  await nextTurn()
  for (let turnBegan = performance.now(); turnBegan - startedAt < acceptLimitMs; ) {
    await nextTurn()
    const now = performance.now()
    if (now - turnBegan <= shortTurnMs) return
    turnBegan = now
  }
}

/** RFC 9112, section 9.6. */
function endConnectionAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close')
}
