import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A web server on 127.0.0.1 with one page. */
export interface PageServer extends AsyncDisposable {
  /** The origin that the browser sends. */
  readonly origin: string
}

/** Serves an HTML page at every path. */
export async function servePage(html: string): Promise<PageServer> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(html)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}
