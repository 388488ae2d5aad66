import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'

/** A document that never changes while the process runs, and that everybody may read. */
export interface StaticDocument {
  readonly path: string
  readonly contentType: string
  /** A function is called at the first request. */
  readonly body: string | (() => Promise<Buffer>)
  /** Response headers beside the usual ones, or in their place. */
  readonly headers?: Readonly<Record<string, string>>
  /** Whether nobody who mistypes a path is pointed at it. */
  readonly isHidden?: boolean
}

/** Documents change with a new version or configuration only; a client that asks again gets a 304. */
const caching = 'public, max-age=300'

/** For pages, whose scripts have other names in another version: browsers ask each time, and get a 304. */
export const revalidated: Readonly<Record<string, string>> = { 'cache-control': 'no-cache' }

/**
 * Serves documents, without a token: compressed for those who can read that, with a strong ETag for each encoding (RFC 9110,
 * section 8.8.3). Each encoding is made once and kept: every answer has the same bytes, however many are under way.
 */
export function addDocumentRoutes(app: FastifyInstance, documents: readonly StaticDocument[]): void {
  for (const { path, contentType, body, headers = {}, isHidden = false } of documents) {
    const readPlain = keep(async () => encode(typeof body === 'string' ? Buffer.from(body) : await body()))
    const readGzip = keep(async () => encode(await promisify(gzip)((await readPlain()).bytes), 'gzip'))
    app.route({
      method: 'GET',
      url: path,
      exposeHeadRoute: true,
      schema: { hide: isHidden } as object,
      async handler(request, reply) {
        const { bytes, etag, encoding } = await (takesGzip(request.headers['accept-encoding'])
          ? readGzip()
          : readPlain())
        reply.headers({ 'cache-control': caching, vary: 'accept-encoding, origin', etag, ...headers })
        if (isNotModified(request.headers['if-none-match'], etag)) return reply.code(304).send()
        if (encoding !== undefined) reply.header('content-encoding', encoding)
        return reply.type(contentType).send(bytes)
      },
    })
  }
}

interface EncodedDocument {
  readonly bytes: Buffer
  readonly etag: string
  /** As in `Content-Encoding`. */
  readonly encoding?: string
}

function encode(bytes: Buffer, encoding?: string): EncodedDocument {
  const etag = `"${hash('sha256', bytes, 'base64url').slice(0, 27)}"`
  return { bytes, etag, ...(encoding === undefined ? {} : { encoding }) }
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
  return ifNoneMatch.split(',').some((tag) => {
    const trimmed = tag.trim()
    return trimmed === '*' || trimmed.replace(/^W\//, '') === etag
  })
}
