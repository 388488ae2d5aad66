import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../core/app-error.ts'
import { createHostCheck } from './source-check.ts'

/** Methods that are answered: with 405, where a path does not take one. */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/** A part of the gateway that only its own pages may ask. */
export interface OwnPart {
  /** Of everything in it: `/admin/api/*`. */
  readonly url: string
  readonly publicUrl: string | undefined
  /** Answers a request. @param ownOrigin the gateway's, as the request knows it */
  answer(request: FastifyRequest, reply: FastifyReply, ownOrigin: string): Promise<unknown>
}

/** Adds a part that only the gateway's own pages may ask. It is in no list of routes. */
export function addOwnPart(app: FastifyInstance, { url, publicUrl, answer }: OwnPart): void {
  const checkOwnPage = createOwnPageCheck(publicUrl)
  app.route({
    method: methods,
    url,
    schema: { hide: true } as object,
    handler: async (request, reply) => answer(request, reply, checkOwnPage(request)),
  })
}

/** Tells the gateway's own origin, as the request reaches it. @throws AppError when it comes from elsewhere */
export type OwnPageCheck = (request: Pick<FastifyRequest, 'method' | 'headers' | 'protocol' | 'host'>) => string

/**
 * Lets administration be asked only by the gateway's own pages. `Host` has to be a name that no stranger's DNS can have, and `Origin` the
 * gateway's own: that of the public URL, or the one that the request was sent to. Browsers send it with every request that is no GET, and no page
 * can choose it; what sends none with a change is refused, too. A cookie's `SameSite` alone would let pages in of other ports and
 * subdomains.
 * @param publicUrl origin that clients know the gateway by
 * @throws AppError `host_not_allowed` or `origin_not_allowed`
 */
export function createOwnPageCheck(publicUrl: string | undefined): OwnPageCheck {
  const publicOrigin = publicUrl === undefined ? undefined : new URL(publicUrl).origin
  const checkHost = createHostCheck(publicUrl)

  return ({ method, headers, protocol, host }) => {
    checkHost(host)
    const sentTo = new URL(`${protocol}://${host}`).origin
    const { origin } = headers
    if (origin === undefined) {
      if (method !== 'GET' && method !== 'HEAD') {
        throw new AppError('origin_not_allowed', {
          message: `Send the header "Origin: ${publicOrigin ?? sentTo}": a change is only taken from the gateway's own pages.`,
        })
      }
      return publicOrigin ?? sentTo
    }
    if (origin === publicOrigin || origin === sentTo) return origin
    throw new AppError('origin_not_allowed', { message: describeRefusal(publicOrigin) })
  }
}

function describeRefusal(publicOrigin: string | undefined): string {
  const refusal = 'Only pages of the gateway itself may administer it, and the Origin is another one.'
  if (publicOrigin !== undefined) return `${refusal} Open it at ${publicOrigin}.`
  return `${refusal} Behind a proxy that speaks HTTPS, set SIGNPOST_PUBLIC_URL.`
}
