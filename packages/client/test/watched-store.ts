import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A part that was sent. */
export interface SeenPart {
  readonly number: number
  /** The store's answer; undefined until it comes, and for good when the connection broke before. */
  status: number | undefined
  isOver: boolean
}

/** A door of a store's at which is counted who sends what. */
export interface WatchedStore extends AsyncDisposable {
  /** What clients reach the store by: it stands in the signatures. */
  readonly endpoint: string
  /** Every part that was begun to be sent, in order. */
  readonly parts: readonly SeenPart[]
}

/** Opens a door to the store at an endpoint. The Host header stays, since it is signed. */
export async function watchStore(inner: string): Promise<WatchedStore> {
  const { hostname: host, port } = new URL(inner)
  const parts: SeenPart[] = []
  const server = createServer((incoming, response) => {
    const { method, url: path, headers } = incoming
    const seen = readPart(incoming)
    if (seen !== undefined) parts.push(seen)
    const outgoing = request({ host, port, method, path, headers }, (answer) => {
      if (seen !== undefined) seen.status = answer.statusCode
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    const end = () => {
      if (seen !== undefined) seen.isOver = true
      outgoing.destroy()
    }
    outgoing.on('error', () => response.destroy())
    response.on('close', end)
    incoming.pipe(outgoing)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    parts,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function readPart({ method, url = '' }: IncomingMessage): SeenPart | undefined {
  const number = Number(/[?&]partNumber=(\d+)/.exec(url)?.[1] ?? 0)
  return method === 'PUT' && number > 0 ? { number, status: undefined, isOver: false } : undefined
}
