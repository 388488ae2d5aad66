import type { Server, ServerResponse } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { findResponseUnderWay } from './pipelining.ts'

/** The connections of HTTP servers, and their orderly end. */
export interface ConnectionDrain {
  /** Follows the connections of a server of `http-server.ts`, from before it listens. */
  follow(server: Server): void
  countOpen(): number
  /** Takes no new connection from now on; those that are open are served as before. */
  stopListening(): void
  /**
   * Ends all servers: takes no new connection, gives each response that is still due as the last one of its connection, and
   * closes what is open after that.
   * @param settleMs how long an open connection that is silent may still send a request
   * @returns how many responses were cut off, since they took longer than the limit
   */
  drain(limitMs: number, settleMs?: number): Promise<number>
}

/** A request may be under way on a silent connection. It is answered, so a client that keeps its connection busy loses none. */
const defaultSettleMs = 250
const lookEveryMs = 10

/** After a turn of the event loop that is no longer than this, next to nobody waits to be accepted. */
const shortTurnMs = 0.5
/** For a loop that is never idle. */
const acceptLimitMs = 100

/** Follows connections from now on. A request costs nothing: which ones are under way is looked for at the end. */
export function createConnectionDrain(): ConnectionDrain {
  const servers: Server[] = []
  const sockets = new Set<Socket>()
  /** What responses are written to: with TLS another socket than the connection's. */
  const streams = new Set<Socket>()

  function stopListening(): void {
    for (const server of servers) {
      // Stops to listen and no more; an HTTP server's own `close` would break off connections that are just silent.
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
      // Not the other way round: clients whose connection was ended would come with new ones.
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
 * Lets the event loop accept the connections that the kernel has taken. Their clients may have sent requests, and the kernel
 * resets them when the server stops to listen.
 */
async function acceptPending(): Promise<void> {
  const startedAt = performance.now()
  // The rest of this turn may accept nothing any more.
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
