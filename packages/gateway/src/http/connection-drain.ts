import type { Server, ServerResponse } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'

/** The connections of HTTP servers, and their orderly end. */
export interface ConnectionDrain {
  /** Follows the connections and requests of a server, from before it listens. */
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

/** Follows connections from now on. */
export function createConnectionDrain(): ConnectionDrain {
  const servers: Server[] = []
  const sockets = new Set<Socket>()
  const inFlight = new Set<ServerResponse>()
  let isDraining = false

  function followRequest(response: ServerResponse): void {
    if (isDraining) endConnectionAfter(response)
    inFlight.add(response)
    response.once('close', () => inFlight.delete(response))
  }

  function stopListening(): void {
    for (const server of servers) {
      // Stops to listen and no more; an HTTP server's own `close` would break off connections that are just silent.
      if (server.listening) NetServer.prototype.close.call(server)
    }
  }

  return {
    follow(server) {
      servers.push(server)
      server.prependListener('connection', (socket: Socket) => {
        sockets.add(socket)
        socket.once('close', () => sockets.delete(socket))
      })
      for (const event of ['request', 'checkExpectation']) {
        server.prependListener(event, (_request, response: ServerResponse) => followRequest(response))
      }
    },

    countOpen: () => sockets.size,

    stopListening,

    async drain(limitMs, settleMs = defaultSettleMs) {
      // Not the other way round: clients whose connection was ended would come with new ones.
      await acceptPending()
      stopListening()
      isDraining = true
      for (const response of inFlight) endConnectionAfter(response)
      const startedAt = performance.now()
      for (let passedMs = 0; sockets.size > 0 && passedMs < limitMs; passedMs = performance.now() - startedAt) {
        if (inFlight.size === 0 && passedMs >= settleMs) break
        await sleep(lookEveryMs)
      }
      const cutOff = inFlight.size
      for (const server of servers) server.closeAllConnections()
      return cutOff
    },
  }
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
