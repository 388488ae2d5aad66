import cors from '@fastify/cors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { parseOrigin } from '../config/cors-origins.ts'
import type { Operation } from '../operations/operation.ts'

/** How long a browser may cache the answer to a preflight, in seconds: the most that Chromium allows. */
const maxAgeSeconds = 7200

/**
 * Lets web pages of some origins call the API. Every other origin gets no CORS header at all. Browser credentials (cookies)
 * are never allowed, because the API token is the only credential. Any header is therefore harmless, and a preflight is
 * answered with the headers that it asks for: tracing libraries add their own to each request of a page.
 * @param origins entries of the configuration
 * @param operations the operations whose methods are allowed
 */
export function addCors(app: FastifyInstance, origins: readonly string[], operations: readonly Operation[]): void {
  if (origins.length === 0) return
  // Administrators are identified by a cookie, so only the gateway's own pages may call administration.
  app.addHook('onRoute', (route) => {
    if (isAdministration(route.url)) route.config = { ...route.config, cors: false } as object
  })
  app.options('/admin/*', { schema: { hide: true } as object }, (_request, reply) => reply.callNotFound())
  const isAllowed = createOriginMatcher(origins)
  const takesAll = origins.includes('*')
  app.register(cors, {
    origin(origin, decide) {
      if (origin === undefined) decide(null, false)
      else if (takesAll) decide(null, '*')
      else decide(null, isAllowed(origin) ? origin : false)
    },
    methods: [...new Set(['GET', 'HEAD', ...operations.map(({ method }) => method)])],
    // From `Date`, a client knows how long a URL is valid, however wrong its own clock is.
    // From the challenge in `WWW-Authenticate`, an agent in a web page learns where to sign in.
    exposedHeaders: ['Date', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'WWW-Authenticate', 'X-Request-Id'],
    maxAge: maxAgeSeconds,
    // Otherwise the plugin answers an OPTIONS request that is not a preflight with plain text.
    strictPreflight: false,
  })
}

function isAdministration(path: string): boolean {
  return path.startsWith('/admin/') || path.startsWith('/dashboard')
}

/** Whether pages of an origin may call the API. */
export type OriginMatcher = (origin: string) => boolean

/** @param entries entries of the configuration; `*` matches every origin */
export function createOriginMatcher(entries: readonly string[]): OriginMatcher {
  if (entries.includes('*')) return () => true
  const parsed = entries.map(parseOrigin)
  const exact = new Set(parsed.flatMap(({ scheme, text }) => (scheme === undefined ? [text] : [])))
  const wildcards = parsed.flatMap(({ scheme, text }) => (scheme === undefined ? [] : [{ scheme, text }]))
  return (origin) =>
    exact.has(origin) ||
    wildcards.some(({ scheme, text }) => {
      if (!origin.startsWith(scheme) || !origin.endsWith(text)) return false
      return /^[a-z0-9_-]+$/.test(origin.slice(scheme.length, -text.length))
    })
}

/** Finds the origin of a preflight (Fetch standard, section 3.2.2); `null` when it is not an origin, undefined when the request is not a preflight. */
export function findPreflightOrigin({ method, headers }: FastifyRequest): string | undefined {
  if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return undefined
  const { origin } = headers
  if (origin === undefined) return undefined
  return /^[a-z][a-z0-9+.-]*:\/\/[\w.:[\]-]{1,253}$/.test(origin) ? origin : 'null'
}
