import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import type { Operation } from '../operations/operation.ts'

/**
 * Lets the pages of some origins call the API. Every other origin gets no CORS header at all, and its preflight the same
 * response as any OPTIONS request. Credentials of browsers (cookies) are never allowed: the API token is the only one.
 * @param origins origins as in the configuration, or `*` for every origin
 * @param operations whose methods and bodies are to be let through
 */
export function addCors(app: FastifyInstance, origins: readonly string[], operations: readonly Operation[]): void {
  if (origins.length === 0) return
  const allowed = new Set(origins.map((origin) => origin.toLowerCase()))
  const takesBodies = operations.some(({ input }) => input.body !== undefined)
  app.register(cors, {
    origin(origin, decide) {
      if (origin === undefined) decide(null, false)
      else if (allowed.has('*')) decide(null, '*')
      else decide(null, allowed.has(origin) ? origin : false)
    },
    methods: [...new Set(['GET', 'HEAD', ...operations.map(({ method }) => method)])],
    allowedHeaders: takesBodies ? ['authorization', 'content-type'] : ['authorization'],
    exposedHeaders: ['RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id'],
    maxAge: 600,
    // An OPTIONS request that is no preflight is otherwise answered with plain text.
    strictPreflight: false,
  })
}
