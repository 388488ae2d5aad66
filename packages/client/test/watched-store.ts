import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A sent part. */
export interface SeenPart {
  readonly number: number
  /** The store's answer. It is undefined until the answer arrives, and stays undefined if the connection breaks. */
  status: number | undefined
  isOver: boolean
}

/** A proxy in front of a store that counts what clients send. */
export interface WatchedStore extends AsyncDisposable {
  /** The URL by which clients reach the store. It is part of the signatures. */
  readonly endpoint: string
  /** Every part that a client started to send, in order. */
  readonly parts: readonly SeenPart[]
}

/** Starts a proxy to the store at an endpoint. It keeps the Host header, because the header is signed. */
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
