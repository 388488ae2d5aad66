import { connect } from 'node:net'

/** How long an unfinished request waits for its answer before the client hangs up. */
const patienceMs = 400

/**
 * Sends raw bytes and reads to the end. It closes its side after a while, because a mutation may have left the request unfinished.
 * @param request one character a byte
 */
export function sendBytes(url: string, request: string): Promise<Buffer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const socket = connect(Number(port), hostname, () => socket.write(request, 'latin1'))
    const timer = setTimeout(() => socket.end(), patienceMs)
    socket.on('data', (chunk) => chunks.push(chunk))
    // A server that closes before it has read the whole request resets the connection. Its answer up to then counts.
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(Buffer.concat(chunks))
    })
  })
}
