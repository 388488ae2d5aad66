import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Gate, GateRequest } from '../gate/gate.ts'
import { formatRateLimit, formatRateLimitPolicy } from '../limits/rate-state.ts'
import type { Operation } from '../operations/operation.ts'
import { dropBraces } from '../operations/operation-path.ts'
import { takeApiToken } from './api-token.ts'
import { readClientAddress } from './client-address.ts'
import { addPathParams } from './path-params.ts'
import { acceptPublishedSpelling } from './published-spelling.ts'
import { queryOf, readQueryString } from './query-string.ts'

/** Requests that the gate has refused. */
const refused = new WeakSet<FastifyRequest>()

/** Whether the error of a request came from the gate, which told its observer of it. */
export function wasDecided(request: FastifyRequest): boolean {
  return refused.has(request)
}

/** Adds a route for every operation of the registry; the gate does the rest. */
export function addOperationRoutes(app: FastifyInstance, operations: readonly Operation[], gate: Gate): void {
  for (const operation of operations) {
    // New format first: parameters in the path. In the old one they are in the query; without parameters both are one.
    for (const url of new Set([nameRouterParams(operation.path), dropBraces(operation.path)])) {
      addOperationRoute(app, operation, url, gate)
    }
  }
}

function addOperationRoute(app: FastifyInstance, operation: Operation, url: string, gate: Gate): void {
  app.route({
    method: operation.method,
    url,
    // The schema compiles the serializer; parameters are validated by the gate, which serves other transports too.
    schema: { response: { 200: Type.Object({ data: operation.result }) } },
    async handler(request, reply) {
      const { query, isMalformed } = readQueryString(acceptPublishedSpelling(queryOf(request.raw.url ?? '')))
      const token = takeApiToken(request.headers.authorization, query)
      addPathParams(query, request.params as Record<string, string>)
      const passing: GateRequest = {
        params: query,
        isMalformed,
        token,
        clientAddress: readClientAddress(request),
        requestId: request.id,
      }
      try {
        return { data: await gate.pass(operation, passing) }
      } catch (error) {
        refused.add(request)
        throw error
      } finally {
        // On refusals, too: the error handler adds to these headers.
        const { rateState } = passing
        if (rateState !== undefined) {
          reply.header('ratelimit-policy', formatRateLimitPolicy(rateState))
          reply.header('ratelimit', formatRateLimit(rateState))
        }
      }
    },
  })
}

/** `{upload_id}` as the router writes it. */
function nameRouterParams(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}
