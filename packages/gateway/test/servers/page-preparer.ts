import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { createToken, storeCredential } from '../samples/store-credential.ts'

/** What prepares the installations of pages. */
export interface PagePreparer extends AsyncDisposable {
  readonly url: string
}

/**
 * Starts what the shells of pages ask for a credential or a token that a page takes for granted (page.sh). A command would cost ten
 * times as much. The body of a request has the shell's variables, as `env -0` writes them.
 */
export async function startPagePreparer(): Promise<PagePreparer> {
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://preparer')
    const { STORE_KEY = '', ...env } = readVariables(await text(request))
    const place = { dataDir: join(searchParams.get('folder') ?? '', 'signpost-data'), env }
    try {
      if (pathname === '/token') {
        const allow = ['*:*', 'list:*', 'delete:*']
        response.end(await createToken(place, { name: `test-${crypto.randomUUID()}`, allow }))
      } else {
        const { SIGNPOST_SECRET_ACCESS_KEY: secret = '' } = env
        const store = { accessKeyId: STORE_KEY, secret, endpoint: undefined, bucketPatterns: [] }
        await storeCredential(pathname.slice(1), place, store)
        response.end()
      }
    } catch (error) {
      response.writeHead(500).end(`${(error as Error).message}\n`)
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close().closeAllConnections()
    },
  }
}

function readVariables(body: string): Record<string, string> {
  const lines = body.split('\0').filter((line) => line !== '')
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
}
