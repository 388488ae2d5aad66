import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../core/app-error.ts'
import { createHostCheck } from './source-check.ts'

/** Methods that get an answer, even if it is a 405 because the path does not accept them. */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/** A part of the gateway that only its own pages may call. */
export interface OwnPart {
  /** The pattern of all its paths: `/admin/api/*`. */
  readonly url: string
  readonly publicUrl: string | undefined
  /** Answers a request. @param ownOrigin the gateway's origin, as the request reached it */
  answer(request: FastifyRequest, reply: FastifyReply, ownOrigin: string): Promise<unknown>
}

/** Adds a part that only the gateway's own pages may call. It is in no list of routes. */
export function addOwnPart(app: FastifyInstance, { url, publicUrl, answer }: OwnPart): void {
  const checkOwnPage = createOwnPageCheck(publicUrl)
  app.route({
    method: methods,
    url,
    schema: { hide: true } as object,
    handler: async (request, reply) => answer(request, reply, checkOwnPage(request)),
  })
}

/** Checks a request, and returns the gateway's own origin, as the request reached it. @throws AppError when the request comes from elsewhere */
export type OwnPageCheck = (request: Pick<FastifyRequest, 'method' | 'headers' | 'protocol' | 'host'>) => string

/**
 * Lets only the gateway's own pages call administration. `Host` has to be a name that an attacker's DNS cannot have. `Origin` has
 * to be the gateway's own: the origin of the public URL, or the one that the request was sent to. Browsers send `Origin` with every
 * request other than GET, and no web page can choose it. A change without `Origin` is refused as well. A cookie's `SameSite`
 * alone would admit pages of other ports and subdomains.
 * @param publicUrl the origin that clients use for the gateway
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
          message: `Send the header "Origin: ${publicOrigin ?? sentTo}": the gateway accepts changes only from its own pages.`,
        })
      }
      return publicOrigin ?? sentTo
    }
    if (origin === publicOrigin || origin === sentTo) return origin
    throw new AppError('origin_not_allowed', { message: describeRefusal(publicOrigin) })
  }
}

function describeRefusal(publicOrigin: string | undefined): string {
  const refusal = 'Only pages of the gateway itself may administer it, but this request has another Origin.'
  if (publicOrigin !== undefined) return `${refusal} Open it at ${publicOrigin}.`
  return `${refusal} Behind a proxy that speaks HTTPS, set SIGNPOST_PUBLIC_URL.`
}
