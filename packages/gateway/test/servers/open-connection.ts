import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Opens a TCP connection to the server of a URL. */
export async function openConnection(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  return socket
}

/** Whether nobody listens there. */
export async function isRefused(url: string): Promise<boolean> {
  try {
    const socket = await openConnection(url)
    socket.destroy()
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED'
  }
}
