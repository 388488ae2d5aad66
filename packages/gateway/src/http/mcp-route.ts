import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AgentSignIn } from '../config/agent-sign-in.ts'
import { AppError, toAppError } from '../core/app-error.ts'
import type { Clock } from '../core/clock.ts'
import type { GateClient } from '../gate/identify.ts'
import { createAccessTokenVerifier, isAccessTokenShaped } from '../mcp/access-token.ts'
import { createMcpEndpoint } from '../mcp/mcp-endpoint.ts'
import type { McpDependencies } from '../mcp/mcp-message.ts'
import { challenge } from '../mcp/resource-metadata.ts'
import { createOriginMatcher } from './cors.ts'
import { noBody, readBodyOf, setRateHeaders } from './operation-routes.ts'
import type { ReadBody } from './read-body.ts'
import { readRequest } from './read-request.ts'
import { createSourceCheck } from './source-check.ts'

/** The dependencies of the route. */
export interface McpRouteDependencies extends McpDependencies {
  readonly publicUrl: string | undefined
  readonly corsOrigins: readonly string[]
  /** How agents sign in at the OpenID Connect provider; undefined when they cannot. */
  readonly agentSignIn: AgentSignIn | undefined
  readonly clock: Clock
}

// JSON-RPC 2.0, section 5.1.
const parseError = -32_700
const invalidRequest = -32_600

/**
 * Adds `POST /mcp`. There are no sessions and no event stream, so GET and DELETE are answered with 405, which tells clients
 * exactly that. MCP 2026-07-28 and 2025-11-25, "Streamable HTTP".
 */
export function addMcpRoute(app: FastifyInstance, dependencies: McpRouteDependencies): void {
  const { publicUrl, corsOrigins, agentSignIn, clock } = dependencies
  const checkSource = createSourceCheck(publicUrl, createOriginMatcher(corsOrigins))
  const answer = createMcpEndpoint(dependencies)
  const verify = agentSignIn === undefined ? undefined : createAccessTokenVerifier(agentSignIn, clock)

  /** Verifies an access token. It is accepted only in the header, because URLs end up in histories and logs. OAuth 2.1, section 5.1. */
  async function vouch(client: GateClient, { authorization = '' }: FastifyRequest['headers']): Promise<GateClient> {
    const { token = '' } = client
    if (verify === undefined || !isAccessTokenShaped(token) || !authorization.endsWith(token)) return client
    const rest = { ...client, token: undefined }
    return verify(token).then(
      (subject) => ({ ...rest, subject }),
      (thrown: unknown) => ({ ...rest, tokenProblem: toAppError(thrown) }),
    )
  }

  app.post('/mcp', async (request, reply) => {
    checkSource(request.headers)
    const body = request.body === undefined ? noBody : await readBodyOf(request)
    const { token, tokenProblem, origin, clientAddress } = readRequest(request, body)
    const { json, unreadable } = body
    const message = {
      client: await vouch({ token, tokenProblem, origin, clientAddress }, request.headers),
      requestId: request.id,
      json,
      // A fixed URL: host and path that a client or a proxy claims were checked above, and may contain a token.
      request: new Request('http://localhost/mcp', { method: 'POST', headers: listHeaders(request) }),
    }
    const { response, rates } = await answer(message).catch((thrown: unknown) => {
      throw challenge(toAppError(thrown), agentSignIn)
    })
    setRateHeaders(reply, rates)
    if (response === undefined) return refuseBody(request, reply, unreadable)
    // The server decides whether the connection stays open, and no cache may store a signed URL.
    response.headers.delete('connection')
    response.headers.set('cache-control', 'no-store')
    return reply.send(response)
  })
}

function listHeaders({ headers }: FastifyRequest): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    // The SDK does not need the token.
    name === 'authorization' || value === undefined ? [] : [[name, String(value)] as [string, string]],
  )
}

/** Answers a body that is not a message as JSON-RPC requires: without an id, because none could be read. */
function refuseBody({ body }: FastifyRequest, reply: FastifyReply, unreadable: ReadBody['unreadable']): FastifyReply {
  if (unreadable?.code === 'unsupported_media_type' || (unreadable === undefined && body !== undefined)) {
    throw new AppError('unsupported_media_type', { message: 'Send an MCP message as application/json.' })
  }
  const isList = body !== undefined && String(body).trimStart().startsWith('[')
  const message = unreadable?.message ?? 'The request has no body.'
  const error = {
    code: isList ? invalidRequest : parseError,
    message: isList ? 'Send one message at a time.' : message,
  }
  return reply.code(400).send({ jsonrpc: '2.0', id: null, error })
}
