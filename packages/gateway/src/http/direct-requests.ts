import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import proxyAddr from '@fastify/proxy-addr'
import type { TrustProxy } from '../config/trust-proxy.ts'
import type { AppError } from '../core/app-error.ts'
import { channels, type UnroutedRequest } from '../core/channels.ts'
import { parseClientAddress } from '../core/client-address.ts'
import { andThen, type MaybePromise, recover } from '../core/maybe-promise.ts'
import { newRequestId } from '../core/request-id.ts'
import type { Decision } from '../gate/decision.ts'
import type { Gate, GateRequest } from '../gate/gate.ts'
import type { Operation } from '../operations/operation.ts'
import { type Headers, toDecidedResponse } from './decided-response.ts'
import { pathOf, queryOf } from './query-string.ts'
import { readRequest } from './read-request.ts'
import { jsonType, requestIdHeader } from './response-headers.ts'
import type { ToErrorResponse } from './send-error.ts'

/** What requests are answered from that do not pass Fastify. */
export interface DirectRequestsOptions {
  readonly operations: readonly Operation[]
  readonly gate: Gate
  readonly trustProxy: TrustProxy
  /** Whether the pages of other origins may ask: their requests are Fastify's. */
  readonly hasCors: boolean
  /** Of every response that goes to no such page. */
  readonly responseHeaders: Headers
  readonly toErrorResponse: ToErrorResponse
  /** Tells of what went wrong in answering, and says what the client is answered. */
  readonly reportFault: (fault: unknown, request: Omit<UnroutedRequest, 'code' | 'status'>) => AppError
}

/**
 * Answers what is asked most, a GET that signs one URL, without Fastify: its routing, hooks and reply take 6 µs, a sixth of such a
 * request. All that is not just that, by method, path or headers, goes to Fastify, which knows the same operations. Both ways read, decide and
 * render by the same functions, and `direct-requests.test.ts` holds their answers against each other.
 * @param fallback Fastify's listener
 */
export function answerDirectly(options: DirectRequestsOptions, fallback: RequestListener): RequestListener {
  const { operations, gate, trustProxy, hasCors, responseHeaders, toErrorResponse, reportFault } = options
  const usual = Object.entries({ ...responseHeaders, 'content-type': jsonType }).flat()
  const decisions = new Map(operations.filter(isFrequent).map((operation) => [operation.path, gate.bind(operation)]))

  /** The operation that is asked for, unless something of the request is Fastify's affair. */
  function find({ method, url = '', headers }: IncomingMessage) {
    if (method !== 'GET' || headers.host === undefined || (hasCors && headers.origin !== undefined)) return undefined
    // Spans begin with a route of Fastify's.
    if (channels.request.hasSubscribers) return undefined
    const mark = url.indexOf('?')
    return decisions.get(mark === -1 ? url : url.slice(0, mark))
  }

  function answer(
    request: IncomingMessage,
    response: ServerResponse,
    decide: (request: GateRequest) => MaybePromise<Decision>,
  ): MaybePromise<void> {
    const { headers, url = '' } = request
    const requestId = newRequestId()
    const peer = trustProxy === false ? request.socket.remoteAddress : proxyAddr(request, trustProxy)
    const clientAddress = parseClientAddress(peer)
    const sendError = (error: AppError, added: Headers = {}) => {
      const { status, headers: own, body } = toErrorResponse(error, requestId)
      send(response, status, { ...added, ...own }, JSON.stringify(body))
    }
    return recover(
      () => {
        const sent = { headers, query: queryOf(url), params: {}, clientAddress, requestId }
        return andThen(decide(readRequest(sent, {})), (decision) => {
          const decided = toDecidedResponse(decision)
          if ('error' in decided) return sendError(decided.error, decided.headers)
          const own = { [requestIdHeader]: requestId, ...decided.headers }
          if (decided.body !== undefined)
            return send(response, decided.status, own, JSON.stringify(decided.body), usual)
          send(response, decided.status, { ...responseHeaders, ...own }, '')
        })
      },
      (fault) => sendError(reportFault(fault, { requestId, clientAddress, method: 'GET', path: pathOf(url) })),
    )
  }

  return (request, response) => {
    const decide = find(request)
    if (decide === undefined) fallback(request, response)
    else void answer(request, response, decide)
  }
}

function isFrequent({ method, effect, input }: Operation): boolean {
  return method === 'GET' && effect === 'sign' && input.path === undefined
}

/** @param usual further fields, as a list: Node takes no other form as fast */
function send(
  response: ServerResponse,
  status: number,
  headers: Headers,
  body: string,
  usual: readonly string[] = [],
): void {
  const fields = usual.slice()
  for (const name in headers) fields.push(name, headers[name] as string)
  fields.push('content-length', String(Buffer.byteLength(body)))
  response.writeHead(status, fields).end(body)
}
