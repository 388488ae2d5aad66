import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../core/app-error.ts'
import type { MaybePromise } from '../core/maybe-promise.ts'
import type { Decision } from '../gate/decision.ts'
import type { Gate, GateRequest } from '../gate/gate.ts'
import type { Operation } from '../operations/operation.ts'
import type { SentToken } from '../tokens/sent-token.ts'
import type { CompanionCallName } from '../uppy/companion-calls.ts'
import type { UppyRequest } from '../uppy/uppy-request.ts'
import { readClientAddress } from './client-address.ts'
import { setRateHeaders } from './operation-routes.ts'
import { pathTokenBase, takePathToken, uppyPath } from './path-token.ts'
import { queryOf, readQueryString } from './query-string.ts'
import { findApiToken, tokenParameter } from './read-request.ts'
import type { SendError } from './send-error.ts'

/** The same limit as Companion's: it has room for 10,000 parts with their ETags. */
const maxCompletionBytes = 1024 * 1024

const upload = '/s3/multipart/:uploadId'

/** Companion's S3 routes. https://github.com/transloadit/uppy, `packages/@uppy/companion/src/server/controllers/s3.js` */
const routes: readonly {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly call: CompanionCallName
  readonly bodyLimit?: number
}[] = [
  { method: 'GET', path: '/s3/params', call: 'signUpload' },
  { method: 'POST', path: '/s3/multipart', call: 'beginMultipart' },
  { method: 'GET', path: upload, call: 'listParts' },
  { method: 'GET', path: `${upload}/batch`, call: 'signParts' },
  { method: 'GET', path: `${upload}/:partNumber`, call: 'signPart' },
  { method: 'POST', path: `${upload}/complete`, call: 'completeMultipart', bodyLimit: maxCompletionBytes },
  { method: 'DELETE', path: upload, call: 'abortMultipart' },
]

/**
 * Adds the routes of Companion that `@uppy/aws-s3` 5 and 6 call. The modules that answer them are loaded at the first request.
 */
export function addUppyRoutes(app: FastifyInstance, gate: Gate, sendError: SendError): void {
  const bound = new Map<Operation, (request: GateRequest) => MaybePromise<Decision>>()

  function bind(operation: Operation) {
    const decide = bound.get(operation) ?? gate.bind(operation)
    bound.set(operation, decide)
    return decide
  }

  async function answer(name: CompanionCallName, isInPath: boolean, request: FastifyRequest, reply: FastifyReply) {
    const [{ findCompanionCall }, { explainError }, { readBody }] = await Promise.all([
      import('../uppy/companion-calls.ts'),
      import('../uppy/explain-error.ts'),
      import('./read-body.ts'),
    ])
    const { headers } = request
    const { query, apart, isMalformed } = readQueryString(queryOf(request.raw.url ?? ''), tokenParameter)
    const sent = isInPath
      ? takePathToken(query, apart, headers.authorization)
      : requireToken(findApiToken(headers, apart, query))
    const asked: UppyRequest = {
      query,
      path: request.params as Record<string, string>,
      // Uppy 6 does not ask for a particular form of the answer; its token is in the path.
      takesPut: !isInPath || headers.accept?.includes('application/json') === true,
      readBody() {
        const { json, unreadable } = readBody(
          (request.body as Buffer | undefined) ?? Buffer.of(),
          headers['content-type'],
        )
        if (unreadable !== undefined) throw new AppError(unreadable.code, unreadable)
        return json ?? {}
      },
    }
    const call = findCompanionCall(name, asked)
    const decision = await bind(call.operation)({
      // The destination of an upload depends on the token.
      input: (token) => call.toInput(asked, token),
      unreadable: isMalformed ? { code: 'malformed_query' } : undefined,
      token: sent.token,
      tokenProblem: sent.tokenProblem,
      origin: headers.origin,
      clientAddress: readClientAddress(request),
      requestId: request.id,
    })
    setRateHeaders(reply, decision.rates)
    if ('error' in decision) return sendError(explainError(decision.error), request, reply)
    const [{ expiresInSeconds }] = decision.events
    return call.toAnswer(decision.result, expiresInSeconds)
  }

  for (const { method, path, call, bodyLimit } of routes) {
    for (const base of [uppyPath, pathTokenBase]) {
      app.route({
        method,
        url: base + path,
        ...(bodyLimit === undefined ? {} : { bodyLimit }),
        handler: (request, reply) => answer(call, base === pathTokenBase, request, reply),
      })
    }
  }
}

const noTokenMessage =
  'No token was sent. Uppy 5 sends it with headers: { authorization: "Bearer ct_…" }; for Uppy 6, put it into the path: companionEndpoint: "https://signpost.example.com/uppy/ct_…"'

function requireToken(sent: SentToken): SentToken {
  if (sent.token !== undefined || sent.tokenProblem !== undefined) return sent
  return { token: undefined, tokenProblem: new AppError('token_missing', { message: noTokenMessage }) }
}
