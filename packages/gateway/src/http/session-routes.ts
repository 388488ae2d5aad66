import type { FastifyInstance, FastifyReply } from 'fastify'
import { clientAddressHeader, type Sessions } from '../sessions/session-ports.ts'
import { readClientAddress } from './client-address.ts'
import { readJsonFields, requireJson } from './json-body.ts'
import { addOwnPart } from './own-page.ts'

/**
 * Adds the routes of signing in, `/admin/auth/…`. Requests that do not come from the gateway's own pages are refused here. A request
 * that is passed on has the gateway's own origin, the client's address according to `trustProxy`, and of the client's headers only
 * the cookies and the user agent.
 */
export function addSessionRoutes(app: FastifyInstance, sessions: Sessions, publicUrl: string | undefined): void {
  addOwnPart(app, {
    url: '/admin/auth/*',
    publicUrl,
    async answer(request, reply, ownOrigin) {
      const { cookie, 'user-agent': userAgent } = request.headers
      const headers = new Headers({ [clientAddressHeader]: readClientAddress(request) })
      if (cookie !== undefined) headers.set('cookie', cookie)
      if (userAgent !== undefined) headers.set('user-agent', userAgent)
      const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
      if (hasBody) requireJson(request)
      const body = hasBody ? { body: JSON.stringify(await readJsonFields(request)) } : {}
      const url = `${ownOrigin}${request.url}`
      return send(await sessions.handle(new Request(url, { method: request.method, headers, ...body })), reply)
    },
  })
}

async function send(response: Response, reply: FastifyReply): Promise<FastifyReply> {
  const cookies = response.headers.getSetCookie()
  const location = response.headers.get('location')
  reply.code(response.status).header('cache-control', 'no-store')
  if (cookies.length > 0) reply.header('set-cookie', cookies)
  if (location !== null) return reply.header('location', location).send()
  return reply.type('application/json; charset=utf-8').send(Buffer.from(await response.arrayBuffer()))
}
