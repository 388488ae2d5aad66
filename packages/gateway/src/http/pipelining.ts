import type { RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** The response that a connection got to last. */
const lastBegun = new WeakMap<Socket, ServerResponse>()

/**
 * Answers the requests of a connection one after the other, however many a client sends ahead (RFC 9112, section 9.3.2).
 * While some wait, nothing more is read from their connection. When too many wait on all connections together, the
 * connection with the most of them is ended.
 * @param listener is called when the responses before are out
 * @param maxWaiting how many requests may wait on all connections together
 * @param warn is called for each connection that is ended
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
    // Node gives a connection to one response at a time, and to the next one when that is out.
    if (response.socket !== null) {
      lastBegun.set(socket, response)
      listener(request, response)
      return
    }
    // Requests that came in one piece with the one that was too much are still read.
    if (socket.destroyed) return
    add(socket)
    response.once('socket', () => {
      take(socket)
      lastBegun.set(socket, response)
      // Node is not done with handing over the connection.
      process.nextTick(listener, request, response)
    })
  }
}

/** The response that a connection is busy with. */
export function findResponseUnderWay(socket: Socket): ServerResponse | undefined {
  const response = lastBegun.get(socket)
  return response === undefined || response.closed ? undefined : response
}

/**
 * Acts when all responses that a connection is to get are out: at once when there are none, or when the only one waits
 * for the rest of its request. Until then nothing is read.
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

/** Reads nothing from a connection until {@link mayRead}. Node reads on after each request, and is stopped again. */
export function stopReading(socket: Socket): Socket {
  pause.call(socket)
  return socket.on('resume', pause)
}

/** Takes back one {@link stopReading}; after the last one, `resume()` reads on. */
export function mayRead(socket: Socket): Socket {
  return socket.off('resume', pause)
}

function pause(this: Socket): void {
  // A socket that was paused before it came to tell that it resumes reads all the same, and does not pause once more.
  if (this.isPaused()) this.emit('pause')
  else this.pause()
}
