import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A web server of 127.0.0.1 that has one page. */
export interface PageServer extends AsyncDisposable {
  /** As the browser sends it. */
  readonly origin: string
}

/** Serves an HTML page at each of its paths. */
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
