import { createServer, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'

/** A proxy on loopback that forwards requests for every host to one port of this machine. */
export interface HttpProxy extends AsyncDisposable {
  readonly url: string
  /** The requests that it got, as in `CONNECT store.example:443` and `GET http://store.example/…`, without the query. */
  readonly requests: string[]
  /** The `Proxy-Authorization` header of each request. */
  readonly authorizations: (string | undefined)[]
}

/**
 * Starts a proxy.
 * @param options `port` is the target of every request; with `refusesWith` the proxy answers each CONNECT with that status
 */
export async function startHttpProxy(options: {
  readonly port: number
  readonly refusesWith?: number
}): Promise<HttpProxy> {
  const { port, refusesWith } = options
  const requests: string[] = []
  const authorizations: (string | undefined)[] = []
  const server = createServer((incoming, response) => {
    const { method, url = '', headers } = incoming
    requests.push(`${method} ${url.split('?')[0]}`)
    authorizations.push(headers['proxy-authorization'])
    const { pathname, search } = new URL(url)
    const outgoing = request({ host: '127.0.0.1', port, method, path: pathname + search, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    incoming.pipe(outgoing)
  })
  server.on('connect', ({ url, headers }, socket) => {
    requests.push(`CONNECT ${url}`)
    authorizations.push(headers['proxy-authorization'])
    if (refusesWith !== undefined) {
      socket.end(`HTTP/1.1 ${refusesWith} No\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    const target = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.pipe(target).pipe(socket)
    })
    for (const end of [socket, target]) end.on('error', () => [socket, target].forEach((other) => void other.destroy()))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    authorizations,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}
