import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A proxy that adds a token to each request, for clients that cannot send one. */
export interface TokenProxy extends AsyncDisposable {
  readonly url: string
}

/** Starts a proxy. @param url the gateway's */
export async function startTokenProxy(url: string, token: string): Promise<TokenProxy> {
  const server = createServer((incoming, response) => {
    const { method, headers } = incoming
    const target = new URL(incoming.url ?? '/', url)
    const authorization = `Bearer ${token}`
    const outgoing = request(target, { method, headers: { ...headers, authorization } }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    outgoing.on('error', () => response.destroy())
    incoming.pipe(outgoing)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
