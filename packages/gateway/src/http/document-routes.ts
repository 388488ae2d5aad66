import { hash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

/** A document that never changes while the process runs, and that everybody may read. */
export interface StaticDocument {
  readonly path: string
  readonly contentType: string
  readonly body: string
}

/** Documents change with a new version or configuration only; a client that asks again gets a 304. */
const caching = 'public, max-age=300'

/** Serves documents with a strong ETag (RFC 9110, section 8.8.3), without a token. */
export function addDocumentRoutes(app: FastifyInstance, documents: readonly StaticDocument[]): void {
  for (const { path, contentType, body } of documents) {
    const etag = `"${hash('sha256', body, 'base64url').slice(0, 27)}"`
    app.route({
      method: 'GET',
      url: path,
      exposeHeadRoute: true,
      handler(request, reply) {
        reply.header('cache-control', caching).header('etag', etag)
        if (isNotModified(request.headers['if-none-match'], etag)) return reply.code(304).send()
        return reply.type(contentType).send(body)
      },
    })
  }
}

/** RFC 9110, section 13.1.2: a list of tags, compared weakly, or `*`. */
function isNotModified(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  return ifNoneMatch.split(',').some((tag) => {
    const trimmed = tag.trim()
    return trimmed === '*' || trimmed.replace(/^W\//, '') === etag
  })
}
