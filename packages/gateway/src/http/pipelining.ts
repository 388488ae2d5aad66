import type { RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** The latest response that each connection has begun. */
const lastBegun = new WeakMap<Socket, ServerResponse>()

/**
 * Answers the requests of a connection one after the other, however many a client sends ahead (RFC 9112, section 9.3.2).
 * While requests of a connection wait, nothing more is read from it. When too many requests wait on all connections together,
 * the connection with the most waiting requests is ended.
 * @param listener called once all earlier responses have been sent
 * @param maxWaiting how many requests may wait on all connections together
 * @param warn called for each connection that is ended
 */
export function answerInTurn(listener: RequestListener, maxWaiting: number, warn: () => void): RequestListener {
  const waiting = new Map<Socket, number>()
  let waitingInAll = 0

  function forgetClosed(this: Socket): void {
    forget(this)
  }

  function add(socket: Socket): void {
    const count = waiting.get(socket) ?? 0
    waiting.set(socket, count + 1)
    waitingInAll++
    if (count === 0) stopReading(socket).on('close', forgetClosed)
    if (waitingInAll > maxWaiting) endWorst()
  }

  function take(socket: Socket): void {
    const count = waiting.get(socket)
    if (count === undefined) return
    waiting.set(socket, count - 1)
    waitingInAll--
    if (count > 1) return
    forget(socket)
    socket.resume()
  }

  function forget(socket: Socket): void {
    waitingInAll -= waiting.get(socket) ?? 0
    waiting.delete(socket)
    mayRead(socket).off('close', forgetClosed)
  }

  function endWorst(): void {
    const [worst] = [...waiting].toSorted(([, one], [, other]) => other - one)[0] ?? []
    if (worst === undefined) return
    forget(worst)
    worst.destroy()
    warn()
  }

  return (request, response) => {
    const { socket } = request
    // Node assigns a connection to one response at a time, and to the next one when that has been sent.
    if (response.socket !== null) {
      lastBegun.set(socket, response)
      listener(request, response)
      return
    }
    // Requests that arrived in the same chunk as the one that was too many are still parsed.
    if (socket.destroyed) return
    add(socket)
    response.once('socket', () => {
      take(socket)
      lastBegun.set(socket, response)
      // At this point Node has not finished handing over the connection.
      process.nextTick(listener, request, response)
    })
  }
}

/** Finds the response that a connection is busy with. */
export function findResponseUnderWay(socket: Socket): ServerResponse | undefined {
  const response = lastBegun.get(socket)
  return response === undefined || response.closed ? undefined : response
}

/**
 * Calls `act` once all responses of a connection have been sent: at once when there are none, or when the only one waits for
 * the rest of its request. Until then nothing is read from the connection.
 */
export function actAfterResponses(socket: Socket, act: () => void): void {
  const response = findResponseUnderWay(socket)
  if (response === undefined || !response.req.complete) {
    act()
    return
  }
  stopReading(socket)
  response.once('close', () => {
    mayRead(socket).resume()
    actAfterResponses(socket, act)
  })
}

/** Stops reading from a connection until {@link mayRead}. Node resumes after each request, so each resume is paused again. */
export function stopReading(socket: Socket): Socket {
  pause.call(socket)
  return socket.on('resume', pause)
}

/** Undoes one {@link stopReading}. After the last one, `resume()` reads again. */
export function mayRead(socket: Socket): Socket {
  return socket.off('resume', pause)
}

function pause(this: Socket): void {
  // A socket that was paused before it emitted its `resume` reads all the same, and another `pause()` would have no effect.
  if (this.isPaused()) this.emit('pause')
  else this.pause()
}
