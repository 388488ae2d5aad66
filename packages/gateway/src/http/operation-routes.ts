import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Gate } from '../gate/gate.ts'
import type { Operation } from '../operations/operation.ts'
import { takeApiToken } from './api-token.ts'
import { acceptPublishedSpelling } from './published-spelling.ts'
import { cutQueryString, parseQueryString } from './query-string.ts'

/** Adds a route for every operation of the registry; the gate does the rest. */
export function addOperationRoutes(app: FastifyInstance, operations: readonly Operation[], gate: Gate): void {
  for (const operation of operations) {
    app.route({
      method: operation.method,
      url: operation.path,
      // The schema compiles the serializer; parameters are validated by the gate, which serves other transports too.
      schema: { response: { 200: Type.Object({ data: operation.result }) } },
      async handler(request) {
        const query = parseQueryString(cutQueryString(request.raw.url ?? ''))
        const token = takeApiToken(request.headers.authorization, query)
        acceptPublishedSpelling(query)
        const data = await gate.pass(operation, {
          params: query,
          token,
          clientAddress: request.ip,
          requestId: request.id,
        })
        return { data }
      },
    })
  }
}
