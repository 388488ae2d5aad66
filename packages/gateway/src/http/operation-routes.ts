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

/** The longest body in bytes: it has room for a batch of a thousand entries. */
const maxBodyBytes = 256 * 1024

/** The body of a request without one. */
export const noBody: ReadBody = {}

/** Adds a route for every operation of the registry; the gate does the rest. */
export function addOperationRoutes(
  app: FastifyInstance,
  operations: readonly Operation[],
  gate: Gate,
  sendError: SendError,
): void {
  // Signpost reads bodies itself, strictly, once the rest of the request is known.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBodyBytes }, (_request, body, done) => {
    done(null, body)
  })
  for (const operation of operations) {
    const decide = gate.bind(operation)
    // The new format, with parameters in the path, comes first. The old one has them in the query. Without path parameters both are the same.
    for (const url of new Set([operation.path.replaceAll(/\{(\w+)\}/g, ':$1'), dropBraces(operation.path)])) {
      app.route({
        method: operation.method,
        url,
        // The gate checks parameters, because it also serves other transports.
        handler(request, reply) {
          const body = request.body === undefined ? noBody : readBodyOf(request)
          const decided = andThen(body, (read) => decide(readRequest(request, read)))
          const sent = andThen(decided, (decision) => {
            setRateHeaders(reply, decision.rates)
            if ('error' in decision) sendError(decision.error, request, reply)
            else sendResult(decision, reply)
          })
          // Return only promises: Fastify awaits every returned value, and a reply is a thenable as well.
          return sent instanceof Promise ? sent : undefined
        },
      })
    }
  }
}

/** Sets the headers that say how much of its rates a token has used, if it has any. */
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
 * Redirects the client to S3. Web pages of every origin may use the redirect: with the policy of other responses, browsers would
 * block an `<img>`. Only the client itself may cache it, because the URL is a secret.
 */
function sendRedirection({ url, freshSeconds }: Redirection, reply: FastifyReply): void {
  if (freshSeconds > 0) reply.header('cache-control', `private, max-age=${freshSeconds}`)
  reply.code(302).header('location', url).header('cross-origin-resource-policy', 'cross-origin').send()
}

/** Reads the body of a request. The reader is loaded at the first body, because a gateway that only signs URLs never needs it. */
export async function readBodyOf({ body, headers }: FastifyRequest): Promise<ReadBody> {
  const { readBody } = await import('./read-body.ts')
  return readBody(body as Buffer, headers['content-type'])
}
