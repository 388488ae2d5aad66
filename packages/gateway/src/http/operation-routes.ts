import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Gate } from '../gate/gate.ts'
import { formatRateLimit, formatRateLimitPolicy, type RateState } from '../limits/rate-state.ts'
import type { Operation, Redirection } from '../operations/operation.ts'
import { dropBraces } from '../operations/operation-path.ts'
import type { ReadBody } from './read-body.ts'
import { readRequest } from './read-request.ts'
import type { SendError } from './send-error.ts'

/** The longest body in bytes: a thousand entries of a batch fit. */
const maxBodyBytes = 256 * 1024

/** What a request without a body has. */
export const noBody: ReadBody = {}

/** Adds a route for every operation of the registry; the gate does the rest. */
export function addOperationRoutes(
  app: FastifyInstance,
  operations: readonly Operation[],
  gate: Gate,
  sendError: SendError,
): void {
  // Bodies are read by us, strictly, once the rest of the request is known.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBodyBytes }, (_request, body, done) => {
    done(null, body)
  })
  for (const operation of operations) {
    const decide = gate.bind(operation)
    // New format first: parameters in the path. The old one has them in the query; without parameters both are one.
    for (const url of new Set([operation.path.replaceAll(/\{(\w+)\}/g, ':$1'), dropBraces(operation.path)])) {
      app.route({
        method: operation.method,
        url,
        // The gate checks parameters, since it serves other transports, too.
        ...(isFrequent(operation) ? { schema: { response: { 200: Type.Object({ data: operation.result }) } } } : {}),
        async handler(request, reply) {
          const body = request.body === undefined ? noBody : await readBodyOf(request)
          const decision = await decide(readRequest(request, body))
          setRateHeaders(reply, decision.rates)
          if ('error' in decision) return sendError(decision.error, request, reply)
          const { result, warnings, redirection } = decision
          if (redirection !== undefined) return sendRedirection(redirection, reply)
          return { data: warnings.length === 0 ? result : { ...result, warnings } }
        },
      })
    }
  }
}

/** Says where a token stands in its rates, where it has any. */
export function setRateHeaders(reply: FastifyReply, rates: readonly RateState[]): void {
  if (rates.length === 0) return
  reply.header('ratelimit-policy', formatRateLimitPolicy(rates)).header('ratelimit', formatRateLimit(rates))
}

/** Whether its responses are worth a serializer, which its schema is compiled to at the start: that costs time and memory. */
function isFrequent({ method, effect, input }: Operation): boolean {
  return method === 'GET' && effect === 'sign' && input.path === undefined
}

/**
 * Sends the client on to S3. Pages of every origin may: an `<img>` is blocked by the policy of other responses. Only the client
 * itself may keep it, since it stands for a secret.
 */
function sendRedirection({ url, freshSeconds }: Redirection, reply: FastifyReply): FastifyReply {
  if (freshSeconds > 0) reply.header('cache-control', `private, max-age=${freshSeconds}`)
  return reply.code(302).header('location', url).header('cross-origin-resource-policy', 'cross-origin').send()
}

/** Loads the reader at the first body: a gateway that only signs URLs never needs it. */
export async function readBodyOf({ body, headers }: FastifyRequest): Promise<ReadBody> {
  const { readBody } = await import('./read-body.ts')
  return readBody(body as Buffer, headers['content-type'])
}
