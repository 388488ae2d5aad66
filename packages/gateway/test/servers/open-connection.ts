import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Opens a TCP connection to the server of a URL. */
export async function openConnection(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  return socket
}

/**
 * Sends a request whose body never arrives, and waits until it is in flight. An orderly shutdown has to wait for it.
 * @returns its connection
 */
export async function openUnfinishedRequest(url: string): Promise<Socket> {
  const socket = await openConnection(url)
  // The connection may be reset at the end.
  socket.on('error', () => {})
  const head = ['Host: a', 'Content-Type: application/json', 'Content-Length: 2', 'Expect: 100-continue']
  socket.write(`POST /awss3/signed-urls HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`)
  const [told] = (await once(socket, 'data')) as [Buffer]
  if (!told.toString().startsWith('HTTP/1.1 100 ')) throw new Error(`The gateway does not wait for the body: ${told}`)
  return socket
}

/** Whether connections to the URL are refused. */
export async function isRefused(url: string): Promise<boolean> {
  try {
    const socket = await openConnection(url)
    socket.destroy()
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED'
  }
}
