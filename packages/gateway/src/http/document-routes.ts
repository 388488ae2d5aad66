import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import type { StaticDocument } from '../core/static-document.ts'

/** Documents change only with a new version or configuration; a client that asks again gets a 304. */
const caching = 'public, max-age=300'

/** For what has another name when it is another one. */
export const immutable = 'public, max-age=31536000, immutable'

/** So many hexadecimal digits of the SHA-256 are a version. */
const versionLength = 16

/**
 * Serves documents without a token: compressed for clients that take gzip, with a strong ETag for each encoding (RFC 9110,
 * section 8.8.3). Each encoding is made once and kept: all responses share its bytes, however many are under way.
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
        const isGzip = takesGzip(request.headers['accept-encoding'])
        const { bytes, etag } = await (isGzip ? readGzip() : readPlain())
        reply.headers({ 'cache-control': caching, vary: 'accept-encoding, origin', etag, ...headers })
        // A page that names another version, as while nodes are updated, gets this one, and asks again soon.
        if (isVersioned && readVersion(request.url) === (await readPlain()).version)
          reply.header('cache-control', immutable)
        if (isNotModified(request.headers['if-none-match'], etag)) return reply.code(304).send()
        if (isGzip) reply.header('content-encoding', 'gzip')
        return reply.type(contentType).send(bytes)
      },
    })
  }
}

function tag(bytes: Buffer) {
  const digest = hash('sha256', bytes, 'buffer')
  const version = digest.toString('hex').slice(0, versionLength)
  return { bytes, version, etag: `"${digest.toString('base64url').slice(0, 27)}"` }
}

/** The parameter `v` of a request's path. */
function readVersion(url: string): string | null {
  const start = url.indexOf('?')
  return start < 0 ? null : new URLSearchParams(url.slice(start)).get('v')
}

/** Reads once, at first use; what has failed is read again. */
function keep<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let kept: Promise<Value> | undefined
  return () => {
    kept ??= read().catch((error: unknown) => {
      kept = undefined
      throw error
    })
    return kept
  }
}

/** RFC 9110, section 12.5.3: named, and not with the weight 0. */
function takesGzip(acceptEncoding: string | string[] | undefined): boolean {
  return /(?:^|,)\s*(?:x-)?gzip\s*(?:$|,|;\s*q=(?!0(?:\.0*)?\s*(?:$|,)))/i.test(String(acceptEncoding))
}

/** RFC 9110, section 13.1.2: a list of tags, compared weakly, or `*`. */
function isNotModified(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  const tags = ifNoneMatch.split(',').map((one) => one.trim().replace(/^W\//, ''))
  return tags.includes('*') || tags.includes(etag)
}
