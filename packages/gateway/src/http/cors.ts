import cors from '@fastify/cors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { parseOrigin } from '../config/cors-origins.ts'
import type { Operation } from '../operations/operation.ts'

/** For how long a browser may remember the answer to a preflight, in seconds: as long as Chromium does at most. */
const maxAgeSeconds = 7200

/**
 * Lets the pages of some origins call the API. Every other origin gets no CORS header at all. Credentials of browsers
 * (cookies) are never allowed: the API token is the only one. So every header may be sent, and a preflight is answered
 * with those that it asks for: libraries of tracing add theirs to each request of a page.
 * @param origins entries of the configuration
 * @param operations whose methods are to be let through
 */
export function addCors(app: FastifyInstance, origins: readonly string[], operations: readonly Operation[]): void {
  if (origins.length === 0) return
  // Whoever administers is known by a cookie, so no page but the gateway's own has any business there.
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
    // By `Date` a client knows how long a URL lives, however wrong its own clock is.
    // By the challenge an agent that is a page learns where to sign in.
    exposedHeaders: ['Date', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'WWW-Authenticate', 'X-Request-Id'],
    maxAge: maxAgeSeconds,
    // An OPTIONS request that is no preflight is otherwise answered with plain text.
    strictPreflight: false,
  })
}

function isAdministration(path: string): boolean {
  return path.startsWith('/admin/') || path.startsWith('/dashboard')
}

/** Whether pages of an origin may call the API. */
export type OriginMatcher = (origin: string) => boolean

/** @param entries of the configuration; with `*` every origin fits */
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

/** The origin of a preflight (Fetch standard, section 3.2.2), as far as it is one; undefined when a request is none. */
export function findPreflightOrigin({ method, headers }: FastifyRequest): string | undefined {
  if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return undefined
  const { origin } = headers
  if (origin === undefined) return undefined
  return /^[a-z][a-z0-9+.-]*:\/\/[\w.:[\]-]{1,253}$/.test(origin) ? origin : 'null'
}
