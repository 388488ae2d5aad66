import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import type { StaticDocument } from '../core/static-document.ts'
import { queryOf } from './query-string.ts'
import { immutable, isNotModified, keep, tag, takesCoding } from './representation.ts'

/** Documents change only with a new version or configuration. Until then a client that asks again gets a 304. */
const caching = 'public, max-age=300'

/**
 * Serves documents without a token: compressed for clients that accept gzip, with a strong ETag for each encoding (RFC 9110,
 * section 8.8.3). Each encoding is made once and cached, so all responses in flight share its bytes.
 */
export function addDocumentRoutes(app: FastifyInstance, documents: readonly StaticDocument[]): void {
  for (const { path, contentType, body, headers = {}, isVersioned = false, isHidden = false } of documents) {
    const readPlain = keep(async () => tag(typeof body === 'string' ? Buffer.from(body) : await body()))
    const readGzip = keep(async () => tag(await promisify(gzip)((await readPlain()).bytes)))
    app.route({
      method: 'GET',
      url: path,
      exposeHeadRoute: true,
      schema: { hide: isHidden } as object,
      async handler(request, reply) {
        const isGzip = takesCoding(request.headers['accept-encoding'], 'gzip')
        const { bytes, etag } = await (isGzip ? readGzip() : readPlain())
        reply.headers({ 'cache-control': caching, vary: 'accept-encoding, origin', etag, ...headers })
        // A page may name another version while nodes are updated. It gets this one, which is cached only for a short time.
        if (isVersioned && readVersion(request.url) === (await readPlain()).version)
          reply.header('cache-control', immutable)
        if (isNotModified(request.headers['if-none-match'], etag)) return reply.code(304).send()
        if (isGzip) reply.header('content-encoding', 'gzip')
        return reply.type(contentType).send(bytes)
      },
    })
  }
}

/** The parameter `v` of a request's path. */
function readVersion(url: string): string | null {
  return new URLSearchParams(queryOf(url)).get('v')
}
