import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { andThen } from '../core/maybe-promise.ts'
import type { Decision } from '../gate/decision.ts'
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
        handler(request, reply) {
          const body = request.body === undefined ? noBody : readBodyOf(request)
          const decided = andThen(body, (read) => decide(readRequest(request, read)))
          const sent = andThen(decided, (decision) => {
            setRateHeaders(reply, decision.rates)
            if ('error' in decision) sendError(decision.error, request, reply)
            else sendResult(decision, reply)
          })
          // Fastify waits for whatever is returned, and a reply can be waited for, too.
          return sent instanceof Promise ? sent : undefined
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

function sendResult(
  { result, warnings, redirection }: Extract<Decision, { result: unknown }>,
  reply: FastifyReply,
): void {
  if (redirection !== undefined) sendRedirection(redirection, reply)
  else reply.send({ data: warnings.length === 0 ? result : { ...result, warnings } })
}

/**
 * Sends the client on to S3. Pages of every origin may: an `<img>` is blocked by the policy of other responses. Only the client
 * itself may keep it, since it stands for a secret.
 */
function sendRedirection({ url, freshSeconds }: Redirection, reply: FastifyReply): void {
  if (freshSeconds > 0) reply.header('cache-control', `private, max-age=${freshSeconds}`)
  reply.code(302).header('location', url).header('cross-origin-resource-policy', 'cross-origin').send()
}

/** Loads the reader at the first body: a gateway that only signs URLs never needs it. */
export async function readBodyOf({ body, headers }: FastifyRequest): Promise<ReadBody> {
  const { readBody } = await import('./read-body.ts')
  return readBody(body as Buffer, headers['content-type'])
}
