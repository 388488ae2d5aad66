import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'

/**
 * Lets the pages of some origins call the API. Every other origin gets no CORS header at all, and its preflight the same
 * answer as any OPTIONS request. Credentials of browsers (cookies) are never allowed: the API token is the only one.
 *
 * @param origins origins as in the configuration, or `*` for every origin
 */
export function addCors(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return
  const allowed = new Set(origins.map((origin) => origin.toLowerCase()))
  const allowsAny = allowed.has('*')
  app.register(cors, {
    origin(origin, decide) {
      if (origin === undefined) decide(null, false)
      else if (allowsAny) decide(null, '*')
      else decide(null, allowed.has(origin) ? origin : false)
    },
    methods: ['GET', 'HEAD'],
    allowedHeaders: ['authorization'],
    exposedHeaders: ['RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id'],
    maxAge: 600,
    // An OPTIONS request that is no preflight is otherwise answered with plain text.
    strictPreflight: false,
  })
}
